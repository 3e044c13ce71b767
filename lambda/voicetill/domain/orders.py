"""Orders: what was sold and paid, remembered for good, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import ALEXA
from voicetill.domain.checkout_record import Checkout, State, order_number
from voicetill.domain.money import Money
from voicetill.domain.payments import Payment
from voicetill.domain.pricing import Quote
from voicetill.domain.refunds import Refund, given_back, left, on_its_way_back

# How many digits at the end of an order's number are enough to name it.
SHORT = 4


class Wish(StrEnum):
    """What a customer may ask for an order. A person at the merchant's decides and acts; the voice never does."""

    CANCEL = "cancel"
    REFUND = "refund"


class Verdict(StrEnum):
    """How the merchant answered a wish."""

    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Request:
    """A customer's wish, and when it was said; then the merchant's answer, and why, in their own words."""

    wish: Wish
    at: datetime
    verdict: Verdict | None = None
    answered_at: datetime | None = None
    because: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.verdict is None


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel that left: when, which products were in it, and how to follow it, where that is known."""

    at: datetime
    product_ids: tuple[str, ...]
    carrier: str = ""
    tracking: str = ""


class Progress(StrEnum):
    """How far an order is, as a customer wants to know it."""

    NOTHING_TO_SHIP = "nothing_to_ship"
    TO_SHIP = "to_ship"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Order:
    """A paid (or reserved) order. Its `id` is the checkout's, so that one checkout can make only one.

    The addresses are kept until the order is shipped or refunded. `provider` is who took the money, and
    `is_captured` whether it was taken or only reserved. An order of a subscription names it, and which of its
    periods it is for. `version` 0 is not stored yet.
    """

    id: str
    customer_id: str
    market_id: str
    locale: str
    quote: Quote
    payment: Payment
    agreement_id: str | None
    placed_at: datetime
    address: Address | None = None
    billing_address: Address | None = None
    version: int = 0
    shipments: tuple[Shipment, ...] = ()
    requests: tuple[Request, ...] = ()
    provider: str = ALEXA
    is_captured: bool = True
    refunds: tuple[Refund, ...] = ()
    canceled_at: datetime | None = None
    subscription_id: str | None = None
    period: int = 0

    @property
    def number(self) -> str:
        """The short number that a person can say."""
        return order_number(self.id)

    @property
    def short_number(self) -> str:
        """The end of the number, by which a customer names the order aloud."""
        return self.number[-SHORT:]

    @property
    def progress(self) -> Progress:
        """How far it is."""
        to_send = {line.product_id for line in self.quote.lines if line.needs_delivery}
        sent = {product_id for shipment in self.shipments for product_id in shipment.product_ids}
        if not to_send:
            return Progress.NOTHING_TO_SHIP
        if to_send <= sent:
            return Progress.SHIPPED
        return Progress.PARTLY_SHIPPED if to_send & sent else Progress.TO_SHIP

    @property
    def shipped_at(self) -> datetime | None:
        """When the latest parcel left; None if none has."""
        return max((shipment.at for shipment in self.shipments), default=None)

    def has_asked(self, wish: Wish) -> bool:
        """Whether the customer has asked for this, and still waits for an answer."""
        return wish in self.open_wishes

    @property
    def open_wishes(self) -> tuple[Wish, ...]:
        """What the customer asked for and nobody has answered."""
        return tuple(request.wish for request in self.requests if request.is_open)

    @property
    def was_refused(self) -> bool:
        """Whether the merchant's latest answer to a wish was no, and nothing has been asked since."""
        return bool(self.requests) and self.requests[-1].verdict is Verdict.REFUSED

    @property
    def can_be_canceled(self) -> bool:
        """Whether asking to cancel still makes sense: nothing of it has left yet."""
        return not self.shipments

    @property
    def is_canceled(self) -> bool:
        """Whether it is over before anything was sent."""
        return self.canceled_at is not None

    @property
    def given_back(self) -> Money:
        """What certainly went back to the customer."""
        return given_back(self)

    @property
    def on_its_way_back(self) -> Money:
        """What goes back and is not there yet."""
        return on_its_way_back(self)

    @property
    def left(self) -> Money:
        """What was paid and neither went back nor is on its way."""
        return left(self)

    @property
    def is_given_back(self) -> bool:
        """Whether all that was paid went back, or is on its way."""
        return self.is_captured and not self.payment.amount.is_zero and self.left.minor <= 0


def place(checkout: Checkout, payment: Payment, *, at: datetime) -> Order:
    """Return the order that a payment for this checkout makes."""
    return Order(
        id=checkout.id,
        customer_id=checkout.customer_id,
        market_id=checkout.market_id,
        locale=checkout.locale,
        quote=checkout.quote,
        payment=payment,
        agreement_id=checkout.agreement_id,
        placed_at=at,
        provider=checkout.provider,
        is_captured=checkout.state is not State.AUTHORIZED,
        address=checkout.address,
        billing_address=checkout.billing_address,
        # The period that is paid in the checkout is number 0.
        subscription_id=checkout.id if checkout.plan is not None else None,
    )


def asked(order: Order, wish: Wish, *, at: datetime) -> Order:
    """Return the order with the customer's wish on it; one that stands there already is not written twice."""
    if order.has_asked(wish):
        return order
    return replace(order, requests=(*order.requests, Request(wish, at)))


def answered(
    order: Order, verdict: Verdict, *, at: datetime, because: str = "", wishes: Collection[Wish] = tuple(Wish)
) -> Order:
    """Return the order with the merchant's answer on the open wishes of these kinds."""
    requests = (
        replace(each, verdict=verdict, answered_at=at, because=because)
        if each.is_open and each.wish in wishes
        else each
        for each in order.requests
    )
    return replace(order, requests=tuple(requests))


def unanswered(order: Order, *, since: datetime) -> Order:
    """Return the order whose wishes that were granted at this moment are open again: it did not come about."""
    requests = (
        Request(each.wish, each.at) if each.verdict is Verdict.GRANTED and each.answered_at == since else each
        for each in order.requests
    )
    return replace(order, requests=tuple(requests))


def shipped(
    order: Order,
    *,
    at: datetime,
    product_ids: Collection[str] | None = None,
    carrier: str = "",
    tracking: str = "",
) -> Order:
    """Return the order with a parcel that left; without product ids, with all that is still to be sent."""
    sent = tuple(each for each in to_send(order) if product_ids is None or each in product_ids)
    return replace(order, shipments=(*order.shipments, Shipment(at, sent, carrier, tracking)))


def to_send(order: Order) -> tuple[str, ...]:
    """Return the products of an order that are to be sent and have not left yet."""
    sent = {product_id for shipment in order.shipments for product_id in shipment.product_ids}
    wanted = (line.product_id for line in order.quote.lines if line.needs_delivery)
    return tuple(each for each in wanted if each not in sent)


def named(orders: Sequence[Order], *, digits: str, product_ids: Collection[str]) -> tuple[Order, ...]:
    """Return the orders that a customer names by digits of the number, or by a product; all that fit, in order.

    The whole number names an order, and so do its last four digits. What was not named at all (no digits, no
    product) fits every order.
    """
    return tuple(order for order in orders if _fits(order, digits) and _holds(order, product_ids))


def _fits(order: Order, digits: str) -> bool:
    whole = order.number.replace("-", "")
    return not digits or digits in (whole, whole[-SHORT:])


def _holds(order: Order, product_ids: Collection[str]) -> bool:
    return not product_ids or any(line.product_id in product_ids for line in order.quote.lines)
