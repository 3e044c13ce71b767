"""A customer, and where they stand in their purchase."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from voicetill.domain.agreements import Agreement
from voicetill.domain.carts import Cart
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.occurrences import Happening
from voicetill.domain.presence import HERE, Presence
from voicetill.domain.voice_codes import UNTRIED, Tries

# How long it is known of a customer who is gone that they are: for whatever is told late.
_GONE_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of one merchant account in one environment; `id` is a hash, `version` 0 is not stored yet.

    `tries` counts wrong voice codes, where a code guards orders. `notices_to` is the voice platform's name for the
    customer, as long as they allow us to send notices to their devices; blank otherwise. `unheard` is how their
    latest payment ended while they were away, until they come back and hear of it. `presence` are the newest
    moments that speak for them, and against.
    """

    id: str
    version: int = 0
    agreement: Agreement | None = None
    cart: Cart = field(default_factory=Cart)
    tries: Tries = UNTRIED
    notices_to: str = field(default="", repr=False)
    unheard: Happening | None = None
    presence: Presence = HERE

    @property
    def open_agreement(self) -> Agreement | None:
        """The agreement, if it may be charged."""
        return self.agreement if self.agreement and self.agreement.is_open else None

    @property
    def forget_at(self) -> datetime | None:
        """When the record may be erased: of a customer who is gone, and of whom nothing is kept; else None."""
        left, came = self.presence.left_at, self.presence.came_at
        holds = self.agreement or self.cart.lines or self.notices_to or self.unheard
        if left is None or holds or (came is not None and came > left):
            return None
        return left + _GONE_KEPT


def with_cart(customer: Customer, cart: Cart, *, at: datetime) -> Customer:
    """Return a customer whose cart was changed by themselves, which says that they are here."""
    if cart == customer.cart:
        return customer
    return replace(customer, cart=cart, presence=customer.presence.came(at))


@dataclass(frozen=True, slots=True)
class Standing:
    """What one read brings together: the customer, their current checkout, and the one that was asked for.

    `current` is the customer's latest checkout, ended or not: there is never more than one unfinished.
    `past` is an older checkout, found because an answer named it.
    """

    customer: Customer
    current: Checkout | None = None
    past: Checkout | None = None
