"""The till on the route of the server, over fakes: an account is linked, and a pretend company charges it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

from tests.builders import CUSTOMER_ID, LOCALE, a_market, an_address, an_agreement, products
from tests.fakes.clock import FixedClock
from tests.fakes.ids import CountedIds
from tests.fakes.ledger import Drawer, MemoryLedger
from tests.fakes.links import MemoryLinks
from tests.fakes.payments import PretendPayments as PretendVoice
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList, Shelf
from tests.fakes.watch import CountingWatch
from tests.services.till import named, question_of, some_products
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementKind
from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.grants import Access, Grant, digest, token_of
from voicetill.domain.links import Link
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order
from voicetill.domain.renewals import RetryCalendar
from voicetill.domain.voice_codes import SALT_BYTES, hashed
from voicetill.services.adopting import Adopting
from voicetill.services.advancing import Advancing
from voicetill.services.agreement_news import AgreementNews
from voicetill.services.beginning import NoHomes
from voicetill.services.buying import Buying
from voicetill.services.charging import Pages, ServerRoute
from voicetill.services.closing import UnlessClosed
from voicetill.services.concluding import Concluding
from voicetill.services.enrolling import Enrolling
from voicetill.services.guarding import Guard
from voicetill.services.linking import Inviting
from voicetill.services.order_results import OrderResults
from voicetill.services.outcomes import Outcome, TotalTold
from voicetill.services.paying import VoiceRoute
from voicetill.services.ports import Shop
from voicetill.services.providers import Providers
from voicetill.services.receiving import Receiving
from voicetill.services.resolving import Resolving
from voicetill.services.settling import Owners, Settled, Settling
from voicetill.services.visits import Question, Visitor

PROVIDER = "pretend"
PAGES = "https://till.example"
Through = Callable[[object], Any]
"""What every way out of the process leads through, so that a test can cut it."""


def _untouched(part: object) -> Any:
    return part


@dataclass
class LiveTill:
    """The services as wiring puts them together on this route."""

    market: Market = field(default_factory=a_market)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    links: MemoryLinks = field(default_factory=MemoryLinks)
    company: PretendPayments = field(default_factory=PretendPayments)
    clock: FixedClock = field(default_factory=FixedClock)
    captures_on_shipping: bool = False
    to_phone: bool = False
    through: Through = _untouched
    is_open: bool = True
    watch: CountingWatch = field(default_factory=CountingWatch)

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.shelf = Shelf(products(*some_products()))
        self.voice = PretendVoice()
        self.tokens: dict[str, str] = {}
        self._new_id = CountedIds()
        self.assemble()

    def assemble(self) -> None:
        """Start the process anew, on what is stored."""
        ledger, journal, links = (
            self.through(self.ledger),
            self.through(self.ledger.journal),
            self.through(self.links),
        )
        shop = Shop(self.shelf, MarketList(self.market), ledger, self.clock, lambda: self.is_open, self.watch)
        company = self.through(self.company)
        self.providers = Providers({PROVIDER: lambda: company})
        voice = VoiceRoute(self.voice)
        pages = Pages(PAGES, Inviting(links, self.clock, lambda: f"secret-{next(self._numbers)}"), self.to_phone)
        self.route = ServerRoute(shop, voice, self.providers, links, pages, self.captures_on_shipping)
        self.advancing = Advancing(shop, UnlessClosed(self.route, shop), Concluding(shop, journal))
        enrolling = Enrolling(shop, journal, self.advancing, self._new_id, NoHomes())
        self.buying = Buying(shop, self.advancing, self._new_id, NoHomes(), enrolling, guard=Guard(shop, links))
        self.receiving = Receiving(shop, self.advancing, self.voice)
        self.adopting = Adopting(shop, links)
        owners = Owners(
            renewals=Resolving(journal, self.clock, RetryCalendar()),
            orders=OrderResults(journal, ledger, self.clock),
        )
        news = AgreementNews(shop, journal, self.providers, links)
        self.settling = Settling(shop, journal, self.providers, owners, agreements=news)

    # The customer's account.

    def link(self, *, agreement: Agreement | None = None, consent: bool = True, code: str = "") -> Link:
        """Link the customer's account, with a consent unless told otherwise; return the link."""
        number = next(self._numbers)
        id_ = f"link{number:022d}"
        token = token_of(id_, f"{number:043d}")
        given = agreement or (self.agreement() if consent else None)
        link = Link(
            id_,
            LOCALE,
            self.clock(),
            self.clock(),
            address=an_address(),
            voice_code=hashed(code, salt=bytes(SALT_BYTES)) if code else "",
            agreement=given,
        )
        access = (Access(digest(token), self.clock() + timedelta(days=400)),)
        grant = Grant(id_, "", self.clock(), "", "", exchanged_at=self.clock(), access=access)
        self.tokens[CUSTOMER_ID] = token
        return self.links.open(link, grant)

    def agreement(self, **changes: object) -> Agreement:
        """An agreement that the company knows, as our page stored it."""
        known = an_agreement(
            id=self.company.agreement(),
            provider=PROVIDER,
            kind=AgreementKind.MERCHANT_INITIATED,
            read_at=self.clock(),
        )
        return replace(known, **changes)  # type: ignore[arg-type]

    def tell_page(self, *, address: Address | None = None, agreement: Agreement | None = None) -> None:
        """Tell something on our page later: another place, or another consent."""
        link = list(self.links.kept.links.values())[-1]
        told = agreement or link.agreement
        if told is not None and address is not None:
            told = replace(told, address=address, read_at=self.clock())
        self.links.save(link, replace(link, agreement=told, told_at=self.clock()))

    def unlink(self) -> None:
        self.tokens.clear()

    @property
    def visitor(self) -> Visitor:
        token = self.tokens.get(CUSTOMER_ID, "")
        return Visitor(CUSTOMER_ID, LOCALE, may_pay=False, access_token=token, asked_at=self.clock())

    # What is stored.

    @property
    def drawer(self) -> Drawer:
        return self.ledger.drawer(CUSTOMER_ID)

    @property
    def customer(self) -> Customer:
        return self.drawer.customer or Customer(CUSTOMER_ID)

    @property
    def current(self) -> Checkout:
        assert self.drawer.current is not None
        return self.drawer.current

    @property
    def orders(self) -> list[Order]:
        return self.drawer.orders

    @property
    def attempts(self) -> list[Attempt]:
        return list(self.ledger.journal.attempts.values())

    @property
    def happenings(self) -> list[str]:
        return self.ledger.journal.happenings(CUSTOMER_ID)

    # What the customer does.

    def buy(self, product_id: str = "starter_kit", quantity: str | None = None) -> Outcome:
        return self.buying.buy(self.visitor, named(product_id), quantity)

    def yes_to(self, told: Outcome | Question | None) -> Outcome:
        question = question_of(told) if isinstance(told, TotalTold) else told
        assert question is None or isinstance(question, Question)
        return self.buying.agree(self.visitor, question)

    def told(self, product_id: str = "starter_kit") -> TotalTold:
        """The total was read out, on a linked account."""
        if not self.tokens:
            self.link()
        outcome = self.buy(product_id)
        assert isinstance(outcome, TotalTold), outcome
        return outcome

    # What the clock does.

    def settle_later(self, time: timedelta = timedelta(minutes=2)) -> dict[Settled, int]:
        """Let time pass, and look at what is due."""
        self.clock.pass_by(time)
        return dict(self.settling.settle_due())
