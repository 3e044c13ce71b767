"""What a tester can order to go wrong: with the line, with the service, and with the buyer's money."""

from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.amazon_pay_v2.calls import Reply, refusal
from simulator.amazon_pay_v2.faults import Fault

GARBAGE = b'{"chargeId": '


class Unreached(OSError):  # noqa: N818 - reads as a plain fact
    """Raised to an in-process caller whose call never arrived."""


class Unanswered(OSError):  # noqa: N818 - reads as a plain fact
    """Raised to an in-process caller whose call arrived, and whose answer was lost."""


@dataclass(frozen=True)
class Trouble:
    """One thing that goes wrong with one call.

    `acts` says whether the call is carried out. `answer` makes the answer out of the true one, None means that
    there is none. `on` names the operation that it waits for, None any.
    """

    acts: bool
    answer: Callable[[Reply], Reply] | None
    arrives: bool = True
    on: str | None = None


@dataclass
class Troubles:
    """The orders that have not come yet, oldest first."""

    waiting: list[Trouble] = field(default_factory=list)

    def lose(self, *, after_acting: bool, on: str | None = None) -> None:
        """Let the next call get no answer."""
        self.waiting.append(Trouble(after_acting, None, on=on))

    def never_arrive(self, on: str | None = None) -> None:
        """Let the next call never arrive."""
        self.waiting.append(Trouble(acts=False, answer=None, arrives=False, on=on))

    def throttle(self, *, retry_after: int | None = None, on: str | None = None) -> None:
        """Answer the next call with 429."""
        told = {} if retry_after is None else {"retry-after": str(retry_after)}
        refused = refusal(Fault("TooManyRequests", "too many requests"))
        self.waiting.append(Trouble(False, lambda _: Reply(refused.status, refused.body, told), on=on))

    def fail(
        self, *, status: int = 500, code: str = "InternalServerError", acts: bool = False, on: str | None = None
    ) -> None:
        """Answer the next call with a fault of the service, which may hide that it was carried out."""
        body = f'{{"reasonCode": "{code}", "message": "a fault of the service"}}'.encode()
        self.waiting.append(Trouble(acts, lambda _: Reply(status, body), on=on))

    def garble(
        self, body: bytes = GARBAGE, *, status: int | None = None, acts: bool = True, on: str | None = None
    ) -> None:
        """Answer the next call with what nobody can read; None keeps the true status."""
        self.waiting.append(Trouble(acts, lambda true: Reply(status or true.status, body), on=on))

    def replace(self, change: Callable[[bytes], bytes], *, on: str | None = None) -> None:
        """Carry the next call out, and change the body of its answer."""
        self.waiting.append(Trouble(True, lambda true: Reply(true.status, change(true.body), true.headers), on=on))

    def take(self, operation: str) -> Trouble | None:
        """The trouble of a call; None if nothing goes wrong with it."""
        for place, trouble in enumerate(self.waiting):
            if trouble.on in (None, operation):
                return self.waiting.pop(place)
        return None
