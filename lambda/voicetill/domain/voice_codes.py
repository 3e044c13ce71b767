"""Voice codes: four digits that a customer chose on our page, to guard larger orders at a device others may use.

Only a salted, slow hash is kept. Ten thousand codes are soon tried by whoever steals the records, so what guards
an order is the count of tries: three wrong ones lock the code, longer each time.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MOST_TRIES = 3
"""So many wrong codes lock it."""

SALT_BYTES = 16
"""How much chance goes into a hash; the caller brings it."""

# How long it is locked: first, and at most. It doubles in between.
_FIRST_LOCK = timedelta(hours=1)
_LONGEST_LOCK = timedelta(hours=24)

# A code of four digits, as the page and Alexa write it (AMAZON.FOUR_DIGIT_NUMBER).
_CODE = re.compile(r"[0-9]{4}", re.ASCII)
_HASH = re.compile(r"scrypt\$([0-9a-f]{32})\$([0-9a-f]{64})", re.ASCII)

# What one comparison costs: 16 MB and some tens of milliseconds.
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def read_code(text: object) -> str | None:
    """Return the four digits in what was typed or heard, spaces left out; None if it is anything else."""
    digits = re.sub(r"[\s.-]", "", text) if isinstance(text, str) else ""
    return digits if _CODE.fullmatch(digits) else None


def hashed(code: str, *, salt: bytes) -> str:
    """Return what is kept of a code: `salt` are SALT_BYTES random bytes. Raises ValueError for what is no code."""
    if not _CODE.fullmatch(code) or len(salt) != SALT_BYTES:
        raise ValueError("four digits, and a salt of the right length")
    return f"scrypt${salt.hex()}${_digest(code, salt).hex()}"


def fits(kept: str, code: str) -> bool:
    """Whether a code is the one that was kept; in the same time for a right and a wrong one."""
    found = _HASH.fullmatch(kept)
    if found is None or not _CODE.fullmatch(code):
        return False
    return hmac.compare_digest(_digest(code, bytes.fromhex(found[1])), bytes.fromhex(found[2]))


def _digest(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, **_COST)


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a customer was wrong in a row, and since when the code is locked for how long.

    `wrong` counts since the last right one, or the last lock; `locks` since the last right one.
    """

    wrong: int = 0
    locks: int = 0
    locked_until: datetime | None = None

    def is_locked(self, *, at: datetime) -> bool:
        """Whether nothing is compared for now, not even the right code."""
        return self.locked_until is not None and at < self.locked_until

    @property
    def left(self) -> int:
        """How many tries there are until it locks."""
        return MOST_TRIES - self.wrong


UNTRIED = Tries()


def was_wrong(tries: Tries, *, at: datetime) -> Tries:
    """Return the tries after one more wrong code."""
    if tries.left > 1:
        return replace(tries, wrong=tries.wrong + 1)
    lock = min(_FIRST_LOCK * 2 ** min(tries.locks, 10), _LONGEST_LOCK)
    return Tries(wrong=0, locks=tries.locks + 1, locked_until=at + lock)
