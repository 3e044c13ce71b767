"""What this double knows of an operation's members; it says so where it is asked more."""

from collections.abc import Mapping
from typing import Any

from simulator.cloud.dynamodb.refusals import NotTaught


def demand(operation: str, request: Mapping[str, Any], *known: str) -> None:
    """Raise NotTaught if a request has other members than these."""
    if unknown := sorted(set(request) - set(known)):
        raise NotTaught(f"{operation} with {', '.join(unknown)}")
