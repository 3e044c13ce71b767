"""What the grammars of commands and of expectations share: how a line is turned down."""

import difflib
import shlex
from collections.abc import Iterable


class Misused(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a line that fits no rule of the grammar; says what was expected and what was found."""

    def __init__(self, *, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found!r}")


def words_of(line: str) -> list[str]:
    """The words of a line, with quotes around those that hold blanks."""
    try:
        return shlex.split(line)
    except ValueError as error:
        raise Misused(expected="closed quotes", found=line) from error


def near(word: str, known: Iterable[str]) -> str:
    """A hint at what may have been meant, or nothing."""
    matches = difflib.get_close_matches(word, list(known), n=3)
    return f" (did you mean {' or '.join(matches)}?)" if matches else ""
