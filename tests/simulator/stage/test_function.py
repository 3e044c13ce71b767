"""The skill's function on the stage: by the door or by the wiring, cold or warm, alive or dead."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from simulator.cloud.double import Cloud
from simulator.cloud.wire import CRASH_POINTS
from simulator.stage.clock import Clock
from simulator.stage.stage import Stage, set_up
from simulator.stage.stage import stage as new_stage

PURCHASE = ("open no nicks", "a starter kit", "yes")


@pytest.fixture
def stage(cloud: Cloud) -> Stage:
    return set_up(cloud)


def spoken(stage: Stage, *utterances: str) -> list[str | None]:
    return [turn.speech for utterance in utterances for turn in stage.room.say(utterance)]


def charged(stage: Stage) -> list[str]:
    return [str(charge) for charge in stage.room.amazon_pay.ledger.charges]


def test_the_door_and_the_wiring_sell_alike(cloud: Cloud) -> None:
    by_door, watched = set_up(cloud), set_up(cloud, watched=True)

    assert spoken(by_door, *PURCHASE)[:4] == spoken(watched, *PURCHASE)[:4]
    assert charged(by_door) == charged(watched) == ["9.00 USD"]
    assert [turn.calls for turn in by_door.room.turns] == [()] * 5
    assert all(turn.calls for turn in watched.room.turns[1:])


def test_with_a_seed_and_a_time_every_id_is_the_same_in_every_run() -> None:
    start = datetime(2026, 11, 23, 18, tzinfo=UTC)

    runs = []
    for seed in (7, 7, 8):
        with new_stage(inside=True, clock=Clock(start), seed=seed) as set_up_so:
            spoken(set_up_so, *PURCHASE)
            runs.append([turn.as_json() for turn in set_up_so.room.turns])

    assert runs[0] == runs[1] != runs[2]


def test_nothing_of_the_function_stays_in_this_process(stage: Stage) -> None:
    before = dict(os.environ)

    spoken(stage, *PURCHASE)

    assert dict(os.environ) == before


def test_time_that_passes_reaches_the_skill_and_what_was_stored_stays(stage: Stage) -> None:
    spoken(stage, "open no nicks", "a starter kit")

    stage.room.pass_time(timedelta(days=2))
    stale, placed = spoken(stage, "yes")[-1], spoken(stage, "yes")[-1]

    assert "Shall I place the order?" in str(stale)
    assert "order is placed" in str(placed)
    assert charged(stage) == ["9.00 USD"]


def test_a_cold_function_goes_on_from_what_is_stored(stage: Stage) -> None:
    spoken(stage, "open no nicks", "a starter kit")

    stage.room.go_cold()

    assert "order is placed" in str(spoken(stage, "yes")[-1])


def test_an_answer_can_meet_a_cold_function(stage: Stage) -> None:
    spoken(stage, "open no nicks", "a starter kit")

    stage.room.pay("cold")

    assert "order is placed" in str(spoken(stage, "yes")[-1])


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_function_that_dies_while_it_books_a_charge_books_it_when_the_answer_comes_again(
    stage: Stage, point: str
) -> None:
    spoken(stage, "open no nicks", "a starter kit")
    stage.room.pay("late")
    spoken(stage, "yes")
    stage.room.crash(point)

    died = stage.room.deliver()
    again = stage.room.redeliver()

    assert "the function died" in str(died[0].trouble)
    assert died[0].response == {}
    assert "order is placed" in str(again[-1].speech)
    assert stage.count_orders() == 1
    assert charged(stage) == ["9.00 USD"]


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_after_a_death_at_the_yes_a_customer_who_comes_back_is_not_charged_twice(stage: Stage, point: str) -> None:
    spoken(stage, "open no nicks", "a starter kit")
    stage.room.crash(point)

    died = stage.room.say("yes")
    spoken(stage, "ask no nicks to check out")
    if stage.room.listening:
        spoken(stage, "yes")

    assert died[0].trouble
    assert not stage.room.turns[-1].trouble
    assert len(charged(stage)) <= 1
    assert stage.count_orders() == len(charged(stage))


def test_an_answer_that_takes_too_long_ends_the_session_and_the_skill_is_told(stage: Stage) -> None:
    stage.room.say("open no nicks")
    stage.room.delay(timedelta(seconds=8.5))

    late, told = stage.room.say("what can I buy")

    assert "waits 8 seconds" in str(late.trouble)
    assert told.request["request"]["reason"] == "ERROR"
    assert told.speech is None
    assert not stage.room.listening


def test_an_answer_that_is_slow_but_in_time_is_heard(stage: Stage) -> None:
    stage.room.delay(timedelta(seconds=5))

    assert "Welcome" in str(spoken(stage, "open no nicks")[0])


def test_while_the_database_is_down_nothing_is_sold_and_afterwards_all_is_well(stage: Stage) -> None:
    spoken(stage, "open no nicks", "a starter kit")

    stage.room.outage()
    down = stage.room.say("yes")
    spoken(stage, "ask no nicks to check out", "yes")

    assert not any(turn.directives for turn in down)
    assert "order is placed" not in str(down[-1].speech)
    assert charged(stage) == ["9.00 USD"]
    assert stage.count_orders() == 1
