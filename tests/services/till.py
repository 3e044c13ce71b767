"""The whole till over fakes, in the hands of a customer and of a pretend payment company."""

from dataclasses import dataclass, field, replace

from tests.builders import (
    CUSTOMER_ID,
    LOCALE,
    NOW,
    a_market,
    a_payment,
    a_product,
    a_service,
    an_agreement,
    products,
)
from tests.fakes.addresses import AddressBook
from tests.fakes.clock import FixedClock
from tests.fakes.ids import CountedIds
from tests.fakes.ledger import Drawer, MemoryLedger
from tests.fakes.messengers import FakeProfiles
from tests.fakes.payments import PretendPayments, answer_of
from tests.fakes.shop import MarketList, Shelf
from tests.fakes.watch import CountingWatch
from voicetill.domain.agreements import Agreement
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Event,
    SetupRefused,
)
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order
from voicetill.domain.payments import Refusal
from voicetill.domain.products import Product
from voicetill.services.advancing import Advancing
from voicetill.services.browsing import Browsing
from voicetill.services.buying import Buying
from voicetill.services.closing import UnlessClosed
from voicetill.services.enrolling import Enrolling, KindNeeded, any_kind
from voicetill.services.filling import Filling
from voicetill.services.outcomes import HandedOff, OrderPlaced, Outcome, TotalTold
from voicetill.services.paying import VoiceRoute
from voicetill.services.ports import Shop
from voicetill.services.receiving import Receiving
from voicetill.services.subscribing import Subscribing
from voicetill.services.tracking import Tracking
from voicetill.services.visits import Named, Question, Visitor

STRANGER_ID = "0123456789abcdef0123456789abcdef"


def a_visitor(customer_id: str = CUSTOMER_ID, *, may_pay: bool = True, locale: str = LOCALE) -> Visitor:
    return Visitor(customer_id, locale, may_pay)


def named(product_id: str) -> Named:
    """A product as entity resolution names it: what was heard, and its id."""
    return Named(heard=product_id.replace("_", " "), ids=(product_id,))


def some_products() -> tuple[Product, ...]:
    return (a_product(), a_product("refill_pack", price=replace(a_product().prices["US"], minor=650)), a_service())


