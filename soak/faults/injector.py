"""Stands between the doors and the world: counts the calls, lets faults happen, and does what Lambda does then.

A call's name is its door, its service and operation, and its number among all calls since counting began.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from simulator.cloud.crossings import Crossing, Go, Outside
from simulator.cloud.wire import FunctionDied
from soak.faults.kinds import Fault, is_look

Came = TypeVar("Came")

RETRIES: Mapping[str, int] = MappingProxyType({"renewals": 2, "settling": 2, "outbox": 3})
"""How often a schedule or a stream calls again when a door failed (template.yaml, MaximumRetryAttempts)."""

_BROKEN_PAGE: Mapping[str, Any] = MappingProxyType(
    {
        "statusCode": 502,
        "headers": {"content-type": "application/json"},
        "body": '{"message":"Internal Server Error"}',
    }
)


@dataclass(frozen=True, slots=True)
class Point:
    """One call at which faults can happen."""

    number: int
    crossing: Crossing
    go: Go
    """Carries the call out; a look may be taken before it is decided what happens."""

    def __str__(self) -> str:
        return f"{self.crossing}#{self.number}"


Choose = Callable[[Point], Fault | None]
"""Says what happens at a point; nothing, mostly."""


def never(point: Point) -> Fault | None:
    """Let nothing happen."""
    return None


@dataclass
class Injector(Outside):
    """`choose` is asked at each call while counting; `struck` are the points at which faults happened.

    `escaped` are exceptions that left a door where none may; `failed` counts the runs that Lambda had to repeat.
    """

    choose: Choose = never
    counting: bool = False
    count: int = 0
    struck: list[tuple[Point, Fault]] = field(default_factory=list)
    escaped: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    changed: bool = False
    """Whether anything was asked that may have changed the world; whoever has looked at it puts it back."""

    died: set[str] = field(default_factory=set)
    """The doors that were opened anew after their process died."""

    door: str = ""
    _lasting: tuple[Crossing, Fault] | None = None

    def carry(self, crossing: Crossing, go: Go) -> Any:  # noqa: ANN401 - whatever is answered
        """Carry a call, or let what was chosen happen to it."""
        self.changed = self.changed or not is_look(crossing)
        if self._lasting is not None and self._lasting[1].hits(self._lasting[0], crossing):
            return self._lasting[1].strike(crossing, go)
        if not self.counting:
            return go()
        self.count += 1
        point = Point(self.count, crossing, go)
        fault = self.choose(point)
        if fault is None:
            return go()
        self.struck.append((point, fault))
        self.told.append(f"*** {point}: {fault}")
        self.died |= {crossing.door} if fault.kills else set()
        self._lasting = (crossing, fault)
        return fault.strike(crossing, go)

    def invoke(self, door: str, event: Any, call: Callable[[], Came]) -> Came:  # noqa: ANN401 - any event
        """Call a door as Lambda would, and again where it would."""
        before, self.door = self.door, door
        try:
            return call() if door == "skill" else self._answered(door, event, call)
        finally:
            self.door, self._lasting = before, None

    def _answered(self, door: str, event: Any, call: Callable[[], Came]) -> Any:  # noqa: ANN401 - any answer
        for left in range(RETRIES.get(door, 0), -1, -1):
            try:
                return call()
            except FunctionDied as death:
                self.told.append(f"    {door}: {death}")
            except Exception as error:
                self._raised(door, error)
            self._lasting = None
            if left:
                self.told.append(f"    {door} is called again")
        return _given_up(door, event)

    def _raised(self, door: str, error: Exception) -> None:
        self.told.append(f"    {door} raised {type(error).__name__}: {error}")
        if door not in RETRIES or not self.struck:
            self.escaped.append(f"{type(error).__name__} left the door {door}: {error}")


def _given_up(door: str, event: Any) -> Any:  # noqa: ANN401 - any event
    """Return what the caller of a door gets to see, or makes of it, where no answer came."""
    if door == "web":
        return dict(_BROKEN_PAGE)
    if door == "merchant":
        return {"ok": False, "error": {"code": "died", "message": "no answer came"}}
    records: Sequence[Any] = event.get("Records", ()) if isinstance(event, Mapping) else ()
    if door == "renewal_worker":
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in records]}
    return {}
