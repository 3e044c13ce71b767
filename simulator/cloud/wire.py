"""The wire between the function and DynamoDB: every call is written down, and testers can cut it.

It hangs on botocore's own events, so that the real client serialises, signs and parses as ever.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from types import MappingProxyType
from typing import Any, Protocol

LOADS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
SAVES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
OUTAGE = 500
"""What DynamoDB answers when it is down: HTTP 500 with the code InternalServerError."""


@dataclass(frozen=True)
class CrashPoint:
    """A place in a turn where the function can die: around one of these operations, before or after it."""

    name: str
    meaning: str
    operations: frozenset[str] = frozenset()
    before: bool = False


CRASH_POINTS = MappingProxyType(
    {
        point.name: point
        for point in (
            CrashPoint("before-load", "before it has read anything", LOADS, before=True),
            CrashPoint("after-load", "with what it read in hand", LOADS),
            CrashPoint("before-save", "before anything is written", SAVES, before=True),
            CrashPoint("after-save", "when all is written and nothing answered", SAVES),
            CrashPoint("before-answer", "with the answer ready, which is lost"),
        )
    }
)
"""Where a tester can let the function die, by name."""


class FunctionDied(BaseException):
    """Raised in the place where the function's process ends."""


@dataclass(frozen=True)
class DynamoCall:
    """One call of the turn: what was asked, how long it took, and the error code if it was refused."""

    operation: str
    parameters: Mapping[str, Any]
    milliseconds: float
    refused: str | None = None


class _Emitter(Protocol):
    """What botocore's clients and sessions offer under `events`."""

    def register(self, event_name: str, handler: Callable[..., Any], /) -> object: ...


@dataclass
class Wire:
    """The calls of the present turn, and what is to go wrong in the next one."""

    calls: list[DynamoCall] = field(default_factory=list)
    _dies_at: CrashPoint | None = None
    _down: bool = False
    _parameters: Mapping[str, Any] = field(default_factory=dict)
    _began: float = 0.0

    @property
    def tampered(self) -> bool:
        """Whether something is ordered to go wrong."""
        return self._down or self._dies_at is not None

    def attach(self, events: _Emitter) -> None:
        """Hang on the events of a DynamoDB client."""
        events.register("provide-client-params.dynamodb", self._asked)
        events.register("before-call.dynamodb", self._leaves)
        events.register("after-call.dynamodb", self._came_back)

    def begin_turn(self) -> None:
        """A new turn has made no calls yet."""
        self.calls.clear()

    def end_turn(self) -> None:
        """The outage is over with the turn; a death that found no occasion waits for the next one."""
        self._down = False

    def die_at(self, point: CrashPoint) -> None:
        """Let the function die at this point of its next turn."""
        self._dies_at = point

    def go_down(self) -> None:
        """Let DynamoDB be down for the next turn."""
        self._down = True

    def answers(self) -> None:
        """The function is about to answer."""
        self._perhaps_die(None, before=False)

    def _asked(self, params: Mapping[str, Any], **_: object) -> None:
        self._parameters = params

    def _leaves(self, model: Any, **_: object) -> tuple[Any, dict[str, Any]] | None:  # noqa: ANN401 - botocore's own
        self._began = perf_counter()
        self._perhaps_die(model.name, before=True)
        if not self._down:
            return None
        message = "DynamoDB is down, as it was told to be"
        return _Answered(OUTAGE), {
            "Error": {"Code": "InternalServerError", "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": OUTAGE},
        }

    def _came_back(self, model: Any, parsed: Mapping[str, Any], **_: object) -> None:  # noqa: ANN401 - botocore's own
        took = (perf_counter() - self._began) * 1000
        refused = parsed.get("Error", {}).get("Code")
        self.calls.append(DynamoCall(model.name, self._parameters, took, refused))
        self._perhaps_die(model.name, before=False)

    def _perhaps_die(self, operation: str | None, *, before: bool) -> None:
        point = self._dies_at
        if point is None or point.before is not before:
            return
        if operation in point.operations or (operation is None and not point.operations):
            self._dies_at = None
            raise FunctionDied(f"the function died {point.meaning}")


@dataclass(frozen=True)
class _Answered:
    """As much of an HTTP response as botocore looks at."""

    status_code: int
