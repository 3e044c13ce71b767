"""What every checkout begins with: its record, where its goods go, and the request to the machine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement
from voicetill.domain.checkout_events import BuyRequested
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Standing
from voicetill.domain.markets import Market
from voicetill.domain.payments import Access, Capture
from voicetill.domain.pricing import Quote
from voicetill.services.paying import Caller, caller
from voicetill.services.ports import BuyerAddresses, Clock, Ledger, NewId
from voicetill.services.remembering import named
from voicetill.services.visits import Visitor

# A turn whose store took longer asks nobody: what is left of Alexa's eight seconds, the write needs.
_TIME_TO_ASK = timedelta(seconds=3)

Home = Callable[[], Address | None]
"""Tells where the customer of this turn has goods sent, if that can be learned; it asks nobody twice."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn brings along, and may be played again with."""

    visitor: Visitor
    home: Home
    caller: Caller


def turn_of(visitor: Visitor, addresses: BuyerAddresses, clock: Clock) -> Turn:
    """Return the turn that begins now."""
    return Turn(visitor, home_of(visitor, addresses, clock), caller(visitor, at=clock()))


class NoHomes:
    """Knows where nobody lives: where goods go is told elsewhere. Fits the `BuyerAddresses` port."""

    def home(self, access: Access) -> Address | None:
        """Return no home."""
        return None


def as_before() -> None:
    """Ask nobody for a home: an order was placed a moment ago, and this goes where that goes."""


def home_of(visitor: Visitor, addresses: BuyerAddresses, clock: Clock) -> Home:
    """Return what asks for the home of this turn's customer: once, also where a lost race plays it again."""
    access, began = visitor.access, clock()

    def ask() -> Address | None:
        late = clock() - began > _TIME_TO_ASK
        return None if access is None or late else addresses.home(access)

    return cache(ask)


def standing_of(ledger: Ledger, visitor: Visitor) -> Standing:
    """Read where a customer stands who is about to begin, and whether the id that they bring is taken."""
    return ledger.standing(visitor.customer_id, checkout_id=visitor.next_id or None)


def id_for(visitor: Visitor, standing: Standing, new_id: NewId) -> str:
    """Return the id of a checkout that begins: the one that this conversation goes by, unless it is taken.

    It is made of who speaks (`domain.conversations`), so that it is nobody else's; `standing` tells of their own.
    """
    free = visitor.next_id and named(standing, visitor.next_id) is None
    return visitor.next_id if free else new_id()


def new_checkout(
    visitor: Visitor, market: Market, quote: Quote, *, id_: str, at: datetime, capture: Capture = Capture.NOW
) -> Checkout:
    """Return a checkout of this offer, not stored yet."""
    return Checkout(
        id=id_,
        customer_id=visitor.customer_id,
        market_id=market.id,
        locale=visitor.locale,
        quote=quote,
        created_at=at,
        updated_at=at,
        capture=capture,
    )


def requested(market: Market, agreement: Agreement | None, heard: Address | None, *, at: datetime) -> BuyRequested:
    """Return the wish to buy, on an agreement that may be charged; `heard` is where goods go, told just now."""
    place = heard or (agreement.address if agreement else None)
    reachable = place is None or market.delivers_to(place.country)
    return BuyRequested(at, agreement, reachable=reachable, home=heard)
