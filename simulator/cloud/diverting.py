"""Leads the requests of a DynamoDB client through an `Outside`, one HTTP request at a time.

It stands where the double stands otherwise: below botocore's retries, so that a request whose answer was lost is
sent again as it would be in the cloud.
"""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from simulator.cloud.crossings import Crossing, Go, Outside, Service, Trouble

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SENDING = "before-send.dynamodb"

Answers = Callable[..., AWSResponse]
"""The double: it takes a prepared request and returns the response."""

_PREFIX = "com.amazonaws.dynamodb.v20120810#"
_MESSAGE = "as it was told to be"


def divert(client: "DynamoDBClient", database: Answers, outside: Outside) -> "DynamoDBClient":
    """Lead a client's requests through `outside` to the database that it met without."""
    client.meta.events.unregister(SENDING, database)
    client.meta.events.register(SENDING, _Diverted(database, outside))
    return client


class _Diverted:
    def __init__(self, database: Answers, outside: Outside) -> None:
        self._database = database
        self._outside = outside

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Stand in for the network (botocore's `before-send`)."""
        operation = _text(request.headers["X-Amz-Target"]).rpartition(".")[2]
        identity = _text(request.headers.get("amz-sdk-invocation-id", ""))
        asked: dict[str, Any] = json.loads(_text(request.body or b"{}"))
        named = f"{operation}:{asked['IndexName']}" if "IndexName" in asked else operation
        troubles = {**_troubles(request), **_of_operation(request, operation, asked)}
        crossing = Crossing(self._outside.door, Service.DYNAMODB, named, identity, troubles)
        answer: AWSResponse = self._outside.carry(crossing, lambda: self._database(request))
        return answer


def _troubles(request: AWSPreparedRequest) -> Mapping[Trouble, Go]:
    return {
        Trouble.ERROR: lambda: _refusal(request, 500, "InternalServerError"),
        Trouble.THROTTLED: lambda: _refusal(request, 400, "ProvisionedThroughputExceededException"),
        Trouble.NOT_REACHED: _raising(EndpointConnectionError(endpoint_url=request.url)),
        Trouble.NO_ANSWER: _raising(ReadTimeoutError(endpoint_url=request.url)),
    }


def _of_operation(request: AWSPreparedRequest, operation: str, asked: dict[str, Any]) -> Mapping[Trouble, Go]:
    if operation == "BatchGetItem":
        left = {"Responses": {}, "UnprocessedKeys": asked["RequestItems"]}
        return {Trouble.PARTLY: lambda: _answer(request, 200, left)}
    if operation == "TransactWriteItems":
        reasons = _reasons(asked["TransactItems"])
        message = f"Transaction cancelled, please refer cancellation reasons for specific reasons {reasons}"
        told = {"CancellationReasons": reasons}
        return {Trouble.CONFLICT: lambda: _refusal(request, 400, "TransactionCanceledException", message, told)}
    if "ConditionExpression" in asked:
        return {Trouble.CONFLICT: lambda: _refusal(request, 400, "ConditionalCheckFailedException")}
    return {}


def _reasons(writes: list[dict[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Fail the first write that has a condition; without one, another transaction is in the way."""
    conditional = [any("ConditionExpression" in part for part in write.values()) for write in writes]
    if True not in conditional:
        return [{"Code": "TransactionConflict", "Message": _MESSAGE}, *[{"Code": "None"}] * (len(writes) - 1)]
    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    return [failed if number == conditional.index(True) else {"Code": "None"} for number in range(len(writes))]


def _refusal(
    request: AWSPreparedRequest,
    status: int,
    code: str,
    message: str = _MESSAGE,
    more: Mapping[str, Any] | None = None,
) -> AWSResponse:
    # Old exceptions have `message`, and those of transactions `Message`: botocore reads either.
    return _answer(request, status, {"__type": f"{_PREFIX}{code}", "message": message, **(more or {})})


def _answer(request: AWSPreparedRequest, status: int, told: Mapping[str, Any]) -> AWSResponse:
    headers = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, status, headers, _Body(json.dumps(told).encode()))


class _Body:
    """As much of a raw HTTP body as botocore reads."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole

    def stream(self, **_: object) -> list[bytes]:
        """Give all of it at once."""
        return [self._whole]


def _raising(error: Exception) -> Go:
    def go() -> None:
        raise error

    return go


def _text(value: Any) -> str:  # noqa: ANN401 - botocore has both
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
