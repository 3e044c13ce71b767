"""Where pretend buyers live, member by member as Amazon Pay tells it. Nobody lives there."""

import difflib
from collections.abc import Mapping
from types import MappingProxyType

LINES = ("addressLine1", "addressLine2", "addressLine3")
MEMBERS = (
    "name", "companyName", *LINES,
    "city", "districtOrCounty", "stateOrRegion", "postalCode", "countryCode", "phone",
)  # fmt: skip
"""All members, each of them text, and each of them optional."""

ADDRESSES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "US": {
            "name": "Sam Sample",
            "addressLine1": "1234 Main Street",
            "city": "Cupertino",
            "stateOrRegion": "CA",
            "postalCode": "95014",
            "countryCode": "US",
            "phone": "555-010-0123",
        },
        "GB": {
            "name": "Sam Sample",
            "addressLine1": "5 Sample Street",
            "city": "London",
            "postalCode": "EC1A 9ZZ",
            "countryCode": "GB",
        },
        "DE": {
            "name": "Sam Sample",
            # Real German answers were seen with the street in the second line and no first one.
            "addressLine2": "Musterstrasse 5",
            "city": "Berlin",
            "postalCode": "10115",
            "countryCode": "DE",
        },
        "FR": {
            "name": "Camille Exemple",
            "addressLine1": "5 rue de l'Exemple",
            "city": "Paris",
            "postalCode": "75000",
            "countryCode": "FR",
        },
        "IT": {
            "name": "Andrea Esempio",
            "addressLine1": "Via dell'Esempio 5",
            "city": "Roma",
            "postalCode": "00100",
            "countryCode": "IT",
        },
        "ES": {
            "name": "Alex Ejemplo",
            "addressLine1": "Calle del Ejemplo 5",
            "city": "Madrid",
            "postalCode": "28000",
            "countryCode": "ES",
        },
        "JP": {
            "name": "見本 花子",
            "addressLine1": "見本町1-2-3",
            "city": "東京都千代田区",
            "postalCode": "100-0001",
            "countryCode": "JP",
        },
    }
)
"""Where the pretend buyers of each country live (ISO 3166)."""

FIRST_COUNTRY = "US"


class UnknownMember(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a part of an address that no address has; names those that are near."""


def country_of(locale: str | None, *, otherwise: str = FIRST_COUNTRY) -> str:
    """The country of a buyer whose device listens in this locale.

    Where no pretend buyer lives there, or nothing is known of the device, it is the other one, or the first.
    """
    spoken_in = (locale or "").rpartition("-")[2]
    return next((country for country in (spoken_in, otherwise) if country in ADDRESSES), FIRST_COUNTRY)


def changed(members: Mapping[str, str]) -> dict[str, str]:
    """These members, if every one of them is one of an address. Raises UnknownMember."""
    for name in members:
        if name not in MEMBERS:
            near = difflib.get_close_matches(name, MEMBERS, n=2)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(MEMBERS)}"
            raise UnknownMember(f"no address has a {name!r}; {hint}")
    return dict(members)


def put_together(address: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """The address with its changes, without what is empty."""
    merged = {**address, **changes}
    return {name: merged[name] for name in MEMBERS if merged.get(name)}


def can_be_found(address: Mapping[str, str]) -> bool:
    """Whether something can be sent there: it has a line at least, be it the first or not."""
    return any(address.get(line) for line in LINES)
