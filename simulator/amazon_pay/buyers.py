"""The people who pay: their addresses, their wallet, and their agreements with sellers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

OPEN, SUSPENDED, CANCELED, CLOSED, DRAFT = "OPEN", "SUSPENDED", "CANCELED", "CLOSED", "DRAFT"
AGREEMENT_STATES = (OPEN, SUSPENDED, CANCELED, CLOSED, DRAFT)
_KEPT = (OPEN, SUSPENDED)

ADDRESSES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "01": {
            "name": "Sam Sample",
            "addressLine1": "1234 Main Street",
            "city": "Cupertino",
            "stateOrRegion": "CA",
            "postalCode": "95014",
            "countryCode": "US",
            "phone": "555-010-0123",
        },
        "02": {
            "name": "Sam Sample",
            # Real European answers were seen with the street in the second line and no first one.
            "addressLine2": "Musterstrasse 5",
            "city": "Berlin",
            "postalCode": "10115",
            "countryCode": "DE",
        },
        "03": {
            "name": "見本 花子",
            "addressLine1": "見本町1-2-3",
            "city": "東京都千代田区",
            "postalCode": "100-0001",
            "countryCode": "JP",
        },
    }
)
"""Where the pretend buyers of each region live. Nobody does."""


@dataclass(frozen=True)
class Agreement:
    """A billing agreement: what a seller may charge without asking Amazon Pay's questions again."""

    id: str
    seller_id: str
    environment: str
    currency: str
    created: str
    region: str
    language: str | None = None
    status: str = OPEN


@dataclass
class Buyer:
    """One Amazon account. `address` replaces the address of the region, for delivery and for the bill."""

    user_id: str
    address: Mapping[str, str] | None = None
    agreements: dict[str, Agreement] = field(default_factory=dict)

    def lives_at(self, region: str) -> dict[str, str]:
        """The preferred shipping address."""
        return dict(self.address or ADDRESSES[region])

    def agreement_with(self, seller_id: str, environment: str) -> Agreement | None:
        """The agreement that Setup gives back instead of making another."""
        for agreement in self.agreements.values():
            if (agreement.seller_id, agreement.environment) == (
                seller_id,
                environment,
            ) and agreement.status in _KEPT:
                return agreement
        return None

    def keep(self, agreement: Agreement, *, status: str | None = None) -> Agreement:
        """Remember the agreement, in a new status if one is given."""
        kept = replace(agreement, status=status or agreement.status)
        self.agreements[kept.id] = kept
        return kept

    def repair_wallet(self) -> None:
        """The buyer has mended the payment method: what was suspended is open again."""
        for agreement in list(self.agreements.values()):
            if agreement.status == SUSPENDED:
                self.keep(agreement, status=OPEN)
