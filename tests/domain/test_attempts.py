"""An attempt is looked after until it has a result, at growing distances, and is never forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOW, a_money
from voicetill.domain.attempts import Attempt, Owner, begin, is_looked_after, looked, must_be_raised, settled
from voicetill.domain.charging import Operation, Prepared

PREPARED = Prepared(Operation.CHARGE, "c1a1", "C01-1", key="c1a1", body="{}", amount=a_money(900))
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def an_attempt() -> Attempt:
    return begin(PREPARED, provider="ppro", customer_id="me", owner=Owner.CHECKOUT, owner_id="c1", at=NOW)


def test_what_is_begun_says_all_that_a_later_look_needs_and_has_no_result() -> None:
    attempt = an_attempt()

    assert attempt.is_open
    assert attempt.reference == "c1a1"
    assert (attempt.prepared, attempt.provider, attempt.customer_id) == (PREPARED, "ppro", "me")
    assert (attempt.owner, attempt.owner_id, attempt.made_at) == (Owner.CHECKOUT, "c1", NOW)
    assert (attempt.charge_id, attempt.looks, attempt.raised, attempt.version) == ("", 0, False, 0)


def test_looks_come_at_growing_distances_and_then_daily_for_ever() -> None:
    attempt, at, distances = an_attempt(), NOW, []

    for _ in range(10):
        assert attempt.look_at is not None
        distances.append((attempt.look_at - at) / SECOND)
        at = attempt.look_at
        attempt = looked(attempt, at=at)

    assert distances == [60, 120, 300, 900, 3600, 10_800, 21_600, 86_400, 86_400, 86_400]
    assert attempt.looks == len(distances)


def test_a_look_in_vain_counts_from_when_it_was_made_and_changes_nothing_else() -> None:
    late = NOW + HOUR

    after = looked(an_attempt(), at=late)

    assert after == replace(an_attempt(), looks=1, look_at=late + timedelta(seconds=120))


@pytest.mark.parametrize("move", [looked, settled])
def test_the_charge_is_remembered_once_its_id_was_heard(move: type) -> None:
    known = replace(an_attempt(), charge_id="first")

    assert move(an_attempt(), at=NOW, charge_id="heard").charge_id == "heard"
    assert move(known, at=NOW).charge_id == "first"
    assert move(known, at=NOW, charge_id="heard").charge_id == "heard"
    assert move(an_attempt(), at=NOW).charge_id == ""


def test_what_is_settled_is_looked_at_no_more() -> None:
    after = settled(an_attempt(), at=NOW + HOUR)

    assert not after.is_open
    assert after == replace(an_attempt(), settled_at=NOW + HOUR, look_at=None)


def test_the_first_minute_is_left_to_whoever_made_it() -> None:
    minute = timedelta(minutes=1)

    assert not is_looked_after(an_attempt(), at=NOW)
    assert not is_looked_after(an_attempt(), at=NOW + minute - SECOND)
    assert is_looked_after(an_attempt(), at=NOW + minute)


@pytest.mark.parametrize("news", [{"looks": 1}, {"charge_id": "known"}, {"look_at": None}])
def test_others_may_have_asked_once_anything_was_heard_of_it(news: dict[str, object]) -> None:
    assert is_looked_after(replace(an_attempt(), **news), at=NOW)  # type: ignore[arg-type]


def test_the_merchant_is_told_after_an_hour_without_a_result_and_once() -> None:
    attempt = an_attempt()

    assert not must_be_raised(attempt, at=NOW + HOUR - SECOND)
    assert must_be_raised(attempt, at=NOW + HOUR)
    assert must_be_raised(attempt, at=NOW + 30 * HOUR)
    assert not must_be_raised(replace(attempt, raised=True), at=NOW + HOUR)
    assert not must_be_raised(settled(attempt, at=NOW), at=NOW + HOUR)


def test_of_what_was_sent_only_what_may_be_kept_remains_once_the_result_is_known() -> None:
    attempt = replace(an_attempt(), prepared=replace(PREPARED, body='{"name": "Robin"}', remains="{}"))

    after = settled(attempt, at=NOW)

    assert after == replace(attempt, prepared=replace(PREPARED, body="{}"), settled_at=NOW, look_at=None)
    assert looked(attempt, at=NOW).prepared == attempt.prepared, "until then the very same request is repeated"
