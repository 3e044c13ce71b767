"""In which order calls come: every order there is, one after the other; or any, by chance.

`Every` goes depth first over the choices. Two neighbours that cannot meet (two looks, or calls to different
services) are tried in one order only: sleep sets (Godefroid, "Partial-Order Methods for the Verification of
Concurrent Systems", 1996) leave out what differs by nothing else, and lose no outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from soak.races.turns import Call

Order = tuple[tuple[str, str], ...]
"""Who made which call, first to last."""


class NotRepeatable(AssertionError):  # noqa: N818 - reads as a plain fact
    """Raised when the same choices led to other calls than before."""


@dataclass
class _Fork:
    """A moment at which there was a choice, or at least somebody who waited."""

    waiting: Mapping[str, Call]
    asleep: frozenset[str]
    chosen: str
    tried: set[str] = field(default_factory=set)

    def open_ones(self) -> list[str]:
        """Who may be let go here and was not yet."""
        return [name for name in self.waiting if name not in self.asleep | self.tried]

    def asleep_after(self, waiting: Mapping[str, Call]) -> frozenset[str]:
        """Who need not be let go after this choice: they were before, and it makes no difference."""
        made = self.waiting[self.chosen]
        were = (self.asleep | self.tried) - {self.chosen}
        return frozenset(name for name in were if name in waiting and not made.meets(self.waiting[name]))


@dataclass
class Every:
    """All orders. Use: play with `choose`, then `go_on` as long as it says that there are more."""

    redundant: bool = False
    """Whether the run that was played last differs from another by nothing."""

    _path: list[_Fork] = field(default_factory=list)
    _depth: int = 0
    _made: list[tuple[str, str]] = field(default_factory=list)

    def choose(self, waiting: Mapping[str, Call]) -> str:
        """Choose who goes on."""
        chosen = self._chosen(waiting)
        self._depth += 1
        self._made.append((chosen, str(waiting[chosen])))
        return chosen

    @property
    def order(self) -> Order:
        """The order of the calls in the run that was played last."""
        return tuple(self._made)

    def go_on(self) -> bool:
        """Turn to the next order; return whether there is one."""
        self._depth, self.redundant = 0, False
        self._made = []
        while self._path:
            fork = self._path[-1]
            fork.tried.add(fork.chosen)
            if left := fork.open_ones():
                fork.chosen = left[0]
                return True
            self._path.pop()
        return False

    def _chosen(self, waiting: Mapping[str, Call]) -> str:
        if self._depth < len(self._path):
            fork = self._path[self._depth]
            if dict(fork.waiting) != dict(waiting):
                raise NotRepeatable(f"{dict(waiting)} now, {dict(fork.waiting)} before")
            return fork.chosen
        before = self._path[-1] if self._path else None
        if self.redundant:
            return next(iter(waiting))
        asleep = before.asleep_after(waiting) if before else frozenset[str]()
        fork = _Fork(dict(waiting), asleep, "")
        left = fork.open_ones()
        if not left:
            self.redundant = True
            return next(iter(waiting))
        # Whoever is at it stays at it: the first orders are those with the fewest changes.
        fork.chosen = before.chosen if before and before.chosen in left else left[0]
        self._path.append(fork)
        return fork.chosen


@dataclass
class Chance:
    """Any order, as the seed has it."""

    random: Random
    _made: list[tuple[str, str]] = field(default_factory=list)

    def choose(self, waiting: Mapping[str, Call]) -> str:
        """Choose who goes on."""
        chosen = self.random.choice(list(waiting))
        self._made.append((chosen, str(waiting[chosen])))
        return chosen

    @property
    def order(self) -> Order:
        """The order of the calls."""
        return tuple(self._made)


@dataclass
class Same:
    """The order in which somebody else chose; by the names of those who were let go."""

    names: list[str]
    _made: list[tuple[str, str]] = field(default_factory=list)

    def choose(self, waiting: Mapping[str, Call]) -> str:
        """Choose who goes on; whoever is first, where nothing is said of it."""
        wanted = self.names[len(self._made)] if len(self._made) < len(self.names) else ""
        chosen = wanted if wanted in waiting else next(iter(waiting))
        self._made.append((chosen, str(waiting[chosen])))
        return chosen

    @property
    def order(self) -> Order:
        """The order of the calls."""
        return tuple(self._made)
