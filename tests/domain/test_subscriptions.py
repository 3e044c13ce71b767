"""A subscription's life: when it is due, when the customer is told, how it is claimed, cancelled and mended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AGREEMENT_ID, CHECKOUT_ID, NOW, a_checkout, a_line, a_quote, an_address
from tests.domain.subscriptions import (
    ZONE,
    a_begun,
    a_paid_checkout,
    a_period_quote,
    a_plan,
    an_enrolled_checkout,
    due,
)
from voicetill.domain.charging import LONGEST_REFERENCE
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import IllegalStep
from voicetill.domain.subscriptions import (
    MOST_ATTEMPTS,
    Act,
    Subscription,
    SubscriptionState,
    act_due,
    begin,
    cancel,
    claimed,
    due_of,
    first_charge,
    mend,
    period_named,
    put_back,
    told_ahead,
)

DAY = timedelta(days=1)
ACTIVE, CHARGING, PAST_DUE = SubscriptionState.ACTIVE, SubscriptionState.CHARGING, SubscriptionState.PAST_DUE
SUSPENDED, ENDED = SubscriptionState.SUSPENDED, SubscriptionState.ENDED


def begun_from(checkout: object = None, **changes: object) -> Subscription:
    terms: dict[str, object] = {"at": NOW, "provider": "pretend", "time_zone": ZONE, **changes}
    return begin(checkout or a_paid_checkout(), **terms)  # type: ignore[arg-type]


def in_state(state: SubscriptionState, **changes: object) -> Subscription:
    subscription = a_begun(**changes)
    due_at = None if state in (SUSPENDED, ENDED) else subscription.due_at
    return replace(subscription, state=state, due_at=due_at)


# How it begins.


def test_what_was_paid_today_is_due_again_after_a_period() -> None:
    subscription = begun_from()

    assert subscription.period == 1
    assert subscription.due_at == datetime(2026, 4, 2, 11, 0, tzinfo=UTC)  # 4 in the morning there, summer time
    assert subscription.quote == a_period_quote()
    assert (subscription.id, subscription.agreement_id) == (CHECKOUT_ID, AGREEMENT_ID)
    assert subscription.address == an_address()


def test_a_trial_is_due_when_it_ends_and_then_by_months() -> None:
    subscription = begun_from(an_enrolled_checkout(a_plan(trial_days=30)))

    assert subscription.due_at == datetime(2026, 4, 1, 11, 0, tzinfo=UTC)
    assert due_of(subscription, 1) == subscription.due_at
    assert due_of(subscription, 2) == datetime(2026, 5, 1, 11, 0, tzinfo=UTC)


def test_a_trial_beside_something_paid_is_a_trial_all_the_same() -> None:
    trial = an_enrolled_checkout().quote.lines[0]
    paid = a_paid_checkout(a_plan(trial_days=30), quote=a_quote(a_line(), trial))

    assert begun_from(paid).anchor_period == 1


def test_who_subscribes_again_has_no_second_trial() -> None:
    assert begun_from(a_paid_checkout(a_plan(trial_days=30))).anchor_period == 0


@pytest.mark.parametrize(
    "state", [state for state in State if state.value not in ("PAID", "AUTHORIZED", "ENROLLED")]
)
def test_no_other_checkout_begins_one(state: State) -> None:
    checkout = a_checkout(state, quote=a_period_quote(), plan=a_plan(), renewal=a_period_quote())

    with pytest.raises(IllegalStep):
        begun_from(checkout)


@pytest.mark.parametrize(
    "missing", [{"plan": None}, {"renewal": None}, {"agreement_id": None}, {"quote": a_quote()}]
)
def test_without_terms_there_is_none(missing: dict[str, object]) -> None:
    with pytest.raises(IllegalStep):
        begun_from(replace(a_paid_checkout(), **missing))  # type: ignore[arg-type]


# Its names.


@given(period=st.integers(1, 999), attempt=st.integers(1, MOST_ATTEMPTS))
def test_every_attempt_has_a_name_of_its_own_that_tells_its_period(period: int, attempt: int) -> None:
    subscription = a_begun(period=period, attempt=attempt)

    assert len(subscription.reference) <= LONGEST_REFERENCE
    assert period_named(subscription, subscription.reference) == period
    assert subscription.reference.startswith(subscription.order_id)


@pytest.mark.parametrize("reference", ["", CHECKOUT_ID, f"{CHECKOUT_ID}01", f"{CHECKOUT_ID}00a01", "another00101"])
def test_names_of_something_else_tell_no_period(reference: str) -> None:
    assert period_named(a_begun(), reference) is None


# Telling ahead.


def test_the_customer_is_told_ahead_and_then_charged_on_the_day() -> None:
    subscription = a_begun(plan=a_plan(notice_days=7))
    assert subscription.due_at == datetime(2026, 3, 26, 11, 0, tzinfo=UTC)
    assert subscription.charged_at == due_of(subscription, 1)
    assert act_due(subscription, at=due(subscription)) is Act.TELL_AHEAD

    told = told_ahead(subscription, at=due(subscription) + timedelta(hours=1))

    assert told.due_at == told.charged_at == due_of(subscription, 1)
    assert act_due(told, at=due(told) - timedelta(microseconds=1)) is Act.NOTHING
    assert act_due(told, at=due(told)) is Act.CHARGE


def test_a_notice_that_is_late_puts_the_charge_off_by_the_days_that_were_promised() -> None:
    subscription = a_begun(plan=a_plan(notice_days=7))
    late = due_of(subscription, 1) - timedelta(days=2)

    told = told_ahead(subscription, at=late)

    assert told.due_at == late + timedelta(days=7)
    assert told.anchor == subscription.anchor


def test_who_has_just_heard_the_terms_is_not_told_again_at_once() -> None:
    subscription = begun_from(an_enrolled_checkout(a_plan(trial_days=3, notice_days=7)))

    assert subscription.noticed == 1
    assert subscription.due_at == due_of(subscription, 1)


def test_a_notice_longer_than_a_period_never_eats_up_periods() -> None:
    subscription = a_begun(plan=a_plan(notice_days=45), period=2, noticed=1)

    assert subscription.due_at == due_of(subscription, 1)
    assert told_ahead(subscription, at=due(subscription)).due_at == due_of(subscription, 2)


# Claiming.


def test_nothing_is_done_before_the_time() -> None:
    assert act_due(a_begun(), at=due(a_begun()) - timedelta(microseconds=1)) is Act.NOTHING


@pytest.mark.parametrize("state", [CHARGING, SUSPENDED, ENDED])
def test_what_waits_or_is_over_is_never_charged(state: SubscriptionState) -> None:
    subscription = replace(a_begun(), state=state)

    assert act_due(subscription, at=NOW + 400 * DAY) is Act.NOTHING


def test_a_claim_counts_the_attempt_and_blocks_the_next() -> None:
    subscription = claimed(a_begun())

    assert (subscription.state, subscription.attempt) == (CHARGING, 1)
    assert act_due(subscription, at=NOW + 400 * DAY) is Act.NOTHING


def test_names_run_out_before_they_repeat() -> None:
    subscription = a_begun(attempt=MOST_ATTEMPTS)

    assert act_due(subscription, at=due(subscription)) is Act.GIVE_UP


def test_what_could_not_be_sent_waits_longer_each_time_and_is_no_decline() -> None:
    waits = []
    subscription = a_begun()
    for _ in range(8):
        subscription = put_back(claimed(subscription), at=NOW)
        waits.append((due(subscription) - NOW).total_seconds() / 60)

    assert waits == [15, 30, 60, 120, 240, 360, 360, 360]
    assert (subscription.state, subscription.declines) == (ACTIVE, 0)
    assert put_back(subscription, at=NOW, wait=timedelta(days=1)).due_at == NOW + DAY
    assert put_back(replace(subscription, declines=1), at=NOW).state is PAST_DUE


# Its end, and the way back.


@pytest.mark.parametrize("state", [ACTIVE, CHARGING, PAST_DUE, SUSPENDED])
def test_whatever_runs_can_be_ended_and_is_then_charged_no_more(state: SubscriptionState) -> None:
    ended = cancel(in_state(state), at=NOW + DAY, reason="customer")

    assert (ended.state, ended.due_at, ended.ended_at, ended.end_reason) == (ENDED, None, NOW + DAY, "customer")
    assert cancel(ended, at=NOW + 2 * DAY, reason="again") == ended


def test_who_mends_a_suspended_one_pays_what_is_owed_once_and_the_months_begin_anew() -> None:
    suspended = replace(in_state(SUSPENDED), period=5, attempt=5, declines=5)
    long_after = NOW + 300 * DAY

    mended = mend(suspended, at=long_after, agreement_id="agreement-2", provider="another")

    assert (mended.state, mended.due_at, mended.period) == (PAST_DUE, long_after, 5)
    assert (mended.agreement_id, mended.provider, mended.declines) == ("agreement-2", "another", 0)
    assert claimed(mended).attempt == 6, "a name is never used twice"
    assert due_of(mended, 6) - long_after >= 28 * DAY


def test_a_declined_one_that_is_mended_is_tried_at_once_and_keeps_its_days() -> None:
    past_due = replace(in_state(PAST_DUE), declines=2)

    mended = mend(past_due, at=NOW + DAY)

    assert mended == replace(past_due, due_at=NOW + DAY)


@pytest.mark.parametrize("state", [ACTIVE, CHARGING])
def test_a_new_agreement_of_one_that_runs_changes_nothing_else(state: SubscriptionState) -> None:
    running = in_state(state)

    assert mend(running, at=NOW, agreement_id="new") == replace(running, agreement_id="new")


def test_what_is_over_stays_over() -> None:
    ended = cancel(a_begun(), at=NOW, reason="customer")

    assert mend(ended, at=NOW + DAY, agreement_id="new") == ended


def test_no_time_of_the_next_charge_is_told_where_there_is_none() -> None:
    assert in_state(SUSPENDED).charged_at is None
    assert in_state(ENDED).charged_at is None


def test_due_days_are_those_of_the_market_and_not_of_the_server() -> None:
    tokyo = begun_from(at=datetime(2026, 1, 30, 20, 0, tzinfo=UTC), time_zone="Asia/Tokyo")

    assert due(tokyo).astimezone(ZoneInfo("Asia/Tokyo")).date().isoformat() == "2026-02-28"


# All of it, word for word.


def test_a_subscription_carries_over_what_was_agreed_to() -> None:
    checkout = a_paid_checkout()

    begun = begun_from(checkout)

    assert begun == Subscription(
        id=checkout.id,
        customer_id=checkout.customer_id,
        market_id=checkout.market_id,
        locale=checkout.locale,
        product_id="refill_subscription",
        quote=a_period_quote(),
        plan=a_plan(),
        provider="pretend",
        agreement_id=AGREEMENT_ID,
        time_zone=ZONE,
        started_at=NOW,
        anchor=NOW,
        due_at=due_of(begun, 1),
        address=checkout.address,
        period=1,
        anchor_period=0,
        noticed=0,
    )


def test_a_trial_of_one_day_is_a_trial_and_one_of_none_is_not() -> None:
    assert begun_from(an_enrolled_checkout(a_plan(trial_days=1))).anchor == NOW + DAY
    assert begun_from(an_enrolled_checkout(a_plan(trial_days=0))).anchor_period == 0


def test_the_first_charge_comes_when_the_trial_ends_or_after_a_period() -> None:
    assert first_charge(a_plan(trial_days=30), at=NOW, zone=ZONE) == datetime(2026, 4, 1, 11, 0, tzinfo=UTC)
    assert first_charge(a_plan(trial_days=1), at=NOW, zone=ZONE) == NOW + DAY
    assert first_charge(a_plan(), at=NOW, zone=ZONE) == datetime(2026, 4, 2, 11, 0, tzinfo=UTC)
    assert first_charge(a_plan(period_months=3), at=NOW, zone=ZONE) == datetime(2026, 6, 2, 11, 0, tzinfo=UTC)


def test_a_trial_lasts_until_its_end_unless_a_charge_was_declined_meanwhile() -> None:
    trial = begun_from(an_enrolled_checkout(a_plan(trial_days=30)))
    end = due(trial)

    assert trial.is_on_trial(at=NOW)
    assert trial.is_on_trial(at=end - timedelta(seconds=1))
    assert not trial.is_on_trial(at=end)
    assert not replace(trial, declines=1).is_on_trial(at=NOW)
    assert not replace(trial, period=2).is_on_trial(at=NOW)
    assert not begun_from().is_on_trial(at=NOW)


def test_the_next_charge_is_told_by_the_plan_and_never_for_the_day_of_the_notice() -> None:
    to_be_told = a_begun(plan=a_plan(notice_days=7))
    put_off = replace(a_begun(), due_at=NOW + DAY)
    late_notice = replace(to_be_told, due_at=due_of(to_be_told, 1) + DAY)

    assert to_be_told.charged_at == due_of(to_be_told, 1)
    assert put_off.charged_at == NOW + DAY
    assert late_notice.charged_at == late_notice.due_at
    assert replace(put_off, state=SUSPENDED).charged_at is None
    assert replace(put_off, due_at=None).charged_at is None


def test_a_notice_up_to_a_day_late_leaves_the_day_of_the_charge_alone() -> None:
    subscription = a_begun(plan=a_plan(notice_days=7))
    promised = due(subscription)

    on_time = told_ahead(subscription, at=promised + DAY)
    late = told_ahead(subscription, at=promised + DAY + timedelta(seconds=1))

    assert on_time.due_at == due_of(subscription, 1)
    assert late.due_at == due_of(subscription, 1) + DAY + timedelta(seconds=1)


def test_a_plan_of_one_day_s_notice_is_told_ahead() -> None:
    subscription = a_begun(plan=a_plan(notice_days=1))

    assert due(subscription) == due_of(subscription, 1) - DAY
    assert act_due(subscription, at=due(subscription)) is Act.TELL_AHEAD


def test_the_hundredth_try_of_a_period_is_not_made() -> None:
    last = a_begun(attempt=98)

    assert act_due(last, at=due(last)) is Act.CHARGE
    assert act_due(claimed(replace(last, due_at=NOW)), at=NOW) is Act.NOTHING
    assert act_due(replace(last, attempt=99), at=due(last)) is Act.GIVE_UP


def test_declines_are_no_outages_and_do_not_lengthen_the_wait() -> None:
    declined_twice = replace(a_begun(), attempt=3, declines=2)
    declined_twice_and_out = replace(a_begun(), attempt=4, declines=2)

    assert put_back(declined_twice, at=NOW).due_at == NOW + timedelta(minutes=15)
    assert put_back(declined_twice_and_out, at=NOW).due_at == NOW + timedelta(minutes=30)


def test_who_mends_has_just_been_told_and_is_not_told_ahead_again() -> None:
    suspended = replace(in_state(SUSPENDED, plan=a_plan(notice_days=7)), period=5, attempt=5, declines=5)

    mended = mend(suspended, at=NOW)

    begun_anew = {"anchor": NOW, "anchor_period": 5, "noticed": 5, "declines": 0}
    assert mended == replace(suspended, state=PAST_DUE, due_at=NOW, **begun_anew)  # type: ignore[arg-type]


def test_who_subscribes_again_counts_from_today_and_is_told_ahead_of_the_next() -> None:
    again = begun_from(a_paid_checkout(a_plan(trial_days=30, notice_days=7)))

    assert again.anchor == NOW
    assert again.noticed == 0
    assert again.due_at == due_of(again, 1) - 7 * DAY
