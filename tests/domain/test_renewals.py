"""What results make of subscriptions, one by one and over decades."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW, a_money
from tests.domain.subscriptions import IN_DOUBT, NO_MONEY, a_begun, a_period_payment, a_plan, due, paid
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.calendar import days_after
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Released,
    Unknown,
)
from voicetill.domain.orders import Order
from voicetill.domain.payments import Refusal
from voicetill.domain.renewals import RetryCalendar, Verdict, after, is_proof, left_to_merchant, period_order
from voicetill.domain.subscriptions import (
    Act,
    Subscription,
    SubscriptionState,
    act_due,
    cancel,
    claimed,
    due_of,
    mend,
    scheduled,
    told_ahead,
)

DAY = timedelta(days=1)
USUAL = RetryCalendar()
FOR_NOW = DeclinedForNow(Refusal.NOT_PROCESSED)


def tried(subscription: Subscription, result: ChargeResult, *, late: timedelta = timedelta()) -> Subscription:
    """Claim it when it is due (or later), and let this be the result."""
    at = due(subscription) + late
    return after(claimed(subscription), result, at=at, calendar=USUAL).subscription


# Paid.


def test_a_paid_period_leads_to_the_next() -> None:
    charged = claimed(a_begun())

    told = after(charged, paid(charged), at=due(charged), calendar=USUAL)

    assert (told.verdict, told.skipped) == (Verdict.RENEWED, 0)
    renewed = told.subscription
    assert (renewed.state, renewed.period, renewed.attempt) == (SubscriptionState.ACTIVE, 2, 0)
    assert renewed.due_at == due_of(charged, 2)


def test_what_is_reserved_is_renewed_too() -> None:
    charged = claimed(a_begun())

    told = after(charged, Authorized(a_period_payment(charged)), at=due(charged), calendar=USUAL)

    assert told.verdict is Verdict.RENEWED


def test_a_late_payment_moves_no_later_day() -> None:
    charged = claimed(a_begun())

    renewed = after(charged, paid(charged), at=due(charged) + 20 * DAY, calendar=USUAL).subscription

    assert renewed.due_at == due_of(charged, 2)


def test_periods_that_went_by_are_passed_over_and_counted() -> None:
    """The function was down for a quarter: the oldest period is charged, and none of those after it."""
    charged = claimed(a_begun())
    at = due_of(charged, 4) + DAY

    told = after(charged, paid(charged), at=at, calendar=USUAL)

    assert (told.subscription.period, told.skipped) == (5, 3)
    assert told.subscription.due_at == due_of(charged, 5) > at


def test_a_merchant_who_wants_them_charged_has_one_charged_a_day() -> None:
    charged = claimed(a_begun())
    at = due_of(charged, 3) + timedelta(hours=1)
    calendar = RetryCalendar(charges_missed=True)

    second = after(charged, paid(charged), at=at, calendar=calendar).subscription
    third = after(claimed(second), paid(second), at=due(second), calendar=calendar).subscription
    fourth = after(claimed(third), paid(third), at=due(third), calendar=calendar).subscription

    assert [it.period for it in (second, third, fourth)] == [2, 3, 4]
    assert due(second) == days_after(at, 1, zone=charged.time_zone, clock_of=charged.anchor)
    assert due(third) - due(second) == DAY
    assert fourth.due_at == due_of(charged, 4), "what is not late is due by the plan"


def test_the_next_notice_is_set_with_the_renewal() -> None:
    charged = claimed(a_begun(plan=a_plan(notice_days=7), noticed=1))

    renewed = after(charged, paid(charged), at=due(charged), calendar=USUAL).subscription

    assert act_due(renewed, at=due(renewed)) is Act.TELL_AHEAD
    assert renewed.due_at == days_after(due_of(charged, 2), -7, zone=charged.time_zone)


# Declined.


def test_declines_follow_the_calendar_and_end_in_suspension() -> None:
    subscription = a_begun()
    first = due(subscription)
    tries = []
    while subscription.due_at is not None:
        tries.append((subscription.due_at - first).days)
        # Every run is late, and late runs do not add up.
        subscription = tried(subscription, FOR_NOW, late=timedelta(hours=20))

    assert tries == [0, 1, 3, 5, 7]
    assert (subscription.state, subscription.declines) == (SubscriptionState.SUSPENDED, 5)


def test_a_merchant_may_never_try_again() -> None:
    charged = claimed(a_begun())

    told = after(charged, FOR_NOW, at=due(charged), calendar=RetryCalendar(days=()))

    assert told.verdict is Verdict.SUSPENDED


def test_a_decline_that_was_found_out_late_is_tried_again_in_the_future() -> None:
    subscription = a_begun()

    again = tried(subscription, FOR_NOW, late=30 * DAY)

    assert DAY / 2 < due(again) - due(subscription) - 30 * DAY <= DAY * 1.5


def test_the_limit_of_a_month_waits_for_the_next() -> None:
    subscription = a_begun()

    again = tried(subscription, DeclinedForNow(Refusal.LIMIT_REACHED))

    assert again.due_at == datetime(2026, 5, 1, 11, 0, tzinfo=UTC)
    assert again.state is SubscriptionState.PAST_DUE


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (DeclinedForGood(Refusal.PAYMENT_METHOD), Refusal.PAYMENT_METHOD),
        (DeclinedForGood(Refusal.REJECTED), Refusal.REJECTED),
        (ConsentDead(AgreementStatus.CANCELED), Refusal.AGREEMENT_NOT_OPEN),
    ],
)
def test_what_trying_again_cannot_help_is_suspended_at_once(result: ChargeResult, reason: Refusal) -> None:
    charged = claimed(a_begun())

    told = after(charged, result, at=due(charged), calendar=USUAL)

    assert (told.verdict, told.reason) == (Verdict.SUSPENDED, reason)
    assert told.subscription.due_at is None


def test_the_merchants_own_fault_suspends_nobody() -> None:
    charged = claimed(a_begun())

    told = after(charged, DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE), at=due(charged), calendar=USUAL)

    assert told.verdict is Verdict.PUT_OFF
    assert (told.subscription.declines, told.subscription.due_at) == (0, due(charged) + DAY)


def test_a_reservation_that_ended_without_money_is_tried_again() -> None:
    charged = claimed(a_begun())

    told = after(charged, Released("charge-1"), at=due(charged), calendar=USUAL)

    assert (told.verdict, told.reason) == (Verdict.RETRY, Refusal.NOT_PROCESSED)


@pytest.mark.parametrize("days", [(0,), (-1,), (3, 3), (5, 1)])
def test_a_calendar_that_goes_nowhere_is_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="growing"):
        RetryCalendar(days)


# In doubt, and over.


@pytest.mark.parametrize("result", IN_DOUBT)
def test_doubt_keeps_the_period_claimed(result: ChargeResult) -> None:
    charged = claimed(a_begun())

    told = after(charged, result, at=NOW + 90 * DAY, calendar=USUAL)

    assert (told.verdict, told.subscription) == (Verdict.WAITS, charged)


@pytest.mark.parametrize("result", [*NO_MONEY, *IN_DOUBT])
def test_what_was_ended_meanwhile_stays_ended(result: ChargeResult) -> None:
    ended = cancel(claimed(a_begun()), at=NOW, reason="customer")

    told = after(ended, result, at=NOW + DAY, calendar=USUAL)

    assert told.subscription == ended
    assert told.verdict in (Verdict.OVER, Verdict.WAITS)


def test_money_that_came_after_the_end_is_a_paid_period() -> None:
    ended = cancel(claimed(a_begun()), at=NOW, reason="customer")

    told = after(ended, paid(ended), at=NOW + DAY, calendar=USUAL)

    assert (told.subscription, told.verdict) == (ended, Verdict.RENEWED)


def test_money_that_came_after_the_suspension_takes_it_up_again() -> None:
    charged = claimed(a_begun())
    given_up = replace(charged, state=SubscriptionState.SUSPENDED, due_at=None)

    told = after(given_up, paid(charged), at=due(charged), calendar=USUAL)

    assert (told.subscription.state, told.subscription.period) == (SubscriptionState.ACTIVE, 2)


def test_a_period_that_the_merchant_charges_by_hand_leads_to_the_next() -> None:
    subscription = a_begun()

    told = left_to_merchant(subscription, at=due(subscription), calendar=USUAL)

    assert (told.subscription.period, told.subscription.due_at) == (2, due_of(subscription, 2))


# Proof and order.


def test_only_the_very_amount_under_the_very_name_is_proof() -> None:
    charged = claimed(a_begun())
    right = a_period_payment(charged)

    assert is_proof(charged, right, charged.reference)
    assert not is_proof(charged, replace(right, amount=a_money(499)), charged.reference)
    assert not is_proof(charged, replace(right, reference="another"), charged.reference)


def test_a_paid_period_is_an_order_of_its_own() -> None:
    charged = claimed(a_begun(period=7))

    order = period_order(charged, a_period_payment(charged), period=7, at=NOW, is_captured=True)

    assert (order.id, order.subscription_id, order.period) == (f"{charged.id}007", charged.id, 7)
    assert (order.quote, order.address, order.provider) == (charged.quote, charged.address, "pretend")


# Decades.


@st.composite
def long_lives(draw: st.DrawFn) -> Subscription:
    """Subscriptions of any plan in any zone, begun at any time of some decades."""
    first = draw(st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    trial = draw(st.sampled_from([0, 0, 3, 14, 30]))
    zone = draw(st.sampled_from(sorted(available_timezones())))
    plan = a_plan(
        period_months=draw(st.sampled_from([1, 1, 2, 3, 6, 12])),
        trial_days=trial,
        notice_days=draw(st.sampled_from([0, 0, 7, 30, 60])),
    )
    return a_begun(
        plan=plan,
        time_zone=zone,
        started_at=first,
        anchor=days_after(first, trial, zone=zone),
        anchor_period=1 if trial else 0,
    )


@settings(max_examples=60)
@given(life=long_lives(), data=st.data())
def test_over_decades_each_period_is_claimed_until_it_is_paid_and_never_again(
    life: Subscription, data: st.DataObject
) -> None:
    """Whatever comes of each charge, and however late each run is."""
    results = st.sampled_from(["paid"] * 6 + ["declined", "good", "outage", "limit"])
    delays = st.sampled_from([timedelta()] * 5 + [timedelta(hours=7), 3 * DAY, 80 * DAY])
    orders: list[str] = []
    references: list[str] = []
    subscription, clock = life, life.started_at

    while clock < life.started_at + 20 * 365 * DAY:
        if subscription.due_at is None:
            clock += 50 * DAY
            subscription = mend(subscription, at=clock)
            continue
        assert subscription.due_at >= clock, "nothing is ever due in the past once it has been looked at"
        clock = subscription.due_at + data.draw(delays)
        if act_due(subscription, at=clock) is Act.TELL_AHEAD:
            subscription = told_ahead(subscription, at=clock)
            assert due(subscription) >= clock or clock - due_of(subscription, subscription.period) < 2 * DAY
            clock = min(clock, due(subscription))
            continue
        subscription = claimed(subscription)
        references.append(subscription.reference)
        match data.draw(results):
            case "paid":
                orders.append(subscription.order_id)
                result: ChargeResult = paid(subscription)
            case "declined":
                result = FOR_NOW
            case "limit":
                result = DeclinedForNow(Refusal.LIMIT_REACHED)
            case "good":
                result = DeclinedForGood(Refusal.PAYMENT_METHOD)
            case _:
                result = DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE)
        subscription = after(subscription, result, at=clock, calendar=USUAL).subscription

    assert len(set(references)) == len(references), "a name is never used twice"
    assert orders == sorted(set(orders)), "each period once, in order"


@given(life=long_lives())
def test_over_decades_no_day_drifts_however_late_the_runs_are(life: Subscription) -> None:
    subscription = replace(life, plan=replace(life.plan, notice_days=0), due_at=None)
    subscription = scheduled(subscription, at=subscription.started_at)
    for _ in range(30):
        assert subscription.due_at == due_of(life, subscription.period)
        subscription = tried(subscription, paid(claimed(subscription)), late=timedelta(days=9, hours=5))

    assert subscription.period == 31


def test_unknown_is_never_repeated_under_another_name() -> None:
    charged = claimed(a_begun())

    doubt = after(charged, Unknown(), at=NOW + DAY, calendar=USUAL).subscription

    assert doubt.reference == charged.reference


# All of it, word for word.


def test_the_order_of_a_period_says_who_bought_what_and_how_it_was_paid() -> None:
    charged = claimed(a_begun())
    payment = a_period_payment(charged)

    order = period_order(charged, payment, period=1, at=NOW, is_captured=False)

    assert order == Order(
        id=f"{charged.id}001",
        customer_id=charged.customer_id,
        market_id=charged.market_id,
        locale=charged.locale,
        quote=charged.quote,
        payment=payment,
        agreement_id=charged.agreement_id,
        placed_at=NOW,
        address=charged.address,
        provider=charged.provider,
        is_captured=False,
        subscription_id=charged.id,
        period=1,
    )


def test_a_paid_period_forgets_what_its_charge_went_through() -> None:
    charged = replace(claimed(a_begun()), attempt=4, declines=2)

    renewed = after(charged, paid(charged), at=due(charged), calendar=USUAL).subscription

    fresh = {"state": SubscriptionState.ACTIVE, "period": 2, "attempt": 0, "declines": 0}
    assert renewed == replace(charged, **fresh, due_at=due_of(charged, 2))  # type: ignore[arg-type]


def test_a_period_that_is_due_at_this_very_moment_has_gone_by() -> None:
    charged = claimed(a_begun())
    second = due_of(charged, 2)

    just_before = after(charged, paid(charged), at=second - timedelta(seconds=1), calendar=USUAL)
    at_once = after(charged, paid(charged), at=second, calendar=USUAL)

    assert (just_before.subscription.period, just_before.skipped) == (2, 0)
    assert (at_once.subscription.period, at_once.skipped) == (3, 1)


def test_one_that_is_missed_at_this_very_moment_is_charged_tomorrow_where_the_merchant_wants_it() -> None:
    charged = claimed(a_begun())
    second = due_of(charged, 2)

    missed = after(charged, paid(charged), at=second, calendar=RetryCalendar(charges_missed=True)).subscription
    early = after(
        charged, paid(charged), at=second - timedelta(hours=1), calendar=RetryCalendar(charges_missed=True)
    ).subscription

    assert missed.due_at == days_after(second, 1, zone=charged.time_zone, clock_of=charged.anchor)
    assert early.due_at == second


@pytest.mark.parametrize("state", [SubscriptionState.CHARGING, SubscriptionState.PAST_DUE])
def test_a_shop_that_is_down_puts_the_charge_off_for_a_day_and_says_why(state: SubscriptionState) -> None:
    charged = replace(claimed(a_begun()), state=state)

    told = after(charged, DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE), at=NOW, calendar=USUAL)

    assert (told.verdict, told.reason) == (Verdict.PUT_OFF, Refusal.MERCHANT_UNAVAILABLE)
    assert due(told.subscription) == NOW + DAY


def test_who_is_declined_for_the_last_time_is_suspended_and_told_why() -> None:
    charged = replace(claimed(a_begun()), declines=4)

    told = after(charged, FOR_NOW, at=due(charged), calendar=USUAL)

    assert (told.verdict, told.reason) == (Verdict.SUSPENDED, Refusal.NOT_PROCESSED)
    assert (told.subscription.declines, told.subscription.due_at) == (5, None)


def test_the_day_of_the_next_try_has_the_hour_of_the_first_and_lies_ahead() -> None:
    charged = replace(claimed(a_begun()), due_at=due_of(a_begun(), 1) + timedelta(hours=5))
    planned = days_after(due(charged), 1, zone=charged.time_zone, clock_of=charged.anchor)

    usual = after(charged, FOR_NOW, at=due(charged), calendar=USUAL).subscription
    just_then = after(charged, FOR_NOW, at=planned, calendar=USUAL).subscription
    much_later = after(charged, FOR_NOW, at=planned + timedelta(hours=3), calendar=USUAL).subscription

    assert usual.due_at == planned == due_of(charged, 1) + DAY
    assert just_then.due_at == planned + DAY
    assert much_later.due_at == planned + DAY


def test_a_calendar_of_one_day_tries_once_more() -> None:
    calendar = RetryCalendar(days=(2,))

    assert (calendar.gap_after(1), calendar.gap_after(2)) == (2, None)
    assert [USUAL.gap_after(count) for count in range(1, 6)] == [1, 2, 2, 2, None]
