"""What a tester orders of pretend PPRO: trouble with a call, or a payment that does not come about."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from simulator.ppro.faults import FailureCode, failure


class Trouble(StrEnum):
    """What can go wrong with a call."""

    NONE = "nothing"
    NEVER_ARRIVES = "there is no connection"
    LOST_BEFORE = "no answer, and nothing was done"
    LOST_AFTER = "no answer, but it was done"
    THROTTLED = "too many requests"
    ERROR_BEFORE = "an error, and nothing was done"
    ERROR_AFTER = "an error, but it was done"
    GARBLED = "it was done, and the answer is garbage"
    LINGERS = "no answer yet: it was done, and the key counts as still running"


@dataclass(frozen=True)
class Ordered:
    """Trouble for one call: of this method, under a path with this in it; blank is any."""

    trouble: Trouble
    method: str = ""
    path: str = ""
    status: int = 500
    garbage: bytes = b"<html>"


@dataclass(frozen=True)
class Outcome:
    """What becomes of a payment or a refund: a failure, or no decision yet, or all is well."""

    failure: FailureCode | None = None
    is_pending: bool = False


WELL = Outcome()
_NO_TROUBLE = Ordered(Trouble.NONE)


class Wishes:
    """The orders of one tester, each for one call, payment or refund, in their order."""

    def __init__(self) -> None:
        self._troubles: list[Ordered] = []
        self._charges: deque[Outcome] = deque()
        self._refunds: deque[Outcome] = deque()

    def trouble(
        self,
        trouble: Trouble,
        *,
        method: str = "",
        path: str = "",
        status: int = 500,
        garbage: bytes = b"<html>",
        times: int = 1,
    ) -> None:
        """Let the next calls that fit go wrong so."""
        self._troubles.extend([Ordered(trouble, method, path, status, garbage)] * times)

    def decline(self, code: str, *, times: int = 1) -> None:
        """Let the next charges fail with a documented code. Raises ValueError for another."""
        self._charges.extend([Outcome(failure(code))] * times)

    def leave_pending(self, *, times: int = 1) -> None:
        """Let the next charges be decided later (`Ppro.decide`)."""
        self._charges.extend([Outcome(is_pending=True)] * times)

    def decline_refund(self, code: str, *, times: int = 1) -> None:
        """Let the next refunds fail with a documented code. Raises ValueError for another."""
        self._refunds.extend([Outcome(failure(code))] * times)

    def leave_refund_pending(self, *, times: int = 1) -> None:
        """Let the next refunds be decided later (`Ppro.decide_refund`)."""
        self._refunds.extend([Outcome(is_pending=True)] * times)

    def for_call(self, method: str, path: str) -> Ordered:
        """Take the first trouble that fits a call."""
        for ordered in self._troubles:
            if ordered.method in ("", method) and ordered.path in path:
                self._troubles.remove(ordered)
                return ordered
        return _NO_TROUBLE

    def for_charge(self) -> Outcome:
        """Take what becomes of a charge."""
        return self._charges.popleft() if self._charges else WELL

    def for_refund(self) -> Outcome:
        """Take what becomes of a refund."""
        return self._refunds.popleft() if self._refunds else WELL
