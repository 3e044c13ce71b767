"""Idempotency keys as pretend PPRO keeps them: 24 hours, the stored answer again, 409 where that cannot be."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from simulator.ppro.faults import Fault

KEPT = timedelta(hours=24)
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass
class _Stored:
    fingerprint: str
    at: datetime
    answer: bytes | None = None
    lingers: int = 0


class Keys:
    """The keys of one merchant."""

    def __init__(self) -> None:
        self._stored: dict[str, _Stored] = {}

    def begin(self, key: str, request: str, *, at: datetime) -> bytes | None:
        """Return the stored answer to a key, or None for a new one. Raises Fault where it is taken."""
        if not UUID4.fullmatch(key):
            raise Fault(400, "Request-Idempotency-Key must be a UUID of version 4")
        fingerprint = sha256(request.encode()).hexdigest()
        held = self._stored.get(key)
        if held is None or at - held.at >= KEPT:
            self._stored[key] = _Stored(fingerprint, at)
            return None
        if held.lingers:
            held.lingers -= 1
        elif held.answer is not None and held.fingerprint == fingerprint:
            return held.answer
        raise Fault(409, "Duplicate request received with the same idempotency key.")

    def end(self, key: str, answer: bytes, *, lingers: int = 0) -> None:
        """Keep the answer to a key. For `lingers` more calls it counts as still running."""
        self._stored[key].answer = answer
        self._stored[key].lingers = lingers

    def forget(self, key: str) -> None:
        """Nothing was done under it."""
        self._stored.pop(key, None)
