"""What the result of a refund, a capture or a release means for its order; `order_results` stores it."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import Authorized as StillReserved
from voicetill.domain.charging import (
    ChargeResult,
    Operation,
    Paid,
    Pending,
    Refunded,
    RefundPending,
    RefundRefused,
    RefundResult,
    RefundUnknown,
    Released,
    Unknown,
)
from voicetill.domain.checkout_events import AuthorizationEnded, ChargeCompleted, Event
from voicetill.domain.fulfilment import canceled, captured, refund_named, with_refund
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order, unanswered
from voicetill.domain.refunds import Refund, RefundState
from voicetill.services import order_news

logger = logging.getLogger(__name__)

# How a refund is marked of which the provider certainly never heard.
NOT_SENT = "not_sent"


class Came(StrEnum):
    """What came of a request.

    ENDED: the reservation was over before. CAPTURED: there is nothing to release, the money was taken meanwhile.
    """

    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"
    ENDED = "ended"
    CAPTURED = "captured"
    NOT_SENT = "not_sent"
    NOTHING_NEW = "nothing_new"
    NO_ORDER = "no_order"


@dataclass(frozen=True, slots=True)
class Case:
    """An attempt with its order, as they stand at a moment."""

    attempt: Attempt
    order: Order
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What follows: the order as it is now, what others hear of it, and what its checkout does.

    `is_final` says that the attempt has its result. `charge_id` is the provider's name for it, where one was told.
    """

    came: Came
    order: Order
    news: tuple[Occurrence, ...] = ()
    event: Event | None = None
    is_final: bool = True
    charge_id: str = ""


def judged(case: Case, result: RefundResult | ChargeResult) -> Told:
    """Return what a result means; one that does not fit the request proves nothing."""
    operation = case.attempt.prepared.operation
    if isinstance(result, Refunded | RefundPending | RefundRefused | RefundUnknown):
        refund = refund_named(case.order, case.attempt.reference)
        if operation is not Operation.REFUND or refund is None:
            logger.error("a refund is of no order that we know", extra={"reference": case.attempt.reference})
            return Told(Came.NO_ORDER, case.order, is_final=False)
        return _refund_told(case, refund, result)
    if operation is Operation.CAPTURE:
        return _capture_told(case, result)
    if operation is Operation.CANCEL:
        return _release_told(case, result)
    logger.error("a result does not fit its request", extra={"reference": case.attempt.reference})
    return Told(Came.WAITING, case.order, is_final=False)


def taken_back(case: Case) -> Told:
    """Return what follows from a request that certainly did nothing."""
    order = unanswered(case.order, since=case.attempt.made_at)
    refund = refund_named(order, case.attempt.reference)
    if refund is not None and refund.is_under_way:
        order = with_refund(order, replace(refund, state=RefundState.REFUSED, note=NOT_SENT))
    return Told(Came.NOT_SENT, order)


def _refund_told(case: Case, refund: Refund, result: RefundResult) -> Told:
    match result:
        case Refunded(refund_id, amount) if amount == refund.amount:
            return _went_back(case, refund, refund_id)
        case Refunded(refund_id, _):
            logger.error("another amount went back than was asked for", extra={"reference": refund.reference})
            return _under_way(case, refund, RefundState.UNKNOWN, refund_id)
        case RefundPending(refund_id):
            return _under_way(case, refund, RefundState.PENDING, refund_id)
        case RefundUnknown(refund_id):
            return _under_way(case, refund, RefundState.UNKNOWN, refund_id)
        case RefundRefused():
            return _went_not_back(case, refund, result)


def _went_back(case: Case, refund: Refund, refund_id: str) -> Told:
    if refund.state is RefundState.DONE:
        return Told(Came.NOTHING_NEW, case.order)
    done = replace(refund, state=RefundState.DONE, provider_refund_id=refund_id or refund.provider_refund_id)
    order = with_refund(case.order, done)
    if order.left.minor < 0:
        logger.warning("more went back than was paid", extra={"order": order.id, "reference": done.reference})
    news = order_news.refunded(order, done, at=case.at)
    order, more = _canceled_by(order, done, case.at)
    return Told(Came.DONE, order, (news, *more), charge_id=refund_id)


