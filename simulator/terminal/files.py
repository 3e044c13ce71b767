"""Files that a tester names: written whole, and with a word about what is in the way."""

import sys
from collections.abc import Iterable
from pathlib import Path


class CannotWrite(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a file that cannot be written; says which, and why."""


def write(path: Path, text: str) -> None:
    """Write the text in UTF-8, over whatever was there. Raises CannotWrite."""
    try:
        path.expanduser().write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotWrite(f"{path}: cannot be written: {error.strerror or error}") from error


def tell_left_out(notes: Iterable[str]) -> None:
    """Say on standard error what a replay file or a script could not take over."""
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
