"""Prints what the soak runs found, for people."""

from shlex import quote

from rich.console import Console
from rich.table import Table

from soak.verdicts import Found, Tally, Verdict

_NARROWEST = 90
_SHOWN = 25
"""So many of what was found are shown whole; the rest by name, and after so many more not even that."""

_NAMED = 200


def print_verdict(verdict: Verdict, *, seed: int) -> None:
    """Print one part's verdict: a row a subject, then what was found wrong."""
    console = Console(highlight=False, soft_wrap=True)
    console.width = max(console.width, _NARROWEST)
    console.print(_table(verdict, seed))
    for remark in verdict.remarks:
        console.print(remark, markup=False)
    for found in verdict.found[:_SHOWN]:
        console.print(_told(verdict, found, seed), markup=False)
    for found in verdict.found[_SHOWN:_NAMED]:
        console.print(f"WRONG  {found.name}: {'; '.join(found.broken)}", markup=False)
    if len(verdict.found) > _NAMED:
        console.print(f"and {len(verdict.found) - _NAMED} more")
    told = "nothing was found" if not verdict.found else f"{len(verdict.found)} FOUND WRONG"
    console.print(f"{verdict.part}: {verdict.tried} tried in {verdict.seconds:.0f} s, {told}\n")


def _table(verdict: Verdict, seed: int) -> Table:
    table = Table(title=f"{verdict.part}, seed {seed}", title_justify="left")
    for name in ("", "tried", "of", "wrong", "seconds"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for tally in verdict.tallies:
        table.add_row(*_row(tally))
    return table


def _row(tally: Tally) -> tuple[str, ...]:
    of = "" if tally.of is None else str(tally.of)
    return tally.subject, str(tally.tried), of, str(tally.wrong), f"{tally.seconds:.1f}"


def _told(verdict: Verdict, found: Found, seed: int) -> str:
    again = f"python -m soak {verdict.part} --seed {seed} --only {quote(found.name)}"
    broken = [f"  - {promise}" for promise in found.broken]
    conversation = [f"    {line}" for line in found.conversation.splitlines()]
    return "\n".join([f"WRONG  {found.name}", *broken, f"  again: {again}", *conversation, ""])
