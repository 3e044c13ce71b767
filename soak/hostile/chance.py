"""Where inputs come from: numbers drawn one after the other, by Hypothesis, by the fuzzer, or from a list.

Every input is made of such numbers alone. So one maker serves every way of trying, what Hypothesis makes smaller
is made smaller whole, and a list of numbers is the name of an input.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol, TypeVar

One = TypeVar("One")


class Chance(Protocol):
    """Draws numbers."""

    def below(self, end: int) -> int:
        """Return a number from 0 to below `end`; 0 is the plainest."""


def one_of(chance: Chance, choices: Sequence[One]) -> One:
    """Return one of them; the first is the plainest."""
    return choices[chance.below(len(choices))]


def perhaps(chance: Chance, *, one_in: int = 2) -> bool:
    """Whether something rarer than its opposite happens."""
    return chance.below(one_in) == one_in - 1


@dataclass
class Recorded:
    """Remembers what another one drew."""

    chance: Chance
    drawn: list[int] = field(default_factory=list)

    def below(self, end: int) -> int:
        """Draw, and remember it."""
        number = self.chance.below(end)
        self.drawn.append(number)
        return number

    @property
    def name(self) -> str:
        """The numbers as one word; zeros at the end need not be said."""
        kept = list(self.drawn)
        while kept and kept[-1] == 0:
            kept.pop()
        return ".".join(map(str, kept)) or "0"


@dataclass
class Listed:
    """Draws from a list, and zeros behind its end."""

    numbers: Sequence[int]
    place: int = 0

    def below(self, end: int) -> int:
        """Draw the next one; one that does not fit comes round."""
        number = self.numbers[self.place] if self.place < len(self.numbers) else 0
        self.place += 1
        return number % end

    @classmethod
    def named(cls, name: str) -> "Listed":
        """Return the list of a name; raises ValueError for what is none."""
        return cls([int(part) for part in name.split(".")])


@dataclass(frozen=True)
class Rolled:
    """Draws by a pseudo-random generator."""

    random: Random

    def below(self, end: int) -> int:
        """Draw."""
        return self.random.randrange(end)
