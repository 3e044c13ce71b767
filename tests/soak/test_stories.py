"""Any story: a share of them in every run, and whether the telling finds what it is there to find."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from simulator.testing import Backstage, rehearsal_room
from soak.stories.hearing import Kind, offer_in
from soak.stories.running import _broken_in, tell_stories
from soak.stories.scenes import SCENES, Theatre
from soak.stories.telling import PromiseBroken
from tests.soak.planted import Dear, Gullible, Hasty, Honest

STORIES, STEPS = 2, 20


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


@pytest.mark.parametrize("fault", [Gullible, Hasty, Dear])
def test_a_fault_that_is_planted_is_found(backstage: Backstage, fault: type[Honest]) -> None:
    scene = replace(SCENES["alexa"], parts=lambda: {"payments": fault()})

    broken = tell_stories(Theatre(scene, backstage), seed=1, stories=40, steps=30, shortens=False)

    assert broken is not None
    # What was found can be told to anybody, and played.
    assert "ask no nicks to buy" in broken.script
    assert broken.script in str(broken)


def test_the_story_that_is_found_can_be_played_as_a_script(backstage: Backstage, tmp_path: Path) -> None:
    scene = replace(SCENES["alexa"], parts=lambda: {"payments": Dear()})
    broken = tell_stories(Theatre(scene, backstage), seed=1, stories=40, steps=30, shortens=False)
    assert broken is not None
    script = tmp_path / "story.txt"
    script.write_text(broken.script, encoding="utf-8")

    with rehearsal_room(backstage=backstage, at=broken.at, payments=Dear()) as shop:
        shop.play(script)

        assert [str(charge) for charge in shop.ledger.charges if charge.amount % 1]


def test_a_total_is_heard_as_it_is_said() -> None:
    said = "One starter kit. Your total is {}, tax included, sold by No Nicks. Shall I place the order?"

    assert offer_in(said.format("nine dollars")) == (Kind.ORDER, Decimal(9))
    assert offer_in(said.format("one hundred and four dollars and fifty cents")) == (Kind.ORDER, Decimal("104.5"))
    assert offer_in("Your cart is empty. What would you like?") is None


def test_terms_are_heard_with_what_is_due_today() -> None:
    trial = "One subscription: free until December twenty-third, then seven dollars and fifty cents every month"
    today = "One subscription: five dollars every month, tax included, sold by us. The first charge is today"

    assert offer_in(f"{trial}, tax included. Shall I start it?") == (Kind.TRIAL, Decimal("7.5"))
    assert offer_in(f"{today}, the next on May first. Shall I start it?") == (Kind.PLAN, Decimal(5))


def test_a_story_that_is_found_and_not_met_again_counts_as_found() -> None:
    found = PromiseBroken.__new__(PromiseBroken)

    assert _broken_in(ExceptionGroup("flaky", [ValueError(), found])) is found
    assert _broken_in(ExceptionGroup("flaky", [ValueError()])) is None
