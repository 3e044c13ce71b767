"""Tries inputs on a target: those that Hypothesis makes, or one that is named."""

from dataclasses import dataclass
from functools import cache
from time import monotonic

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from soak.hostile.chance import Chance, Listed, Recorded
from soak.hostile.target import Meter, Open, Target, Wrong
from soak.hostile.values import written
from soak.verdicts import Found

_A_ROUND = 100
_QUIETLY = settings(
    deadline=None,
    database=None,
    verbosity=Verbosity.quiet,
    report_multiple_bugs=False,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=tuple(HealthCheck),
)


@dataclass(frozen=True)
class Tried:
    """How much was tried, what was found first, and how dear the dearest was; memory in megabytes."""

    inputs: int
    found: Found | None
    slowest: float
    largest: float
    seconds: float = 0.0
    reached: str = ""
    """How far into the code a fuzzer came, in its own words."""


@cache
def _numbers(end: int) -> st.SearchStrategy[int]:
    return st.integers(0, end - 1)


@dataclass(frozen=True)
class _Drawn:
    """Draws by Hypothesis."""

    data: st.DataObject

    def below(self, end: int) -> int:
        """Draw."""
        return self.data.draw(_numbers(end))


@dataclass
class _Trial:
    """Knocks at one open target, and remembers the input that was last found wrong."""

    target: Target
    door: Open
    meter: Meter
    until: float
    inputs: int = 0
    found: Found | None = None

    def knock(self, chance: Chance) -> None:
        """Make an input and hand it in; raises Wrong."""
        drawn = Recorded(chance)
        given = self.door.make(drawn)
        self.inputs += 1
        try:
            self.door.knock(given, self.meter)
        except Wrong as wrong:
            self.found = found_wrong(self.target, drawn, given, wrong)
            raise

    def round(self, number: int, inputs: int) -> None:
        """Let Hypothesis make so many inputs, and make smaller what it finds."""

        @seed(number)
        @settings(_QUIETLY, max_examples=inputs)
        @given(st.data())
        def tried(data: st.DataObject) -> None:
            if self.found is not None or monotonic() < self.until:
                self.knock(_Drawn(data))

        try:
            tried()
        except Wrong:
            return
        except Flaky:
            # Wrong once, and not again: what went before had a part in it. It is told all the same.
            return


def found_wrong(target: Target, drawn: Recorded, given: object, wrong: Wrong) -> Found:
    """Return how an input that is wrong is told: by the numbers that make it, and as Python."""
    cause = wrong.__cause__
    place = cause.__traceback__ if cause else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" ({place.tb_frame.f_code.co_filename}:{place.tb_lineno})" if place else ""
    return Found(f"{target.name}/{drawn.name}", [f"{wrong}{where}"], written(given))


def try_examples(target: Target, *, first: int, until: float, most: int | None = None) -> Tried:
    """Try what Hypothesis makes, round by round, until the time is over, so many were tried, or one is wrong.

    `first` is the seed of the first round.
    """
    began = monotonic()
    with target.open() as door:
        trial = _Trial(target, door, target.meter(counts_memory=True), until)
        number = first
        while monotonic() < until and trial.found is None and (most is None or trial.inputs < most):
            trial.round(number, _A_ROUND if most is None else min(_A_ROUND, most - trial.inputs))
            number += 1
    meter = trial.meter
    return Tried(trial.inputs, trial.found, meter.slowest, meter.largest, monotonic() - began)


def try_named(target: Target, numbers: str) -> tuple[Tried, str]:
    """Try the one input of this name, and return what came of it, and the input as Python.

    Raises ValueError for a name that is none.
    """
    drawn, meter, found = Recorded(Listed.named(numbers)), target.meter(counts_memory=True), None
    with target.open() as door:
        given = door.make(drawn)
        try:
            door.knock(given, meter)
        except Wrong as wrong:
            found = found_wrong(target, drawn, given, wrong)
    return Tried(1, found, meter.slowest, meter.largest), written(given)
