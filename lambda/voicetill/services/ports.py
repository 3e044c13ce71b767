"""What the services need from outside, said as small protocols; the rooms that offer it simply fit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from voicetill.domain.addresses import Address
from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_events import Event
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Standing
from voicetill.domain.erasure import Belongings
from voicetill.domain.funnel import Mark
from voicetill.domain.journal import Change, Due, Entry, Kind
from voicetill.domain.markets import Market
from voicetill.domain.news import Delivery, News
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.payments import Access, Answer, Handoff
from voicetill.domain.products import Product
from voicetill.domain.sales_switch import SalesSwitch
from voicetill.domain.subscriptions import Subscription

Clock = Callable[[], datetime]
"""Returns the time, with its zone."""

NewId = Callable[[], str]
"""Returns 26 random lower-case letters and digits, of at least 128 bits."""


Sells = Callable[[], bool]
"""Tells whether the merchant sells at this moment.

It never raises, nor takes long, and is asked only before something would be offered or charged.
"""


def always() -> bool:
    """Sell: the shop of who has no switch is open."""
    return True


class Watch(Protocol):
    """Who looks on from outside, and counts. Nothing that is told them changes anything here; they never raise."""

    def follow(self, id_: str) -> None:
        """Hear what comes next is about: the id of a checkout, an order, a subscription, or a name made of one."""

    def note(self, **facts: str | float) -> None:
        """Hear something about this turn."""

    def count(self, *marks: Mark) -> None:
        """Hear what has just become true, or was measured."""


class Nobody:
    """Looks away. Fits `Watch`."""

    def follow(self, id_: str) -> None:
        """Hear nothing."""

    def note(self, **facts: str | float) -> None:
        """Hear nothing."""

    def count(self, *marks: Mark) -> None:
        """Hear nothing."""


NOBODY: Watch = Nobody()


class Switchboard(Protocol):
    """The merchant's switch, for the merchant."""

    def read(self) -> SalesSwitch | None:
        """Return what it stands at; None for anything that means neither. Raises StoreUnavailableError."""

    def write(self, switch: SalesSwitch) -> None:
        """Set it; raises StoreUnavailableError."""


class VoicePayments(Protocol):
    """A payment company that is reached through the voice: it is asked by directives."""

    def request_setup(self, checkout: Checkout) -> Handoff:
        """Return the request that opens a billing agreement; raises PayloadRefusedError."""

    def request_charge(self, checkout: Checkout) -> Handoff:
        """Return the request that charges the agreement; raises PayloadRefusedError."""

    def read(self, answer: Answer, checkout: Checkout, *, at: datetime) -> Event:
        """Read an answer with suspicion into an event of the checkout; never raises."""


class BuyerAddresses(Protocol):
    """Who knows where a customer has goods sent, before they are handed over to pay."""

    def home(self, access: Access) -> Address | None:
        """Return the default delivery address; None if it cannot be learned. Never raises, nor takes long."""


class CustomerContacts(Protocol):
    """Who knows where a customer reads mail, while they speak."""

    def email(self, access: Access) -> str | None:
        """Return their e-mail address; None if it cannot be learned. Never raises, nor takes over a second."""


class KnownContacts(Protocol):
    """Who knows where a customer reads mail while they are not there: they told it on a page of ours."""

    def email_of(self, customer_id: str, *, provider: str, agreement_id: str) -> str:
        """Return the address that came with an agreement of this very customer; blank if none is known.

        Raises StoreUnavailableError.
        """


class Messenger(Protocol):
    """Carries news out of the house, through one channel."""

    def send(self, news: News) -> Delivery:
        """Send it, once, and return what became of it. Raises only before anything has left."""


class Catalogue(Protocol):
    """The shop's products, in the order in which they are offered."""

    @property
    def products(self) -> Mapping[str, Product]:
        """Every product by its id, on sale or not."""


class Markets(Protocol):
    """The shop's markets."""

    def for_locale(self, locale: str) -> Market | None:
        """Return the market that serves a locale (`en-US`); None where we do not sell."""

    def by_id(self, market_id: str) -> Market:
        """Return the market that a stored checkout names; another one stands in if it is no more."""


class Ledger(Protocol):
    """The memory of customers, their checkouts and orders."""

    def standing(self, customer_id: str, *, checkout_id: str | None = None) -> Standing:
        """Read where a customer stands, in one call; with an id, also that checkout if it is a past one.

        Raises StoreUnavailableError.
        """

    def save(
        self, before: Standing, after: Standing, *, order: Order | None = None, also: Sequence[Change] = ()
    ) -> Standing:
        """Write what changed, all of it or nothing, in one call; nothing changed costs no call.

        `also` are records of the journal that belong to the same change.

        Writes hold only if nobody has written since `before` was read: else ConflictError. A checkout that is
        replaced as the current one is kept as a past one. Returns `after` with its new versions. Raises
        StoreUnavailableError.
        """

    def orders(self, customer_id: str, *, limit: int) -> Sequence[Order]:
        """Return a customer's latest orders, newest first."""

    def save_order(self, before: Order, after: Order) -> Order:
        """Write an order that changed, and return it with its new version; nothing changed costs no call.

        Raises ConflictError if somebody has written it since `before` was read, and StoreUnavailableError.
        """


class Journal(Protocol):
    """The memory of what the clock and the merchant look after: orders, subscriptions, attempts, occurrences.

    Every verb raises StoreUnavailableError.
    """

    def write(self, *changes: Change) -> tuple[Entry, ...]:
        """Write these, all of it or nothing, in one call, and return them with their new versions.

        Raises ConflictError if somebody has written one of them since it was read, or if a new one is there.
        """

    def attempt(self, reference: str) -> Attempt | None:
        """Return an attempt by our name for it."""

    def occurrence(self, customer_id: str, id_: str) -> Occurrence | None:
        """Return what happened, by its id."""

    def subscription(self, customer_id: str, id_: str) -> Subscription | None:
        """Return one subscription of a customer."""

    def subscriptions(self, customer_id: str) -> Sequence[Subscription]:
        """Return a customer's subscriptions, oldest first, ended ones too."""

    def order(self, order_id: str) -> Order | None:
        """Return an order by its id."""

    def orders_numbered(self, number: str) -> Sequence[Order]:
        """Return the orders that bear a number (`1234-5678`), oldest first: nearly always one."""

    def orders_between(self, first: datetime, last: datetime) -> Iterator[Order]:
        """Return the orders placed from one moment to another, both inclusive, in no certain order."""

    def belongings(self, customer_id: str) -> Belongings:
        """Return all that is stored of a customer; only of attempts and links it knows nothing."""

    def due(self, kind: Kind, *, at: datetime, limit: int, shard: int) -> Sequence[Due]:
        """Return what of one page is due by now, earliest first; the index may be a little late."""

    @property
    def shards(self) -> int:
        """How many pages each kind has, from 0."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What every service of the voice needs, in one hand."""

    catalogue: Catalogue
    markets: Markets
    ledger: Ledger
    clock: Clock
    sells: Sells = always
    watch: Watch = NOBODY
