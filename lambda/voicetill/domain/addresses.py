"""Where goods are delivered and where invoices go."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as a buyer keeps it; any member may be missing.

    `lines` holds whichever address lines exist, in order: a first line is not promised (Setup response).
    `country` is an ISO 3166 code; `region` is free text and often absent outside the US.
    """

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""

    @property
    def is_deliverable(self) -> bool:
        """Whether there is enough of it to name a place and send a parcel there."""
        return any(line.strip() for line in self.lines)

    @property
    def country_code(self) -> str:
        """The country as data names it; blank if the address names none."""
        return self.country.strip().upper()

    def is_same_place_as(self, other: "Address") -> bool:
        """Whether a parcel would go to the same person at the same door.

        Case, spaces and the break between lines are spelling; a phone number sends nothing anywhere. Anything
        else that differs makes another place: asking once too often costs less than one parcel gone astray.
        """
        return self._label() == other._label()

    def _label(self) -> tuple[str, ...]:
        street = " ".join(self.lines)
        parts = (self.name, self.company, street, self.city, self.district, self.region, self.country)
        return (*map(_plain, parts), _plain(self.postal_code).replace(" ", ""))


def _plain(text: str) -> str:
    """Return the text without what is only spelling: case, spaces, and forms of the same sign (full width)."""
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())
