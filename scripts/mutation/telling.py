"""Tells what came out, on a terminal and on docs/mutation.md. Only what was tried is counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.mutation.explaining import Sorted
from scripts.mutation.making import Mutant, difference
from scripts.mutation.rooms import ROOT
from scripts.mutation.trying import Outcome, Verdict
from scripts.pages import table, with_part

PAGE = ROOT / "docs" / "mutation.md"
BEGIN = "<!-- written by scripts/mutants.py: begin -->"
END = "<!-- written by scripts/mutants.py: end -->"

_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Figures:
    """How many mutants a room has, and how they fared. Those that cannot be put anywhere are no mutants."""

    made: int
    tried: int
    killed: int
    timed_out: int
    explained: int
    open: int

    @property
    def score(self) -> str:
        """Which share of those tried was noticed, in percent."""
        return f"{100 * (self.killed + self.timed_out) / self.tried:.1f} %" if self.tried else "-"

    @property
    def cells(self) -> Sequence[str]:
        """A row of the table."""
        numbers = (self.made, self.tried, self.killed, self.timed_out, self.explained, self.open)
        return (*map(str, numbers), self.score)


HEADS = ("room", "mutants", "tried", "killed", "timed out", "survived, explained", "survived, open", "noticed")


def figures(verdicts: Mapping[Mutant, Verdict | None], survivors: Sorted) -> Figures:
    """Count a room."""
    count = Counter(verdict.outcome for verdict in verdicts.values() if verdict)
    unfit = count[Outcome.UNFIT]
    return Figures(
        made=len(verdicts) - unfit,
        tried=count.total() - unfit,
        killed=count[Outcome.KILLED],
        timed_out=count[Outcome.TIMEOUT],
        explained=sum(len(each) for each in survivors.explained.values()),
        open=len(survivors.open),
    )


def report(rooms: Mapping[str, tuple[Figures, Sorted]]) -> str:
    """Return the figures and the survivors of every room, as Markdown."""
    parts = ["## Figures", table(HEADS, [(name, *each.cells) for name, (each, _) in rooms.items()])]
    for name, (_, survivors) in rooms.items():
        parts += [f"## Survivors: {name}", *_explained(survivors), *_open(survivors)]
    return "\n\n".join(parts)


def write(rooms: Mapping[str, tuple[Figures, Sorted]]) -> None:
    """Write the page anew, but for what stands there by hand."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_part(page, report(rooms), begin=BEGIN, end=END), encoding="utf-8", newline="\n")


def _explained(survivors: Sorted) -> Iterator[str]:
    rows = [
        (f"`{each.where}`", str(len(found)), f"`{_short(found[0])}`", each.why)
        for each, found in survivors.explained.items()
    ]
    if rows:
        yield "Explained:"
        yield table(("where", "how many", "for example", "why no test notices"), rows)


def _open(survivors: Sorted) -> Iterator[str]:
    if not survivors.open:
        yield "None is open."
        return
    yield "Open:"
    yield table(("where", "change"), [(f"`{each.where}`", f"`{_short(each)}`") for each in survivors.open])


def _short(mutant: Mutant) -> str:
    told = " ".join(mutant.change.split()).replace("|", "\\|").replace("`", "'")
    return told if len(told) <= _LONGEST else f"{_around(mutant)}"


def _around(mutant: Mutant) -> str:
    """Of a long change, what differs alone."""
    start, end, put = difference(mutant.was, mutant.becomes)
    was = " ".join(mutant.was[max(0, start - 60) : end + 30].split())
    becomes = " ".join(mutant.becomes[max(0, start - 60) : start + len(put) + 30].split())
    return f"... {was} ... -> ... {becomes} ...".replace("|", "\\|").replace("`", "'")
