"""What one pretend PPRO keeps, and what can be looked up in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from simulator.ppro.faults import Fault
from simulator.ppro.ledger import Ledger
from simulator.ppro.money import Till
from simulator.ppro.records import PENDING_CONSENT, Agreement, Charge, Page, Part, Told, stamp
from simulator.ppro.webhooks import Webhooks
from simulator.ppro.wishes import Wishes

SECRET = "whsec_of_pretend_ppro"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Books:
    """The agreements and charges of one merchant. `page_base` is where the pages for customers are.

    `separate_captures` is whether PPRO captures apart; `bare` answers show no more than the vendor's samples do;
    `email` is what Amazon knows of every customer; `lag` is how long a search does not see a new charge yet.
    """

    merchant_id: str = "merch_pretend"
    clock: Callable[[], datetime] = _now
    random: Random = field(default_factory=Random)
    page_base: str = "https://pay.ppro.example"
    separate_captures: bool = False
    bare: bool = False
    email: str = "robin@mail.example"
    lag: timedelta = timedelta()
    wishes: Wishes = field(default_factory=Wishes)
    ledger: Ledger = field(default_factory=Ledger)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    webhooks: Webhooks = field(init=False)
    till: Till = field(init=False)

    def __post_init__(self) -> None:
        self.webhooks = Webhooks(SECRET, lambda: self.clock())  # noqa: PLW0108 - a tester may change the clock
        self.till = Till(self.ledger, self.webhooks, self.separate_captures)

    def agreement(self, agreement_id: str) -> Agreement:
        """An agreement. Raises Fault."""
        if agreement_id not in self.agreements:
            raise Fault(404, "Payment agreement not found")
        return self.agreements[agreement_id]

    def charge(self, charge_id: str) -> Charge:
        """A charge. Raises Fault."""
        if charge_id not in self.charges:
            raise Fault(404, "Payment charge not found")
        return self.charges[charge_id]

    def search(self, filters: Mapping[str, str]) -> Told:
        """The charges of one reference, or of one agreement. How PPRO wraps them is an assumption."""
        readers: dict[str, Callable[[Charge], str]] = {
            "merchantPaymentChargeReference": lambda charge: charge.reference,
            "paymentAgreementId": lambda charge: charge.agreement_id,
        }
        if len(filters) != 1 or not set(filters) <= set(readers):
            raise Fault(400, f"exactly one filter is required, of {', '.join(readers)}")
        [(name, wanted)] = filters.items()
        seen = [one for one in self.charges.values() if self.clock() - one.at >= self.lag]
        found = [one.told() for one in seen if wanted and readers[name](one) == wanted]
        return {"paymentCharges": found, "_links": {"self": {"href": f"/v1/payment-charges?{name}={wanted}"}}}

    def refund_of(self, charge_id: str, refund_id: str) -> Part:
        """A refund of a charge. Raises Fault."""
        found = next((part for part in self.charge(charge_id).refunds if part.id == refund_id), None)
        if found is None:
            raise Fault(404, "Refund not found")
        return found

    def instrument(self, instrument_id: str) -> Told:
        """What is known of the means of payment. Raises Fault."""
        known = {held.instrument_id for held in self.agreements.values()}
        known |= {held.instrument_id for held in self.charges.values()}
        if instrument_id not in known:
            raise Fault(404, "Payment instrument not found")
        return {"id": instrument_id, "type": "AMAZON_PAY", "details": {"consumerEmail": self.email}}

    def open_page(self, confirmed_id: str) -> Page:
        """The page of what waits for a customer. Raises Fault for what does not, or no more."""
        held: Agreement | Charge | None = self.agreements.get(confirmed_id) or self.charges.get(confirmed_id)
        if held is None or held.page is None or held.status != PENDING_CONSENT:
            raise Fault(404, "Nothing to confirm here")
        return held.page

    def new_charge(self, asked: Told, consumer: Told, agreement: Agreement | None = None) -> Charge:
        """Open a charge of what was asked for."""
        instrument = agreement.instrument_id if agreement else self.new_id("instr")
        charge = Charge(self.new_id("charge"), self.merchant_id, asked, consumer, instrument, self.clock())
        charge.agreement_id = agreement.id if agreement else ""
        self.charges[charge.id] = charge
        self.webhooks.about_charge("CREATED", charge)
        return charge

    def enter(self, agreement: Agreement, status: str, event: str) -> None:
        """Let an agreement enter a status, and tell so."""
        now = self.clock()
        agreement.status, agreement.updated_at = status, now
        agreement.history.append({"id": self.new_id("ahist"), "status": status, "createdAt": stamp(now)})
        self.webhooks.about_agreement(event, agreement)

    def page_for(self, confirmed_id: str, body: Told) -> Page:
        """The page on which a customer confirms something."""
        settings: Mapping[str, Any] = body["authenticationSettings"][0]["settings"]
        return Page(f"{self.page_base}/confirm/{confirmed_id}", settings["returnUrl"])

    def part(self, prefix: str, amount: int) -> Part:
        """A new part of a charge, which is not decided."""
        return Part(self.new_id(prefix), amount, "PENDING", self.clock())

    def new_id(self, prefix: str) -> str:
        """An id in PPRO's manner."""
        return f"{prefix}_{''.join(self.random.choices(_LETTERS, k=21))}"
