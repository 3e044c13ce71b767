"""A `Send` that tries again, for the back office: in a turn of speech nobody has the time.

Only what may be sent twice is sent twice: a look, and whatever carries an idempotency key. Every try is the very
same request, with the same signature and the same key.
"""

import math
from collections.abc import Callable, Mapping

from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError, Send

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which a try makes sense (the vendors' own libraries agree on them)."""

WAITS = (1.0, 2.0, 4.0)
"""Seconds before each further try."""

# Statuses that prove that this very try did nothing; any other of `RETRIED` may hide that it did.
_DID_NOTHING = frozenset({429})
_REFUSES_WHO_WE_ARE = frozenset({401, 403})
_REFUSALS = range(400, 500)
_LOOKS = frozenset({"GET", "HEAD"})
_HARMLESS = frozenset({"GET", "HEAD", "PATCH", "PUT", "DELETE"})
_EACH = 10.0


class PatientSend:
    """Sends by another `Send`, at most three times more, within the seconds that are given for all of it.

    `each` limits a single try, so that one that hangs leaves time for another.
    """

    def __init__(
        self, send: Send, *, sleep: Callable[[float], object], ticks: Callable[[], float], each: float = _EACH
    ) -> None:
        self._send = send
        self._sleep = sleep
        self._ticks = ticks
        self._each = each

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answered:
        """Return the last answer. Raises NotConnectedError only if no try of all can have done anything.

        An answer that would prove that nothing was done proves that of its own try alone: after one that may have
        done something it is NoAnswerError, too.
        """
        until = self._ticks() + within
        waits = WAITS if _may_repeat(method, headers) else ()
        in_doubt = False
        for wait in (*waits, None):
            outcome = self._tried(method, url, headers, body, within=max(0.0, until - self._ticks()))
            pause = _pause(outcome, wait)
            if pause is None or self._ticks() + pause >= until:
                return _told(outcome, in_doubt=in_doubt, looks=method in _LOOKS)
            in_doubt = in_doubt or not _did_nothing(outcome)
            self._sleep(pause)
        raise AssertionError("the last try never waits")

    def _tried(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, within: float
    ) -> Answered | NoAnswerError:
        try:
            return self._send(method, url, headers, body, within=min(within, self._each))
        except NoAnswerError as trouble:
            return trouble


def _may_repeat(method: str, headers: Mapping[str, str]) -> bool:
    return method in _HARMLESS or any(name.lower().endswith("idempotency-key") for name in headers)


def _pause(outcome: Answered | NoAnswerError, wait: float | None) -> float | None:
    """Return the seconds before the next try; None if there is to be none."""
    if wait is None:
        return None
    if isinstance(outcome, NoAnswerError):
        return wait
    return max(wait, _asked_for(outcome)) if outcome.status in RETRIED else None


def _asked_for(answer: Answered) -> float:
    try:
        seconds = float(answer.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0


def _did_nothing(outcome: Answered | NoAnswerError) -> bool:
    if isinstance(outcome, NoAnswerError):
        return isinstance(outcome, NotConnectedError)
    return outcome.status in _DID_NOTHING


def _told(outcome: Answered | NoAnswerError, *, in_doubt: bool, looks: bool) -> Answered:
    if isinstance(outcome, NoAnswerError):
        raise NoAnswerError(str(outcome)) if in_doubt else outcome
    # A refusal may be of the repeat alone, because it met the first try: "one is in progress".
    refuses = not looks and outcome.status in _REFUSALS
    if in_doubt and (refuses or outcome.status in _DID_NOTHING | _REFUSES_WHO_WE_ARE):
        raise NoAnswerError(f"status {outcome.status}, and an earlier try may have done something")
    return outcome
