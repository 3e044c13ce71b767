"""A pretend Amazon EventBridge: it takes events, keeps them, and can fail some of them as EventBridge does."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from simulator.cloud.requests import check

_LARGEST = 256 * 1024
_MOST = 10


@dataclass(frozen=True)
class PutEvent:
    """An event as it came to the bus."""

    bus: str
    source: str
    kind: str
    detail: dict[str, Any]


class PretendEvents:
    """boto3's `events` as far as putting goes (EventBridge, PutEvents: at most 10 entries, 256 KB)."""

    def __init__(self) -> None:
        self.events: list[PutEvent] = []
        self.fails = 0
        self._numbers = count(1)

    def put_events(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Take events; the next `fails` of them are told to have failed."""
        check("events", "PutEvents", request)
        entries = request["Entries"]
        if len(entries) > _MOST or len(json.dumps(entries, default=str)) > _LARGEST:
            raise ValueError("PutEvents: too many entries, or too large")
        told = [self._put(entry) for entry in entries]
        return {"FailedEntryCount": sum("ErrorCode" in each for each in told), "Entries": told}

    def _put(self, entry: dict[str, Any]) -> dict[str, str]:
        if self.fails:
            self.fails -= 1
            return {"ErrorCode": "ThrottlingException", "ErrorMessage": "as told"}
        detail = json.loads(entry["Detail"])
        bus = entry.get("EventBusName", "default")
        self.events.append(PutEvent(bus, entry["Source"], entry["DetailType"], detail))
        return {"EventId": f"pretend-{next(self._numbers):06d}"}
