"""The merchant's office for tests: books in memory, one pretend payment company, a clock that stands still."""

from dataclasses import dataclass, field, replace

from tests.builders import (
    AGREEMENT_ID,
    CUSTOMER_ID,
    a_checkout,
    a_market,
    a_money,
    a_payment,
    a_returning_customer,
    a_standing,
    an_order,
)
from tests.fakes.clock import FixedClock
from tests.fakes.journal import MemoryJournal
from tests.fakes.ledger import MemoryLedger
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList
from voicetill.domain.charging import Authorized as Reserved
from voicetill.domain.charging import ChargeWish, Occasion, Paid, RefundRules
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.customers import Standing
from voicetill.domain.money import Money
from voicetill.domain.orders import Order
from voicetill.domain.payments import Capture, Payment
from voicetill.services.caring import Office
from voicetill.services.providers import Providers

NAME = "pretend"


@dataclass
class PretendOffice:
    """An office, and what stands behind it for the test to look at."""

    company: PretendPayments = field(
        default_factory=lambda: PretendPayments(
            NAME, refund_rules=RefundRules(extra_share=15, extra_most=a_money(7500))
        )
    )
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    clock: FixedClock = field(default_factory=FixedClock)

    @property
    def journal(self) -> MemoryJournal:
        return self.ledger.journal

    @property
    def office(self) -> Office:
        ways = {NAME: lambda: self.company}
        return Office(self.journal, self.ledger, MarketList(a_market()), Providers(ways), self.clock)

    def sold(self, *, capture: Capture = Capture.NOW, **changes: object) -> Order:
        """An order that the company was really asked to charge: paid, or only reserved."""
        state = State.PAID if capture is Capture.NOW else State.AUTHORIZED
        checkout = a_checkout(state, provider=NAME)
        payment = self.charged(checkout, capture)
        checkout = replace(checkout, payment=payment)
        order = replace(an_order(checkout=checkout), **{"payment": payment, "provider": NAME, **changes})  # type: ignore[arg-type]
        nobody = Standing(a_returning_customer(version=0))
        self.ledger.save(
            replace(nobody, customer=replace(nobody.customer, agreement=None)),
            a_standing(nobody.customer, current=replace(checkout, version=0)),
            order=order,
        )
        return self.order(order.id)

    def charged(self, checkout: Checkout, capture: Capture) -> Payment:
        """Have the company take, or reserve, what a checkout costs."""
        if AGREEMENT_ID not in self.company.agreements:
            self.company.agreement(AGREEMENT_ID)
        wish = ChargeWish(
            reference=checkout.reference,
            agreement_id=AGREEMENT_ID,
            amount=checkout.quote.total,
            occasion=Occasion.CUSTOMER_PRESENT,
            seller="No Nicks",
            order_number=checkout.order_number,
            capture=capture,
        )
        result = self.company.charge(self.company.prepare_charge(wish), within=1)
        assert isinstance(result, Paid | Reserved)
        self.company.calls.clear()
        return result.payment

    def over_alexa(self, state: State = State.PAID, **changes: object) -> Order:
        """An order whose money Amazon Pay took over Alexa."""
        checkout = a_checkout(state)
        order = replace(an_order(checkout=checkout), payment=a_payment(checkout), **changes)  # type: ignore[arg-type]
        before = a_standing()
        self.ledger.save(before, a_standing(current=replace(checkout, version=0)), order=order)
        return self.order(order.id)

    def order(self, order_id: str) -> Order:
        found = self.journal.order(order_id)
        assert found is not None
        return found

    @property
    def happenings(self) -> list[str]:
        return self.journal.happenings(CUSTOMER_ID)

    def taken(self, order: Order) -> Money:
        return self.company.charges[order.payment.provider_charge_id].taken

    def given_back(self, order: Order) -> Money:
        return self.company.given_back(order.payment.provider_charge_id)

    def checkout(self, order: Order) -> Checkout:
        standing = self.ledger.standing(order.customer_id, checkout_id=order.id)
        return next(each for each in (standing.past, standing.current) if each and each.id == order.id)
