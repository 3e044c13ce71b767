"""Attempts: every request to a payment company that can move money, written down before it is sent.

An attempt that is open has no result yet. It is looked after until it has one: the very same request is repeated,
or the company is asked, at growing distances (`next_look`), and after a while the merchant is told.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.charging import Prepared

# When an open attempt is looked at again, in seconds after the look before; the last one repeats.
_LOOKS = (60, 120, 300, 900, 3600, 3 * 3600, 6 * 3600, 24 * 3600)

# After so long without a result somebody at the merchant's has to know.
RAISED_AFTER = timedelta(hours=1)


class Owner(StrEnum):
    """What an attempt was made for."""

    CHECKOUT = "checkout"
    RENEWAL = "renewal"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to move money.

    Its name is `reference`, which is ours and never used twice. `owner_id` is a checkout's, a subscription's or an
    order's id. `charge_id` is the provider's id, once we know it. `look_at` is when to look next, None once
    it is settled. `looks` counts the looks so far. `version` 0 is not stored yet.
    """

    prepared: Prepared
    provider: str
    customer_id: str
    owner: Owner
    owner_id: str
    made_at: datetime
    look_at: datetime | None
    charge_id: str = ""
    looks: int = 0
    raised: bool = False
    settled_at: datetime | None = None
    version: int = 0

    @property
    def reference(self) -> str:
        """Its name."""
        return self.prepared.reference

    @property
    def is_open(self) -> bool:
        """Whether nobody knows its result yet."""
        return self.settled_at is None


def begin(
    prepared: Prepared, *, provider: str, customer_id: str, owner: Owner, owner_id: str, at: datetime
) -> Attempt:
    """Return the attempt that is about to be made, to be looked at soon if nobody hears of it again."""
    look_at = at + timedelta(seconds=_LOOKS[0])
    return Attempt(prepared, provider, customer_id, owner, owner_id, made_at=at, look_at=look_at)


def settled(attempt: Attempt, *, at: datetime, charge_id: str = "") -> Attempt:
    """Return an attempt whose result is known: it is never sent again, so where somebody lives goes out of it."""
    prepared = attempt.prepared
    if prepared.remains is not None:
        prepared = replace(prepared, body=prepared.remains, remains=None)
    known = charge_id or attempt.charge_id
    return replace(attempt, prepared=prepared, settled_at=at, look_at=None, charge_id=known)


def looked(attempt: Attempt, *, at: datetime, charge_id: str = "") -> Attempt:
    """Return an attempt that was looked at in vain, and is looked at again later."""
    wait = _LOOKS[min(attempt.looks + 1, len(_LOOKS) - 1)]
    again = at + timedelta(seconds=wait)
    return replace(attempt, looks=attempt.looks + 1, look_at=again, charge_id=charge_id or attempt.charge_id)


def is_looked_after(attempt: Attempt, *, at: datetime) -> bool:
    """Whether somebody else may have sent the very same request by now, to find out what became of it."""
    return attempt.looks > 0 or bool(attempt.charge_id) or attempt.look_at is None or at >= attempt.look_at


def must_be_raised(attempt: Attempt, *, at: datetime) -> bool:
    """Whether the merchant has to be told now that this has no result."""
    return attempt.is_open and not attempt.raised and at - attempt.made_at >= RAISED_AFTER
