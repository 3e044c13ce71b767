"""Schedules: which faults, where, and how it goes on; and which are played when there is no time for all.

The name of a schedule is JOURNEY/POINT/FAULT/CONTINUATION, such as
`ppro/first-purchase/skill.dynamodb.TransactWriteItems#7/reply-lost/clock`; of a pair of faults it has two points,
each with its fault.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from soak.faults.continuations import CONTINUATIONS
from soak.faults.injector import Choose, Point
from soak.faults.kinds import Fault, fault_named

_BY_SOMEBODY = tuple(CONTINUATIONS)
_BY_THE_CLOCK = ("customer", "clock", "silence")
_AT_THE_DESK = ("again", "answer-again", "clock", "silence")

_STRIKE = r"[^#]+#\d+/[a-z-]+"
_NAME = re.compile(rf"(?P<journey>[^/]+/[^/]+)/(?P<strikes>{_STRIKE}(?:/{_STRIKE})?)/(?P<go_on>[a-z-]+)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What goes wrong in a journey, each point with its fault, and how the world goes on after the first."""

    journey: str
    strikes: Sequence[tuple[str, str]]
    go_on: str

    def __str__(self) -> str:
        struck = "/".join(f"{point}/{fault}" for point, fault in self.strikes)
        return f"{self.journey}/{struck}/{self.go_on}"

    def rank(self, seed: int) -> float:
        """Where it stands, from 0 to 1, in the order in which schedules are drawn: the same in every run."""
        digest = hashlib.blake2b(f"{seed}:{self}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64

    def choose(self) -> Choose:
        """Return what lets the faults happen, each at its point."""
        at: Mapping[int, Fault] = {_number(point): fault_named(fault) for point, fault in self.strikes}
        return lambda point: at.get(point.number)


def schedule_named(name: str) -> Schedule:
    """Read a schedule's name. Raises ValueError."""
    read = _NAME.fullmatch(name)
    if read is None or read["go_on"] not in CONTINUATIONS:
        raise ValueError(f"not the name of a schedule: {name}")
    struck = [part.rpartition("/") for part in re.findall(_STRIKE, read["strikes"])]
    strikes = [(point.lstrip("/"), fault) for point, _, fault in struck]
    for _, fault in strikes:
        fault_named(fault)
    return Schedule(read["journey"], strikes, read["go_on"])


def go_ons(point: Point) -> Sequence[str]:
    """Return how the world can go on after a fault there: who is not at work cannot be told again."""
    door = point.crossing.door
    if door == "merchant":
        return _AT_THE_DESK
    return _BY_SOMEBODY if door in ("skill", "web") else _BY_THE_CLOCK


def _number(point: str) -> int:
    return int(point.rpartition("#")[2])
