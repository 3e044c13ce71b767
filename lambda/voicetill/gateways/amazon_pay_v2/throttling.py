"""How often the API may be called: a bucket of tokens for each kind of call, kept on our side.

The vendor's page "API throttling limits" gives the numbers below; an older copy of it gives half or a quarter of
the rates, so they can be set. The buckets of the vendor belong to a merchant as a whole: where several workers
call at the same time, each takes its `share`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from types import MappingProxyType

from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Environment


class Kind(StrEnum):
    """The kinds of calls that are counted apart."""

    CREATE_CHARGE = "create charge"
    CAPTURE_CHARGE = "capture charge"
    CANCEL_CHARGE = "cancel charge"
    CREATE_REFUND = "create refund"
    GET_CHARGE = "get charge"
    GET_REFUND = "get refund"
    GET_PERMISSION = "get charge permission"
    UPDATE_PERMISSION = "update charge permission"
    CLOSE_PERMISSION = "close charge permission"
    CREATE_SESSION = "create checkout session"
    GET_SESSION = "get checkout session"
    UPDATE_SESSION = "update checkout session"
    COMPLETE_SESSION = "complete checkout session"
    CREATE_TRACKER = "create delivery tracker"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls at once, and how many more a second."""

    most: float
    restored: float


RATES: Mapping[Environment, Mapping[Kind, Rate]] = MappingProxyType(
    {
        Environment.LIVE: MappingProxyType(
            {
                Kind.CREATE_CHARGE: Rate(10, 4),
                Kind.CAPTURE_CHARGE: Rate(20, 4),
                Kind.CANCEL_CHARGE: Rate(10, 2),
                Kind.CREATE_REFUND: Rate(10, 4),
                Kind.GET_CHARGE: Rate(20, 4),
                Kind.GET_REFUND: Rate(20, 4),
                Kind.GET_PERMISSION: Rate(20, 4),
                Kind.UPDATE_PERMISSION: Rate(10, 2),
                Kind.CLOSE_PERMISSION: Rate(10, 2),
                Kind.CREATE_SESSION: Rate(40, 16),
                Kind.GET_SESSION: Rate(40, 8),
                Kind.UPDATE_SESSION: Rate(20, 8),
                Kind.COMPLETE_SESSION: Rate(20, 4),
                Kind.CREATE_TRACKER: Rate(10, 1),
            }
        ),
        Environment.SANDBOX: MappingProxyType(
            {
                Kind.CREATE_CHARGE: Rate(2, 1),
                Kind.CAPTURE_CHARGE: Rate(2, 1),
                Kind.CANCEL_CHARGE: Rate(2, 1),
                Kind.CREATE_REFUND: Rate(2, 1),
                Kind.GET_CHARGE: Rate(5, 1),
                Kind.GET_REFUND: Rate(5, 1),
                Kind.GET_PERMISSION: Rate(10, 1),
                Kind.UPDATE_PERMISSION: Rate(5, 1),
                Kind.CLOSE_PERMISSION: Rate(2, 1),
                Kind.CREATE_SESSION: Rate(5, 1),
                Kind.GET_SESSION: Rate(10, 1),
                Kind.UPDATE_SESSION: Rate(5, 1),
                Kind.COMPLETE_SESSION: Rate(2, 1),
                Kind.CREATE_TRACKER: Rate(1, 1),
            }
        ),
    }
)


class Throttle:
    """Lets calls through as often as they may be made; several threads may ask at once."""

    def __init__(self, rates: Mapping[Kind, Rate], *, ticks: Callable[[], float], share: float = 1.0) -> None:
        if not 0 < share <= 1:
            raise ValueError("share must be above 0 and at most 1")
        self._ticks = ticks
        self._lock = Lock()
        # One call at once is always allowed: a bucket that holds less than one token would never open.
        self._rates = {
            kind: Rate(max(1.0, rate.most * share), rate.restored * share) for kind, rate in rates.items()
        }
        self._left = {kind: (rate.most, ticks()) for kind, rate in self._rates.items()}

    def take(self, kind: Kind) -> None:
        """Take the token for one call; raises GatewayUnavailableError, with the wait, if there is none."""
        rate = self._rates[kind]
        with self._lock:
            left, then = self._left[kind]
            now = self._ticks()
            left = min(rate.most, left + max(0.0, now - then) * rate.restored)
            enough = left >= 1
            self._left[kind] = (left - 1 if enough else left, now)
        if not enough:
            raise GatewayUnavailableError("our own limit of calls", retry_after=(1 - left) / rate.restored)
