"""The DynamoDB of rooms: `simulator.cloud.dynamodb`, met by clients of this process without a network."""

from itertools import count
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from simulator.cloud.answering import Whole
from simulator.cloud.dynamodb.engine import Engine
from simulator.cloud.wire import LOADS


class InsideDatabase:
    """Answers the very requests that real clients make, one after the other."""

    def __init__(self) -> None:
        self._engine = Engine()
        self._numbers = count(1)
        self.changes = 0
        """How many requests came that may have changed something: what was read since the last is still so."""

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Answer a client that is about to send this (botocore's `before-send`)."""
        operation = _text(request.headers["X-Amz-Target"]).rpartition(".")[2]
        self.changes += operation not in LOADS
        status, body = self._engine.answer(operation, _bytes(request.body))
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amzn-requestid": f"{next(self._numbers):052d}",
        }
        return AWSResponse(request.url, status, headers, Whole(body))


def _text(value: Any) -> str:  # noqa: ANN401 - botocore has both
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - botocore has both
    return value.encode() if isinstance(value, str) else bytes(value or b"{}")
