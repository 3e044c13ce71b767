"""What is told of an order that the merchant has dealt with, in the same transaction as the change itself.

The part of an occurrence's id is what can happen several times: the parcel's number, the refund's. What can happen
once has none.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from voicetill.domain.money import Money
from voicetill.domain.occurrences import Happening, Occurrence, happened
from voicetill.domain.orders import Order
from voicetill.domain.refunds import Refund

# What the merchant has to do, in the words of `merchant.task`.
CAPTURE_FAILED = "capture_failed"
REFUND_DUE = "refund_due"


def paid(order: Order, *, at: datetime) -> Occurrence:
    """What was reserved has been taken."""
    return _of(order, Happening.ORDER_PAID, at, amount=order.payment.amount)


def shipped(order: Order, *, at: datetime, arrives: datetime | None = None) -> Occurrence:
    """The latest parcel has left. Its tracking number is on the order only: it leads to a person."""
    part = f"s{len(order.shipments):02d}"
    arrival = {"expected_arrival": arrives.isoformat()} if arrives else {}
    more: dict[str, str | int] = {"carrier": order.shipments[-1].carrier, **arrival}
    return _of(order, Happening.ORDER_SHIPPED, at, part, more=more)


def refunded(order: Order, refund: Refund, *, at: datetime) -> Occurrence:
    """Money has gone back."""
    reason = refund.reason.value
    what, part = Happening.ORDER_REFUNDED, refund.part
    return _of(order, what, at, part, amount=refund.amount, more={"reference": refund.reference, "reason": reason})


def refund_failed(order: Order, refund: Refund, *, at: datetime) -> Occurrence:
    """A refund was refused: the merchant has to see to it."""
    what, part = Happening.REFUND_FAILED, refund.part
    return _of(
        order, what, at, part, amount=refund.amount, more={"reference": refund.reference, "reason": refund.note}
    )


def canceled(order: Order, *, at: datetime) -> Occurrence:
    """The order is over before anything was sent."""
    return _of(order, Happening.ORDER_CANCELED, at)


def task(order: Order, what: str, *, at: datetime, part: str = "", **details: str | int) -> Occurrence:
    """The merchant has to do something about an order."""
    part = f"{what}.{part}" if part else what
    return _of(order, Happening.MERCHANT_TASK, at, part, more={"task": what, **details})


def refund_due(order: Order, part: str, amount: Money, *, at: datetime) -> Occurrence:
    """Money of an order that is over has to go back, and nobody is about it."""
    return task(order, REFUND_DUE, at=at, part=part, minor=amount.minor, currency=amount.currency.value)


def _of(
    order: Order,
    what: Happening,
    at: datetime,
    part: str = "",
    *,
    amount: Money | None = None,
    more: Mapping[str, str | int] = MappingProxyType({}),
) -> Occurrence:
    money = {"minor": amount.minor, "currency": amount.currency.value} if amount else {}
    details: dict[str, str | int] = {"number": order.number, **money, **more}
    return happened(
        what,
        subject_id=order.id,
        customer_id=order.customer_id,
        market_id=order.market_id,
        locale=order.locale,
        at=at,
        part=part,
        **details,
    )
