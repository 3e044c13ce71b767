"""APL data-binding as far as a page needs it: `${payload.shop.items[0].name}`, `@resource` and simple conditions.

What it cannot work out stays as it was written, so that a developer sees it (ASK "APL Data-Binding Evaluation").
"""

import re
from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

_BLANK = re.compile(r"\$\{([^{}]*)\}")
_PATH = re.compile(r"@?[A-Za-z_]\w*(?:\.\w+|\[\s*(?:\d+|'[^']*'|\"[^\"]*\")\s*\])*")
_STEP = re.compile(r"@?\w+|'[^']*'|\"[^\"]*\"")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)
_RESOURCE = re.compile(r"@\w+")
_COMPARED = re.compile(r"(.+?)\s*(===?|!==?|>=|<=|>|<)\s*(.+)", re.DOTALL)
_JOINED = (re.compile(r"(.+?)\|\|(.+)", re.DOTALL), re.compile(r"(.+?)&&(.+)", re.DOTALL))
_CHOICE = re.compile(r"(.+?)\?(.+):(.+)", re.DOTALL)
_ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {">": gt, "<": lt, ">=": ge, "<=": le}
_WORDS = {"true": True, "false": False, "null": None}

LONGEST_EXPRESSION = 200
"""An expression of more characters than these is not simple any more."""

Names = Mapping[str, Any]
"""What can be named in an expression, by name."""


class Unknown(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for an expression that is more than this module works out."""


def bound(value: object, names: Names) -> Any:  # noqa: ANN401 - whatever the document holds
    """The value with its expressions worked out; an expression that stands alone keeps its type.

    A text that is the name of a resource stands for it, wherever it comes from.
    """
    if not isinstance(value, str):
        return value
    alone = _BLANK.fullmatch(value)
    found = _or_as_written(alone, names) if alone is not None else _filled(value, names)
    is_resource = isinstance(found, str) and _RESOURCE.fullmatch(found) is not None
    return names.get(found, found) if is_resource else found


def _filled(value: str, names: Names) -> str:
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
    """A choice, an "or" or "and", a comparison or a "not"."""
    if choice := _CHOICE.fullmatch(expression):
        asked, yes, no = (part.strip() for part in choice.groups())
        return _worked_out(yes if _worked_out(asked, names) else no, names)
    for joins, stops in zip(_JOINED, (True, False), strict=True):
        if joined := joins.fullmatch(expression):
            first, second = (part.strip() for part in joined.groups())
            found = _worked_out(first, names)
            return found if bool(found) is stops else _worked_out(second, names)
    if compared := _COMPARED.fullmatch(expression):
        return _compared(
            _worked_out(compared[1].strip(), names), compared[2], _worked_out(compared[3].strip(), names)
        )
    if expression.startswith("!"):
        return not _worked_out(expression[1:].strip(), names)
    raise Unknown(expression)


def _compared(first: object, sign: str, second: object) -> bool:
    """Whether this holds; what has no order is neither greater nor less."""
    if sign[0] in "=!":
        return (first == second) is (sign[0] == "=")
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return False
    return _ORDERED[sign](first, second)


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
