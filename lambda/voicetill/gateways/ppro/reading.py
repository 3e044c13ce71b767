"""Readers of values that PPRO, or anybody in its name, may have sent: each takes any object and never raises.

None, or nothing, means that nothing sound was said. A reader never repairs what it reads: a number in quotes is no
number, and true is no amount.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from voicetill.domain.money import Currency, Money

# PPRO, "Data standards": no string is longer.
LONGEST = 512

# Ids are opaque (a prefix and up to 21 characters today); they only have to be safe in a path.
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
_CURRENCIES = {currency.value: currency for currency in Currency}
_NOTHING: Mapping[str, object] = {}

# In minor units; far above what may be charged, far below what could not be stored.
_MOST = 10**12


def parsed(body: bytes) -> object:
    """Read a JSON text in UTF-8; None for anything else."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def members(value: object) -> Mapping[str, Any]:
    """Return an object's members; none for anything else."""
    return value if isinstance(value, dict) else _NOTHING


def objects(value: object) -> tuple[Mapping[str, Any], ...]:
    """Return the objects in a list; none for anything else."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def listed(value: object) -> tuple[Mapping[str, Any], ...]:
    """Return the objects of a list, however it is wrapped: bare, in a member, or in HAL's `_embedded`."""
    if isinstance(value, list):
        return objects(value)
    said = members(value)
    lists = [*said.values(), *members(said.get("_embedded")).values()]
    return tuple(item for one in lists for item in objects(one))


def word(value: object) -> str:
    """Read a text that says something and can be stored; blank for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST or any("\ud800" <= sign <= "\udfff" for sign in value):
        return ""
    return value.strip()


def identifier(value: object) -> str:
    """Read an id; blank if it is none."""
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else ""


def is_identifier(value: str) -> bool:
    """Whether a text can stand in a path as an id, and mean nothing else there."""
    return bool(identifier(value))


def whole(value: object) -> int | None:
    """Read a number of minor units: whole, and not negative."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _MOST else None


def currency(value: object) -> Currency | None:
    """Read the code of a currency that we know."""
    return _CURRENCIES.get(value) if isinstance(value, str) else None


def money(value: object) -> Money | None:
    """Read an object of `value` and `currency`."""
    said = members(value)
    minor, unit = whole(said.get("value")), currency(said.get("currency"))
    return None if minor is None or unit is None else Money(minor, unit)


def moment(value: object) -> datetime | None:
    """Read a time that names its zone."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None
