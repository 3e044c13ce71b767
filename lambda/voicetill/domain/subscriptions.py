"""Subscriptions: what was agreed to, when it is charged next, and how it goes on.

Theory of operation. A subscription is a chain of periods. Each is charged at most once; its order's id is made
of the subscription's and the period's, so that a second order cannot even be written. Everything happens at
`due_at`, and what happens then follows from the rest: in ACTIVE the customer is told ahead (if the plan says so
and it was not done yet), or the period is charged; in PAST_DUE it is tried again. To charge, the period is
*claimed* first: CHARGING is stored together with the attempt, so of any number of workers one goes on. What
comes of it is `renewals.after`.

Due days are always counted from the `anchor`, in the market's zone, and never from the period before: so the
31st comes back after February, and a late run makes nothing after it late. The anchor moves in one case only: a
customer who mends a suspended subscription pays the period that they owe, once, and the months begin anew on
that day. For the time in between nothing was sent, and nothing is ever charged.

What the customer is told ahead is a promise: where the notice goes out more than a day late (nobody was
running), the charge is put off, so that the days between both stay as many as were promised. Who has just agreed
to the terms has heard of a first charge that is nearer than that.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.addresses import Address
from voicetill.domain.calendar import days_after, months_after
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.errors import IllegalStep
from voicetill.domain.pricing import Quote
from voicetill.domain.products import Plan

MOST_ATTEMPTS = 99
"""How often one period may be charged in vain, outages included: the number has two digits."""

# A notice that goes out so much later than promised does not move the charge.
_NOTICE_SLACK = timedelta(days=1)

# How long a charge waits that could not even be sent, first and at most; it doubles in between.
_FIRST_WAIT = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=6)


class SubscriptionState(StrEnum):
    """Where a subscription stands.

    ACTIVE: the period `period` is charged at `due_at`. CHARGING: that period is claimed, and its result is not
    known yet (pending and unknown are this, too): nothing else is charged meanwhile. PAST_DUE: it was declined,
    and is tried again at `due_at`. SUSPENDED: given up after several tries, until the customer mends it. ENDED:
    over.
    """

    ACTIVE = "ACTIVE"
    CHARGING = "CHARGING"
    PAST_DUE = "PAST_DUE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"


class Act(StrEnum):
    """What is to be done with a subscription now."""

    NOTHING = "nothing"
    TELL_AHEAD = "tell_ahead"
    CHARGE = "charge"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of one customer; its `id` is that of the checkout in which it was agreed to.

    `quote` is the price of one period as it was spoken: frozen. Periods count from 1, the first one that is
    charged by us; a period that was paid in the checkout is number 0. `anchor` is the moment from which the
    periods are counted, in the zone `time_zone` (IANA): that at which `anchor_period` is due, or was. `due_at` is
    when the merchant acts next, None where nothing is due. `attempt` counts the charges of the current period, and
    `declines` those that were declined since it was due or mended. `noticed` is the last period of which the
    customer was told ahead.
    """

    id: str
    customer_id: str
    market_id: str
    locale: str
    product_id: str
    quote: Quote
    plan: Plan
    provider: str
    agreement_id: str
    time_zone: str
    started_at: datetime
    anchor: datetime
    due_at: datetime | None
    state: SubscriptionState = SubscriptionState.ACTIVE
    period: int = 1
    attempt: int = 0
    noticed: int = 0
    address: Address | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    version: int = 0
    anchor_period: int = 0
    declines: int = 0

    @property
    def reference(self) -> str:
        """The name of the current attempt: id, three digits of period, two of attempt; 31 characters."""
        return f"{self.order_id}{self.attempt:02d}"

    @property
    def order_id(self) -> str:
        """The id of the order that the current period makes, so that one period can make only one."""
        return order_id_of(self, self.period)

    @property
    def is_running(self) -> bool:
        """Whether it goes on by itself."""
        return self.state not in (SubscriptionState.SUSPENDED, SubscriptionState.ENDED)

    def is_on_trial(self, *, at: datetime) -> bool:
        """Whether the free time that it began with is not over yet."""
        return self.period == self.anchor_period == 1 and at < self.anchor and not self.declines

    @property
    def charged_at(self) -> datetime | None:
        """When money moves next, as far as is known; None where none does by itself.

        Unlike `due_at`, this is never the day of the notice ahead.
        """
        if self.due_at is None or not self.is_running:
            return None
        return max(self.due_at, due_of(self, self.period)) if _is_to_be_told(self) else self.due_at


def order_id_of(subscription: Subscription, period: int) -> str:
    """Return the id of the order that a period makes."""
    return f"{subscription.id}{period:03d}"


def period_named(subscription: Subscription, reference: str) -> int | None:
    """Return the period that an attempt's name is about; None if it is no name of this subscription's."""
    digits = reference.removeprefix(subscription.id)
    if digits == reference or not digits.isdecimal() or len(digits) <= len("00"):
        return None
    return int(digits[:-2])


