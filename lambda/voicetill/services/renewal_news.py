"""What is told of a renewal, in the same transaction as the renewal itself.

The part of an occurrence's id is the period, or the version of the subscription that it follows on: a change holds
only for the version that was read, so the same change never happens under two ids, nor two under one.
"""

from datetime import datetime

from voicetill.domain.occurrences import Happening, Occurrence, happened
from voicetill.domain.orders import Order
from voicetill.domain.payments import Payment
from voicetill.domain.renewals import After, Verdict
from voicetill.domain.subscriptions import Subscription

# What the merchant has to do, in the words of `merchant.task`.
CHARGE_BY_HAND = "charge_by_hand"
SET_UP_PROVIDER = "set_up_provider"
MEND_REQUESTS = "mend_requests"
PASSED_OVER = "periods_passed_over"
REFUND_DUE = "refund_due"
OUT_OF_NAMES = "out_of_references"


def placed(order: Order, *, at: datetime) -> list[Occurrence]:
    """An order of a renewal was placed; and paid, unless it was only reserved."""
    whats = [Happening.ORDER_PLACED, *([Happening.ORDER_PAID] if order.is_captured else [])]
    return [_of_order(what, order, at) for what in whats]


def told_ahead(subscription: Subscription, *, at: datetime) -> Occurrence:
    """The customer is told of a charge to come."""
    charged_at = subscription.due_at.isoformat() if subscription.due_at else ""
    return _of(subscription, Happening.RENEWAL_AHEAD, at, f"{subscription.period:03d}", charged_at=charged_at)


def went_on(before: Subscription, told: After, *, at: datetime) -> list[Occurrence]:
    """What follows from a verdict for the customer."""
    reason = told.reason.value if told.reason else ""
    match told.verdict:
        case Verdict.RETRY:
            again = told.subscription.due_at.isoformat() if told.subscription.due_at else ""
            part = f"{before.version:06d}"
            return [_of(before, Happening.RENEWAL_FAILED, at, part, reason=reason, again_at=again)]
        case Verdict.SUSPENDED:
            return [_of(before, Happening.SUBSCRIPTION_SUSPENDED, at, f"{before.version:06d}", reason=reason)]
        case Verdict.RENEWED if told.skipped:
            return [task(before, PASSED_OVER, at=at, count=told.skipped)]
    return []


def task(subscription: Subscription, what: str, *, at: datetime, **details: str | int) -> Occurrence:
    """The merchant has to do something about the current period; the same once a period."""
    part = f"{what}.{subscription.period:03d}"
    return _of(subscription, Happening.MERCHANT_TASK, at, part, task=what, **details)


def paid_twice(subscription: Subscription, payment: Payment, *, at: datetime) -> Occurrence:
    """A second payment of one period has to go back."""
    return happened(
        Happening.MERCHANT_TASK,
        subject_id=subscription.id,
        customer_id=subscription.customer_id,
        market_id=subscription.market_id,
        locale=subscription.locale,
        at=at,
        part=f"{REFUND_DUE}.{payment.reference}",
        task=REFUND_DUE,
        reference=payment.reference,
        charge_id=payment.provider_charge_id,
        minor=payment.amount.minor,
        currency=payment.amount.currency.value,
    )


def _of_order(what: Happening, order: Order, at: datetime) -> Occurrence:
    return happened(
        what,
        subject_id=order.id,
        customer_id=order.customer_id,
        market_id=order.market_id,
        locale=order.locale,
        at=at,
        number=order.number,
        minor=order.payment.amount.minor,
        currency=order.payment.amount.currency.value,
        subscription_id=order.subscription_id or "",
        period=order.period,
    )


def _of(subscription: Subscription, what: Happening, at: datetime, part: str, **details: str | int) -> Occurrence:
    told: dict[str, str | int] = {
        "product_id": subscription.product_id,
        "period": subscription.period,
        "minor": subscription.quote.total.minor,
        "currency": subscription.quote.total.currency.value,
        **details,
    }
    return happened(
        what,
        subject_id=subscription.id,
        customer_id=subscription.customer_id,
        market_id=subscription.market_id,
        locale=subscription.locale,
        at=at,
        part=part,
        **told,
    )
