"""One call of the API as it arrives, and what is answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.amazon_pay_v2.faults import Fault


@dataclass(frozen=True)
class Call:
    """A request. `target` is path and query as they were sent, encoded; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query, still encoded."""
        return self.target.partition("?")[2]

    @property
    def json(self) -> dict[str, Any]:
        """The members of the body. Raises Fault if it is no JSON object."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Fault("InvalidRequestFormat", "the body is no JSON") from None
        if not isinstance(told, dict):
            raise Fault("InvalidRequestFormat", "the body is no JSON object")
        return told


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def reply(status: int, told: object) -> Reply:
    """Write an answer as JSON."""
    return Reply(status, json.dumps(told, ensure_ascii=False).encode())


def refusal(fault: Fault) -> Reply:
    """Write a refusal as the service does."""
    return reply(fault.status, {"reasonCode": fault.code, "message": fault.message})
