"""JSON for people: members share a line as long as they fit in the width; what is longer is opened up."""

import json
from collections.abc import Iterator
from decimal import Decimal


def laid_out(value: object, *, width: int) -> str:
    """The value as JSON, as compact as the width allows without breaking a word."""
    return "\n".join(_lines(value, width=width, taken=0))


def _lines(value: object, *, width: int, taken: int) -> list[str]:
    """The lines of a value; so much of the first one is taken by what stands before it."""
    flat = json.dumps(value, ensure_ascii=False, default=_plain)
    if len(flat) + taken <= width or not isinstance(value, (dict, list)) or not value:
        return [flat]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return [opening, *(f"  {line}" for line in _filled(value, width - 2)), closing]


def _filled(value: dict[str, object] | list[object], width: int) -> Iterator[str]:
    """The members, several on a line where they fit, with commas between them."""
    line = ""
    members = list(_members(value))
    for place, (label, member) in enumerate(members):
        comma = "," if place < len(members) - 1 else ""
        lines = _lines(member, width=width, taken=len(label) + len(comma))
        lines = [label + lines[0], *lines[1:]]
        lines[-1] += comma
        if line and (len(lines) > 1 or len(line) + 1 + len(lines[0]) > width):
            yield line
            line = ""
        if len(lines) > 1:
            yield from lines
        else:
            line = f"{line} {lines[0]}" if line else lines[0]
    if line:
        yield line


def _members(value: dict[str, object] | list[object]) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        yield from (("", member) for member in value)
        return
    for name, member in value.items():
        yield f"{json.dumps(name, ensure_ascii=False)}: ", member


def _plain(value: object) -> object:
    """DynamoDB's numbers come as decimals; nothing else of a table is strange to JSON."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else str(value)
