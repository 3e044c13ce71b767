"""How the back office says why something is not done, and what to do instead: plain English for the merchant."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicetill.domain.agreements import ALEXA
from voicetill.domain.money import Money, to_decimal_string
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order
from voicetill.services.caring import NotDone

_OTHER_WAY = "refund it instead"


@dataclass(frozen=True, slots=True)
class Saying:
    """What is wrong, and how to mend it."""

    what: str
    mend: str = ""


SAYINGS: Mapping[Obstacle, Saying] = {
    Obstacle.NOT_CAPTURED: Saying(
        "The money of order {number} was only reserved, so there is nothing to give back.", "cancel the order"
    ),
    Obstacle.NOTHING_LEFT: Saying("All of it went back already, or is on its way."),
    Obstacle.TOO_MUCH: Saying(
        "That is more than may go back: {left} is left of {paid}.",
        "name a smaller amount; with over, a provider that allows it gives back a little more than was paid",
    ),
    Obstacle.TOO_LITTLE: Saying(
        "That is too little: the amount must be above zero and the provider's smallest, and a second payment goes"
        " back whole.",
        "name a larger amount",
    ),
    Obstacle.TOO_LATE: Saying(
        "Order {number} was placed too long ago: {provider} gives nothing back any more.",
        "pay the customer back in another way, and write it down with record",
    ),
    Obstacle.TOO_MANY: Saying("Order {number} has had as many refunds as there can be."),
    Obstacle.OTHER_CURRENCY: Saying("The amount does not fit the order's currency, {currency}."),
    Obstacle.KEY_USED: Saying(
        "This key was used for another amount: refund {why}.", "look at the order; use a new key for a new refund"
    ),
    Obstacle.NO_SECOND: Saying(
        "No second payment with this reference is known for order {number}.", "see the list of tasks"
    ),
    Obstacle.NOTHING_TO_SHIP: Saying("Nothing of order {number} is sent."),
    Obstacle.ALREADY_SHIPPED: Saying("What should be sent has left already."),
    Obstacle.NOT_IN_ORDER: Saying(
        "The order does not hold these products, or they are not sent.", "its products to send are {products}"
    ),
    Obstacle.MONEY_GOES_BACK: Saying(
        "The money of order {number} went back, or is on its way back: nothing is sent for it."
    ),
    Obstacle.NO_CARRIER: Saying("A tracking number needs its carrier.", "name the carrier, too"),
    Obstacle.CANCELED: Saying("Order {number} is canceled."),
    Obstacle.HAS_SHIPPED: Saying("Order {number} has shipped, at least in part.", _OTHER_WAY),
    Obstacle.NO_WISH: Saying("The customer of order {number} has asked for nothing that is still open."),
    Obstacle.SEVERAL_WISHES: Saying(
        "The customer asked to cancel order {number} and for a refund.", "say which with wish"
    ),
    Obstacle.NO_PROVIDER: Saying("{why}"),
    Obstacle.NOT_ABLE: Saying("{provider} cannot do this here ({why}).", "do it at {provider}, and write it down"),
    Obstacle.FAULTY_REQUEST: Saying("{provider} would refuse the request: {why}."),
    Obstacle.UNREACHABLE: Saying(
        "{provider} cannot be reached ({why}). Certainly nothing has happened.", "try again in a while"
    ),
    Obstacle.REFUSED: Saying("{provider} refused it{because}. Nothing has moved.", "see the order at {provider}"),
    Obstacle.IN_DOUBT: Saying(
        "Nobody knows yet what {provider} made of the request. It is looked after, and never sent twice.",
        "wait, or settle it; then try again",
    ),
    Obstacle.RESERVATION_ENDED: Saying(
        "The reservation for order {number} has ended: no money can be taken any more. Nothing was shipped.",
        "cancel the order, or ask the customer to order again",
    ),
    Obstacle.CAPTURED_MEANWHILE: Saying(
        "The money of order {number} was taken meanwhile, so there is no reservation to let go.",
        "cancel again: now the money goes back",
    ),
    Obstacle.NOT_IN_DOUBT: Saying("No charge in doubt is known by this name.", "see the list of tasks"),
    Obstacle.ASK_PROVIDER: Saying(
        "This can be looked up at its provider: nobody's word is needed.",
        "settle it without paid; if it has no result a day after it was asked for, your word is taken",
    ),
    Obstacle.UNDER_WAY: Saying(
        "The charge was asked for a moment ago, and its answer may still come.", "wait a quarter of an hour"
    ),
    Obstacle.NOT_CONFIRMED: Saying(
        "The provider has not confirmed it ({why}): the agreement may be closed by now, or not. Nothing was"
        " changed here.",
        "say it again; closing twice does no harm",
    ),
    Obstacle.BUSY: Saying(
        "Somebody else is about order {number} at this moment. Nothing was done.", "look at it, then try again"
    ),
    Obstacle.UNKNOWN_ORDER: Saying("The order is not there any more."),
}
"""Every obstacle's words, but those of orders that were paid over Alexa."""

OVER_ALEXA = Saying(
    "Order {number} was paid over Alexa: Voicetill can neither give the money back, nor take or release it.",
    "do it in Seller Central (order reference {order_reference}, charge {charge}, captures {captures}); then write"
    " it down here with record, or captured",
)
AGREEMENT_OVER_ALEXA = Saying(
    "The agreement was opened over Alexa: Voicetill cannot close it.",
    "close it in Seller Central; then write it down here with record",
)


def error_of(told: NotDone) -> dict[str, object]:
    """Return the words for what was not done, and its code."""
    saying = _saying(told)
    facts = _facts(told)
    said: dict[str, object] = {"code": told.obstacle.value, "message": saying.what.format_map(facts)}
    if saying.mend:
        said["mend"] = saying.mend.format_map(facts)
    return said


def amount(money: Money) -> str:
    """Write an amount as the merchant reads it: `9.00 USD`."""
    return f"{to_decimal_string(money)} {money.currency.value}"


def _saying(told: NotDone) -> Saying:
    if told.obstacle is Obstacle.DONE_ELSEWHERE:
        return OVER_ALEXA if told.order is not None else AGREEMENT_OVER_ALEXA
    return SAYINGS[told.obstacle]


def _facts(told: NotDone) -> dict[str, str]:
    facts = {"why": told.why or "no reason given", "because": f" ({told.why})" if told.why else ""}
    return facts | (_of_the_order(told.order) if told.order else _OF_NONE)


_OF_NONE = {"number": "?", "provider": "the provider", "currency": "?", "left": "?", "paid": "?", "products": "?"}


def _of_the_order(order: Order) -> dict[str, str]:
    payment = order.payment
    to_send = [line.product_id for line in order.quote.lines if line.needs_delivery]
    return {
        "number": order.number,
        "provider": "Amazon Pay" if order.provider == ALEXA else order.provider,
        "currency": payment.amount.currency.value,
        "left": amount(order.left),
        "paid": amount(payment.amount),
        "products": ", ".join(to_send) or "none",
        "order_reference": payment.provider_order_id or "unknown",
        "charge": payment.provider_charge_id or "unknown",
        "captures": ", ".join(payment.capture_ids) or "none",
    }
