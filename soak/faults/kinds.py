"""What can go wrong with one call, and how it is made to.

Left out is what nobody could tell apart: a look whose answer is lost is a look that was never made, and a process
that dies before a look has done what one that died after the call before it had done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simulator.cloud.crossings import Crossing, Go, Service, Trouble
from simulator.cloud.wire import FunctionDied


class Kind(StrEnum):
    """One kind of fault."""

    FAILS = "fails"
    FAILS_AFTER = "fails-after"
    REPLY_LOST = "reply-lost"
    TIMES_OUT = "times-out"
    NOT_REACHED = "not-reached"
    THROTTLED = "throttled"
    CONFLICT = "conflict"
    PARTLY = "partly"
    DIES_BEFORE = "dies-before"
    DIES_AFTER = "dies-after"


class Span(StrEnum):
    """How long it lasts: for one send, for all repeats of the call, or for the service until the door is done."""

    ONCE = ""
    ALWAYS = "always"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, as it stands in the name of a schedule."""

    kind: Kind
    span: Span = Span.ONCE

    def __str__(self) -> str:
        return f"{self.kind}-{self.span}" if self.span else self.kind.value

    @property
    def kills(self) -> bool:
        """Whether the process dies of it."""
        return self.kind in _DEATHS

    def hits(self, struck: Crossing, crossing: Crossing) -> bool:
        """Whether a fault that struck one call strikes this later one of the same door's run, too."""
        if self.span is Span.OUTAGE:
            return crossing.service is struck.service
        return self.span is Span.ALWAYS and crossing.identity == struck.identity

    def strike(self, crossing: Crossing, go: Go) -> Any:  # noqa: ANN401 - whatever is answered
        """Let it happen to a call: return what is answered, or raise."""
        if self.kind in _DEATHS:
            if self.kind is Kind.DIES_AFTER:
                go()
            raise FunctionDied(
                f"the process died {'after' if self.kind is Kind.DIES_AFTER else 'before'} {crossing}"
            )
        if self.kind in (Kind.FAILS_AFTER, Kind.REPLY_LOST):
            go()
        trouble = _TROUBLES[self.kind]
        return crossing.troubles[trouble]() if trouble in crossing.troubles else go()


_DEATHS = frozenset({Kind.DIES_BEFORE, Kind.DIES_AFTER})
_TROUBLES: Mapping[Kind, Trouble] = {
    Kind.FAILS: Trouble.ERROR,
    Kind.FAILS_AFTER: Trouble.ERROR,
    Kind.REPLY_LOST: Trouble.NO_ANSWER,
    Kind.TIMES_OUT: Trouble.NO_ANSWER,
    Kind.NOT_REACHED: Trouble.NOT_REACHED,
    Kind.THROTTLED: Trouble.THROTTLED,
    Kind.CONFLICT: Trouble.CONFLICT,
    Kind.PARTLY: Trouble.PARTLY,
}
_LOOKS = frozenset({"GetItem", "BatchGetItem", "Query", "GetSecretValue", "GetQueueAttributes"})
_REPEATING = frozenset({Service.DYNAMODB, Service.COMPANY})
"""Whoever asks these may ask again by itself: the AWS SDK, and the back office's patience with companies."""


def is_look(crossing: Crossing) -> bool:
    """Whether a call only looks, and changes nothing."""
    return crossing.operation in _LOOKS or crossing.operation.startswith(("GET ", "Query:"))


def faults_at(crossing: Crossing) -> Sequence[Fault]:
    """Return everything that can go wrong with a call."""
    looks = is_look(crossing)
    kinds = [Kind.FAILS, Kind.TIMES_OUT, Kind.THROTTLED]
    if crossing.service is not Service.DYNAMODB:
        kinds.append(Kind.NOT_REACHED)
    if not looks:
        kinds += [Kind.REPLY_LOST, Kind.FAILS_AFTER]
    kinds += [kind for kind in (Kind.CONFLICT, Kind.PARTLY) if _TROUBLES[kind] in crossing.troubles]
    spans = [Span.ONCE, *([Span.ALWAYS] if crossing.service in _REPEATING else [])]
    troubles = [Fault(kind, span) for span in spans for kind in kinds if not _is_once(kind, span)]
    outage = [Fault(Kind.FAILS, Span.OUTAGE)] if crossing.service in _REPEATING else []
    deaths = [Fault(Kind.DIES_AFTER), *([] if looks else [Fault(Kind.DIES_BEFORE)])]
    return [*troubles, *outage, *deaths]


def telling_faults_at(crossing: Crossing) -> Sequence[Fault]:
    """Return one fault for each thing that can come of a fault at a call, as pairs are made of.

    Left out is what the AWS SDK mends by itself, and all but one of those that DynamoDB's client tells alike.
    """
    if crossing.service is Service.DYNAMODB:
        wanted = {"fails-always", "reply-lost-always", "conflict", "dies-before", "dies-after"}
    else:
        wanted = {"fails", "throttled", "times-out", "reply-lost", "fails-after", "dies-before", "dies-after"}
    return [fault for fault in faults_at(crossing) if str(fault) in wanted]


def _is_once(kind: Kind, span: Span) -> bool:
    """A condition that does not hold is no trouble that a repeat of the very same request could meet again."""
    return kind is Kind.CONFLICT and span is not Span.ONCE


def fault_named(text: str) -> Fault:
    """Read a fault's name. Raises ValueError."""
    for span in (Span.ALWAYS, Span.OUTAGE):
        if text.endswith(f"-{span}"):
            return Fault(Kind(text.removesuffix(f"-{span}")), span)
    return Fault(Kind(text))