@dataclass
class Till:
    """The services as wiring puts them together, with a fake in every port."""

    goods: tuple[Product, ...] = field(default_factory=some_products)
    market: Market = field(default_factory=a_market)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    payments: PretendPayments = field(default_factory=PretendPayments)
    addresses: AddressBook = field(default_factory=AddressBook)
    clock: FixedClock = field(default_factory=FixedClock)
    visitor: Visitor = field(default_factory=a_visitor)
    kind_needed: KindNeeded = any_kind
    renews: bool = True
    contacts: FakeProfiles = field(default_factory=FakeProfiles)
    is_open: bool = True
    watch: CountingWatch = field(default_factory=CountingWatch)

    def __post_init__(self) -> None:
        self.answer_ids = CountedIds()
        self.shelf = Shelf(products(*self.goods))
        shop = Shop(self.shelf, MarketList(self.market), self.ledger, self.clock, lambda: self.is_open, self.watch)
        advancing = Advancing(shop, UnlessClosed(VoiceRoute(self.payments), shop), contacts=self.contacts)
        self.advancing = advancing
        self.browsing = Browsing(shop)
        self.filling = Filling(shop)
        new_id, journal = CountedIds(), self.ledger.journal
        self.enrolling = Enrolling(shop, journal, advancing, new_id, self.addresses, self.kind_needed)
        self.buying = Buying(shop, advancing, new_id, self.addresses, self.enrolling)
        self.receiving = Receiving(shop, advancing, self.payments)
        self.tracking = Tracking(shop)
        self.subscribing = Subscribing(shop, journal, self.enrolling, self.tracking, renews=self.renews)

    # What the store holds, without a call.

    @property
    def drawer(self) -> Drawer:
        return self.ledger.drawer(self.visitor.customer_id)

    @property
    def customer(self) -> Customer:
        return self.drawer.customer or Customer(self.visitor.customer_id)

    @property
    def current(self) -> Checkout:
        assert self.drawer.current is not None
        return self.drawer.current

    @property
    def orders(self) -> list[Order]:
        return self.drawer.orders

    def checkout(self, token: str) -> Checkout:
        """A checkout by its token, current or past."""
        current = self.drawer.current
        return current if current and current.id == token else self.drawer.past[token]

    def know(self, agreement: Agreement | None) -> None:
        """Make the customer a returning one."""
        known = Customer(self.visitor.customer_id, version=1, agreement=agreement)
        self.ledger.drawer(self.visitor.customer_id).customer = known

    # What the customer does.

    def buy(self, product_id: str = "starter_kit", quantity: str | None = None) -> Outcome:
        return self.buying.buy(self.visitor, named(product_id), quantity)

    def yes_to(self, told: Outcome | Question | None) -> Outcome:
        question = question_of(told) if isinstance(told, TotalTold) else told
        assert question is None or isinstance(question, Question)
        return self.buying.agree(self.visitor, question)

    # What the payment company does.

    def answer(
        self, token: object, event: Event, *, consent_denied: bool = False, answer_id: str | None = None
    ) -> Outcome:
        """Deliver an answer: a new one each time, unless its id says that it is an old one again."""
        answer = answer_of(event, answer_id=self.answer_ids() if answer_id is None else answer_id)
        return self.receiving.receive(
            self.visitor.customer_id,
            token,
            answer,
            consent_denied=consent_denied,
            mail_access=self.visitor.mail_access,
        )

    def set_up(
        self, handed: Outcome, agreement: Agreement | None = None, *, consent_denied: bool = False
    ) -> Outcome:
        """Setup opens an agreement: with an address where one was asked for."""
        setup = handed_off(handed, "Setup")
        asked = setup.handoff.payload["delivery"]
        opened = agreement or (an_agreement() if asked else an_agreement(address=None))
        return self.answer(setup.token, AgreementOpened(NOW, opened), consent_denied=consent_denied)

    def pay(self, handed: Outcome) -> Outcome:
        """The charge goes through."""
        charge = handed_off(handed, "Charge")
        return self.answer(charge.token, self.proof(charge))

    def proof(self, handed: Outcome) -> ChargeCompleted:
        """The proof of a charge that was handed off."""
        charge = handed_off(handed, "Charge")
        payment = a_payment(self.checkout(charge.token))
        return ChargeCompleted(NOW, replace(payment, reference=str(charge.handoff.payload["reference"])))

    # Whole stretches of a purchase.

    def told(self, product_id: str = "starter_kit") -> TotalTold:
        """The total was read out, and the customer has the word."""
        outcome = self.buy(product_id)
        outcome = self.set_up(outcome) if isinstance(outcome, HandedOff) else outcome
        assert isinstance(outcome, TotalTold)
        return outcome

    def charging(self, product_id: str = "starter_kit") -> HandedOff:
        """The charge was handed off."""
        outcome = self.yes_to(self.told(product_id))
        handed = handed_off(outcome)
        return handed_off(self.set_up(handed) if handed.handoff.name == "Setup" else handed, "Charge")

    def bought(self, product_id: str = "starter_kit") -> OrderPlaced:
        """The order was paid and placed."""
        outcome = self.pay(self.charging(product_id))
        assert isinstance(outcome, OrderPlaced)
        return outcome


def question_of(told: TotalTold) -> Question:
    """The question that a session remembers after the total was told."""
    return Question(told.checkout.id, told.checkout.version)


def handed_off(outcome: Outcome, name: str | None = None) -> HandedOff:
    """Return a hand-off; the test is over if it is none, or another one."""
    assert isinstance(outcome, HandedOff), outcome
    assert name in (None, outcome.handoff.name), outcome
    return outcome


def a_refusal(reason: Refusal = Refusal.NOT_PROCESSED, *, may_retry: bool = False) -> ChargeRefused:
    return ChargeRefused(NOW, reason, may_retry=may_retry)


PENDING = ChargePending(NOW)
DOUBT = ChargeUnknown(NOW)
AGREEMENT_REFUSED = AgreementRefused(NOW)


def a_setup_refusal(reason: Refusal = Refusal.MERCHANT_UNAVAILABLE) -> SetupRefused:
    return SetupRefused(NOW, reason)
