"""Plays everything that can happen to a journey, and nothing of it twice.

Where the world can go on in several ways, the process splits, and each child goes on in one of them.

What a child finds comes back through a pipe, one JSON document a line.
"""

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TextIO

from simulator.testing import Backstage
from soak.faults.injector import Injector, Point, never
from soak.faults.journeys import Journey
from soak.faults.kinds import Fault, faults_at, telling_faults_at
from soak.faults.playing import finish, judged, rests, told, until_struck, world_of
from soak.faults.schedules import Schedule, go_ons
from soak.faults.standing import standing
from soak.faults.world import Act, World

Wanted = Callable[[Schedule], bool]

_OF_PAIRS = ("customer", "clock")
_DOORS_OF_PAIRS = frozenset({"skill", "web", "settling"})
"""Where pairs of faults are played: who tells others later meets each of them alone."""

LONGEST = 180
"""Seconds after which a child is taken for one that never ends."""


@dataclass
class Explored:
    """What was tried of a journey, out of how many; and what was found, each by the schedule's name.

    `equal` are calls that were left out as equal to others; `alike` is how many of what was tried came to a world
    that stood just like an earlier one's, and was not gone on with a second time. `broken` is what is wrong even
    without a fault.
    """

    tried: int = 0
    of: int = 0
    equal: int = 0
    alike: int = 0
    found: dict[str, tuple[Sequence[str], str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class Explorer:
    """Explores one journey. `wanted` says which schedules are played; with `pairs` each has two faults."""

    def __init__(self, name: str, journey: Journey, wanted: Wanted, *, pairs: bool = False) -> None:
        self._name = name
        self._journey = journey
        self._wanted = wanted
        self._pairs = pairs
        self._explored = Explored()
        self._injector = Injector(choose=self._branch)
        self._pages = _Pages()
        self._out: TextIO | None = None
        self._struck: Sequence[tuple[str, str]] = ()
        self._go_ons: Sequence[str] = ()
        self._chosen: Sequence[Schedule] = ()
        self._played: set[str] = set()

    def explore(self, backstage: Backstage, **parts: Any) -> Explored:  # noqa: ANN401 - as rehearsal_room has them
        """Play the journey once without a fault, and from each call on with each fault."""
        with world_of(self._journey, self._injector, backstage, **parts) as world:
            gc.collect()
            gc.freeze()
            try:
                self._play(world)
            except BaseException:
                if self._out is None:
                    raise
                traceback.print_exc(file=sys.stderr)
                os._exit(1)
            finally:
                gc.unfreeze()
        return self._explored

    def _play(self, world: World) -> None:
        world.injector.counting = True
        before = len(world.shop.room.turns)
        rest = until_struck(world, self._journey)
        if not world.injector.struck:
            rests(world)
            self._explored.broken = [*judged(world), *self._fell_short(world)]
            return
        signal.alarm(0)
        if self._pairs and len(self._struck) == 1:
            self._go_on_to_another(world, rest)
        stands = standing(world, step=len(self._journey.steps) - len(rest), since=before)
        for schedule in self._chosen:
            key = f"{stands} {schedule.go_on}"
            if key in self._played:
                self._tell({"name": str(schedule), "alike": True, "broken": []})
                continue
            self._tell({"key": key})
            if self._is_child(schedule):
                signal.alarm(LONGEST)
                finish(world, self._journey, schedule.go_on, rest)
                self._judge(world, schedule.go_on)
        self._leave()

    def _go_on_to_another(self, world: World, rest: Sequence[Act]) -> NoReturn:
        """One fault has happened: go on in each way, and let another happen there."""
        for go_on in self._go_ons:
            if self._is_child(Schedule(self._name, self._struck, go_on)):
                self._go_ons, self._injector.choose = (go_on,), self._branch
                finish(world, self._journey, go_on, rest)
                if len(self._struck) == 1:
                    self._leave()
                self._judge(world, go_on)
        self._leave()

    def _judge(self, world: World, go_on: str) -> NoReturn:
        broken = judged(world)
        name = str(Schedule(self._name, self._struck, go_on))
        self._tell({"name": name, "broken": broken, "told": told(world) if broken else ""})
        self._leave()

    def _fell_short(self, world: World) -> list[str]:
        orders = len(world.shop.orders)
        wanted = self._journey.orders
        return [f"without any fault {orders} orders stand, and not {wanted}"] if orders != wanted else []

    def _branch(self, point: Point) -> Fault | None:
        """At a call: a child for each fault that is wanted there. Returns the fault in the child."""
        if self._pages.is_equal(point):
            self._explored.equal += 1
            return None
        for fault in self._faults(point):
            struck = [*self._struck, (str(point), str(fault))]
            every = [Schedule(self._name, struck, go_on) for go_on in self._go_ons or self._ways(point)]
            if self._is_first_of_pair():
                chosen = every[:1]
            else:
                self._explored.of += len(every)
                chosen = [schedule for schedule in every if self._wanted(schedule)]
            if chosen and self._is_child(chosen[0]):
                self._happens(struck, chosen, point)
                return fault
        return None

    def _happens(self, struck: Sequence[tuple[str, str]], chosen: Sequence[Schedule], point: Point) -> None:
        """From here on this process is one in which this has happened."""
        if self._is_first_of_pair():
            self._go_ons = self._ways(point)
        else:
            self._injector.choose = never
        self._struck, self._chosen = struck, chosen
        signal.alarm(LONGEST)

    def _is_first_of_pair(self) -> bool:
        return self._pairs and not self._struck

    def _ways(self, point: Point) -> Sequence[str]:
        return _OF_PAIRS if self._pairs else go_ons(point)

    def _faults(self, point: Point) -> Sequence[Fault]:
        if not self._pairs:
            return faults_at(point.crossing)
        return telling_faults_at(point.crossing) if point.crossing.door in _DOORS_OF_PAIRS else ()

    def _is_child(self, schedule: Schedule) -> bool:
        """Split; the parent waits for the child, and takes in what it tells."""
        if self._out is not None:
            # Or the child would have it, too, and say it once more.
            self._out.flush()
        reads, writes = os.pipe()
        child = os.fork()
        if not child:
            os.close(reads)
            gc.disable()
            self._explored = Explored()
            self._out = os.fdopen(writes, "w", encoding="utf-8")
            return True
        os.close(writes)
        with os.fdopen(reads, encoding="utf-8") as lines:
            for line in lines:
                self._take_in(json.loads(line))
        _, status = os.waitpid(child, 0)
        if status:
            how = "never ended" if os.WIFSIGNALED(status) else "failed in the harness itself"
            self._take_in({"name": str(schedule), "broken": [f"the schedule {how}"], "told": ""})
        return False

    def _take_in(self, document: dict[str, Any]) -> None:
        if self._out is not None:
            self._tell(document)
            return
        if "of" in document:
            self._explored.of += document["of"]
            return
        if "key" in document:
            self._played.add(document["key"])
            return
        self._explored.tried += 1
        self._explored.alike += document.get("alike", False)
        if document["broken"]:
            self._explored.found[document["name"]] = (document["broken"], document["told"])

    def _tell(self, document: dict[str, Any]) -> None:
        assert self._out is not None  # noqa: S101 - only children tell
        self._out.write(f"{json.dumps(document)}\n")

    def _leave(self) -> NoReturn:
        if self._explored.of:
            self._tell({"of": self._explored.of})
        assert self._out is not None  # noqa: S101 - only children leave
        self._out.flush()
        os._exit(0)


class _Pages:
    """Knows which pages of the index are equal.

    A door reads the pages of what is due one after the other. An empty one that follows an empty one is equal to
    it: before and after it everything is the same.
    """

    def __init__(self) -> None:
        self._before: tuple[str, int] | None = None

    def is_equal(self, point: Point) -> bool:
        """Whether a fault at this call would be equal to the same at the call before it."""
        crossing = point.crossing
        before, self._before = self._before, None
        if not crossing.operation.startswith("Query:") or b'"Count":0' not in _body(point):
            return False
        self._before = (crossing.door, point.number)
        return before == (crossing.door, point.number - 1)


def _body(point: Point) -> bytes:
    return bytes(point.go().content).replace(b" ", b"")
