"""What DynamoDB says no to, and what this double was never taught.

Texts are those of the service as far as they are known; a program should read the code only.
"""

from collections.abc import Mapping
from typing import Any

_OLD = "com.amazonaws.dynamodb.v20120810#"
_COMMON = "com.amazon.coral.validate#"
_UNREADABLE = "com.amazon.coral.service#"


class Refused(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a request that DynamoDB answers with an error: HTTP 400, a code, a message, and more members."""

    def __init__(self, kind: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.more = dict(more or {})

    @property
    def body(self) -> dict[str, Any]:
        """What the answer's body says."""
        # Errors of transactions spell it with a capital letter.
        word = "Message" if self.kind.startswith(f"{_OLD}Transaction") else "message"
        return {"__type": self.kind, word: self.message, **self.more}


class NotTaught(BaseException):
    """Raised for what DynamoDB may well understand and this double does not; names it.

    No `Exception`, so that neither botocore nor a door takes it for a trouble of the service and carries on.
    """

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the double of DynamoDB inside this process does not know {what}: teach it "
            f"(simulator/cloud/dynamodb), or ask moto (Cloud(inside=True, database=Database()))"
        )


def invalid(message: str) -> Refused:
    """A request that can never be right."""
    return Refused(f"{_COMMON}ValidationException", message)


def unreadable(message: str) -> Refused:
    """A body that is no request."""
    return Refused(f"{_UNREADABLE}SerializationException", message)


def not_found(message: str = "Requested resource not found") -> Refused:
    """A table that there is not."""
    return Refused(f"{_OLD}ResourceNotFoundException", message)


def in_use(message: str) -> Refused:
    """A table that there is already."""
    return Refused(f"{_OLD}ResourceInUseException", message)


def condition_failed(item: Mapping[str, Any] | None) -> Refused:
    """A condition that does not hold, with what stands there instead if that was asked for."""
    more = {"Item": item} if item else {}
    return Refused(f"{_OLD}ConditionalCheckFailedException", "The conditional request failed", more)


def cancelled(reasons: list[dict[str, Any]]) -> Refused:
    """A transaction of which nothing was done; a reason for each action, in their order."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return Refused(f"{_OLD}TransactionCanceledException", message, {"CancellationReasons": reasons})


def token_mismatch() -> Refused:
    """A token that came before, with another transaction."""
    message = "An error occurred: the request uses the same client token as a previous, but non-identical request"
    return Refused(f"{_OLD}IdempotentParameterMismatchException", message)
