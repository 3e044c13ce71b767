"""The back office's desk, opened by its own wiring, over fakes."""

from typing import Any

from simulator.cloud.parameters import SWITCH, PretendParameters
from tests.fakes.ledger import MemoryLedger
from tests.fakes.links import MemoryLinks
from tests.services.office import NAME, PretendOffice
from voicetill.domain.payments import Environment
from voicetill.services.providers import Providers
from voicetill.settings.ops import read_ops
from voicetill.wiring.ops import open_ops
from voicetill.wiring.settling import Records

ENVIRONMENT = {"SELLER_ID": "A1EXAMPLE", "SANDBOX_MODE": "true", "TABLE_NAME": "till"}
WITH_SWITCH = {**ENVIRONMENT, "SALES_SWITCH_PARAMETER": SWITCH}

Json = dict[str, Any]


class PretendDesk:
    """Asks the desk, and knows what stands behind it."""

    def __init__(self) -> None:
        self.behind = PretendOffice()
        self.links = MemoryLinks()
        self.live = MemoryLedger(environment=Environment.LIVE)
        self.parameters = PretendParameters()
        self.desk = open_ops(
            read_ops(WITH_SWITCH),
            ssm=self.parameters,
            records=Records(self.behind.ledger, self.behind.journal, self.links),
            elsewhere={"LIVE": self.live.journal},
            providers=Providers({NAME: lambda: self.behind.company}),
            clock=self.behind.clock,
        )

    def ask(self, do: str, **more: object) -> Json:
        return self.desk.answer({"do": do, **more})

    def done(self, do: str, **more: object) -> Json:
        answer = self.ask(do, **more)
        assert answer["ok"], answer
        return answer

    def refused(self, do: str, **more: object) -> Json:
        answer = self.ask(do, **more)
        assert not answer["ok"], answer
        error: Json = answer["error"]
        return error
