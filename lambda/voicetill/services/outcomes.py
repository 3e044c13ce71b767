"""What came of a turn, as plain values; the Alexa rooms turn them into words, cards and directives."""

from dataclasses import dataclass

from voicetill.domain.checkout_record import Checkout
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order
from voicetill.domain.payments import Handoff, Refusal
from voicetill.domain.pricing import Line, Quote
from voicetill.domain.products import Product
from voicetill.services.visits import Question


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The customer opened the skill. `cart` is what an earlier visit left, if anything can still be bought."""

    market: Market
    offers: tuple[Product, ...]
    returning: bool
    cart: Quote | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A few of the products; `page` counts from 0, `more` says that others follow.

    `anew` says that more was asked for than there is, so that these are the first ones again.
    """

    market: Market
    offers: tuple[Product, ...]
    page: int
    more: bool
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Detailed:
    """What a product is and costs."""

    product: Product
    market: Market


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The product was not understood, or could be several: `candidates` are what the customer may mean.

    `heard` is what Alexa heard, blank if nothing was said.
    """

    heard: str
    candidates: tuple[Product, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class NotForSale:
    """The product is sold out, or not on sale here."""

    product: Product
    sold_out: bool
    offers: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class QuantityUnclear:
    """How many must be asked again; `most` is the largest order of this product."""

    product: Product
    most: int


@dataclass(frozen=True, slots=True)
class CartTold:
    """What of the cart can be bought now; None when that is nothing. `gone` cannot, for the moment."""

    cart: Quote | None
    gone: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True)
class NotInCart:
    """The product that should change is not in the cart."""

    product: Product
    cart: Quote | None


@dataclass(frozen=True, slots=True)
class StartedOver:
    """The cart is empty again."""

    offers: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class NotSoldHere:
    """We do not sell where this customer is."""


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """A yes or no came although nothing was asked."""


@dataclass(frozen=True, slots=True)
class HandedOff:
    """The payment company has the word; `token` brings its answer back to this checkout.

    `gone` could no longer be bought and was left out.
    """

    handoff: Handoff
    token: str
    gone: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalTold:
    """The offer is read back, and the customer is asked for a yes to just this version of it.

    `gone` could no longer be bought and was left out.
    """

    checkout: Checkout
    market: Market
    gone: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """Proof of payment was seen, and the order is stored."""

    order: Order
    market: Market


@dataclass(frozen=True, slots=True)
class Refused:
    """The order is not placed; the cart is kept, but for what is `gone`.

    With a question, the very same charge may be tried once more, and the customer is asked.
    """

    reason: Refusal
    gone: tuple[Line, ...] = ()
    retry: Question | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """The customer said no to the total; the cart is kept."""


@dataclass(frozen=True, slots=True)
class StillProcessing:
    """A payment is under way or in doubt: nothing new is charged until that is known."""


@dataclass(frozen=True, slots=True)
class AgreementKept:
    """A late Setup answer: the agreement is remembered, its checkout is over."""

    market: Market


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An answer that fits nothing we asked for; nothing has changed."""


Outcome = (
    Welcomed
    | Offered
    | Detailed
    | NotUnderstood
    | NotForSale
    | QuantityUnclear
    | CartTold
    | NotInCart
    | StartedOver
    | NotSoldHere
    | NothingAsked
    | HandedOff
    | TotalTold
    | OrderPlaced
    | Refused
    | Declined
    | StillProcessing
    | AgreementKept
    | Unmatched
)
