"""Where goods are delivered and where invoices go."""

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
