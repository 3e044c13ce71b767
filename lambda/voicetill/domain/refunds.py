"""Refunds of an order: what was given back, what still may be, and who says so.

Whatever is decided here is decided before anybody is asked: a refund that the rules allow is written down first
(PENDING), sent then, and ends as DONE or REFUSED. Until it is refused its amount counts as given back, so that
money out never exceeds money in, whoever else is at it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from voicetill.domain.charging import RefundRules
from voicetill.domain.money import Money, zero
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.payments import Payment

MOST_REFUNDS = 99
"""How many refunds an order can have: their number has two digits."""


class Reason(StrEnum):
    """Why money goes back."""

    CUSTOMER_REQUEST = "customer_request"
    RETURN = "return"
    DUPLICATE = "duplicate"
    FRAUD = "fraud"
    OTHER = "other"


class RefundState(StrEnum):
    """How far a refund is. Only a refused one frees its amount again."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"


_UNDER_WAY = (RefundState.PENDING, RefundState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back, or went. `reference` is ours: order id and a number of its own.

    `cancels` says that the order is canceled by it. `key` is the name that whoever asked gave their own request,
    so that one told twice is done once; blank if they gave none. `note` is the merchant's, or the provider's word.
    `of_charge` names a second charge for the same order (the provider's id), which has to go back whole: it takes
    nothing away from what may go back of the order's own payment. Blank: that one.
    """

    reference: str
    amount: Money
    reason: Reason
    state: RefundState
    asked_at: datetime
    provider_refund_id: str = ""
    note: str = ""
    cancels: bool = False
    key: str = ""
    of_charge: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether nobody knows yet how it ends."""
        return self.state in _UNDER_WAY

    @property
    def part(self) -> str:
        """What tells it apart from the order's other refunds: `r01`."""
        return self.reference[-len("r01") :]


class Refundable(Protocol):
    """What a decision needs to know of an order."""

    @property
    def id(self) -> str:
        """The order's id."""

    @property
    def payment(self) -> Payment:
        """What was paid, or reserved."""

    @property
    def is_captured(self) -> bool:
        """Whether the money was taken."""

    @property
    def placed_at(self) -> datetime:
        """When it was placed."""

    @property
    def refunds(self) -> Sequence[Refund]:
        """Every refund so far, refused ones too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the merchant wants given back: `amount` None is all that is left.

    `over` allows more than was paid, as far as the provider does (a return parcel, say); the rest as in `Refund`.
    """

    amount: Money | None
    reason: Reason
    over: bool = False
    cancels: bool = False
    note: str = ""
    key: str = ""


def decide(order: Refundable, asked: Asked, rules: RefundRules, *, at: datetime) -> Refund | Obstacle:
    """Return the refund to be made, or why there is none."""
    amount = left(order) if asked.amount is None else asked.amount
    obstacle = _of_the_order(order, rules, at) or _of_the_amount(order, asked, amount, rules)
    if obstacle is not None:
        return obstacle
    return Refund(
        reference=f"{order.id}r{len(order.refunds) + 1:02d}",
        amount=amount,
        reason=asked.reason,
        state=RefundState.PENDING,
        asked_at=at,
        note=asked.note,
        cancels=asked.cancels,
        key=asked.key,
    )


def decide_second(
    order: Refundable, second: Payment, asked: Asked, rules: RefundRules, *, at: datetime
) -> Refund | Obstacle:
    """Return the refund of a second charge for the same order: all of it, and once."""
    charge_id = second.provider_charge_id
    held = any(each.of_charge == charge_id and each.state is not RefundState.REFUSED for each in order.refunds)
    if held:
        return Obstacle.NOTHING_LEFT
    if asked.amount is not None and asked.amount != second.amount:
        return Obstacle.TOO_LITTLE if second.amount.covers(asked.amount) else Obstacle.TOO_MUCH
    refund = decide(_Whole(order, second), replace(asked, amount=second.amount, over=False), rules, at=at)
    return refund if isinstance(refund, Obstacle) else replace(refund, of_charge=charge_id)


@dataclass(frozen=True, slots=True)
class _Whole:
    """An order looked at as if its second payment were its only one: all of that is left."""

    order: Refundable
    payment: Payment
    is_captured: bool = True

    @property
    def id(self) -> str:
        return self.order.id

    @property
    def placed_at(self) -> datetime:
        return self.order.placed_at

    @property
    def refunds(self) -> Sequence[Refund]:
        return [replace(each, amount=zero(each.amount.currency)) for each in self.order.refunds]


def _of_the_order(order: Refundable, rules: RefundRules, at: datetime) -> Obstacle | None:
    if not order.is_captured:
        return Obstacle.NOT_CAPTURED
    if rules.within is not None and at - order.placed_at > rules.within:
        return Obstacle.TOO_LATE
    return Obstacle.TOO_MANY if len(order.refunds) >= MOST_REFUNDS else None


def _of_the_amount(order: Refundable, asked: Asked, amount: Money, rules: RefundRules) -> Obstacle | None:
    paid, rest = order.payment.amount, left(order)
    if amount.currency is not paid.currency:
        return Obstacle.OTHER_CURRENCY
    if asked.amount is None and rest.minor <= 0:
        return Obstacle.NOTHING_LEFT
    if amount.minor < max(1, rules.smallest):
        return Obstacle.TOO_LITTLE
    most = rest.minor + (_extra(paid, rules) if asked.over else 0)
    return Obstacle.TOO_MUCH if amount.minor > most else None


def left(order: Refundable) -> Money:
    """Return what was paid and neither went back nor is on its way; below zero if more than that went back."""
    paid = order.payment.amount
    kept = (each for each in order.refunds if each.state is not RefundState.REFUSED and not each.of_charge)
    held = sum((each.amount.minor for each in kept), 0)
    return Money((paid.minor if order.is_captured else 0) - held, paid.currency)


def given_back(order: Refundable) -> Money:
    """Return what certainly went back."""
    return _sum(order, (RefundState.DONE,))


def on_its_way_back(order: Refundable) -> Money:
    """Return what goes back and is not there yet."""
    return _sum(order, _UNDER_WAY)


def most_allowed(order: Refundable, rules: RefundRules) -> Money:
    """Return how much may go back still, with what the provider allows on top."""
    return Money(left(order).minor + _extra(order.payment.amount, rules), order.payment.amount.currency)


def _sum(order: Refundable, states: Iterable[RefundState]) -> Money:
    amounts = (each.amount for each in order.refunds if each.state in states and not each.of_charge)
    return sum(amounts, zero(order.payment.amount.currency))


def _extra(paid: Money, rules: RefundRules) -> int:
    """Return how many minor units a provider gives back beyond what was captured: the lesser of share and most."""
    most = rules.extra_most
    if most is None or most.currency is not paid.currency:
        return 0
    return min(paid.minor * rules.extra_share // 100, most.minor)
