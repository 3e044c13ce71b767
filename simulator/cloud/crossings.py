"""Every call that leaves a door, as one who rehearses troubles meets it: what it is, and what may go wrong.

A room that is given an `Outside` leads everything through it that its doors ask of the world: DynamoDB as HTTP
requests, below the retries of the AWS SDK; payment companies and Alexa's own services as HTTP calls; SQS,
EventBridge, SES and Secrets Manager as calls of their clients.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

Came = TypeVar("Came")
Go = Callable[[], Any]
"""Carries a call out and returns what was answered; or only pretends to."""


class Service(StrEnum):
    """Who is asked."""

    DYNAMODB = "dynamodb"
    COMPANY = "company"
    ALEXA = "alexa"
    QUEUE = "sqs"
    BUS = "events"
    MAIL = "ses"
    SECRETS = "secrets"


class Trouble(StrEnum):
    """What may come in an answer's place. Nothing was done then, but for PARTLY, which does a part."""

    ERROR = "error"
    THROTTLED = "throttled"
    NOT_REACHED = "not-reached"
    NO_ANSWER = "no-answer"
    CONFLICT = "conflict"
    PARTLY = "partly"


@dataclass(frozen=True)
class Crossing:
    """One call; `operation` is such as Query, or Query:agenda of an index.

    `identity` is the same for the repeats of one call; `troubles` raise or return what each means.
    """

    door: str
    service: Service
    operation: str
    identity: str
    troubles: Mapping[Trouble, Go] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return f"{self.door}.{self.service}.{self.operation}"


class Outside:
    """The way from the doors to the world and back, free of troubles. `door` is who is at work."""

    def __init__(self) -> None:
        self.door = ""

    def carry(self, crossing: Crossing, go: Go) -> Any:  # noqa: ANN401 - whatever is answered
        """Carry a call to whom it is for."""
        return go()

    def invoke(self, door: str, event: Any, call: Callable[[], Came]) -> Came:  # noqa: ANN401 - any event
        """Let a door answer an event."""
        before, self.door = self.door, door
        try:
            return call()
        finally:
            self.door = before


class Aws:
    """A pretend client of boto3's, such as `PretendMail`, whose calls cross over."""

    def __init__(self, client: Any, service: Service, outside: Outside) -> None:  # noqa: ANN401 - of boto3's shapes
        self._client = client
        self._service = service
        self._outside = outside

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of boto3's shapes
        call = getattr(self._client, name)
        return lambda **request: self._carried(name, call, request)

    def _carried(self, name: str, call: Any, request: dict[str, Any]) -> Any:  # noqa: ANN401 - of boto3's shapes
        operation = "".join(word.capitalize() for word in name.split("_"))
        troubles = {**_of_aws(self._service, operation), **_partly(operation, call, request)}
        identity = f"{operation} {sorted(request)}"
        crossing = Crossing(self._outside.door, self._service, operation, identity, troubles)
        return self._outside.carry(crossing, lambda: call(**request))


def _of_aws(service: Service, operation: str) -> Mapping[Trouble, Go]:
    endpoint = f"https://{service}.us-east-1.amazonaws.com"
    throttled = "TooManyRequestsException" if service is Service.MAIL else "ThrottlingException"
    return {
        Trouble.ERROR: _raises(_client_error("InternalFailure", 500, operation)),
        Trouble.THROTTLED: _raises(_client_error(throttled, 429, operation)),
        Trouble.NOT_REACHED: _raises(EndpointConnectionError(endpoint_url=endpoint)),
        Trouble.NO_ANSWER: _raises(ReadTimeoutError(endpoint_url=endpoint)),
    }


def _partly(operation: str, call: Any, request: Mapping[str, Any]) -> Mapping[Trouble, Go]:  # noqa: ANN401
    """Take a batch but for its first entry, as queues and buses may do, and say so in an answer without error."""
    if operation == "SendMessageBatch":
        return {Trouble.PARTLY: lambda: _sent_partly(call, request)}
    if operation == "PutEvents":
        return {Trouble.PARTLY: lambda: _put_partly(call, request)}
    return {}


def _sent_partly(call: Any, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - of boto3's shapes
    first, *rest = request["Entries"]
    taken = call(**{**request, "Entries": rest})["Successful"] if rest else []
    failed = {"Id": first["Id"], "SenderFault": False, "Code": "InternalError", "Message": "as told"}
    return {"Successful": taken, "Failed": [failed]}


def _put_partly(call: Any, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - of boto3's shapes
    rest = request["Entries"][1:]
    told = call(**{**request, "Entries": rest})["Entries"] if rest else []
    failed = {"ErrorCode": "InternalFailure", "ErrorMessage": "as told"}
    return {"FailedEntryCount": 1, "Entries": [failed, *told]}


def _client_error(code: str, status: int, operation: str) -> ClientError:
    told: Any = {"Error": {"Code": code, "Message": "as told"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(told, operation)


def _raises(error: Exception) -> Go:
    def go() -> None:
        raise error

    return go
