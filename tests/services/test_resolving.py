"""Results that come late, twice, or for an attempt that others have forgotten: taken in once, and money wins."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import CUSTOMER_ID, a_money
from tests.domain.subscriptions import IN_DOUBT, NO_MONEY
from tests.services.renewals import Room
from voicetill.domain.attempts import Attempt, Owner, begin, settled
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ChargeWish,
    DeclinedForNow,
    Occasion,
    Paid,
    Pending,
    Unknown,
)
from voicetill.domain.errors import ConflictError
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Happening
from voicetill.domain.payments import Payment, Refusal
from voicetill.domain.subscriptions import SubscriptionState, cancel, claimed, mend
from voicetill.services.resolving import Outcome

DECLINED = DeclinedForNow(Refusal.NOT_PROCESSED)


@pytest.fixture
def room() -> Room:
    return Room()


def charged(room: Room, **changes: object) -> Attempt:
    """A period whose charge was sent, and whose result nobody knows."""
    room.begin(**changes)
    room.company.lose_answer(after_acting=True)
    room.renew()
    (attempt,) = room.open_attempts()
    return attempt


def paid(attempt: Attempt, **changes: object) -> Paid:
    assert attempt.prepared.amount is not None
    payment = Payment(attempt.reference, attempt.prepared.amount, "order-1", "charge-1", ("capture-1",))
    return Paid(replace(payment, **changes))  # type: ignore[arg-type]


def test_a_result_told_twice_makes_one_order(room: Room) -> None:
    attempt = charged(room)

    told = [room.renewing.resolve(attempt, paid(attempt)) for _ in range(3)]

    assert told == [Outcome.RENEWED, Outcome.NOTHING_NEW, Outcome.NOTHING_NEW]
    assert len(room.orders) == 1
    assert room.subscription.period == 2
    assert len(room.occurrences) == 2


@pytest.mark.parametrize("result", [*NO_MONEY, *IN_DOUBT, DECLINED])
def test_after_a_payment_no_later_word_changes_anything(room: Room, result: ChargeResult) -> None:
    attempt = charged(room)
    room.renewing.resolve(attempt, paid(attempt))
    before = (room.subscription, list(room.orders), dict(room.occurrences), dict(room.journal.attempts))

    assert room.renewing.resolve(attempt, result) is Outcome.NOTHING_NEW
    assert before == (room.subscription, room.orders, room.occurrences, room.journal.attempts)


def test_a_decline_told_twice_is_one_decline(room: Room) -> None:
    attempt = charged(room)

    told = [room.renewing.resolve(attempt, DECLINED) for _ in range(2)]

    assert told == [Outcome.DECLINED, Outcome.NOTHING_NEW]
    assert room.subscription.declines == 1


def test_money_wins_over_a_decline_that_was_told_before(room: Room) -> None:
    attempt = charged(room)
    room.renewing.resolve(attempt, DECLINED)

    assert room.renewing.resolve(attempt, paid(attempt)) is Outcome.RENEWED
    assert len(room.orders) == 1
    assert (room.subscription.state, room.subscription.period) == (SubscriptionState.ACTIVE, 2)


def test_a_period_paid_twice_is_one_order_and_the_merchant_gives_the_rest_back(room: Room) -> None:
    first = charged(room)
    room.renewing.resolve(first, DECLINED)
    room.wait()
    room.renew()
    assert len(room.orders) == 1

    told = [room.renewing.resolve(first, paid(first)) for _ in range(2)]

    assert told == [Outcome.PAID_TWICE] * 2
    (task,) = room.happened(Happening.MERCHANT_TASK)
    assert (task.details["task"], task.details["reference"]) == ("refund_due", first.reference)
    assert len(room.orders) == 1


def test_an_older_attempt_that_was_paid_frees_the_period_that_a_newer_one_holds(room: Room) -> None:
    first = charged(room)
    room.renewing.resolve(first, DECLINED)
    room.wait()
    room.company.lose_answer(after_acting=False)
    room.renew()
    (second,) = room.open_attempts()

    assert room.renewing.resolve(first, paid(first)) is Outcome.RENEWED
    assert room.renewing.resolve(second, DECLINED) is Outcome.NOTHING_NEW
    assert room.subscription.period == 2
    assert room.open_attempts() == []


@pytest.mark.parametrize("changes", [{"amount": a_money(499)}, {"reference": "another"}])
def test_what_does_not_match_is_no_proof(room: Room, changes: dict[str, object]) -> None:
    attempt = charged(room)

    assert room.renewing.resolve(attempt, paid(attempt, **changes)) is Outcome.WAITING
    assert room.orders == []
    assert room.subscription.state is SubscriptionState.CHARGING
    assert len(room.open_attempts()) == 1


def test_what_was_only_reserved_is_an_order_that_is_not_paid_yet(room: Room) -> None:
    attempt = charged(room)

    room.renewing.resolve(attempt, Authorized(paid(attempt).payment))

    assert room.orders[0].is_captured is False
    assert room.journal.happenings(CUSTOMER_ID) == ["order.placed"]


def test_a_pending_charge_keeps_its_id_and_is_looked_at_again_later(room: Room) -> None:
    attempt = charged(room)
    before = room.open_attempts()[0].look_at
    room.clock.pass_by(timedelta(minutes=10))

    assert room.renewing.resolve(attempt, Pending("charge-1")) is Outcome.WAITING

    (seen,) = room.open_attempts()
    assert seen.charge_id == "charge-1"
    assert before is not None
    assert seen.look_at is not None
    assert seen.look_at > before


def test_who_cancelled_meanwhile_gets_the_order_that_was_paid_and_no_more(room: Room) -> None:
    attempt = charged(room)
    room.change(cancel(room.subscription, at=room.clock.now, reason="customer"))

    assert room.renewing.resolve(attempt, paid(attempt)) is Outcome.RENEWED
    assert len(room.orders) == 1
    assert room.subscription.state is SubscriptionState.ENDED
    assert room.due() == []


def test_who_cancelled_meanwhile_is_not_told_of_a_decline(room: Room) -> None:
    attempt = charged(room)
    room.change(cancel(room.subscription, at=room.clock.now, reason="customer"))

    assert room.renewing.resolve(attempt, DECLINED) is Outcome.NOTHING_NEW
    assert room.open_attempts() == []
    assert room.occurrences == {}


def test_a_suspended_one_that_is_mended_is_charged_once_and_goes_on(room: Room) -> None:
    begun = room.begin()
    room.company.decline_next(for_good=True)
    room.renew()
    room.clock.pass_by(timedelta(days=200))

    room.change(mend(room.subscription, at=room.clock.now))

    assert room.renew() is Outcome.RENEWED
    assert room.renew() is Outcome.NOT_DUE
    assert room.company.paid() == [f"{begun.id}00102"]
    assert room.subscription.due_at is not None
    assert room.subscription.due_at - room.clock.now >= timedelta(days=28)


def test_losing_a_race_or_two_loses_no_result(room: Room) -> None:
    attempt = charged(room)
    room.ledger.lose_races(5)

    assert room.renewing.resolve(attempt, paid(attempt)) is Outcome.RENEWED


def test_losing_them_all_is_said_and_nothing_is_lost(room: Room) -> None:
    attempt = charged(room)
    room.ledger.lose_races(99)

    with pytest.raises(ConflictError):
        room.renewing.resolve(attempt, paid(attempt))

    room.ledger.lose_races(0)
    assert room.settle() == [Outcome.RENEWED]


def test_results_of_nothing_that_we_know_change_nothing(room: Room) -> None:
    room.begin()
    wish = ChargeWish("strange", "agreement", a_money(), Occasion.SCHEDULED, "No Nicks", "1234-5678")
    strange = begin(
        room.company.prepare_charge(wish),
        provider="pretend",
        customer_id=CUSTOMER_ID,
        owner=Owner.RENEWAL,
        owner_id="nobody",
        at=room.clock.now,
    )

    assert room.renewing.resolve(strange, paid(strange)) is Outcome.NO_SUBSCRIPTION
    assert room.renewing.resolve(replace(strange, owner_id=room.subscription.id), Unknown()) is (
        Outcome.NO_SUBSCRIPTION
    )


def test_a_paid_attempt_of_a_period_that_was_left_behind_is_an_order_too(room: Room) -> None:
    """Say, the merchant has moved the subscription on by hand."""
    attempt = charged(room)
    moved = replace(room.subscription, state=SubscriptionState.ACTIVE, period=4, attempt=0)
    room.change(moved)

    assert room.renewing.resolve(attempt, paid(attempt)) is Outcome.RENEWED
    assert room.orders[0].period == 1
    assert room.subscription == replace(moved, version=room.subscription.version)


def test_an_attempt_that_was_settled_as_nothing_but_took_money_is_an_order(room: Room) -> None:
    attempt = charged(room)
    room.journal.write(Change(attempt, settled(attempt, at=room.clock.now)))

    assert room.renewing.resolve(attempt, paid(attempt)) is Outcome.RENEWED
    assert len(room.orders) == 1


def test_a_claim_is_only_freed_by_its_own_attempt(room: Room) -> None:
    first = charged(room)
    room.renewing.resolve(first, DECLINED)
    room.wait()
    room.change(claimed(room.subscription))

    assert room.renewing.resolve(first, DECLINED) is Outcome.NOTHING_NEW
    assert room.subscription.state is SubscriptionState.CHARGING
