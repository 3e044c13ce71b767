"""Shares the schedules among processes, one for each core, and draws those that fit into the time.

Every schedule has a rank that is its own (`Schedule.rank`). Each process plays its part of the ranks from 0 on, in
slices of all journeys, and each slice is as large as the time that is left allows.
"""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from simulator.testing import Backstage
from soak.faults.exploring import Explored, Explorer
from soak.faults.journeys import Journey, journeys
from soak.faults.schedules import Schedule

Explore = Callable[[str, Journey, Callable[[Schedule], bool]], Explorer]

_FIRST_GUESS = 1 / 8_000
"""How much of everything one process plays in a second, before that is known."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is to be shared: these journeys, with this seed, until this moment (of `monotonic`)."""

    names: Sequence[str]
    seed: int
    until: float
    explorer: Explore = Explorer


@dataclass
class Done:
    """What came of one journey in one process or all."""

    explored: Explored = field(default_factory=Explored)
    seconds: float = 0.0

    def add(self, more: Explored, seconds: float) -> None:
        """Add what came of another slice, or of another process: what there is to try is the same in each."""
        mine = self.explored
        mine.tried += more.tried
        mine.alike += more.alike
        mine.of, mine.equal = max(mine.of, more.of), max(mine.equal, more.equal)
        mine.found.update(more.found)
        mine.broken = more.broken or mine.broken
        self.seconds += seconds


def shared(share: Share, *, workers: int) -> Mapping[str, Done]:
    """Play a share in so many processes, and return what came of each journey."""
    with tempfile.TemporaryDirectory() as place, Backstage() as backstage:
        files = [Path(place) / str(number) for number in range(workers)]
        children = [_worker(share, number, files, backstage) for number in range(workers)]
        ended = [os.waitpid(child, 0)[1] for child in children]
        found = {name: Done() for name in share.names}
        for file in files:
            _add(found, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {})
        if any(ended):
            # Nothing found by a run that broke off must not look like nothing to be found.
            found[share.names[0]].explored.broken.append("a process of the run itself broke off")
        return found


def _add(found: Mapping[str, Done], told: Mapping[str, tuple[dict[str, object], float]]) -> None:
    for name, (explored, seconds) in told.items():
        found[name].add(Explored(**explored), seconds)  # type: ignore[arg-type]


def _worker(share: Share, number: int, files: Sequence[Path], backstage: Backstage) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        _Slices(share, number, files, backstage).play()
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(code)


class _Slices:
    """What one process plays."""

    def __init__(self, share: Share, number: int, files: Sequence[Path], backstage: Backstage) -> None:
        self._share = share
        self._number = number
        self._files = files
        self._backstage = backstage
        self._done = {name: Done() for name in share.names}
        # Every other process begins at the other end: what there is no time for is not always the same.
        self._order = share.names[::-1] if number % 2 else share.names

    def play(self) -> None:
        first, pace, known = 0.0, _FIRST_GUESS, journeys()
        while first < 1.0:
            left = self._share.until - monotonic()
            if left <= 0:
                break
            # The first slices only find out how long everything takes.
            careful = 0.2 if first == 0.0 else 0.9
            last = min(1.0, first + left * pace * careful)
            began = monotonic()
            for name in self._order:
                if monotonic() < self._share.until:
                    self._explore(name, known[name], first, last)
                    self._note()
            pace, first = (last - first) / max(monotonic() - began, 1e-3), last
            print(f"worker {self._number}: {last:.1%} played, {monotonic() - began:.0f} s", file=sys.stderr)

    def _note(self) -> None:
        """Write down what there is so far, for whoever waits, or is interrupted."""
        told = {name: (vars(each.explored), each.seconds) for name, each in self._done.items()}
        self._files[self._number].write_text(json.dumps(told), encoding="utf-8")

    def _explore(self, name: str, journey: Journey, begin: float, end: float) -> None:
        began = monotonic()

        def wanted(schedule: Schedule) -> bool:
            rank = schedule.rank(self._share.seed)
            # Worlds that stand alike mostly come from the same call: it is all played by one.
            first = int(schedule.strikes[0][0].rpartition("#")[2])
            mine = first % len(self._files) == self._number
            return mine and begin <= rank < end and monotonic() < self._share.until

        explorer = self._share.explorer(name, journey, wanted)
        self._done[name].add(explorer.explore(self._backstage), monotonic() - began)
