"""How a door is seen from outside: one id in every line of a turn, a line that sums the turn up, and metrics.

Lambda's own handler writes every named field of a line as JSON. Metrics are lines of their own on the standard
output, in CloudWatch's embedded metric format; where no stack is named, as in rehearsals, none are printed.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from voicetill.domain.conversations import followed
from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.payments import Environment
from voicetill.services.ports import Clock, NewId
from voicetill.wiring.metrics import COUNTED, Metrics
from voicetill.wiring.parts import environment, now, random_id

logger = logging.getLogger(__name__)

_OURS = "voicetill"

Given = ParamSpec("Given")
Came = TypeVar("Came")


class Told(Protocol):
    """What a door is told about where it stands."""

    @property
    def sandbox_mode(self) -> bool:
        """Whether no money is real."""

    @property
    def stack_name(self) -> str | None:
        """The deployment's name."""


@dataclass(slots=True)
class Turn:
    """One call of a door."""

    correlation: str
    watcher: "Watcher"
    began: float
    calls: int = 0
    facts: dict[str, str | float] = field(default_factory=dict)


_TURN: ContextVar[Turn | None] = ContextVar("turn", default=None)


def called(*details: object, **more: object) -> None:
    """Count a call that leaves the process; fits botocore's events."""
    turn = _TURN.get()
    if turn is not None:
        turn.calls += 1


def watched(client: Any) -> Any:  # noqa: ANN401 - boto3 is not typed here
    """Count the calls of a client of boto3's, whatever stands in for it."""
    events = getattr(getattr(client, "meta", None), "events", None)
    if events is not None:
        events.register("before-call", called, unique_id="voicetill-calls")
    return client


def counted(call: Callable[Given, Came]) -> Callable[Given, Came]:
    """Count the calls that something makes, which leave the process."""

    def calls(*given: Given.args, **named: Given.kwargs) -> Came:
        called()
        return call(*given, **named)

    return calls


class Watcher:
    """Watches one door; fits the services' `Watch`. `name` is the door's, `stack` the deployment's."""

    def __init__(
        self,
        name: str,
        environment: Environment,
        *,
        stack: str | None = None,
        summary: str = "run",
        clock: Clock = now,
        new_id: NewId = random_id,
        ticks: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._name = name
        self._metrics = Metrics(name, environment, stack=stack, clock=clock)
        self._summary = summary
        self._new_id = new_id
        self._ticks = ticks
        see_through()

    def follow(self, id_: str) -> None:
        """Let every line from here on bear the id of the checkout that this name is made of."""
        turn = _TURN.get()
        if turn is not None and id_:
            turn.correlation = followed(id_)

    def note(self, **facts: str | float) -> None:
        """Put these into the line that sums the turn up."""
        turn = _TURN.get()
        if turn is not None:
            turn.facts.update(facts)

    def count(self, *marks: Mark) -> None:
        """Print metrics; see the port."""
        turn = _TURN.get()
        self._metrics.put(marks, correlation=turn.correlation if turn else "")

    def over(self, handler: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        """Return a door's handler, watched."""

        def handle(event: Any, context: Any) -> Any:  # noqa: ANN401 - Lambda's own
            turn = Turn(self._new_id(), self, self._ticks())
            before = _TURN.set(turn)
            try:
                return handler(event, context)
            except BaseException as error:
                turn.facts["failed"] = type(error).__name__
                raise
            finally:
                self._sum_up(turn)
                _TURN.reset(before)

        # As `functools.wraps` does it: whoever wants the handler itself finds it (`inspect.unwrap`).
        vars(handle)["__wrapped__"] = handler
        return handle

    def _sum_up(self, turn: Turn) -> None:
        milliseconds = round((self._ticks() - turn.began) * 1000)
        fields = {"door": self._name, "milliseconds": milliseconds, "calls": turn.calls, **turn.facts}
        logger.info(self._summary, extra=fields)
        self.count(Mark(Metric.TURN, milliseconds))


def watcher_of(settings: Told, name: str, *, clock: Clock, summary: str = "run") -> Watcher:
    """Return who watches a door with these settings."""
    where = environment(sandbox=settings.sandbox_mode)
    return Watcher(name, where, stack=settings.stack_name, summary=summary, clock=clock)


class _Tally(logging.Handler):
    """Counts what a log line tells, for the alarms: every error, and a few warnings, by their messages."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count it for the door at work."""
        turn = _TURN.get()
        otherwise = Metric.ERRORS if record.levelno >= logging.ERROR else None
        metric = COUNTED.get(str(record.msg), otherwise)
        if turn is not None and metric is not None:
            turn.watcher.count(Mark(metric))


_TALLY = _Tally(logging.WARNING)


def see_through() -> None:
    """Let every line of ours bear the id of what its turn is about, wherever it is written to."""
    made = logging.getLogRecordFactory()
    if not isinstance(made, _Bearing):
        logging.setLogRecordFactory(_Bearing(made))
    ours = logging.getLogger(_OURS)
    if _TALLY not in ours.handlers:
        ours.addHandler(_TALLY)


class _Bearing:
    """Makes log records that bear the id of the turn they were written in."""

    def __init__(self, made: Callable[..., logging.LogRecord]) -> None:
        self._made = made

    def __call__(self, *given: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401 - logging's own
        """Return a record."""
        record = self._made(*given, **named)
        turn = _TURN.get()
        if turn is not None and record.name.split(".", 1)[0] == _OURS:
            record.correlation = turn.correlation
        return record
