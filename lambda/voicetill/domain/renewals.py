"""What a result makes of a subscription: renewed, tried again, suspended, or still waiting.

- Paid (or reserved): renewed. The next period is due by the plan. Periods whose day went by meanwhile, because
  nobody was running or the result took weeks, are passed over: nothing was sent for them. A merchant who wants
  them charged says so (`RetryCalendar.charges_missed`); even then never two of them within a day.
- Declined for now: tried again on the next day of the calendar, and suspended when its days are used up. Where
  the month's limit of the agreement is the reason, not before the next calendar month (Amazon Pay API v2,
  Charge, TransactionAmountExceeded).
- Declined for good: suspended at once. The same means will not do by definition, repeating it counts against the
  merchant at the card schemes, and the sooner the customer knows, the sooner it is mended; then what is owed is
  charged once (`subscriptions.mend`). Where the request was refused as the merchant's own fault, nobody is
  suspended for it: it is tried again a day later, and the merchant is told.
- Consent dead: suspended at once. Only a new consent helps.
- Pending, unknown: the period stays claimed, and blocks the next attempt until somebody knows.

A subscription that ended meanwhile stays ended, whatever the result; but what was paid is an order all the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.calendar import days_after, next_month
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.orders import Order
from voicetill.domain.payments import Payment, Refusal
from voicetill.domain.subscriptions import (
    Subscription,
    SubscriptionState,
    due_of,
    order_id_of,
    put_back,
    scheduled,
)

_ONE_DAY = timedelta(days=1)

_Refused = DeclinedForGood | DeclinedForNow | ConsentDead | Released


@dataclass(frozen=True, slots=True)
class RetryCalendar:
    """When a declined period is tried again, in days after its due day, growing; none: never.

    `charges_missed` says that periods whose day went by while nobody was running are charged, too: one a day.
    """

    days: tuple[int, ...] = (1, 3, 5, 7)
    charges_missed: bool = False

    def __post_init__(self) -> None:
        before = (0, *self.days)
        if any(later <= earlier for earlier, later in zip(before, self.days, strict=False)):
            raise ValueError("the days must be whole, positive and growing")

    def gap_after(self, declines: int) -> int | None:
        """Return the days from one try to the next, after so many were declined; None if none is left."""
        if declines > len(self.days):
            return None
        return (0, *self.days)[declines] - (0, *self.days)[declines - 1]


class Verdict(StrEnum):
    """How it goes on."""

    RENEWED = "renewed"
    RETRY = "retry"
    SUSPENDED = "suspended"
    PUT_OFF = "put_off"
    WAITS = "waits"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class After:
    """A subscription after a result. `skipped` counts the periods that were passed over."""

    subscription: Subscription
    verdict: Verdict
    reason: Refusal | None = None
    skipped: int = 0


def after(subscription: Subscription, result: ChargeResult, *, at: datetime, calendar: RetryCalendar) -> After:
    """Return what the result of its current period's charge makes of a subscription."""
    if isinstance(result, Paid | Authorized):
        return _renewed(subscription, at=at, calendar=calendar)
    if isinstance(result, Pending | Unknown):
        return After(subscription, Verdict.WAITS)
    if subscription.state is SubscriptionState.ENDED:
        return After(subscription, Verdict.OVER)
    return _refused(subscription, result, at=at, calendar=calendar)


def suspended(subscription: Subscription, reason: Refusal) -> After:
    """Return a subscription that was given up, until the customer mends it."""
    stopped = replace(subscription, state=SubscriptionState.SUSPENDED, due_at=None)
    return After(stopped, Verdict.SUSPENDED, reason)


def left_to_merchant(subscription: Subscription, *, at: datetime, calendar: RetryCalendar) -> After:
    """Return a subscription whose period the merchant charges by hand: it goes on with the next one."""
    return _renewed(subscription, at=at, calendar=calendar)


def is_proof(subscription: Subscription, payment: Payment, reference: str) -> bool:
    """Whether a payment is what was asked for: under that name, and of just that amount."""
    return payment.reference == reference and payment.amount == subscription.quote.total


def period_order(
    subscription: Subscription, payment: Payment, *, period: int, at: datetime, is_captured: bool
) -> Order:
    """Return the order that a paid period makes."""
    return Order(
        id=order_id_of(subscription, period),
        customer_id=subscription.customer_id,
        market_id=subscription.market_id,
        locale=subscription.locale,
        quote=subscription.quote,
        payment=payment,
        agreement_id=subscription.agreement_id,
        placed_at=at,
        address=subscription.address,
        provider=subscription.provider,
        is_captured=is_captured,
        subscription_id=subscription.id,
        period=period,
    )


def _renewed(subscription: Subscription, *, at: datetime, calendar: RetryCalendar) -> After:
    period = subscription.period + 1
    if subscription.state is SubscriptionState.ENDED:
        return After(subscription, Verdict.RENEWED)
    while not calendar.charges_missed and due_of(subscription, period) <= at:
        period += 1
    skipped = period - subscription.period - 1
    fresh = replace(subscription, state=SubscriptionState.ACTIVE, period=period, attempt=0, declines=0)
    next_one = scheduled(fresh, at=at)
    if calendar.charges_missed and next_one.due_at is not None:
        apart = days_after(at, 1, zone=subscription.time_zone, clock_of=subscription.anchor)
        late = due_of(next_one, period) <= at
        next_one = replace(next_one, due_at=max(next_one.due_at, apart)) if late else next_one
    return After(next_one, Verdict.RENEWED, skipped=skipped)


def _refused(subscription: Subscription, result: _Refused, *, at: datetime, calendar: RetryCalendar) -> After:
    match result:
        case DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE as reason):
            return After(put_back(subscription, at=at, wait=_ONE_DAY), Verdict.PUT_OFF, reason)
        case DeclinedForGood(reason):
            return suspended(subscription, reason)
        case ConsentDead():
            return suspended(subscription, Refusal.AGREEMENT_NOT_OPEN)
        case DeclinedForNow(reason):
            return _declined(subscription, reason, at=at, calendar=calendar)
        case Released():
            return _declined(subscription, Refusal.NOT_PROCESSED, at=at, calendar=calendar)


def _declined(subscription: Subscription, reason: Refusal, *, at: datetime, calendar: RetryCalendar) -> After:
    declines = subscription.declines + 1
    gap = calendar.gap_after(declines)
    if gap is None:
        return suspended(replace(subscription, declines=declines), reason)
    again = _again(subscription, gap, at=at)
    if reason is Refusal.LIMIT_REACHED:
        again = max(again, next_month(at))
    later = replace(subscription, state=SubscriptionState.PAST_DUE, declines=declines, due_at=again)
    return After(later, Verdict.RETRY, reason)


def _again(subscription: Subscription, gap: int, *, at: datetime) -> datetime:
    """Count from the day on which it was to be tried, so that late runs do not add up; but never into the past."""
    zone, clock = subscription.time_zone, subscription.anchor
    planned = days_after(subscription.due_at or at, gap, zone=zone, clock_of=clock)
    return planned if planned > at else days_after(at, gap, zone=zone, clock_of=clock)
