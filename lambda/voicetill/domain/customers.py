"""A customer, and where they stand in their purchase."""

from dataclasses import dataclass, field

from voicetill.domain.agreements import Agreement
from voicetill.domain.carts import Cart
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.occurrences import Happening
from voicetill.domain.voice_codes import UNTRIED, Tries


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of one merchant account in one environment; `id` is a hash, `version` 0 is not stored yet.

    `tries` counts wrong voice codes, where a code guards orders. `notices_to` is the voice platform's name for the
    customer, as long as they allow us to send notices to their devices; blank otherwise. `unheard` is how their
    latest payment ended while they were away, until they come back and hear of it.
    """

    id: str
    version: int = 0
    agreement: Agreement | None = None
    cart: Cart = field(default_factory=Cart)
    tries: Tries = UNTRIED
    notices_to: str = field(default="", repr=False)
    unheard: Happening | None = None

    @property
    def open_agreement(self) -> Agreement | None:
        """The agreement, if it may be charged."""
        return self.agreement if self.agreement and self.agreement.is_open else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What one read brings together: the customer, their current checkout, and the one that was asked for.

    `current` is the customer's latest checkout, ended or not: there is never more than one unfinished.
    `past` is an older checkout, found because an answer named it.
    """

    customer: Customer
    current: Checkout | None = None
    past: Checkout | None = None
