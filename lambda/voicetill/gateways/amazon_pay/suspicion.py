"""Readers of values that anyone may have sent: each takes any object and never raises.

None means that nothing sound was said. A reader never repairs what it reads: a number in quotes is no number, and
"true" is not true. (Amazon's own classes take the string "false" for true, and raise at an unknown word.)
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from voicetill.domain.addresses import Address
from voicetill.domain.money import Currency, Money, from_decimal_string

# No id or address member is nearly so long; what is longer could not be stored.
_LONGEST = 512

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
_CURRENCIES = {currency.value: currency for currency in Currency}
_NOTHING: Mapping[str, object] = {}


def members(value: object) -> Mapping[str, Any]:
    """Return an object's members; none for anything else."""
    return value if isinstance(value, dict) else _NOTHING


def word(value: object) -> str | None:
    """Read a text that says something, and can be stored and sent."""
    if not isinstance(value, str) or len(value) > _LONGEST or not value.strip():
        return None
    return None if any("\ud800" <= character <= "\udfff" for character in value) else value


def identifier(value: object) -> str | None:
    """Read an id, in the characters of which Amazon Pay makes ids, and in which it accepts ours."""
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None


def identifiers(value: object) -> tuple[str, ...] | None:
    """Read a list of ids; None if it is no list, or holds anything else."""
    if not isinstance(value, list):
        return None
    read = tuple(found for item in value if (found := identifier(item)))
    return read if len(read) == len(value) else None


def amount(value: object) -> Money | None:
    """Read an amount and its currency, as an answer writes them."""
    said = members(value)
    code = said.get("currencyCode")
    currency = _CURRENCIES.get(code) if isinstance(code, str) else None
    return from_decimal_string(said.get("amount"), currency) if currency else None


def moment(value: object) -> datetime | None:
    """Read a time that names its zone."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None


def address(value: object) -> Address | None:
    """Read an address; members that are no text are left out, and any may be missing."""
    if not isinstance(value, dict):
        return None

    def member(name: str) -> str:
        return (word(value.get(name)) or "").strip()

    lines = (member("addressLine1"), member("addressLine2"), member("addressLine3"))
    return Address(
        name=member("name"),
        company=member("companyName"),
        lines=tuple(line for line in lines if line),
        city=member("city"),
        district=member("districtOrCounty"),
        region=member("stateOrRegion"),
        postal_code=member("postalCode"),
        country=member("countryCode"),
        phone=member("phone"),
    )
