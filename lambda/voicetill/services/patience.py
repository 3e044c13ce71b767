"""Waiting for a payment company that says "in a moment", where nobody waits for us."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from voicetill.domain.errors import GatewayUnavailableError

_Reply = TypeVar("_Reply")

# A moment lasts so long at most, in seconds, and is waited for so often.
_LONGEST = 2.0
_MOST = 5

_A_DAY = timedelta(days=1)


class Patience:
    """Repeats a call that certainly did nothing; `pause` waits so many seconds. Never for a turn of the voice."""

    def __init__(self, pause: Callable[[float], object]) -> None:
        self._pause = pause

    def call(self, call: Callable[[], _Reply]) -> _Reply:
        """Return what the call returns; raises GatewayUnavailableError when waiting a moment does not help."""
        for _ in range(_MOST):
            try:
                return call()
            except GatewayUnavailableError as error:
                if not 0 < error.retry_after <= _LONGEST:
                    raise
                self._pause(error.retry_after)
        return call()


def asked_to_wait(error: GatewayUnavailableError) -> timedelta:
    """Return how long a company wants to be left alone, for a day at most."""
    return min(timedelta(seconds=max(0.0, min(error.retry_after, 1e6))), _A_DAY)
