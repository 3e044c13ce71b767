"""Runs a room: each mutant without a verdict meets the tests that run its lines, the likeliest killer first."""

import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.mutation.hosting import Host
from scripts.mutation.making import Mutant
from scripts.mutation.records import Records
from scripts.mutation.remembering import Judges
from scripts.mutation.rooms import Room
from scripts.mutation.trying import Outcome, Verdict, try_out

EVERY = 100
"""After how many mutants the progress is told."""

_MOST_REMEMBERED = 6
_LIKELY = 0.1
"""A killer is worth ten times its seconds."""


class Order:
    """The tests for a mutant: all that run its statement; the quick ones and its neighbours' killers first."""

    def __init__(self, room: Room, judges: Judges, *, most: float) -> None:
        self._files, self._judges, self._most = list(room.files()), judges, most
        self._killers: dict[str, list[str]] = defaultdict(list)
        self._idle = judges.idle()
        self._judges_of_table = cache(self._of_table)

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests; together they take no longer than the limit, but for the first."""
        places = (mutant.where, mutant.module)
        known = {test for place in places for test in self._killers[place][:_MOST_REMEMBERED]}
        chosen, spent = list[str](), 0.0
        for _, seconds, test in sorted(self._weighed(self._running(mutant), known)):
            spent += seconds
            if chosen and spent > self._most:
                break
            chosen.append(test)
        return chosen

    def _weighed(self, tests: set[str], known: set[str]) -> Iterator[tuple[float, float, str]]:
        for test in tests:
            seconds = self._judges.seconds[test]
            yield (seconds * _LIKELY if test in known else seconds), seconds, test

    def remember(self, mutant: Mutant, killer: str) -> None:
        """What killed one may kill the next."""
        for place in (mutant.where, mutant.module):
            killers = self._killers[place]
            if killer in killers:
                killers.remove(killer)
            killers.insert(0, killer)

    def _running(self, mutant: Mutant) -> set[str]:
        if mutant.in_function:
            return self._judges.of(mutant.path, mutant.first, mutant.last)
        return self._judges_of_table(mutant.path)

    def _of_table(self, path: Path) -> set[str]:
        """A table's line runs at import alone: whoever runs its file, or one that may import from it."""
        name = path.stem
        readers = [each for each in self._files if name in each.read_text(encoding="utf-8")]
        return self._judges.of_any_line([path, *readers]) | self._idle


@dataclass(slots=True)
class Run:
    """One go at some mutants: until all are tried, or `until` (by the monotonic clock)."""

    room: Room
    mutants: Sequence[Mutant]
    records: Records
    say: Callable[[str], None]
    most: float
    until: float

    def __call__(self, host: Host) -> None:
        """Try the mutants, and write down each verdict at once."""
        # Read once: the files may be edited meanwhile.
        sources = {path: path.read_text(encoding="utf-8") for path in {each.path for each in self.mutants}}
        order = Order(self.room, host.judges, most=self.most)
        count: Counter[str] = Counter()
        for number, mutant in enumerate(self.mutants):
            if time.monotonic() > self.until:
                self.say(f"time is up: {len(self.mutants) - number} are left")
                return
            verdict = self._try(mutant, sources[mutant.path], order, host)
            count[verdict.outcome.value] += 1
            if (number + 1) % EVERY == 0:
                spent = resource.getrusage(resource.RUSAGE_CHILDREN)
                seconds = f"{spent.ru_utime + spent.ru_stime:.0f} s of a processor"
                self.say(f"{number + 1} of {len(self.mutants)}: {_told(count)}, {seconds}")

    def _try(self, mutant: Mutant, source: str, order: Order, host: Host) -> Verdict:
        verdict = try_out(mutant, source, order.of(mutant), host)
        self.records.add(mutant, verdict)
        if verdict.by:
            order.remember(mutant, verdict.by)
        if verdict.outcome is not Outcome.KILLED:
            self.say(f"{verdict.outcome}: {mutant.where} {mutant.first}: {mutant.change}")
        return verdict


def _told(count: Counter[str]) -> str:
    return ", ".join(f"{many} {outcome}" for outcome, many in sorted(count.items()))