def begin(checkout: Checkout, *, at: datetime, provider: str, time_zone: str) -> Subscription:
    """Return the subscription that a checkout begins, paid or enrolled; raises IllegalStep for any other.

    What is free today is on trial, and its first period is due when the trial ends; else period 0 has been paid.
    """
    line = next((line for line in checkout.quote.lines if line.is_subscription), None)
    plan, renewal, agreement_id = checkout.plan, checkout.renewal, checkout.agreement_id
    begun = checkout.state in (State.PAID, State.AUTHORIZED, State.ENROLLED)
    if not begun or line is None or plan is None or renewal is None or agreement_id is None:
        raise IllegalStep(checkout.state, "subscription")
    on_trial = plan.trial_days > 0 and line.amount.is_zero
    subscription = Subscription(
        id=checkout.id,
        customer_id=checkout.customer_id,
        market_id=checkout.market_id,
        locale=checkout.locale,
        product_id=line.product_id,
        quote=renewal,
        plan=plan,
        provider=provider,
        agreement_id=agreement_id,
        time_zone=time_zone,
        started_at=at,
        anchor=days_after(at, plan.trial_days, zone=time_zone) if on_trial else at,
        anchor_period=1 if on_trial else 0,
        due_at=None,
        address=checkout.address,
    )
    if _notice_at(subscription) <= at:
        subscription = replace(subscription, noticed=1)
    return scheduled(subscription, at=at)


def first_charge(plan: Plan, *, at: datetime, zone: str) -> datetime:
    """Return when the merchant charges for the first time by themselves, where the terms are agreed to now (UTC).

    That is when the trial ends; without one, a period from now, because the first one is paid at once.
    """
    if plan.trial_days:
        return days_after(at, plan.trial_days, zone=zone)
    return months_after(at, plan.period_months, zone=zone)


def due_of(subscription: Subscription, period: int) -> datetime:
    """Return when a period is due by the plan (UTC): counted from the anchor, by the market's clock."""
    months = (period - subscription.anchor_period) * subscription.plan.period_months
    return months_after(subscription.anchor, months, zone=subscription.time_zone)


def scheduled(subscription: Subscription, *, at: datetime) -> Subscription:
    """Return a running subscription whose next act is set: the notice ahead of its period, or the charge."""
    due = due_of(subscription, subscription.period)
    act_at = max(_notice_at(subscription), at) if _is_to_be_told(subscription) else due
    return replace(subscription, state=SubscriptionState.ACTIVE, due_at=act_at)


def act_due(subscription: Subscription, *, at: datetime) -> Act:
    """Return what is to be done now. A claimed period waits for its result, whatever the clock says."""
    waits = not subscription.is_running or subscription.state is SubscriptionState.CHARGING
    if waits or subscription.due_at is None or subscription.due_at > at:
        return Act.NOTHING
    if _is_to_be_told(subscription):
        return Act.TELL_AHEAD
    return Act.GIVE_UP if subscription.attempt >= MOST_ATTEMPTS else Act.CHARGE


def told_ahead(subscription: Subscription, *, at: datetime) -> Subscription:
    """Return a subscription whose customer has just been told of the next charge, and when that is."""
    due, promised = due_of(subscription, subscription.period), _notice_at(subscription)
    if at - promised > _NOTICE_SLACK:
        due = max(due, at + (due - promised))
    return replace(subscription, noticed=subscription.period, due_at=due)


def claimed(subscription: Subscription) -> Subscription:
    """Return a subscription whose period is about to be charged, under a new reference."""
    return replace(subscription, state=SubscriptionState.CHARGING, attempt=subscription.attempt + 1)


def put_back(subscription: Subscription, *, at: datetime, wait: timedelta = timedelta()) -> Subscription:
    """Return a subscription whose charge was certainly not made, to be tried again after a while.

    It waits longer each time, and at least as long as `wait`. No decline is counted: the customer did nothing
    wrong.
    """
    in_vain = max(0, subscription.attempt - subscription.declines - 1)
    pause = min(_FIRST_WAIT * 2 ** min(in_vain, 10), _LONGEST_WAIT)
    state = SubscriptionState.PAST_DUE if subscription.declines else SubscriptionState.ACTIVE
    return replace(subscription, state=state, due_at=at + max(pause, wait))


def cancel(subscription: Subscription, *, at: datetime, reason: str) -> Subscription:
    """Return a subscription that is over: nothing is charged any more.

    A charge that is under way at this moment cannot be called back; if it takes money, its order is placed.
    """
    if subscription.state is SubscriptionState.ENDED:
        return subscription
    return replace(subscription, state=SubscriptionState.ENDED, due_at=None, ended_at=at, end_reason=reason)


def mend(subscription: Subscription, *, at: datetime, agreement_id: str = "", provider: str = "") -> Subscription:
    """Return a subscription whose customer has mended what was wrong; with another agreement, if they gave one.

    What is owed is charged once, now, and is tried again like any other if it is declined. One that is over stays
    over: that takes a new purchase.
    """
    if subscription.state is SubscriptionState.ENDED:
        return subscription
    mended = replace(
        subscription,
        agreement_id=agreement_id or subscription.agreement_id,
        provider=provider or subscription.provider,
    )
    match subscription.state:
        case SubscriptionState.PAST_DUE:
            return replace(mended, due_at=at)
        case SubscriptionState.SUSPENDED:
            anew = replace(mended, anchor=at, anchor_period=mended.period, noticed=mended.period)
            return replace(anew, state=SubscriptionState.PAST_DUE, due_at=at, declines=0)
    return mended


def _is_to_be_told(subscription: Subscription) -> bool:
    fresh = subscription.state is not SubscriptionState.PAST_DUE
    return fresh and subscription.plan.notice_days > 0 and subscription.noticed < subscription.period


def _notice_at(subscription: Subscription) -> datetime:
    """Return when the customer is promised to be told of the current period, and not before the one before it."""
    period, days = subscription.period, subscription.plan.notice_days
    notice = days_after(due_of(subscription, period), -days, zone=subscription.time_zone)
    first = period <= subscription.anchor_period
    return max(notice, subscription.started_at if first else due_of(subscription, period - 1))
