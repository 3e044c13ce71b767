"""One subscription whose time has come: what is looked at, claimed, charged, stored and told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import AGREEMENT_ID, a_money, a_quote, an_agreement
from tests.domain.subscriptions import a_period_quote, a_plan
from tests.services.renewals import Room, read_by
from voicetill.domain.agreements import ALEXA, AgreementKind, AgreementStatus
from voicetill.domain.charging import Ability
from voicetill.domain.errors import GatewayUnavailableError, StoreUnavailableError
from voicetill.domain.money import Currency
from voicetill.domain.occurrences import Happening
from voicetill.domain.payments import Refusal
from voicetill.domain.renewals import RetryCalendar
from voicetill.domain.subscriptions import MOST_ATTEMPTS, SubscriptionState, cancel, due_of
from voicetill.services.renewing import RenewalRules
from voicetill.services.resolving import Outcome

DAY = timedelta(days=1)
ALEXA_TOO = RenewalRules(alexa_through="amazon_pay_v2")


@pytest.fixture
def room() -> Room:
    return Room()


# Paid.


def test_a_period_that_is_due_is_charged_and_makes_an_order(room: Room) -> None:
    begun = room.begin()

    assert room.renew() is Outcome.RENEWED

    (order,) = room.orders
    assert (order.id, order.subscription_id, order.period) == (begun.order_id, begun.id, 1)
    assert room.company.taken(order.payment.reference) == begun.quote.total == order.payment.amount
    assert (order.provider, order.agreement_id, order.is_captured) == ("pretend", AGREEMENT_ID, True)
    assert room.subscription.period == 2
    assert room.subscription.due_at == due_of(begun, 2)
    assert room.open_attempts() == []
    assert set(room.journal.happenings(begun.customer_id)) == {"order.placed", "order.paid"}


def test_whoever_comes_again_finds_nothing_due(room: Room) -> None:
    room.begin()
    room.renew()

    assert room.renew() is Outcome.NOT_DUE
    assert len(room.company.charges) == 1


def test_a_renewal_reads_once_and_writes_twice(room: Room) -> None:
    room.begin()
    before = (room.ledger.reads, room.ledger.writes)

    room.renew()

    assert (room.ledger.reads - before[0], room.ledger.writes - before[1]) == (1, 2)
    assert room.company.calls == ["read_agreement", "charge"]


def test_the_merchant_is_named_and_the_occasion_told(room: Room) -> None:
    room.begin()
    room.company.decline_next()
    room.renew()
    room.wait()
    room.renew()

    first, second = (attempt.prepared.body for attempt in room.journal.attempts.values())
    assert first.endswith("scheduled")
    assert second.endswith("scheduled_retry")


def test_before_its_time_nothing_is_done(room: Room) -> None:
    room.begin()
    room.clock.pass_by(-timedelta(microseconds=1))

    assert room.renew() is Outcome.NOT_DUE
    assert room.company.calls == []


def test_what_nobody_knows_is_nothing(room: Room) -> None:
    assert room.renewing.renew("nobody", "nothing") is Outcome.NO_SUBSCRIPTION


def test_down_for_a_quarter_one_period_is_charged_and_the_merchant_is_told_of_the_rest(room: Room) -> None:
    begun = room.begin()
    room.clock.now = due_of(begun, 4) + DAY

    room.renew()

    assert room.renew() is Outcome.NOT_DUE
    assert room.company.paid() == [f"{begun.id}00101"]
    assert room.subscription.due_at == due_of(begun, 5)
    (task,) = room.happened(Happening.MERCHANT_TASK)
    assert (task.details["task"], task.details["count"]) == ("periods_passed_over", 3)


def test_the_customer_is_told_ahead_once_and_then_charged(room: Room) -> None:
    room.begin(plan=a_plan(notice_days=7))

    assert room.renew() is Outcome.TOLD_AHEAD
    assert room.renew() is Outcome.NOT_DUE
    room.wait()
    assert room.renew() is Outcome.RENEWED

    (told,) = room.happened(Happening.RENEWAL_AHEAD)
    assert told.details["charged_at"] == "2026-04-02T11:00:00+00:00"
    assert told.details["minor"] == 500


# Declined.


def test_declines_are_told_and_end_in_a_suspension(room: Room) -> None:
    room.begin()
    room.company.decline_next(times=5)
    outcomes = []
    while room.subscription.due_at is not None:
        room.wait()
        outcomes.append(room.renew())

    assert outcomes == [Outcome.DECLINED] * 4 + [Outcome.SUSPENDED]
    assert len(room.happened(Happening.RENEWAL_FAILED)) == 4
    (suspended,) = room.happened(Happening.SUBSCRIPTION_SUSPENDED)
    assert suspended.details["reason"] == Refusal.NOT_PROCESSED.value
    assert room.orders == []
    assert len(room.journal.attempts) == 5, "each try had a name of its own"


def test_the_calendar_is_the_merchants() -> None:
    room = Room(rules=RenewalRules(RetryCalendar(days=(2,))))
    room.begin()
    room.company.decline_next(times=2)

    first = room.renew()
    room.wait()

    assert (first, room.renew()) == (Outcome.DECLINED, Outcome.SUSPENDED)


def test_a_hard_decline_suspends_at_once(room: Room) -> None:
    room.begin()
    room.company.decline_next(for_good=True)

    assert room.renew() is Outcome.SUSPENDED
    assert room.happened(Happening.RENEWAL_FAILED) == []


# What is seen before anything is charged.


@pytest.mark.parametrize("status", [AgreementStatus.CANCELED, AgreementStatus.CLOSED])
def test_a_dead_agreement_is_never_charged(room: Room, status: AgreementStatus) -> None:
    room.begin()
    room.company.set_agreement(AGREEMENT_ID, status)

    assert room.renew() is Outcome.SUSPENDED
    assert room.company.calls == ["read_agreement"]
    assert room.journal.attempts == {}


def test_an_agreement_that_can_be_mended_gets_the_days_of_the_calendar(room: Room) -> None:
    room.begin()
    room.company.set_agreement(AGREEMENT_ID, AgreementStatus.SUSPENDED)
    assert room.renew() is Outcome.DECLINED

    room.company.set_agreement(AGREEMENT_ID)
    room.wait()

    assert room.renew() is Outcome.RENEWED
    (failed,) = room.happened(Happening.RENEWAL_FAILED)
    assert failed.details["reason"] == Refusal.PAYMENT_METHOD_SUSPENDED.value


def test_what_the_months_limit_does_not_cover_is_not_even_tried(room: Room) -> None:
    room.begin()
    room.company.set_agreement(AGREEMENT_ID, remaining=a_money(499))

    assert room.renew() is Outcome.DECLINED
    assert room.company.calls == ["read_agreement"]
    assert room.subscription.due_at == datetime(2026, 5, 1, 11, 0, tzinfo=UTC)

    room.company.set_agreement(AGREEMENT_ID, remaining=a_money(500))
    room.wait()
    assert room.renew() is Outcome.RENEWED


def test_a_limit_in_another_currency_says_nothing(room: Room) -> None:
    room.begin()
    room.company.set_agreement(AGREEMENT_ID, remaining=a_money(1, Currency.EUR))
    room.company.agreements[AGREEMENT_ID] = replace(room.company.agreements[AGREEMENT_ID], remaining=None)

    assert room.renew() is Outcome.RENEWED


# Outages.


def test_an_outage_while_looking_puts_it_off_and_is_no_decline(room: Room) -> None:
    room.begin()
    room.company.refuse_connection()

    assert room.renew() is Outcome.PUT_OFF
    room.wait()
    assert room.renew() is Outcome.RENEWED
    assert room.happened(Happening.RENEWAL_FAILED) == []


def test_an_outage_while_charging_settles_the_attempt_and_tries_under_a_new_name(room: Room) -> None:
    begun = room.begin()
    room.company.crash_next(GatewayUnavailableError("not connected"), after=1)

    assert room.renew() is Outcome.PUT_OFF
    assert room.open_attempts() == []
    assert (room.subscription.state, room.subscription.declines) == (SubscriptionState.ACTIVE, 0)
    room.wait()
    assert room.renew() is Outcome.RENEWED
    assert room.company.paid() == [f"{begun.id}00102"]


def test_a_company_that_says_in_a_moment_is_waited_for_with_the_same_request(room: Room) -> None:
    begun = room.begin()
    room.company.throttle_next(times=2, retry_after=0.25)

    assert room.renew() is Outcome.RENEWED
    assert room.pauses == [0.25, 0.25]
    assert room.company.paid() == [f"{begun.id}00101"]


def test_a_company_that_wants_to_be_left_alone_is(room: Room) -> None:
    room.begin()
    room.company.throttle_next(retry_after=7200)
    now = room.clock.now

    assert room.renew() is Outcome.PUT_OFF
    assert room.pauses == []
    assert room.subscription.due_at == now + timedelta(hours=2)


def test_a_store_that_is_down_is_said_and_nothing_is_sent(room: Room) -> None:
    room.begin()
    room.ledger.refuses_writes = True

    with pytest.raises(StoreUnavailableError):
        room.renew()

    assert room.company.charges == {}


def test_names_that_run_out_suspend_with_a_task(room: Room) -> None:
    room.begin(attempt=MOST_ATTEMPTS)

    assert room.renew() is Outcome.SUSPENDED
    (task,) = room.happened(Happening.MERCHANT_TASK)
    assert task.details["task"] == "out_of_references"
    assert room.company.calls == []


# Doubt.


@pytest.mark.parametrize("after_acting", [True, False])
def test_an_answer_that_was_lost_blocks_until_it_is_settled(room: Room, after_acting: bool) -> None:
    begun = room.begin()
    room.company.lose_answer(after_acting=after_acting)

    assert room.renew() is Outcome.WAITING
    room.clock.pass_by(40 * DAY)
    assert room.renew() is Outcome.NOT_DUE
    assert room.due() == []
    assert room.settle() == [Outcome.RENEWED]
    assert room.company.paid() == [f"{begun.id}00101"]


@pytest.mark.parametrize("paid", [True, False])
def test_a_pending_charge_is_renewed_or_tried_again_when_it_is_known(room: Room, paid: bool) -> None:
    room.begin()
    room.company.leave_pending_next()
    assert room.renew() is Outcome.WAITING
    (attempt,) = room.open_attempts()
    assert attempt.charge_id
    assert room.settle() == [Outcome.WAITING]

    room.company.decide(attempt.charge_id, paid=paid)

    assert room.settle() == [Outcome.RENEWED if paid else Outcome.DECLINED]
    assert len(room.orders) == int(paid)


# Others meanwhile.


def test_of_two_workers_the_slower_sends_nothing(room: Room) -> None:
    room.begin()
    another = room.service()
    done: list[Outcome] = []
    room.journal.meanwhile(lambda: done.append(another.renew(room.subscription.customer_id, room.subscription.id)))

    assert room.renew() is Outcome.TAKEN
    assert done == [Outcome.RENEWED]
    assert len(room.company.charges) == 1


def test_who_cancels_before_the_claim_is_not_charged(room: Room) -> None:
    begun = room.begin()
    room.journal.meanwhile(lambda: room.change(cancel(begun, at=room.clock.now, reason="customer")))

    assert room.renew() is Outcome.TAKEN
    assert room.company.charges == {}


def test_a_result_that_cannot_be_stored_for_others_is_left_to_be_settled(room: Room) -> None:
    room.begin()
    room.company.meanwhile(lambda: room.ledger.lose_races(7), after=1)

    assert room.renew() is Outcome.WAITING
    assert room.settle() == [Outcome.RENEWED]
    assert len(room.company.charges) == len(room.orders) == 1


def test_who_cancels_while_money_moves_gets_the_order_and_nothing_after_it(room: Room) -> None:
    room.begin()
    room.company.meanwhile(
        lambda: room.change(cancel(room.subscription, at=room.clock.now, reason="customer")), after=1
    )

    assert room.renew() is Outcome.RENEWED
    assert len(room.orders) == 1
    assert room.subscription.state is SubscriptionState.ENDED
    assert room.open_attempts() == []


# Who may charge.


def test_without_leave_an_agreement_of_alexas_is_a_task_once_a_period_and_does_not_loop(room: Room) -> None:
    begun = room.begin(provider=ALEXA)

    assert room.renew() is Outcome.LEFT_TO_MERCHANT
    assert room.renew() is Outcome.NOT_DUE
    room.wait()
    assert room.renew() is Outcome.LEFT_TO_MERCHANT

    first, second = room.happened(Happening.MERCHANT_TASK)
    assert (first.details["task"], first.details["period"], second.details["period"]) == ("charge_by_hand", 1, 2)
    assert room.subscription.due_at == due_of(begun, 3)
    assert room.company.calls == []
    assert room.orders == []


def test_with_leave_a_merchant_initiated_one_is_charged_through_v2() -> None:
    room = Room(rules=ALEXA_TOO)
    read_by(room.ledger, an_agreement(kind=AgreementKind.MERCHANT_INITIATED))
    room.company.name = "amazon_pay_v2"
    room.begin(provider=ALEXA)

    assert room.renew() is Outcome.RENEWED
    assert room.orders[0].provider == "amazon_pay_v2"
    assert room.subscription.provider == ALEXA


@pytest.mark.parametrize(
    "agreement",
    [
        None,
        an_agreement(kind=AgreementKind.CUSTOMER_INITIATED),
        an_agreement(kind=None),
        an_agreement(id="another", kind=AgreementKind.MERCHANT_INITIATED),
    ],
)
def test_with_leave_any_other_of_alexas_stays_a_task(agreement: object) -> None:
    room = Room(rules=ALEXA_TOO)
    read_by(room.ledger, agreement)
    room.begin(provider=ALEXA)

    assert room.renew() is Outcome.LEFT_TO_MERCHANT
    assert room.company.calls == []


def test_a_company_that_cannot_charge_or_takes_no_such_money_leaves_it_to_the_merchant(room: Room) -> None:
    room.company.abilities = frozenset(Ability) - {Ability.CHARGE}
    room.begin()

    assert room.renew() is Outcome.LEFT_TO_MERCHANT


def test_a_charge_that_breaks_the_companys_limits_is_left_to_the_merchant(room: Room) -> None:
    nothing = a_period_quote().lines[0]
    room.begin(quote=a_quote(replace(nothing, unit_price=a_money(0))))

    assert room.renew() is Outcome.LEFT_TO_MERCHANT
    assert room.journal.attempts == {}


def test_a_company_that_is_not_set_up_is_told_once_and_looked_for_again() -> None:
    room = Room(names=())
    begun = room.begin()
    for _ in range(3):
        assert room.renew() is Outcome.PUT_OFF
        room.wait()

    (task,) = room.happened(Happening.MERCHANT_TASK)
    assert task.details["task"] == "set_up_provider"
    assert (room.subscription.period, room.subscription.declines) == (begun.period, 0)
