"""moto's DynamoDB, with tables that it shares with no other one of this process: what listens on 127.0.0.1.

Rooms in this process meet a faster one (`simulator.cloud.inside`), unless they ask for this.

moto's `mock_aws` keeps one set of tables for the whole process and empties it whenever somebody starts or stops a
mock. A rehearsal must not lose its tables because a test beside it mocks AWS, nor the other way round.
"""

from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.common_types import TYPE_RESPONSE
from moto.core.model_instances import model_data
from moto.core.request import Request
from moto.core.responses import ActionContext, ActionResult
from moto.core.serialize import DefaultAttributePicker
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler, DynamoResult
from werkzeug.wrappers import Response

from simulator.cloud.answering import Whole
from simulator.cloud.shop import ACCOUNT, REGION

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Database:
    """Answers one request after the other, of clients in this process or through a server."""

    def __init__(self) -> None:
        self._handler = _handler_of(DynamoDBBackend(REGION, ACCOUNT))
        # moto checks conditions and writes in two steps, without a lock; DynamoDB does both in one.
        self._one_at_a_time = Lock()

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Answer a client that is about to send this (botocore's `before-send`)."""
        asked = Request.from_primitives(request.method, request.url, request.headers, request.body)
        status, headers, body = self._answer(asked)
        return AWSResponse(request.url, status, headers, Whole(body.encode() if isinstance(body, str) else body))

    def application(self) -> "WSGIApplication":
        """The same database for a server."""

        def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:  # noqa: ANN401 - werkzeug's own
            request = Request(environ)
            request.from_wsgi_server = True
            status, headers, body = self._answer(request)
            return Response(body, status, headers)(environ, start_response)

        return serve

    def _answer(self, request: Request) -> tuple[int, dict[str, Any], str | bytes]:
        with self._one_at_a_time:
            answer: tuple[int, dict[str, Any], str | bytes] = self._handler.dispatch(request)
            _forget_copies()
            return answer


def _forget_copies() -> None:
    """Empty moto's list of all that it ever made, which is for its dashboard; each transaction copies a table."""
    for model in model_data["dynamodb"].values():
        vars(model)["instances_tracked"].clear()


def _handler_of(backend: DynamoDBBackend) -> type[DynamoHandler]:
    """Return the reader of requests that moto has, made to look for tables here and nowhere else."""

    class Handler(DynamoHandler):
        @property
        def dynamodb_backend(self) -> DynamoDBBackend:
            return backend

        def serialized(self, action_result: ActionResult) -> TYPE_RESPONSE:
            if isinstance(action_result, DynamoResult):
                return super().serialized(_WellNamed(action_result.result))
            return super().serialized(action_result)

    return Handler


class _WellNamed(ActionResult):
    """A result whose members bear DynamoDB's own names.

    moto would try other spellings for each member of each item, which takes a third of a purchase's time.
    """

    def execute_result(self, context: ActionContext) -> TYPE_RESPONSE:
        serializer = context.serializer_class(context.operation_model, value_picker=DefaultAttributePicker())
        written = serializer.serialize(self.result)
        return written["status_code"], dict(written["headers"]), written["body"]
