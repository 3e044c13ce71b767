"""What a part of the soak runs tells when it has run: how much was tried, and what was found wrong."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One schedule that went wrong: what was broken, and how to see it again."""

    name: str
    """Plays it again: `python -m soak PART --only NAME`."""

    broken: Sequence[str]
    """The promises that were not kept, one sentence each."""

    conversation: str = ""
    """All that was said, sent and ordered, for people."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was tried of one subject, such as a journey, and how much of it was wrong."""

    subject: str
    tried: int
    wrong: int
    of: int | None = None
    """How many there are; None where they have no end."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one part tried and found. `seconds` is what it took by the clock on the wall."""

    part: str
    tallies: Sequence[Tally]
    found: Sequence[Found] = ()
    seconds: float = 0.0
    remarks: Sequence[str] = ()
    """What else a reader has to know, such as what did not fit in the time; or the conversation of an `only`."""

    @property
    def tried(self) -> int:
        """How many schedules were tried in all."""
        return sum(tally.tried for tally in self.tallies)

    @property
    def wrong(self) -> int:
        """How many of them went wrong."""
        return sum(tally.wrong for tally in self.tallies)
