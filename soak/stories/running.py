"""Tells stories for a time, scene by scene, and tells what was found."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from time import monotonic

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as seeded
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from simulator.testing import Backstage
from soak.options import Options, UnknownName
from soak.stories.machine import story_in
from soak.stories.scenes import SCENES, Scene, Theatre
from soak.stories.telling import PromiseBroken
from soak.verdicts import Found, Tally, Verdict

STORIES, STEPS = 10, 50
"""How many stories a batch has, and how many steps a story at most. A batch has a seed of its own."""


def run(options: Options) -> Verdict:
    """Tell batches of stories in every scene until the time is over, or one batch alone."""
    began = monotonic()
    logging.disable(logging.CRITICAL)
    try:
        with Backstage() as backstage:
            batches = _named(options) if options.only else _batches(options, until=began + options.minutes * 60)
            played = [_play(batch, backstage) for batch in batches]
    finally:
        logging.disable(logging.NOTSET)
    theatres = [each.theatre for each in played]
    return Verdict(
        part="stories",
        tallies=[_tally(name, played) for name in SCENES],
        found=[each.found for each in played if each.found is not None],
        seconds=monotonic() - began,
        remarks=_remarks(theatres),
    )


@dataclass(frozen=True)
class Batch:
    """Some stories that are drawn from one seed; its name plays it again."""

    scene: Scene
    seed: int
    number: int

    @property
    def name(self) -> str:
        """What --only takes."""
        return f"{self.scene.name}/{self.seed}/{self.number}"


@dataclass(frozen=True)
class Played:
    """A batch that was played."""

    batch: Batch
    theatre: Theatre
    found: Found | None
    seconds: float


def _batches(options: Options, *, until: float) -> Iterator[Batch]:
    for number in count():
        for scene in SCENES.values():
            yield Batch(scene, options.seed, number)
            if monotonic() >= until:
                return


def _named(options: Options) -> Iterator[Batch]:
    scene, _, numbers = str(options.only).partition("/")
    seed, _, number = numbers.partition("/")
    if scene not in SCENES or not seed.isdecimal() or not number.isdecimal():
        raise UnknownName(f"stories are named SCENE/SEED/NUMBER, such as ppro/0/3; scenes are {', '.join(SCENES)}")
    yield Batch(SCENES[scene], int(seed), int(number))


def _play(batch: Batch, backstage: Backstage) -> Played:
    theatre, began = Theatre(batch.scene, backstage), monotonic()
    try:
        broken = tell_stories(theatre, seed=hash_of(batch), stories=STORIES, steps=STEPS)
    except (Flaky, BaseExceptionGroup) as trouble:
        told = [f"a story went another way when it was told again ({type(trouble).__name__})"]
        return Played(batch, theatre, Found(batch.name, told, str(trouble)), monotonic() - began)
    found = None if broken is None else Found(batch.name, broken.broken, f"{broken.script}\n{broken.transcript}")
    return Played(batch, theatre, found, monotonic() - began)


def hash_of(batch: Batch) -> int:
    """Return the seed of a batch: the same in every run."""
    return (batch.seed * 1_000_003 + batch.number) * 101 + [*SCENES].index(batch.scene.name)


def tell_stories(
    theatre: Theatre, *, seed: int, stories: int, steps: int, shortens: bool = True
) -> PromiseBroken | None:
    """Tell so many stories of at most so many steps; return the shortest that broke a promise, if one did.

    Finding the shortest takes up to five minutes; without `shortens` it is the first.
    """
    try:
        run_state_machine_as_test(
            seeded(seed)(story_in(theatre)),
            settings=settings(
                max_examples=stories,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                print_blob=False,
                report_multiple_bugs=False,
                verbosity=Verbosity.quiet,
                phases=(Phase.generate, Phase.shrink) if shortens else (Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )
    except PromiseBroken as broken:
        return broken
    except (Flaky, BaseExceptionGroup) as trouble:
        # Found, and not met again on the way to the shortest: as good as any other finding, if it is one.
        found = _broken_in(trouble)
        if found is None:
            raise
        return found
    return None


def _broken_in(trouble: BaseException) -> PromiseBroken | None:
    """Return the broken promise that an exception, or a group of them, holds or came of."""
    if isinstance(trouble, PromiseBroken):
        return trouble
    inside = trouble.exceptions if isinstance(trouble, BaseExceptionGroup) else ()
    around = [each for each in (trouble.__cause__, trouble.__context__) if each is not None]
    return next((found for each in (*inside, *around) if (found := _broken_in(each)) is not None), None)


def _tally(name: str, played: list[Played]) -> Tally:
    here = [each for each in played if each.batch.scene.name == name]
    return Tally(
        subject=name,
        tried=sum(each.theatre.stories for each in here),
        wrong=sum(each.found is not None for each in here),
        seconds=sum(each.seconds for each in here),
    )


def _remarks(theatres: list[Theatre]) -> list[str]:
    rules: Counter[str] = Counter()
    for theatre in theatres:
        rules.update(theatre.rules)
    told = ", ".join(f"{name} {times}" for name, times in rules.most_common())
    stories, steps = sum(it.stories for it in theatres), sum(it.steps for it in theatres)
    return [f"{stories} stories of {steps} steps: {told}"]
