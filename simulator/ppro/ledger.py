"""What money really moved, by the merchant's reference. Tests compare with this, whatever the answers said."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Move(StrEnum):
    """What happened to money."""

    RESERVED = "reserved"
    TAKEN = "taken"
    RETURNED = "returned"
    RELEASED = "released"


@dataclass(frozen=True)
class Entry:
    """One move, in cents: under the merchant's reference for the charge, and for the refund where it is one."""

    move: Move
    reference: str
    amount: int
    charge_id: str
    at: datetime
    refund_reference: str = ""


@dataclass
class Ledger:
    """All money of one pretend PPRO, oldest first."""

    entries: list[Entry] = field(default_factory=list)

    def times(self, reference: str) -> int:
        """How many charges of this reference took money."""
        return len({e.charge_id for e in self.entries if e.move is Move.TAKEN and e.reference == reference})

    def taken(self, reference: str) -> int:
        """What was taken under a reference, in cents."""
        return self._sum(Move.TAKEN, reference)

    def returned(self, reference: str) -> int:
        """What went back of a charge, by the charge's reference, in cents."""
        return self._sum(Move.RETURNED, reference)

    def refunded_as(self, refund_reference: str) -> int:
        """What went back under a refund's own reference, in cents."""
        return sum(entry.amount for entry in self.entries if entry.refund_reference == refund_reference)

    def reserved(self, reference: str) -> int:
        """What was ever reserved under a reference, in cents."""
        return self._sum(Move.RESERVED, reference)

    @property
    def balance(self) -> int:
        """What the merchant has of it all, in cents."""
        return sum(entry.amount * {Move.TAKEN: 1, Move.RETURNED: -1}.get(entry.move, 0) for entry in self.entries)

    def _sum(self, move: Move, reference: str) -> int:
        return sum(e.amount for e in self.entries if e.move is move and e.reference == reference)
