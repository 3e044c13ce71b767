"""Nothing stays unknown in silence: what nobody answers is put before the merchant, and its age is told."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import CUSTOMER_ID, a_checkout, a_customer, a_standing
from tests.services.live_till import LiveTill
from tests.services.till import Till
from voicetill.domain.checkout_record import ANSWERED_WITHIN, State
from voicetill.domain.customers import Standing
from voicetill.domain.journal import Change, Due
from voicetill.services.outcomes import StillProcessing
from voicetill.services.surfacing import Found, Surfacing, Unsettled

SOON = timedelta(seconds=1)
NOTHING = Unsettled()


@pytest.fixture
def till() -> Till:
    return Till()


def surfacing_of(till: Till | LiveTill) -> Surfacing:
    shop = till.advancing.shop
    return Surfacing(shop, till.ledger.journal)


def unsettled_of(till: Till | LiveTill) -> Unsettled | None:
    """What is open, as the door that settles finds it."""
    found = Found()
    if isinstance(till, LiveTill):
        till.settling.settle_due(left=found.attempts)
    surfacing = surfacing_of(till)
    surfacing.surface_due(left=found.doubts)
    told = surfacing.unsettled(found)
    assert told == surfacing.unsettled()
    return told


def asked_for_money(till: Till, state: State = State.AWAITING_CHARGE) -> None:
    """A checkout that waits for its charge, asked for at this moment."""
    waiting = replace(a_checkout(state, version=0), updated_at=till.clock())
    till.ledger.save(Standing(a_customer(version=0)), a_standing(current=waiting))


def tasks(till: Till) -> list[str]:
    return [str(each.details["task"]) for each in till.drawer.occurrences.values()]


@pytest.mark.parametrize("state", [State.AWAITING_CHARGE, State.PENDING])
def test_a_charge_whose_customer_never_comes_back_is_put_before_the_merchant(till: Till, state: State) -> None:
    asked_for_money(till, state)
    till.clock.pass_by(ANSWERED_WITHIN + SOON)

    assert surfacing_of(till).surface_due() == 1

    assert till.current.state is State.UNKNOWN
    (task,) = till.drawer.occurrences.values()
    checkout = till.current
    assert task.details == {
        "task": "charge_in_doubt",
        "reference": checkout.reference,
        "charge_id": "",
        "number": checkout.order_number,
        "provider": "alexa",
        "agreement_id": checkout.agreement_id,
        "minor": checkout.quote.total.minor,
        "currency": "USD",
    }


def test_it_is_put_before_them_once(till: Till) -> None:
    asked_for_money(till)
    till.clock.pass_by(ANSWERED_WITHIN + SOON)
    surfacing = surfacing_of(till)

    done = [surfacing.surface_due() for _ in range(3)]
    till.clock.pass_by(timedelta(days=3))

    assert (done, surfacing.surface_due()) == ([1, 0, 0], 0)
    assert tasks(till) == ["charge_in_doubt"]


def test_what_may_still_be_answered_is_left_alone(till: Till) -> None:
    asked_for_money(till)
    till.clock.pass_by(ANSWERED_WITHIN)

    assert surfacing_of(till).surface_due() == 0

    assert till.current.state is State.AWAITING_CHARGE
    assert unsettled_of(till).doubts == 1  # type: ignore[union-attr]


def test_a_charge_of_the_server_s_is_its_attempt_s_matter() -> None:
    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    till.clock.pass_by(timedelta(minutes=40))

    assert surfacing_of(till).surface_due() == 0
    assert till.happenings == []
    assert unsettled_of(till) == Unsettled(attempts=1, doubts=1, oldest=timedelta(minutes=40))


def test_somebody_who_hears_of_it_meanwhile_is_faster(till: Till) -> None:
    asked_for_money(till)
    till.clock.pass_by(ANSWERED_WITHIN + SOON)
    till.ledger.lose_races(1)

    assert surfacing_of(till).surface_due() == 0
    assert surfacing_of(till).surface_due() == 1


def test_a_past_checkout_is_put_before_them_too(till: Till) -> None:
    asked_for_money(till)
    before = till.ledger.standing(CUSTOMER_ID)
    assert before.current is not None
    newer = replace(a_checkout(State.AWAITING_YES, version=0), id="n" * 26)
    till.ledger.save(before, replace(before, current=newer))
    till.clock.pass_by(ANSWERED_WITHIN + SOON)

    assert surfacing_of(till).surface_due() == 1

    assert tasks(till) == ["charge_in_doubt"]


def test_one_that_cannot_be_read_stops_nobody_behind_it(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    asked_for_money(till)
    till.clock.pass_by(ANSWERED_WITHIN + SOON)

    class Stumbling(Surfacing):
        stumbles = True

        def _surfaced(self, due: Due) -> bool:
            if self.stumbles:
                self.stumbles = False
                raise ZeroDivisionError
            return super()._surfaced(due)

    surfacing = Stumbling(till.advancing.shop, till.ledger.journal)

    assert [surfacing.surface_due(), surfacing.surface_due()] == [0, 1]
    assert "doubt not looked at" in caplog.text


def test_a_store_that_is_down_is_said_and_no_age_invented(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    till.ledger.is_down = True
    caplog.set_level(logging.ERROR)

    assert surfacing_of(till).surface_due() == 0
    assert surfacing_of(till).unsettled() is None
    assert "what is in doubt cannot be read" in caplog.text
    assert "what is open cannot be read" in caplog.text


# How much is open, and how old it is.


def test_where_nothing_is_open_nothing_is_old(till: Till) -> None:
    assert unsettled_of(till) == NOTHING


def test_a_doubt_grows_old_whoever_asks_for_it(till: Till) -> None:
    asked_for_money(till)
    till.clock.pass_by(ANSWERED_WITHIN + SOON)
    surfacing_of(till).surface_due()

    for _ in range(3):
        till.clock.pass_by(timedelta(days=1))
        assert isinstance(till.buy(), StillProcessing)

    assert unsettled_of(till) == Unsettled(doubts=1, oldest=timedelta(days=3))


def test_an_attempt_is_as_old_as_its_request_however_often_it_was_looked_at() -> None:
    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    for _ in range(6):
        till.settle_later(timedelta(hours=12))

    unsettled = unsettled_of(till)

    assert unsettled is not None
    assert (unsettled.attempts, unsettled.oldest) == (1, timedelta(hours=72))


def test_what_is_settled_is_not_old() -> None:
    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    till.company.decide(next(iter(till.company.charges)), paid=True)
    till.settle_later()

    assert unsettled_of(till) == NOTHING


def test_of_very_many_all_are_counted_and_the_oldest_is_found() -> None:
    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    till.yes_to(told)
    (old,) = till.attempts
    for _ in range(4):
        till.settle_later(timedelta(hours=30))
    for number in range(400):
        request = replace(old.prepared, reference=f"{number:028d}")
        new = replace(old, prepared=request, made_at=till.clock(), look_at=till.clock() + SOON, version=0)
        till.ledger.journal.write(Change(None, new))

    assert surfacing_of(till).unsettled() == Unsettled(attempts=401, doubts=1, oldest=timedelta(hours=120))
