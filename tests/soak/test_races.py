"""Two or three containers at once: whatever the order of their calls, the promises are kept."""

import logging
from collections.abc import Iterator
from functools import partial
from time import monotonic

import pytest

from simulator.testing import Backstage
from soak.races.cards import RACES
from soak.races.orders import Every, Order
from soak.races.racing import run_race, run_same
from soak.races.running import starts
from soak.races.turns import Call, Turnstile
from soak.stories.scenes import SCENES, Theatre
from tests.soak.planted import careless

MOST = {"alexa": 6}
FEW = 1


@pytest.fixture(scope="module")
def backstage() -> Iterator[Backstage]:
    logging.disable(logging.CRITICAL)
    with Backstage() as backstage:
        yield backstage
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("race", "scene"), [(race.name, scene.name) for race, scene in starts()])
def test_whoever_comes_first_no_promise_is_broken(backstage: Backstage, race: str, scene: str) -> None:
    most = MOST.get(scene, FEW)

    runs = run_race(RACES[race], Theatre(SCENES[scene], backstage), until=monotonic() + 60, most=most)

    assert runs.orders
    assert not runs.wrong, "\n".join([*runs.wrong[0].broken, str(runs.wrong[0].order), runs.wrong[0].transcript])


def test_an_order_can_be_run_again(backstage: Backstage) -> None:
    theatre = Theatre(SCENES["alexa"], backstage)
    first = run_race(RACES["charge-answer-twice"], theatre, until=monotonic() + 60)
    order = sorted(first.orders)[-1]

    again = run_same(RACES["charge-answer-twice"], theatre, [name for name, _ in order])

    assert first.complete
    assert len(first.orders) > 1
    assert again.orders == {order}


@pytest.mark.parametrize(
    ("race", "scene"),
    [("yes-and-cart", "alexa"), ("yes-and-anew", "alexa")],
)
def test_a_database_that_forgets_its_conditions_is_found_out(race: str, scene: str) -> None:
    logging.disable(logging.CRITICAL)
    with careless() as backstage:
        theatre = Theatre(SCENES[scene], backstage)

        runs = run_race(RACES[race], theatre, until=monotonic() + 60, most=40, worst=1)

    logging.disable(logging.NOTSET)
    assert runs.wrong


def test_every_order_of_calls_that_can_matter_is_tried_once() -> None:
    """Two who write twice each to one table: six orders. Two who only look: one order is as good as any."""
    write, look = Call("table", "put"), Call("table", "get", looks=True)

    assert len(orders_of({"one": [write] * 2, "other": [write] * 2})) == 6
    assert len(orders_of({"one": [look] * 2, "other": [look] * 2})) == 1
    assert len(orders_of({"one": [write], "other": [Call("company", "pay")]})) == 1
    assert len(orders_of({"one": [look, write], "other": [look, write]})) == 4


def orders_of(calls: dict[str, list[Call]]) -> set[Order]:
    """All orders in which real threads make these calls."""
    turnstile, every, found = Turnstile(), Every(), set[Order]()
    while True:
        acts = {name: partial(_make, turnstile, made) for name, made in calls.items()}
        turnstile.play(acts, every.choose)
        if not every.redundant:
            found.add(every.order)
        if not every.go_on():
            return found


def _make(turnstile: Turnstile, calls: list[Call]) -> None:
    for call in calls:
        turnstile.stop(call)
