"""Keeps to PPRO's rate limits before PPRO has to say so.

PPRO counts reads and writes in two token buckets, and tells with every answer what is left in one (page "Rate
limit": `X-RateLimit-Remaining`, `-Requested-Tokens`, `-Burst-Capacity`, `-Replenish-Rate`). There is no
`Retry-After`: the wait follows from those numbers.
"""

from collections.abc import Callable, Mapping
from threading import Lock

# Seconds to wait where an answer says that there were too many requests, and no more.
UNSAID_WAIT = 1.0

_LONGEST_WAIT = 60.0

# Two clocks never agree to the last digit: a token that is due this very moment may not be there yet.
_MARGIN = 0.01
_LONGEST_NUMBER = 9


class Bucket:
    """What is left of one kind of call, as far as the answers tell. Threads may share it."""

    def __init__(self, tick: Callable[[], float]) -> None:
        self._tick = tick
        self._lock = Lock()
        self._left: float | None = None
        self._rate = 0.0
        self._burst = 0.0
        self._told_at = 0.0

    def take(self) -> float:
        """Take one call out of it; return 0, or the seconds after which there will be one."""
        with self._lock:
            if self._left is None or self._rate <= 0:
                return 0.0
            now = self._tick()
            self._left = min(self._burst, self._left + (now - self._told_at) * self._rate)
            self._told_at = now
            if self._left >= 1:
                self._left -= 1
                return 0.0
            return min(_LONGEST_WAIT, (1 - self._left) / self._rate + _MARGIN)

    def hear(self, headers: Mapping[str, str]) -> None:
        """Believe what an answer tells; whatever cannot be read tells nothing."""
        left, rate = _number(headers, "remaining"), _number(headers, "replenish-rate")
        if left is None or not rate:
            return
        with self._lock:
            self._left, self._rate, self._told_at = left, rate, self._tick()
            self._burst = max(left, _number(headers, "burst-capacity") or 1.0)


def wait_told(headers: Mapping[str, str]) -> float:
    """Return the seconds until a call that was one too many may come again."""
    left, rate = _number(headers, "remaining"), _number(headers, "replenish-rate")
    if left is None or not rate:
        return UNSAID_WAIT
    missing = max(1.0, _number(headers, "requested-tokens") or 1.0) - left
    return min(_LONGEST_WAIT, missing / rate) if missing > 0 else UNSAID_WAIT


def _number(headers: Mapping[str, str], name: str) -> float | None:
    told = headers.get(f"x-ratelimit-{name}", "").strip()
    return float(told) if told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER else None
