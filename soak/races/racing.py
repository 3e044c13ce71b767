"""Runs one race again and again, in every order of its calls or in any, and judges each run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import monotonic

from soak.races.cards import Race
from soak.races.orders import Chance, Every, Order, Same
from soak.races.turns import Actor
from soak.races.world import World
from soak.stories.scenes import Theatre
from soak.stories.telling import PromiseBroken


@dataclass(frozen=True)
class Wrong:
    """An order in which a promise was broken."""

    order: Order
    broken: list[str]
    transcript: str


@dataclass
class Runs:
    """What was tried of one race in one scene. `complete` says that every order was."""

    race: Race
    theatre: Theatre
    orders: set[Order] = field(default_factory=set)
    skipped: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    complete: bool = False
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """The race and where it was run."""
        return f"{self.race.name}/{self.theatre.scene.name}"


def run_race(race: Race, theatre: Theatre, *, until: float, most: int | None = None, worst: int = 3) -> Runs:
    """Try every order until the time is over, or so many were tried, or that many went wrong."""
    runs, began = Runs(race, theatre), monotonic()
    chooser = Every()
    more = True
    while more and _goes_on(runs, until=until, most=most, worst=worst):
        _count(runs, chooser)
        more = chooser.go_on()
    runs.complete = not more
    runs.seconds = monotonic() - began
    return runs


def run_by_chance(runs: Runs, *, until: float, most: int, seed: int) -> None:
    """Try orders as the seed has them, in place of those for which there was no time."""
    began = monotonic()
    for number in range(most):
        if monotonic() >= until or runs.wrong:
            break
        _count(runs, Chance(Random(f"{runs.name} {seed} {number}")))
    runs.seconds += monotonic() - began


def run_same(race: Race, theatre: Theatre, names: list[str]) -> Runs:
    """Run one order: who is let go, one after the other."""
    runs = Runs(race, theatre)
    _count(runs, Same(names))
    return runs


def _goes_on(runs: Runs, *, until: float, most: int | None, worst: int) -> bool:
    tried = len(runs.orders) + runs.skipped
    return monotonic() < until and (most is None or tried < most) and len(runs.wrong) < worst


def _count(runs: Runs, chooser: Every | Chance | Same) -> None:
    wrong = _run(runs.race, runs.theatre, chooser)
    if isinstance(chooser, Every) and chooser.redundant:
        runs.skipped += 1
    else:
        runs.orders.add(chooser.order)
    if wrong is not None:
        runs.wrong.append(wrong)


def _run(race: Race, theatre: Theatre, chooser: Every | Chance | Same) -> Wrong | None:
    world = World(theatre)
    telling = world.telling
    try:
        acts = race.set_up(world)
        actors = world.turnstile.play(acts, chooser.choose)
        if raised := [*_raised(actors)]:
            return Wrong(chooser.order, raised, telling.shop.transcript)
        if isinstance(chooser, Every) and chooser.redundant:
            return None
        telling.witness.consented()
        telling.listen()
        telling.look()
        telling.tell(*race.more)
        telling.end(rounds=1)
    except PromiseBroken as error:
        return Wrong(chooser.order, error.broken, telling.shop.transcript)
    finally:
        telling.close()
    return None


def _raised(actors: list[Actor]) -> Iterator[str]:
    for actor in actors:
        if actor.error is not None:
            yield f"{actor.name} raised {type(actor.error).__name__}: {actor.error}"
