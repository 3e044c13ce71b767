"""Readers of what an answer of the API says: each takes any object and never raises.

None means that nothing sound was said. A reader never repairs what it reads.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from voicetill.domain.addresses import Address
from voicetill.domain.money import Currency, Money, from_decimal_string
from voicetill.domain.payments import Environment

# No id, code or address member is nearly so long.
_LONGEST = 512

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
_SESSION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)
_CURRENCIES = {currency.value: currency for currency in Currency}
_NOTHING: Mapping[str, Any] = {}


def members(value: object) -> Mapping[str, Any]:
    """Return an object's members; none for anything else."""
    return value if isinstance(value, dict) else _NOTHING


def read_body(body: bytes) -> Mapping[str, Any] | None:
    """Return the members of a JSON object; None for whatever else a body is."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def word(value: object) -> str:
    """Read a text that says something; blank if it does not."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    return "" if any("\ud800" <= character <= "\udfff" for character in value) else value.strip()


def code(value: object) -> str:
    """Read a code of the API's; blank for what does not look like one, so that it can stand in a log."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def identifier(value: object) -> str | None:
    """Read an id, ours or the vendor's."""
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None


def is_session(value: str) -> bool:
    """Whether an id is that of a checkout session: they are UUIDs, and ids of charges are not."""
    return _SESSION.fullmatch(value) is not None


def amount(value: object) -> Money | None:
    """Read an amount and its currency."""
    said = members(value)
    currency = said.get("currencyCode")
    known = _CURRENCIES.get(currency) if isinstance(currency, str) else None
    return from_decimal_string(said.get("amount"), known) if known else None


def is_nothing(value: object) -> bool:
    """Whether an amount is absent, or plainly zero."""
    money = amount(value)
    absent = value is None or (isinstance(value, dict) and value.get("amount") is None)
    return absent or (money is not None and money.is_zero)


def is_in(environment: Environment, said: Mapping[str, Any]) -> bool:
    """Whether an object says that it belongs to this environment."""
    told = said.get("releaseEnvironment")
    return isinstance(told, str) and told.upper() == environment.value


def moment(value: object) -> datetime | None:
    """Read a time that names its zone, such as 20261101T120000Z."""
    if not isinstance(value, str) or len(value) > _LONGEST:
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
    lines = (word(value.get(f"addressLine{number}")) for number in (1, 2, 3))
    told = Address(
        name=word(value.get("name")),
        lines=tuple(line for line in lines if line),
        city=word(value.get("city")),
        district=word(value.get("districtOrCounty")) or word(value.get("district")) or word(value.get("county")),
        region=word(value.get("stateOrRegion")),
        postal_code=word(value.get("postalCode")),
        country=word(value.get("countryCode")),
        phone=word(value.get("phoneNumber")),
    )
    return None if told == Address() else told