def _under_way(case: Case, refund: Refund, state: RefundState, refund_id: str) -> Told:
    if not refund.is_under_way:
        return Told(Came.NOTHING_NEW, case.order, is_final=False)
    told = replace(refund, state=state, provider_refund_id=refund_id or refund.provider_refund_id)
    order, news = with_refund(case.order, told), tuple[Occurrence, ...]()
    if state is RefundState.PENDING:
        order, news = _canceled_by(order, told, case.at)
    return Told(Came.WAITING, order, news, is_final=False, charge_id=refund_id)


def _went_not_back(case: Case, refund: Refund, result: RefundRefused) -> Told:
    if not refund.is_under_way:
        return Told(Came.NOTHING_NEW, case.order)
    refund_id = result.refund_id or refund.provider_refund_id
    told = replace(refund, state=RefundState.REFUSED, note=result.reason, provider_refund_id=refund_id)
    order = unanswered(with_refund(case.order, told), since=refund.asked_at)
    news = [order_news.refund_failed(order, told, at=case.at)]
    if order.is_canceled:
        # It was called off because the money was on its way back, and now it is not.
        news.append(order_news.refund_due(order, refund.part, refund.amount, at=case.at))
    return Told(Came.REFUSED, order, tuple(news), charge_id=refund_id)


def _canceled_by(order: Order, refund: Refund, at: datetime) -> tuple[Order, tuple[Occurrence, ...]]:
    """Return the order as it is once this refund is on its way: over, if that was what it was made for."""
    if not refund.cancels or order.is_canceled:
        return order, ()
    over = canceled(order, at=at)
    return over, (order_news.canceled(over, at=at),)


def _capture_told(case: Case, result: ChargeResult) -> Told:
    match result:
        case Paid():
            return _taken(case, result, Came.DONE)
        case Pending() | Unknown() | StillReserved():
            return _waits(case, result)
    if not case.attempt.is_open:
        return Told(Came.NOTHING_NEW, case.order)
    came = Came.ENDED if isinstance(result, Released) else Came.REFUSED
    part = case.attempt.reference[-len("c01") :]
    news = order_news.task(case.order, order_news.CAPTURE_FAILED, at=case.at, part=part, came=came.value)
    return Told(came, case.order, (news,))


def _release_told(case: Case, result: ChargeResult) -> Told:
    match result:
        case Paid():
            # Nothing can be released any more: what the customer was granted did not come about.
            granted = replace(case, order=unanswered(case.order, since=case.attempt.made_at))
            return _taken(granted, result, Came.CAPTURED)
        case Released() if case.order.is_canceled:
            return Told(Came.NOTHING_NEW, case.order)
        case Released():
            order = canceled(case.order, at=case.at)
            news = order_news.canceled(order, at=case.at)
            return Told(Came.DONE, order, (news,), AuthorizationEnded(case.at))
        case Pending() | Unknown() | StillReserved():
            return _waits(case, result)
    if not case.attempt.is_open:
        return Told(Came.NOTHING_NEW, case.order)
    return Told(Came.REFUSED, unanswered(case.order, since=case.attempt.made_at))


def _taken(case: Case, result: Paid, came: Came) -> Told:
    order, payment = case.order, result.payment
    if payment.amount != order.payment.amount:
        logger.error("another amount was taken than was reserved", extra={"reference": case.attempt.reference})
        return Told(Came.WAITING, order, is_final=False, charge_id=payment.provider_charge_id)
    if order.is_captured:
        return Told(came, order)
    order = captured(order, payment)
    news = [order_news.paid(order, at=case.at)]
    if order.is_canceled:
        news.append(order_news.refund_due(order, "", order.payment.amount, at=case.at))
    return Told(came, order, tuple(news), ChargeCompleted(case.at, order.payment))


def _waits(case: Case, result: Pending | Unknown | StillReserved) -> Told:
    charge_id = result.payment.provider_charge_id if isinstance(result, StillReserved) else result.charge_id
    return Told(Came.WAITING, case.order, is_final=False, charge_id=charge_id)
