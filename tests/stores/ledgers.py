"""The ledgers that keep the same promises, each in the hand of a test: open it, count its calls, break it."""

from tests.fakes.ledger import Drawers, MemoryLedger
from tests.stores import dynamo
from voicetill.domain.payments import Environment
from voicetill.services.ports import Ledger


class MemorySubject:
    """The fake, over drawers that all its ledgers share."""

    def __init__(self) -> None:
        self._drawers: Drawers = {}
        self._opened: list[MemoryLedger] = []

    def open(
        self, *, seller_id: str = dynamo.SELLER_ID, environment: Environment = Environment.SANDBOX
    ) -> MemoryLedger:
        self._opened.append(MemoryLedger(self._drawers, seller_id=seller_id, environment=environment))
        return self._opened[-1]

    def calls(self) -> int:
        return sum(ledger.reads + ledger.writes for ledger in self._opened)

    def break_down(self) -> None:
        for ledger in self._opened:
            ledger.is_down = True


class DynamoSubject:
    """The real one, over a table in this process."""

    def __init__(self) -> None:
        self._client = dynamo.a_client_with_table()
        self._calls = dynamo.Calls(self._client)

    def open(self, *, seller_id: str = dynamo.SELLER_ID, environment: Environment = Environment.SANDBOX) -> Ledger:
        return dynamo.a_ledger(self._client, seller_id=seller_id, environment=environment)

    def calls(self) -> int:
        return len(self._calls.names)

    def break_down(self) -> None:
        dynamo.cut_off(self._client)


Subject = MemorySubject | DynamoSubject
