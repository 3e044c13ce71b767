"""Plays one journey with its faults, and one way of going on after them; and judges what has become of it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest import mock

import botocore.endpoint

from simulator.stage import invocation
from simulator.testing import Backstage, Shop, rehearsal_room
from soak.faults.continuations import CONTINUATIONS
from soak.faults.injector import Choose, Injector, Point
from soak.faults.journeys import MOMENT, Journey
from soak.faults.kinds import Fault, faults_at
from soak.faults.schedules import Schedule, go_ons
from soak.faults.world import Act, Log, World
from soak.hearing import unspoken_amounts, untold
from soak.judge import books_of, broken_in_the_end, unlisted


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one schedule."""

    name: str
    broken: Sequence[str]
    conversation: str
    orders: int = 0
    """How many stand in the end."""


@contextmanager
def nobody_waits() -> Iterator[None]:
    """Let the AWS SDK repeat at once what failed, and every watch stand still: only the room's clock goes.

    Whoever plays the other ways of going on in between must not make anybody late.
    """
    now, stopped = time.monotonic(), time.perf_counter()
    with ExitStack() as patched:
        for place, name, instead in (
            (botocore.endpoint, "time", SimpleNamespace(sleep=lambda seconds: None)),
            (time, "monotonic", lambda: now),
            (invocation, "perf_counter", lambda: stopped),
        ):
            patched.enter_context(mock.patch.object(place, name, instead))
        yield


@contextmanager
def world_of(
    journey: Journey,
    injector: Injector,
    backstage: Backstage,
    **parts: Any,  # noqa: ANN401 - as rehearsal_room has them
) -> Iterator[World]:
    """Open a room for a journey, with all done that comes before it."""
    with ExitStack() as opened:
        opened.enter_context(nobody_waits())
        shop: Shop = opened.enter_context(
            rehearsal_room(
                at=MOMENT,
                route=journey.route,
                settings=journey.settings,
                backstage=backstage,
                outside=injector,
                **parts,
            )
        )
        log = Log()
        opened.enter_context(log.listening())
        world = World(shop, injector, log)
        for act in journey.before:
            world.do(act)
        if shop.room.back_office is not None:
            shop.back_office.doors.warm_up()
        yield world


def play(
    journey: Journey,
    choose: Choose,
    go_on: str,
    backstage: Backstage,
    *,
    name: str = "",
    thorough: bool = False,
    **parts: Any,  # noqa: ANN401 - as rehearsal_room has them
) -> Played:
    """Play one schedule in this process, from the beginning; `thorough` judges what takes long to judge, too."""
    injector = Injector(choose=choose)
    with world_of(journey, injector, backstage, **parts) as world:
        injector.counting = True
        rest = until_struck(world, journey)
        if rest:
            finish(world, journey, go_on, rest)
        else:
            rests(world)
        return Played(name, judged(world, thorough=thorough), told(world), len(world.shop.orders))


def until_struck(world: World, journey: Journey) -> Sequence[Act]:
    """Do a journey's steps until a fault has happened; return the steps from the struck one on."""
    for number, act in enumerate(journey.steps):
        world.do(act)
        if world.injector.struck:
            return journey.steps[number:]
    return ()


def finish(world: World, journey: Journey, go_on: str, rest: Sequence[Act]) -> None:
    """Go on after a fault, and let everything come to its end."""
    CONTINUATIONS[go_on](world, journey.wish, rest)
    rests(world)


def rests(world: World) -> None:
    """No more faults; everybody does what they owe."""
    world.injector.counting = False
    world.ends()


def judged(world: World, *, thorough: bool = False) -> list[str]:
    """Return what was broken on the way, and what is in the end."""
    shop, books = world.shop, books_of(world.shop)
    broken = [*world.broken, *world.injector.escaped, *broken_in_the_end(shop, books, raised=world.log.lines)]
    broken += [*untold(shop, books, since=world.came_back, raised=world.log.lines), *unspoken_amounts(shop, books)]
    return list(dict.fromkeys([*broken, *(unlisted(shop) if thorough else ())]))


def told(world: World) -> str:
    """Return all that happened, for people."""
    return "\n".join([*world.injector.told, "", world.shop.transcript])


def listed(name: str, journey: Journey, backstage: Backstage, *, into: list[Schedule]) -> Played:
    """Play a journey without a fault, and list every schedule that it has."""

    def choose(point: Point) -> Fault | None:
        for fault in faults_at(point.crossing):
            into.extend(Schedule(name, [(str(point), str(fault))], go_on) for go_on in go_ons(point))
        return None

    return play(journey, choose, "", backstage, name=name)
