"""Write the tables of codes into their page: `python -m scripts.answers_table [--check]`.

The tables are made from `voicetill.gateways.amazon_pay.codes`; all else on docs/answers.md is written by hand.
With --check nothing is written, and the exit code is 1 if the page is stale.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from scripts.pages import table, with_part
from voicetill.gateways.amazon_pay.codes import DECLINES, ERROR_ROWS

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


def tables() -> str:
    """Return both tables: errors, and declines."""
    errors = ("code", "our reason", "on a Charge", "told by", "what the merchant's log says")
    declines = ("reason code", "our reason", "may be tried again")
    return "\n\n".join(("## Errors", table(errors, _errors()), "## Declines", table(declines, _declines())))


def _errors() -> Iterable[Sequence[str]]:
    for row in ERROR_ROWS:
        yield (
            ", ".join(row.names),
            row.reason.value,
            row.on_charge.value + (", may be tried again" if row.may_retry else ""),
            row.told_by.value,
            row.cure or "",
        )


def _declines() -> Iterable[Sequence[str]]:
    for code, row in DECLINES.items():
        again = "yes" if row.may_retry else "if it is soft" if row.may_retry_if_soft else "no"
        yield code, row.reason.value, again


if __name__ == "__main__":
    sys.exit(main())
