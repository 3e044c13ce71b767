"""Write the tables of codes into their page: `python -m scripts.answers_table [--check]`.

The tables are made from `voicetill.gateways.amazon_pay.codes`; all else on docs/answers.md is written by hand.
With --check nothing is written, and the exit code is 1 if the page is stale.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from scripts.pages import table, with_part
from voicetill.gateways.amazon_pay.codes import DECLINES, ERROR_ROWS, STATUSES, Row

PAGE = Path(__file__).resolve().parents[1] / "docs" / "answers.md"
BEGIN = "<!-- written by scripts/answers_table.py: begin -->"
END = "<!-- written by scripts/answers_table.py: end -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page anew, or say whether it is stale."""
    parser = argparse.ArgumentParser(prog="answers_table", description="Write the tables of codes.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is stale")
    check = parser.parse_args(arguments).check
    written = PAGE.read_text(encoding="utf-8")
    fresh = with_part(written, tables(), begin=BEGIN, end=END)
    if check and fresh != written:
        print(f"{PAGE.name} is stale; write it anew: python -m scripts.answers_table", file=sys.stderr)
        return 1
    if fresh != written:
        PAGE.write_text(fresh, encoding="utf-8", newline="\n")
    return 0


_MEANING = ("we say", "card", "already told by", "the same order can be bought", "the merchant's log")


def tables() -> str:
    """Return the tables: errors, declines, and agreements that are not open."""
    parts = (
        ("Errors", ("code", "a Charge is", *_MEANING), _errors()),
        ("Declines", ("reason code", *_MEANING), _declines()),
        ("Agreements that are not open", ("status", *_MEANING), _statuses()),
    )
    return "\n\n".join(f"## {title}\n\n{table(heads, rows)}" for title, heads, rows in parts)


def _errors() -> Iterable[Sequence[str]]:
    for row in ERROR_ROWS:
        yield (", ".join(row.names), row.on_charge.value, *_meaning(row.means))


def _declines() -> Iterable[Sequence[str]]:
    for code, row in DECLINES.items():
        yield (f"{code}, hard" if row.soft else code, *_meaning(row.means))
        if row.soft:
            yield (f"{code}, soft", *_meaning(row.soft))


def _statuses() -> Iterable[Sequence[str]]:
    for status, row in STATUSES.items():
        yield (status.value, *_meaning(row))


def _meaning(row: Row) -> Sequence[str]:
    return row.reason.value, row.card.value, row.told_by.value, row.retry.value, row.cure or ""


if __name__ == "__main__":
    sys.exit(main())
