"""Attribute values as DynamoDB takes them: of one type each, numbers in one spelling, and so many bytes.

Facts: DynamoDB Developer Guide, "Supported data types and naming rules", "DynamoDB item sizes and formats",
"Quotas in Amazon DynamoDB".
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from typing import Any

from simulator.cloud.dynamodb.refusals import Refused, invalid, unreadable

Value = Mapping[str, Any]
Item = Mapping[str, Value]
Sized = tuple[Value, int]
"""A value as it is stored, and its size in bytes."""

MOST_BYTES = 400 * 1024
"""The size that an item may have, its names included."""

_MOST_LEVELS = 32
_MOST_DIGITS = 38
_LARGEST, _SMALLEST = 125, -130
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)
_ALL_DIGITS = Context(prec=2_000)


def sized(item: Item) -> tuple[dict[str, Value], int]:
    """Return an item as it is stored, and its size in bytes. Raises Refused."""
    if not isinstance(item, dict):
        raise unreadable("Unexpected value type in payload")
    stored: dict[str, Value] = {}
    whole = 0
    for name, value in item.items():
        if not name:
            raise invalid("One or more parameter values were invalid: Empty attribute name")
        stored[name], bytes_ = _sized(value, 0)
        whole += length(name) + bytes_
    return stored, whole


def scalar(value: Value) -> Value:
    """Return a value that something is compared with, as it would be stored. Raises Refused."""
    return _sized(value, 0)[0]


def length(text: str) -> int:
    """Return how many bytes a text has."""
    return len(text) if text.isascii() else len(text.encode())


def _sized(value: Value, level: int) -> Sized:
    try:
        ((kind, content),) = value.items()
    except AttributeError:
        raise unreadable("Unexpected value type in payload") from None
    except ValueError:
        raise _datatypes("is empty" if not value else "has more than one datatypes set") from None
    if kind == "S" and content.__class__ is str:
        return value, len(content) if content.isascii() else len(content.encode())
    if kind in _FLAT:
        return _FLAT[kind](content)
    if kind not in _DEEP:
        raise _datatypes("is empty")
    if level >= _MOST_LEVELS:
        raise invalid("Nesting Levels have exceeded supported limits: Attributes have nested levels beyond 32")
    return _DEEP[kind](content, level + 1)


def _datatypes(what: str) -> Refused:
    return invalid(f"Supplied AttributeValue {what}, must contain exactly one of the supported datatypes")


def _text(content: Any) -> Sized:  # noqa: ANN401 - out of JSON
    return {"S": _string(content)}, length(content)


def _string(content: Any) -> str:  # noqa: ANN401 - out of JSON
    if not isinstance(content, str):
        raise unreadable("Unexpected value type in payload")
    return content


def _number(content: Any) -> Sized:  # noqa: ANN401 - out of JSON
    plain = plain_number(_string(content))
    # About a byte for two digits, and one more.
    return {"N": plain}, (len(plain.strip("-0.").replace(".", "")) + 1) // 2 + 1


def plain_number(content: str) -> str:
    """Return the one spelling of a number that DynamoDB gives back: no zero too many. Raises Refused."""
    if content.isascii() and content.isdigit() and len(content) <= _MOST_DIGITS and content[0] != "0":
        return content
    if not _NUMBER.fullmatch(content):
        raise invalid(f"The parameter cannot be converted to a numeric value: {content}")
    number = Decimal(content).normalize(_ALL_DIGITS)
    if not number:
        return "0"
    if len(number.as_tuple().digits) > _MOST_DIGITS:
        raise invalid("Attempting to store more than 38 significant digits in a Number")
    if not _SMALLEST <= number.adjusted() <= _LARGEST:
        size, what = ("larger", "overflow") if number.adjusted() > 0 else ("smaller", "underflow")
        raise invalid(f"Number {what}. Attempting to store a number with magnitude {size} than supported range")
    return f"{number:f}"


def _binary(content: Any) -> Sized:  # noqa: ANN401 - out of JSON
    try:
        return {"B": content}, len(base64.b64decode(_string(content), validate=True))
    except (binascii.Error, ValueError) as error:
        raise unreadable("Unable to decode base64") from error


def _truth(content: Any) -> Sized:  # noqa: ANN401 - out of JSON
    if not isinstance(content, bool):
        raise unreadable("Unexpected value type in payload")
    return {"BOOL": content}, 1


def _nothing(content: Any) -> Sized:  # noqa: ANN401 - out of JSON
    if content is not True:
        raise invalid(
            "One or more parameter values were invalid: Null attribute value types must have the value of true"
        )
    return {"NULL": True}, 1


def _set_of(kind: str, one: Callable[[Any], Sized], name: str) -> Callable[[Any], Sized]:
    def read(content: Any) -> Sized:  # noqa: ANN401 - out of JSON
        members = [one(each) for each in _array(content)]
        if not members:
            raise invalid(f"One or more parameter values were invalid: An {name} set  may not be empty")
        contents = [next(iter(value.values())) for value, _ in members]
        if len(set(contents)) < len(contents):
            told = ", ".join(contents)
            raise invalid(
                f"One or more parameter values were invalid: Input collection [{told}] contains duplicates."
            )
        return {kind: contents}, sum(size for _, size in members)

    return read


def _list(content: Any, level: int) -> Sized:  # noqa: ANN401 - out of JSON
    members, whole = [], 3
    for each in _array(content):
        value, size = _sized(each, level)
        members.append(value)
        whole += 1 + size
    return {"L": members}, whole


def _map(content: Any, level: int) -> Sized:  # noqa: ANN401 - out of JSON
    if not isinstance(content, dict):
        raise unreadable("Unexpected value type in payload")
    members, whole = {}, 3
    for name, each in content.items():
        members[name], size = _sized(each, level)
        whole += 1 + length(name) + size
    return {"M": members}, whole


def _array(content: Any) -> Sequence[Any]:  # noqa: ANN401 - out of JSON
    if not isinstance(content, list):
        raise unreadable("Unexpected value type in payload")
    return content


_FLAT: Mapping[str, Callable[[Any], Sized]] = {
    "S": _text,
    "N": _number,
    "B": _binary,
    "BOOL": _truth,
    "NULL": _nothing,
    "SS": _set_of("SS", _text, "string"),
    "NS": _set_of("NS", _number, "number"),
    "BS": _set_of("BS", _binary, "binary"),
}
_DEEP: Mapping[str, Callable[[Any, int], Sized]] = {"L": _list, "M": _map}
