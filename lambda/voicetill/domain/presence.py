"""What speaks for a customer, and what against: the newest moments of it, so that late news can be compared.

Events of the voice platform come late, twice, and in any order. None of them counts by when it arrives.
"""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """The newest moments of a customer that are known; None where there is none.

    `came_at`: they enabled the skill, linked an account, or changed their cart. `allowed_at`: they allowed
    payments. `left_at`: they left, or wanted to be forgotten; what was there by then is erased. `denied_at`: they
    took the permission to pay back. `notices_at`: they said whether their devices may chime.
    """

    came_at: datetime | None = None
    allowed_at: datetime | None = None
    left_at: datetime | None = None
    denied_at: datetime | None = None
    notices_at: datetime | None = None

    def came(self, at: datetime) -> "Presence":
        """Return it after the customer was here."""
        return replace(self, came_at=later(self.came_at, at))

    def allowed(self, at: datetime) -> "Presence":
        """Return it after they allowed payments, which also says that they are here."""
        return replace(self.came(at), allowed_at=later(self.allowed_at, at))

    def left(self, at: datetime) -> "Presence":
        """Return it after they left."""
        return replace(self, left_at=later(self.left_at, at))

    def denied(self, at: datetime) -> "Presence":
        """Return it after they took the permission to pay back."""
        return replace(self, denied_at=later(self.denied_at, at))

    def noticed(self, at: datetime) -> "Presence":
        """Return it after they chose whether to be notified."""
        return replace(self, notices_at=later(self.notices_at, at))

    def had_gone(self, began: datetime) -> bool:
        """Whether they left, or took the permission to pay back, after something of theirs had begun."""
        gone = later(self.left_at, self.denied_at)
        return gone is not None and began <= gone


HERE = Presence()


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two moments; None where neither is known."""
    known = [at for at in (one, other) if at is not None]
    return max(known, default=None)
