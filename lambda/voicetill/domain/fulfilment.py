"""What the merchant may do with an order, and what it is like afterwards: shipped, captured, canceled, refunded.

An order whose money went back, or is on its way back, sends no parcel; one that has sent a parcel is not canceled
but refunded.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Progress, Verdict, answered, to_send
from voicetill.domain.payments import Payment
from voicetill.domain.refunds import Refund


def parcel(
    order: Order, product_ids: Collection[str] | None, *, carrier: str = "", tracking: str = ""
) -> tuple[str, ...] | Obstacle:
    """Return the products that a parcel holds, or why none may leave; without product ids, all that is left.

    A tracking number without its carrier leads nowhere.
    """
    if order.is_canceled:
        return Obstacle.CANCELED
    if order.is_given_back:
        return Obstacle.MONEY_GOES_BACK
    if order.progress is Progress.NOTHING_TO_SHIP:
        return Obstacle.NOTHING_TO_SHIP
    unsent = to_send(order)
    if product_ids is not None:
        ordered = {line.product_id for line in order.quote.lines if line.needs_delivery}
        if not product_ids or not set(product_ids) <= ordered:
            return Obstacle.NOT_IN_ORDER
    chosen = unsent if product_ids is None else tuple(each for each in unsent if each in product_ids)
    if not chosen or (product_ids is not None and len(chosen) < len(set(product_ids))):
        return Obstacle.ALREADY_SHIPPED
    return Obstacle.NO_CARRIER if tracking and not carrier else chosen


def cancellation(order: Order) -> Obstacle | None:
    """Return why an order cannot be canceled any more; None if it can."""
    if order.is_canceled:
        return Obstacle.CANCELED
    return Obstacle.HAS_SHIPPED if order.shipments else None


def captured(order: Order, payment: Payment) -> Order:
    """Return an order whose reserved money was taken; the name of its payment stays."""
    taken = replace(
        order.payment,
        provider_charge_id=payment.provider_charge_id or order.payment.provider_charge_id,
        capture_ids=payment.capture_ids or order.payment.capture_ids,
    )
    return replace(order, is_captured=True, payment=taken)


def canceled(order: Order, *, at: datetime) -> Order:
    """Return an order that is over before anything was sent, which grants what was wished; it stays so."""
    if order.is_canceled:
        return order
    return forgetting(replace(answered(order, Verdict.GRANTED, at=at), canceled_at=at))


def with_refund(order: Order, refund: Refund) -> Order:
    """Return the order with a refund more, or with one as it stands now."""
    if refund_named(order, refund.reference) is None:
        return forgetting(replace(order, refunds=(*order.refunds, refund)))
    refunds = tuple(refund if each.reference == refund.reference else each for each in order.refunds)
    return forgetting(replace(order, refunds=refunds))


def refund_named(order: Order, reference: str) -> Refund | None:
    """Return a refund of the order by our name for it."""
    return next((each for each in order.refunds if each.reference == reference), None)


def is_finished(order: Order) -> bool:
    """Whether nobody owes anybody anything of an order: neither goods, nor money, nor an answer."""
    has_money_settled = order.is_captured or order.is_canceled
    owes_goods = bool(to_send(order)) and not order.is_canceled and not order.is_given_back
    owes_money = order.is_canceled and order.is_captured and order.left.minor > 0
    goes_back = any(each.is_under_way for each in order.refunds)
    return has_money_settled and not (owes_goods or owes_money or goes_back or order.open_wishes)


def forgetting(order: Order) -> Order:
    """Return the order without the customer's addresses, once nobody needs them any more."""
    all_back = order.is_given_back and not any(each.is_under_way for each in order.refunds)
    is_over = order.is_canceled or order.progress is Progress.SHIPPED or all_back
    return replace(order, address=None, billing_address=None) if is_over else order
