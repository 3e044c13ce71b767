"""Idempotency keys: the same for the same act, for ever, wherever it runs.

PPRO asks for a UUID of version 4 (page "Idempotency"). A random one would be lost with the process that made it;
so ours is a digest of what the call is for, in the shape of one.
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from voicetill.gateways.ppro.reading import members, moment

# PPRO keeps a key for 24 hours from the first call. The hour is for clocks that differ, and for slow calls.
KEY_IS_SAFE_FOR = timedelta(hours=23)

# The label in which a body carries the moment that it was prepared: what is sent again is told apart by it from
# what is too old for that.
PREPARED_AT = "preparedAt"


def key_of(act: str, name: str) -> str:
    """Return the key of an act on, or under, a name of ours or of PPRO's."""
    digest = sha256(f"voicetill/ppro/{act}/{name}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def stamped(at: datetime) -> str:
    """Write a moment as PPRO does: ISO 8601 in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_remembered(body: str, *, now: datetime) -> bool:
    """Whether PPRO still knows the key of a body, if it ever heard of it; a body that does not say is too old."""
    try:
        told = json.loads(body)
    except ValueError:
        return False
    prepared_at = moment(members(members(told).get("labels")).get(PREPARED_AT))
    # One from the future was written by a clock that went wrong: nothing follows from it.
    return prepared_at is not None and timedelta(minutes=-5) <= now - prepared_at < KEY_IS_SAFE_FOR
