"""Two or three containers at once: whatever the order of their calls, the promises are kept."""

import logging
from collections.abc import Iterator
from time import monotonic

import pytest

from simulator.testing import Backstage
from soak.races.cards import RACES
from soak.races.racing import run_race, run_same
from soak.races.running import starts
from soak.stories.scenes import SCENES, Theatre

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
