"""Answers clients of DynamoDB in this process, in the network's place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import botocore.handlers
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

SENDING = "before-send.dynamodb"
"""Where botocore lets somebody answer in the network's place; narrower than moto's own event, so asked first."""


class Answering(Protocol):
    """What answers a client that is about to send this (botocore's `before-send`)."""

    def __call__(self, request: AWSPreparedRequest, **about: object) -> AWSResponse:
        """Answer the request."""


@contextmanager
def found_by_new_clients(database: Answering) -> Iterator[None]:
    """Every boto3 session that is opened in this block meets this database, for good."""
    way_in = (SENDING, database)
    botocore.handlers.BUILTIN_HANDLERS.append(way_in)
    try:
        yield
    finally:
        botocore.handlers.BUILTIN_HANDLERS.remove(way_in)


class Whole:
    """As much of a raw HTTP body as botocore reads: all of it at once."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> list[bytes]:
        """Return the pieces."""
        return [self._body]
