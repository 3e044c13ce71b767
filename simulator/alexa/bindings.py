"""APL data-binding as far as a page needs it: `${payload.shop.items[0].name}` and simple conditions.

What it cannot work out stays as it was written, so that a developer sees it (ASK "APL Data-Binding Evaluation").
"""

import re
from collections.abc import Mapping
from typing import Any

_BLANK = re.compile(r"\$\{([^{}]*)\}")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.\w+|\[\s*(?:\d+|'[^']*'|\"[^\"]*\")\s*\])*")
_STEP = re.compile(r"\w+|'[^']*'|\"[^\"]*\"")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)
_COMPARED = re.compile(r"(.+?)\s*(==|!=)\s*(.+)", re.DOTALL)
_CHOICE = re.compile(r"(.+?)\?(.+):(.+)", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}

LONGEST_EXPRESSION = 200
"""An expression of more characters than these is not simple any more."""

Names = Mapping[str, Any]
"""What can be named in an expression, by name."""


class Unknown(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for an expression that is more than this module works out."""


def bound(value: object, names: Names) -> Any:  # noqa: ANN401 - whatever the document holds
    """The value with its expressions worked out; an expression that stands alone keeps its type."""
    if not isinstance(value, str):
        return value
    alone = _BLANK.fullmatch(value)
    if alone is not None:
        return _or_as_written(alone, names)
    return _BLANK.sub(lambda blank: _as_text(_or_as_written(blank, names)), value)


def holds(condition: object, names: Names) -> bool:
    """Whether a `when` holds; one that cannot be worked out counts as holding."""
    found = bound(condition, names)
    return bool(found) and found != "false"


def _or_as_written(blank: re.Match[str], names: Names) -> Any:  # noqa: ANN401
    try:
        return _worked_out(blank[1].strip(), names)
    except Unknown:
        return blank[0]


def _worked_out(expression: str, names: Names) -> Any:  # noqa: ANN401
    if len(expression) > LONGEST_EXPRESSION:
        raise Unknown(expression)
    if expression in _WORDS:
        return _WORDS[expression]
    if _PATH.fullmatch(expression):
        return _followed(expression, names)
    if _TEXT.fullmatch(expression):
        return expression[1:-1]
    return int(expression) if _NUMBER.fullmatch(expression) else _decided(expression, names)


def _decided(expression: str, names: Names) -> Any:  # noqa: ANN401
    """A choice, a comparison or a "not"."""
    if choice := _CHOICE.fullmatch(expression):
        asked, yes, no = (part.strip() for part in choice.groups())
        return _worked_out(yes if _worked_out(asked, names) else no, names)
    if compared := _COMPARED.fullmatch(expression):
        same = _worked_out(compared[1].strip(), names) == _worked_out(compared[3].strip(), names)
        return same if compared[2] == "==" else not same
    if expression.startswith("!"):
        return not _worked_out(expression[1:].strip(), names)
    raise Unknown(expression)


def _followed(path: str, names: Names) -> Any:  # noqa: ANN401
    """What a path leads to; None when it leads nowhere, as APL has it."""
    first, *steps = (step.strip("'\"") for step in _STEP.findall(path))
    if first not in names:
        raise Unknown(path)
    found = names[first]
    for step in steps:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, list | str) and step == "length":
            found = len(found)
        else:
            return None
    return found


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
