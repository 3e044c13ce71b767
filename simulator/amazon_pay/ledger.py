"""What was really charged. Tests and expectations compare with this, whatever the answers said."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Charged:
    """Money that moved, or was reserved: under the seller's reference, for the seller's order."""

    reference: str
    amount: Decimal
    currency: str
    order_id: str | None
    agreement_id: str
    seller_id: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass
class Ledger:
    """All money of one pretend Amazon Pay, oldest first."""

    charges: list[Charged] = field(default_factory=list)
    reservations: list[Charged] = field(default_factory=list)
    """Authorized and not captured: no money has moved."""

    references: set[tuple[str, str]] = field(default_factory=set)
    """Seller and reference of every authorization, also of those that were declined."""

    def times(self, amount: Decimal, currency: str) -> int:
        """How often exactly this was charged."""
        return sum(charge.amount == amount and charge.currency == currency for charge in self.charges)

    def totals(self) -> dict[str, Decimal]:
        """What was charged in all, for each currency."""
        found: dict[str, Decimal] = {}
        for charge in self.charges:
            found[charge.currency] = found.get(charge.currency, Decimal()) + charge.amount
        return found

    def in_month(self, agreement_id: str, moment: datetime) -> Decimal:
        """What was charged or reserved on an agreement in the calendar month of this moment, in UTC."""
        return sum(
            (
                entry.amount
                for entry in (*self.charges, *self.reservations)
                if entry.agreement_id == agreement_id and _month(entry.at) == _month(moment)
            ),
            start=Decimal(),
        )


def _month(moment: datetime) -> tuple[int, int]:
    utc = moment.astimezone(UTC)
    return utc.year, utc.month
