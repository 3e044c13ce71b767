"""What came of a turn, as plain values; the Alexa rooms turn them into words, cards and directives."""

from dataclasses import dataclass, field
from datetime import datetime

from voicetill.domain.checkout_record import Checkout
from voicetill.domain.markets import Market
from voicetill.domain.occurrences import Happening
from voicetill.domain.orders import Order, Wish
from voicetill.domain.payments import Handoff, Refusal
from voicetill.domain.pricing import Line, Quote
from voicetill.domain.products import Product
from voicetill.domain.subscriptions import Subscription
from voicetill.services.visits import Question


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The customer opened the skill. `cart` is what an earlier visit left, if anything can still be bought.

    `meanwhile` is how a payment ended while they were away, if they have not heard of it.
    """

    market: Market
    offers: tuple[Product, ...]
    returning: bool
    cart: Quote | None = None
    meanwhile: Happening | None = None


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
    """What of the cart can be bought now; None when that is nothing. `gone` cannot, for the moment.

    Of a long cart a few lines are named at a time; `page` counts from 0.
    """

    cart: Quote | None
    gone: tuple[Product, ...] = ()
    page: int = 0


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

    `gone` could no longer be bought and was left out. `meanwhile` is how the payment before this one ended, if the
    customer may not have heard of it: they could be asking for the same once more.
    """

    checkout: Checkout
    market: Market
    gone: tuple[Product, ...] = ()
    meanwhile: Happening | None = None


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """Proof of payment was seen, and the order is stored; `upsell` is offered with it, once."""

    order: Order
    market: Market
    upsell: Product | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours: its address, and whether it is also sent to the customer's phone."""

    address: str
    to_phone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The order is not placed; the cart is kept, but for what is `gone`.

    With a question, the very same charge may be tried once more, and the customer is asked. `subscription` says
    that it was not the cart that was to be ordered, but a subscription. `page` is the page of ours that helps,
    where there is one.
    """

    reason: Refusal
    gone: tuple[Line, ...] = ()
    retry: Question | None = None
    subscription: bool = False
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """The total is agreed to, and the customer's own code is wanted before the order is placed.

    `wrong` says that another one was said, `unclear` that what was said is no code.
    """

    question: Question
    wrong: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class CodeLocked:
    """The code was wrong too often: for a while no order that needs it is placed; the cart is kept."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The customer said no to the total; the cart is kept, with what was offered in it."""

    kept: Quote


@dataclass(frozen=True, slots=True)
class NothingMore:
    """The customer wants nothing beside what they have just bought."""


@dataclass(frozen=True, slots=True)
class StillProcessing:
    """A payment is under way or in doubt: nothing new is charged until that is known.

    `blocks` says that the customer wanted something else, which has to wait for it.
    """

    blocks: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class AgreementKept:
    """A late Setup answer: the agreement is remembered, its checkout is over."""

    market: Market


@dataclass(frozen=True, slots=True)
class OrderTold:
    """Where an order stands. `page` counts back from the latest of those that fit, `more` says that others follow.

    `was_named` says that the customer asked for this one, and not just for the latest; `product_ids` are the
    products by which they did.
    """

    order: Order
    market: Market
    now: datetime
    page: int = 0
    more: bool = False
    was_named: bool = False
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoOrders:
    """The customer has none; `wish` is what they wanted done with one."""

    market: Market
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class OrderUnknown:
    """No order of the customer's is what they named; `latest` is what they have."""

    latest: Order
    market: Market
    now: datetime


@dataclass(frozen=True, slots=True)
class WishNoted:
    """The customer's wish stands on the order; `before`: it stood there already."""

    order: Order
    market: Market
    wish: Wish
    before: bool = False


@dataclass(frozen=True, slots=True)
class TooLateToCancel:
    """The order has left, at least in part: it can be sent back, not canceled."""

    order: Order
    market: Market
    now: datetime


@dataclass(frozen=True, slots=True)
class ContactTold:
    """How to reach a person."""

    market: Market


@dataclass(frozen=True, slots=True)
class SubscriptionsUnsold:
    """A subscription was asked for, and none is on sale."""

    offers: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionsOffered:
    """A subscription was asked for without saying which of those on sale."""

    offers: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionDeclined:
    """The customer said no to the terms of a subscription."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A subscription has begun; `order` is what was paid today, if anything was."""

    subscription: Subscription
    market: Market
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionsTold:
    """What the customer's subscriptions do; `before` says that they wanted one that they have already.

    `may_resume` says that one which has stopped can be brought back.
    """

    subscriptions: tuple[Subscription, ...]
    market: Market
    now: datetime
    before: bool = False
    may_resume: bool = True


@dataclass(frozen=True, slots=True)
class WhichSubscription:
    """One shall end, and the customer has several."""

    candidates: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class EndAsked:
    """The customer is asked whether a subscription shall end."""

    subscription: Subscription
    market: Market
    now: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionEnded:
    """A subscription is over; it is told as it stood just before."""

    subscription: Subscription
    market: Market
    now: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionResumed:
    """A suspended subscription goes on: what is owed is charged soon."""

    subscription: Subscription
    market: Market


@dataclass(frozen=True, slots=True)
class SubscriptionKept:
    """The customer said no to ending a subscription, or to bringing it back."""


@dataclass(frozen=True, slots=True)
class NoSubscriptions:
    """The customer has none."""


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
    | CodeAsked
    | CodeLocked
    | Declined
    | NothingMore
    | StillProcessing
    | AgreementKept
    | OrderTold
    | NoOrders
    | OrderUnknown
    | WishNoted
    | TooLateToCancel
    | ContactTold
    | SubscriptionsUnsold
    | SubscriptionsOffered
    | SubscriptionDeclined
    | Enrolled
    | SubscriptionsTold
    | WhichSubscription
    | EndAsked
    | SubscriptionEnded
    | SubscriptionResumed
    | SubscriptionKept
    | NoSubscriptions
    | Unmatched
)
