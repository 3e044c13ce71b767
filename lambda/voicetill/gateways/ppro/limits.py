"""PPRO's limits for what we send, each fault naming its field: a request that breaks one is never sent.

A member without a value is left out of a body, so a blank text is only a fault where the member is required.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from voicetill.domain.charging import LONGEST_REFERENCE
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.money import Currency, Money
from voicetill.gateways.ppro.reading import LONGEST, is_identifier

# Amazon Pay through PPRO (page "Amazon Pay"): US dollars only, from 0.50; 20,000.00 unless agreed otherwise.
CURRENCY = Currency.USD
COUNTRY = "US"
SMALLEST = 50
LARGEST = 2_000_000

# PPRO OpenAPI, payment agreements.
LONGEST_DESCRIPTION = 100
LONGEST_INTERVAL = 1000

_HTTPS = 443


class Faults:
    """Gathers what is wrong with a request, to tell all of it at once."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, field: str, why: str) -> None:
        """Note a fault of a field."""
        self._found.append(f"{field}: {why}")

    def text(self, field: str, value: str, *, most: int = LONGEST, required: bool = False) -> None:
        """Check a text."""
        if not value.strip():
            if required:
                self.add(field, "is required")
        elif len(value) > most:
            self.add(field, f"must have at most {most} characters")
        elif any("\ud800" <= sign <= "\udfff" for sign in value):
            self.add(field, "must be whole Unicode text: a lone surrogate cannot be sent")

    def reference(self, field: str, value: str) -> None:
        """Check a name that we gave: it is searched for later, so it must be one."""
        if len(value) > LONGEST_REFERENCE or not is_identifier(value):
            self.add(field, f"must have 1 to {LONGEST_REFERENCE} letters and digits")

    def given_id(self, field: str, value: str) -> None:
        """Check an id of PPRO's: it becomes part of a path."""
        if not is_identifier(value):
            self.add(field, "must be an id of PPRO's")

    def amount(self, field: str, money: Money, *, least: int, most: int) -> None:
        """Check an amount of money, in minor units."""
        if money.currency is not CURRENCY:
            self.add(f"{field}.currency", f"must be {CURRENCY}")
        elif not least <= money.minor <= most:
            self.add(f"{field}.value", f"must be from {least} to {most}")

    def web_address(self, field: str, value: str, *, webhooks: bool = False) -> None:
        """Check an address; PPRO calls webhooks at https and port 443 only."""
        self.text(field, value, required=True)
        parts = _split(value)
        if parts is None:
            self.add(field, "must be a web address")
        elif webhooks and (parts[0] != "https" or parts[1] != _HTTPS):
            self.add(field, "must be https, at port 443")

    def refuse(self) -> None:
        """Raise PayloadRefusedError if anything was wrong."""
        if self._found:
            raise PayloadRefusedError(self._found)


def filled(members: Mapping[str, object]) -> dict[str, object]:
    """Leave out what has no value."""
    return {name: value for name, value in members.items() if value not in ("", None, {}, [])}


def _split(value: str) -> tuple[str, int] | None:
    """Return scheme and port of a web address; None if it is none."""
    try:
        parts = urlsplit(value)
        port = parts.port or (_HTTPS if parts.scheme == "https" else 80)
    except ValueError:
        return None
    sound = parts.scheme in ("https", "http") and parts.hostname and value.isascii() and value.isprintable()
    return (parts.scheme, port) if sound and " " not in value else None
