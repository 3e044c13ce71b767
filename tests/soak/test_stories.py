"""Any story: a share of them in every run, and whether the telling finds what it is there to find."""

import logging
from collections.abc import Iterator

import pytest

from simulator.testing import Backstage
from soak.stories.running import tell_stories
from soak.stories.scenes import SCENES, Theatre

STORIES, STEPS = 2, 14


@pytest.fixture(scope="module")
def backstage() -> Iterator[Backstage]:
    logging.disable(logging.CRITICAL)
    with Backstage() as backstage:
        yield backstage
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("scene", SCENES)
def test_any_story_keeps_every_promise(backstage: Backstage, scene: str) -> None:
    theatre = Theatre(SCENES[scene], backstage)

    broken = tell_stories(theatre, seed=1, stories=STORIES, steps=STEPS)

    assert broken is None, str(broken)
    assert theatre.stories >= STORIES
