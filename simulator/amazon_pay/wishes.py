"""What testers order: outcomes in their own words, and the queue of those that have not come yet."""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from simulator.amazon_pay.outcomes import OUTCOMES, Delivery, Outcome
from simulator.amazon_pay.verdicts import DECLINES

_SIGNS = re.compile(r"[\W_]+")
Fitting = Callable[[Outcome], bool]


class UnknownOutcome(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when an outcome is ordered that is not in the table; says which names are near."""


def outcome_names(words: Sequence[str]) -> list[str]:
    """The outcomes that these words order, such as `decline InvalidPaymentMethod hard` and `late twice`.

    Names count in any case and with blanks for hyphens. Raises UnknownOutcome.
    """
    names, rest = [], [word for word in words if _SIGNS.sub("", word)]
    while rest:
        length = next((n for n in range(min(_LONGEST, len(rest)), 0, -1) if _key(*rest[:n]) in _PHRASES), 0)
        if not length:
            raise UnknownOutcome(_unknown(rest))
        names.append(_PHRASES[_key(*rest[:length])])
        rest = rest[length:]
    return names


@dataclass(frozen=True)
class Order:
    """What was ordered for one answer. Each member is None where things go as usual."""

    happening: Outcome | None = None
    damage: Outcome | None = None
    delivery: Delivery = Delivery.AT_ONCE


class Wishes:
    """Orders that wait for an answer that they can happen to, in the order of asking."""

    def __init__(self) -> None:
        self._waiting: list[Outcome] = []

    @property
    def names(self) -> list[str]:
        """What waits."""
        return [outcome.name for outcome in self._waiting]

    def add(self, name: str) -> None:
        """Let the next answer that this outcome can happen to be so. Raises UnknownOutcome."""
        if name not in OUTCOMES:
            raise UnknownOutcome(_unknown([name]))
        self._waiting.append(OUTCOMES[name])

    def take(self, operation: str) -> Order:
        """The first that fit the operation: one for what happens, one for the answer, one for its way."""
        travelling = self._first(operation, lambda outcome: outcome.delivery is not None)
        return Order(
            happening=self._first(operation, lambda outcome: outcome.delivery is None and outcome.garble is None),
            damage=self._first(operation, lambda outcome: outcome.garble is not None),
            delivery=(travelling and travelling.delivery) or Delivery.AT_ONCE,
        )

    def _first(self, operation: str, fits: Fitting) -> Outcome | None:
        for outcome in self._waiting:
            if operation in outcome.operations and fits(outcome):
                self._waiting.remove(outcome)
                return outcome
        return None


def _key(*words: str) -> str:
    """The letters and digits alone: `Out of order` and `out-of-order` are the same."""
    return _SIGNS.sub("", "".join(words)).casefold()


def _unknown(words: Sequence[str]) -> str:
    """What was not understood, and the names that are near to it."""
    said = " ".join(words)
    keys = list(dict.fromkeys(_key(word) for word in (said, *words)))
    matches = [match for key in keys for match in difflib.get_close_matches(key, _PHRASES, n=2)]
    if not matches:
        matches = [phrase for phrase in _PHRASES if any(len(key) > 3 and key in phrase for key in keys)]
    near = list(dict.fromkeys(_PHRASES[match] for match in matches))[:4]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"no outcome is named {said!r}{hint}"


def _phrases() -> Iterator[tuple[str, str]]:
    """Every way to say an outcome, and its name. Exact names come last, as they win."""
    for row in DECLINES.values():
        for soft, manner in ((True, ("soft",)), (False, ("hard",)), (row.usually_soft, ())):
            for verb in (("decline",), ("declined",), ()):
                for order in permutations((*verb, row.reason, *manner)):
                    yield _key(*order), row.named(soft=soft)
    for name, outcome in OUTCOMES.items():
        kinds = [kind for kind, fits in (("error", outcome.error), ("agreement", outcome.status)) if fits]
        yield from ((_key(kind, name), name) for kind in kinds)
    yield from ((_key(name), name) for name in OUTCOMES)


_PHRASES = dict(_phrases())
_LONGEST = 6
"""Words in one phrase."""
