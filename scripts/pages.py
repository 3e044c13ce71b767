"""Parts of a page that a script writes: they stand between two marker comments, the rest is written by hand."""

from collections.abc import Iterable, Sequence


def with_part(page: str, part: str, *, begin: str, end: str) -> str:
    """Return the page with this part between its markers; raises ValueError if it has none."""
    before, began, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not began or not ended:
        raise ValueError(f"the page must hold these two lines, in order: {begin} {end}")
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)
