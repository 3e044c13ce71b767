"""What every checkout begins with: its record, where its goods go, and the request to the machine."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from voicetill.domain.addresses import Address
from voicetill.domain.checkout_events import BuyRequested
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.markets import Market
from voicetill.domain.pricing import Quote
from voicetill.services.ports import BuyerAddresses, Clock
from voicetill.services.visits import Visitor

# A turn whose store took longer asks nobody: what is left of Alexa's eight seconds, the write needs.
_TIME_TO_ASK = timedelta(seconds=3)

Home = Callable[[], Address | None]
"""Tells where the customer of this turn has goods sent, if that can be learned; it asks nobody twice."""


def home_of(visitor: Visitor, addresses: BuyerAddresses, clock: Clock) -> Home:
    """Return what asks for the home of this turn's customer: once, also where a lost race plays it again."""
    access, began = visitor.access, clock()

    def ask() -> Address | None:
        late = clock() - began > _TIME_TO_ASK
        return None if access is None or late else addresses.home(access)

    return cache(ask)


def new_checkout(visitor: Visitor, market: Market, quote: Quote, *, id_: str, at: datetime) -> Checkout:
    """Return a checkout of this offer, not stored yet."""
    return Checkout(
        id=id_,
        customer_id=visitor.customer_id,
        market_id=market.id,
        locale=visitor.locale,
        quote=quote,
        created_at=at,
        updated_at=at,
    )


def requested(market: Market, customer: Customer, heard: Address | None, *, at: datetime) -> BuyRequested:
    """Return the wish to buy, with what is known of the customer; `heard` is where goods go, told just now."""
    agreement = customer.open_agreement
    place = heard or (agreement.address if agreement else None)
    reachable = place is None or market.delivers_to(place.country)
    return BuyRequested(at, agreement, reachable=reachable, home=heard)
