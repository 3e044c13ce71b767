"""The journals that keep the same promises, each in the hand of a test: open it, count its calls, break it."""

from tests.fakes.ledger import Drawers, MemoryLedger
from tests.stores import dynamo
from voicetill.domain.payments import Environment
from voicetill.services.ports import Journal, Ledger
from voicetill.stores.journal import DynamoJournal


class MemoryBooks:
    """The fakes, over drawers that all their ledgers share."""

    def __init__(self) -> None:
        self._drawers: Drawers = {}
        self._opened: list[MemoryLedger] = []

    def open(
        self, *, seller_id: str = dynamo.SELLER_ID, environment: Environment = Environment.SANDBOX
    ) -> tuple[Journal, Ledger]:
        ledger = MemoryLedger(self._drawers, seller_id=seller_id, environment=environment)
        self._opened.append(ledger)
        return ledger.journal, ledger

    def calls(self) -> int:
        return sum(ledger.reads + ledger.writes for ledger in self._opened)

    def break_down(self) -> None:
        for ledger in self._opened:
            ledger.is_down = True


class DynamoBooks:
    """The real ones, over a table in this process."""

    def __init__(self) -> None:
        self._client = dynamo.a_client_with_table()
        self._calls = dynamo.Calls(self._client)

    def open(
        self, *, seller_id: str = dynamo.SELLER_ID, environment: Environment = Environment.SANDBOX
    ) -> tuple[Journal, Ledger]:
        journal = DynamoJournal(
            self._client, table_name=dynamo.TABLE, seller_id=seller_id, environment=environment
        )
        return journal, dynamo.a_ledger(self._client, seller_id=seller_id, environment=environment)

    def calls(self) -> int:
        return len(self._calls.names)

    def break_down(self) -> None:
        dynamo.cut_off(self._client)


Books = MemoryBooks | DynamoBooks
