"""DynamoDB in this process: a request's operation and body in, a status and a body out.

It knows the operations and expressions that the till's stores and this simulator use, and raises NotTaught for all
others. Everything is done one after the other, so that what is checked is what is written over. What it does
otherwise than DynamoDB: an index shows a write at once, and nothing expires.
"""

import json
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from simulator.cloud.dynamodb import reading, writing
from simulator.cloud.dynamodb.refusals import NotTaught, Refused, unreadable
from simulator.cloud.dynamodb.tables import Tables

OK, REFUSED = 200, 400


class Engine:
    """All the tables of one account. `ticks` is a clock in seconds, by which tokens of transactions grow old."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        tables = Tables()
        self._one_at_a_time = Lock()
        self._operations: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "CreateTable": tables.create,
            "DeleteTable": tables.delete,
            "DescribeTable": tables.describe,
            "ListTables": tables.list,
            "UpdateTimeToLive": tables.update_expiry,
            "DescribeTimeToLive": tables.describe_expiry,
            "GetItem": lambda request: reading.get_item(tables, request),
            "BatchGetItem": lambda request: reading.batch_get_item(tables, request),
            "Query": lambda request: reading.query(tables, request),
            "Scan": lambda request: reading.scan(tables, request),
            "PutItem": lambda request: writing.put_item(tables, request),
            "DeleteItem": lambda request: writing.delete_item(tables, request),
            "TransactWriteItems": writing.Transactions(tables, ticks).write,
        }

    def answer(self, operation: str, body: bytes) -> tuple[int, bytes]:
        """Return the status and the body of DynamoDB's answer. Raises NotTaught."""
        if operation not in self._operations:
            raise NotTaught(f"the operation {operation!r}")
        try:
            request = _read(body)
            with self._one_at_a_time:
                answer = self._operations[operation](request)
                # Written here, because what is stored is shown and not copied.
                return OK, json.dumps(answer).encode()
        except UnicodeEncodeError:
            # Half of a pair of surrogates is no text, even where JSON can spell it.
            refusal = unreadable("the body is no JSON in UTF-8")
        except Refused as refused:
            refusal = refused
        return REFUSED, json.dumps(refusal.body).encode()


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise unreadable("the body is no JSON in UTF-8") from error
    if not isinstance(read, dict):
        raise unreadable("the body is no object")
    return read
