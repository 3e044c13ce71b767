"""What was really moved. Tests compare with this, whatever the answers said."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Moved:
    """Money that was taken, or given back: under the merchant's reference, for one charge."""

    reference: str
    charge_id: str
    permission_id: str
    amount: Decimal
    currency: str
    at: datetime


@dataclass
class Ledger:
    """All money of one pretend Amazon Pay, oldest first."""

    taken: list[Moved] = field(default_factory=list)
    given_back: list[Moved] = field(default_factory=list)

    def taken_for(self, reference: str) -> Decimal:
        """What was taken in all under a reference."""
        return sum((moved.amount for moved in self.taken if moved.reference == reference), Decimal())

    def times(self, reference: str) -> int:
        """How often money was taken under a reference."""
        return sum(moved.reference == reference for moved in self.taken)

    def taken_in_month(self, permission_id: str, moment: datetime) -> Decimal:
        """What was taken of a permission in the calendar month of a moment."""
        month = (moment.year, moment.month)
        found = (moved for moved in self.taken if moved.permission_id == permission_id)
        return sum((moved.amount for moved in found if (moved.at.year, moved.at.month) == month), Decimal())
