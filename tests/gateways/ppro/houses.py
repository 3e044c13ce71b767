"""The gateway with pretend PPRO behind it, in one process and with one clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from simulator.ppro.api import Api, NeverArrived, NoAnswer
from simulator.ppro.service import Ppro as PretendPpro
from tests.builders import NOW
from voicetill.domain.charging import (
    CancelWish,
    CaptureWish,
    ChargeResult,
    ChargeWish,
    ConsentWish,
    Occasion,
    Paid,
    Prepared,
    RefundWish,
)
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Capture, Environment
from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError
from voicetill.gateways.ppro.gateway import Ppro
from voicetill.gateways.ppro.payloads import Terms

KEY = "key_sandbox_of_a_test"
REFERENCE = "k3v9x2m7q4t8w1z6b5n0c3d7f201"
RETURN = "https://till.example/consent/done"


def dollars(minor: int) -> Money:
    return Money(minor, Currency.USD)


class Wire:
    """Carries calls to pretend PPRO without a network."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.sent: list[tuple[str, str, Mapping[str, str], bytes]] = []

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        assert within > 0
        self.sent.append((method, url, headers, body))
        try:
            answer = self.api.send(method, url, headers, body, within=within)
        except NeverArrived:
            raise NotConnectedError("no connection") from None
        except NoAnswer:
            raise NoAnswerError("no answer") from None
        return Answered(answer.status, answer.headers, answer.body)


class Keeper:
    """Keeps the API key, and hands out the one that it kept until it is asked for a fresh one."""

    def __init__(self, key: str = KEY) -> None:
        self.kept = self.now = key
        self.asked = 0

    def __call__(self, *, fresh: bool = False) -> str:
        if fresh:
            self.asked += 1
            self.kept = self.now
        return self.kept


class House:
    """A merchant at pretend PPRO. Time stands still unless a test lets it pass."""

    def __init__(self, *, separate: bool = False, bare: bool = False, terms: Terms | None = None) -> None:
        self.now = NOW
        self.slept: list[float] = []
        self.ppro = PretendPpro(clock=self.clock, random=Random(7), separate_captures=separate, bare=bare)
        self.api = Api(self.ppro, {KEY}, tick=self.tick, limits=False)
        self.wire = Wire(self.api)
        self.keeper = Keeper()
        self.gateway = Ppro(
            merchant_id=self.ppro.merchant_id,
            api_key=self.keeper,
            environment=Environment.SANDBOX,
            send=self.wire,
            terms=terms or Terms(separate_captures=separate),
            clock=self.clock,
            tick=self.tick,
            sleep=self.sleep,
        )

    def clock(self) -> datetime:
        return self.now

    def tick(self) -> float:
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def agreement(self) -> str:
        """The id of an agreement that may be charged."""
        wish = a_consent_wish(reference=f"consent{len(self.ppro.agreements) + 1}")
        page = self.gateway.start_consent(wish, within=5)
        self.ppro.approve(page.consent_id)
        return page.consent_id

    def prepared(self, **changes: object) -> Prepared:
        return self.gateway.prepare_charge(a_wish(self.agreement(), **changes))

    def charge(self, prepared: Prepared) -> ChargeResult:
        return self.gateway.charge(prepared, within=5)

    def settle(self, prepared: Prepared, charge_id: str = "") -> ChargeResult:
        return self.gateway.settle(prepared, charge_id=charge_id, within=5)

    def paid(self, **changes: object) -> Paid:
        """A charge that was paid."""
        result = self.charge(self.prepared(**changes))
        assert isinstance(result, Paid)
        return result

    def posts(self) -> int:
        """How many requests to do something arrived, agreements aside."""
        return sum(method == "POST" and not url.endswith("agreements") for method, url, *_ in self.wire.sent)


def a_wish(agreement_id: str = "agr_1", **changes: object) -> ChargeWish:
    wish: dict[str, object] = {
        "reference": REFERENCE,
        "agreement_id": agreement_id,
        "amount": dollars(1250),
        "occasion": Occasion.CUSTOMER_PRESENT,
        "seller": "No Nicks",
        "order_number": "1000777",
    }
    return ChargeWish(**{**wish, **changes})  # type: ignore[arg-type]


def later(**changes: object) -> dict[str, object]:
    """What makes a charge one that is only reserved."""
    return {"capture": Capture.ON_SHIPPING, **changes}


def a_consent_wish(**changes: object) -> ConsentWish:
    wish: dict[str, object] = {
        "reference": "consent1",
        "return_url": RETURN,
        "country": "US",
        "currency": "USD",
        "language": "en_US",
        "seller": "No Nicks",
        "name": "Robin Example",
    }
    return ConsentWish(**{**wish, **changes})  # type: ignore[arg-type]


def a_capture(charge_id: str, minor: int = 1250) -> CaptureWish:
    return CaptureWish("capture1", charge_id, dollars(minor), "No Nicks")


def a_refund(
    charge_id: str, minor: int = 1250, *, reference: str = "refund1", reason: str = "return"
) -> RefundWish:
    return RefundWish(reference, charge_id, dollars(minor), reason, "No Nicks")


def a_cancel(charge_id: str) -> CancelWish:
    return CancelWish("cancel1", charge_id, "sold out")
