"""Why some mutants may survive: written by hand in explained.toml, and held to what really survives.

An explanation names places (`where`, with wildcards: `domain.refunds:decide`) and changes (`change`, a regular
expression that is searched in `was  ->  becomes`). One that explains nothing any more is reported.
"""

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutation.making import Mutant
from scripts.mutation.trying import Outcome, Verdict

FILE = Path(__file__).with_name("explained.toml")
LIVING = (Outcome.SURVIVED, Outcome.UNTESTED)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Which survivors, and why they are no hole in the tests."""

    where: str
    change: str
    why: str

    def fits(self, mutant: Mutant) -> bool:
        """Whether it is about this one."""
        return fnmatch.fnmatchcase(mutant.where, self.where) and re.search(self.change, mutant.change) is not None


@dataclass(frozen=True, slots=True)
class Sorted:
    """The survivors: those explained, by explanation; those open; and the explanations without any."""

    explained: Mapping[Explanation, Sequence[Mutant]]
    open: Sequence[Mutant]
    stale: Sequence[Explanation]


def explanations(file: Path = FILE) -> list[Explanation]:
    """Read the file. Raises KeyError or TypeError for a row that lacks a word or has one too many."""
    rows = tomllib.loads(file.read_text(encoding="utf-8")).get("explained", [])
    return [Explanation(**row) for row in rows]


def sort(verdicts: Mapping[Mutant, Verdict | None], known: Iterable[Explanation]) -> Sorted:
    """Give each survivor to the first explanation that fits it."""
    explained: dict[Explanation, list[Mutant]] = {each: [] for each in known}
    open_ones: list[Mutant] = []
    for mutant, verdict in verdicts.items():
        if verdict is None or verdict.outcome not in LIVING:
            continue
        why = next((each for each in explained if each.fits(mutant)), None)
        (open_ones if why is None else explained[why]).append(mutant)
    tried = [mutant for mutant, verdict in verdicts.items() if verdict is not None]
    stale = [each for each, found in explained.items() if not found and _is_about(each, tried)]
    return Sorted({each: found for each, found in explained.items() if found}, open_ones, stale)


def _is_about(explanation: Explanation, tried: Sequence[Mutant]) -> bool:
    return any(fnmatch.fnmatchcase(mutant.where, explanation.where) for mutant in tried)
