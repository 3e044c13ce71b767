"""Metrics as lines in CloudWatch's embedded metric format.

Amazon CloudWatch User Guide, "Specification: Embedded metric format": a line of JSON whose member `_aws` says
which of the others are metrics and which are dimensions. A metric is told apart by the environment always, and
once more, in series of its own, by market, reason or door where it has one: never by what a customer is or said.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from voicetill.domain.funnel import Mark, Metric
from voicetill.domain.payments import Environment
from voicetill.services.ports import Clock

NAMESPACE = "Voicetill"

COUNTED: Mapping[str, Metric | None] = {
    # Each of these is counted where it becomes true, and its line may be repeated.
    "charge in doubt": None,
    # What went wrong in our own code.
    "fault": Metric.FAULTS,
    "a page failed": Metric.FAULTS,
    # Money that a person has to look after.
    "charge unsettled for long": Metric.UNSETTLED,
    "charge overdue": Metric.UNSETTLED,
    "second payment for one order": Metric.PAID_TWICE,
    "A period was paid twice": Metric.PAID_TWICE,
    "ppro took two charges of one reference": Metric.PAID_TWICE,
    "a charge is disputed": Metric.DISPUTES,
    # What others have not heard of.
    "given up, not told": Metric.OUTBOX_GIVEN_UP,
    "mail in doubt, not sent again": Metric.MAILS_IN_DOUBT,
    "occurrence cannot be told": Metric.OUTBOX_FAILED,
    "occurrence not told yet": Metric.OUTBOX_FAILED,
    # No errors, but worth an alarm where there are many.
    "notification refused": Metric.WEBHOOKS_REFUSED,
    "The workers lag behind": Metric.WORKERS_LAG,
}
"""Which metric a log line counts for, by its message; an error that is not named here counts for `Errors`."""


class Metrics:
    """Prints marks for one door; nothing at all without a stack, whose name tells deployments apart."""

    def __init__(
        self,
        door: str,
        environment: Environment,
        *,
        stack: str | None,
        clock: Clock,
        out: Callable[[str], object] | None = None,
    ) -> None:
        self._door = door
        self._environment = environment.value
        self._namespace = f"{NAMESPACE}/{stack}" if stack else ""
        self._clock = clock
        self._out = out

    def put(self, marks: Sequence[Mark], *, correlation: str) -> None:
        """Print marks, those of one market and reason in one line."""
        if not self._namespace:
            return
        alike: dict[tuple[tuple[str, str], ...], list[Mark]] = {}
        for mark in marks:
            alike.setdefault(tuple(self._apart(mark).items()), []).append(mark)
        for apart, some in alike.items():
            line = json.dumps(self._line(dict(apart), some, correlation), separators=(",", ":"))
            (self._out or print)(line)

    def _apart(self, mark: Mark) -> dict[str, str]:
        told = {"Market": mark.market, "Reason": mark.reason, "Door": self._door if mark.metric.by_door else ""}
        return {name: value for name, value in told.items() if value}

    def _line(self, apart: Mapping[str, str], marks: Sequence[Mark], correlation: str) -> dict[str, Any]:
        values: dict[str, float] = {}
        for mark in marks:
            values[mark.metric.value] = values.get(mark.metric.value, 0) + mark.value
        return {
            "_aws": {
                "Timestamp": int(self._clock().timestamp() * 1000),
                "CloudWatchMetrics": [
                    {
                        "Namespace": self._namespace,
                        "Dimensions": [["Environment"], *(["Environment", name] for name in apart)],
                        "Metrics": [{"Name": name, "Unit": Metric(name).unit} for name in values],
                    }
                ],
            },
            "Environment": self._environment,
            "Door": self._door,
            **apart,
            **values,
            **({"correlation": correlation} if correlation else {}),
        }
