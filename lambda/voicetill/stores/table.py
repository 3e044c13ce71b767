"""The one DynamoDB table: conditional writes of whole items, in one call each.

Keys are `pk` (one partition a customer) and `sk`. Reads are strongly consistent. A write that the client
repeats after its answer was lost is recognised as our own by its `write_id`, and is no conflict.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError

from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.stores.fields import Record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Reply = TypeVar("Reply")

# How often keys that DynamoDB left unread (throttling) are asked for again in one read.
_MOST_ROUNDS = 4

# The index of what is due, of all customers, in pages.
AGENDA = "agenda"

_CONFLICTS = {"ConditionalCheckFailedException", "TransactionConflictException"}
_CONFLICT_REASONS = {"ConditionalCheckFailed", "TransactionConflict"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What must stand under a key for a write to hold: this version of this record, or nothing (`ABSENT`)."""

    id: str = ""
    version: int = 0


ABSENT = Expected()


@dataclass(frozen=True, slots=True)
class Agenda:
    """A place in the index: a page of it, and a moment (ISO 8601 in UTC, so that texts sort as times do)."""

    page: str
    at: str


@dataclass(frozen=True, slots=True)
class Put:
    """One whole item to write under `sk`, and what must stand there before; `expected` None: whatever.

    `pk` names another partition than that of the write; `agenda` is when and where the index of what is due finds
    the item, None if it does not.
    """

    sk: str
    record: Record
    expected: Expected | None
    pk: str | None = None
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An item that the index found: its key, and the moment under which it stands there."""

    pk: str
    sk: str
    at: str


class Table:
    """Reads and writes of items, mostly of one customer's partition."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name
        self._plain = TypeDeserializer()
        self._typed = TypeSerializer()

    def beginning_with(self, pk: str, prefix: str, *, limit: int | None = None) -> list[Record]:
        """Return a partition's items whose sort key begins so, in order; with a limit, the last ones first."""
        query: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ConsistentRead": True,
        }
        if prefix:
            # An empty text is refused in a condition on a key.
            query["KeyConditionExpression"] = "pk = :pk AND begins_with(sk, :prefix)"
            query["ExpressionAttributeValues"][":prefix"] = {"S": prefix}
        if limit is not None:
            query |= {"ScanIndexForward": False, "Limit": limit}
        return [self._read(item) for item in _asked(lambda: self._client.query(**query))["Items"]]

    def whole(self, pk: str) -> list[Record]:
        """Return all items of a partition, in order, however many calls that takes."""
        query: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ConsistentRead": True,
        }
        found: list[Record] = []
        while True:
            answer = _asked(lambda: self._client.query(**query))
            found += [self._read(item) for item in answer["Items"]]
            if not answer.get("LastEvaluatedKey"):
                return found
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def due(self, page: str, *, first: str = "", last: str, limit: int, after: Found | None = None) -> list[Found]:
        """Return what stands on a page of the index from one moment to another, both inclusive, earliest first.

        It goes on behind what was found last, where that is given. The index follows the table with a little
        delay: what it finds is read again before anything is done.
        """
        query: dict[str, Any] = {
            "TableName": self._name,
            "IndexName": AGENDA,
            "KeyConditionExpression": "agenda = :page AND agenda_at BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":page": {"S": page},
                ":first": {"S": first or " "},
                ":last": {"S": last},
            },
            "Limit": limit,
        }
        if after is not None:
            stands = {"agenda": page, "agenda_at": after.at, "pk": after.pk, "sk": after.sk}
            query["ExclusiveStartKey"] = {name: {"S": value} for name, value in stands.items()}
        answer = _asked(lambda: self._client.query(**query))
        return [Found(item["pk"]["S"], item["sk"]["S"], item["agenda_at"]["S"]) for item in answer["Items"]]

    def many(self, keys: Sequence[tuple[str, str]]) -> list[Record]:
        """Return whichever of these items of several partitions exist, in no order; at most 100."""
        if not keys:
            return []
        return self._read_all([{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys])

    def at(self, pk: str, sort_keys: Sequence[str]) -> list[Record]:
        """Return whichever of these items exist, in one call (more only if DynamoDB leaves keys unread)."""
        return self._read_all([{"pk": {"S": pk}, "sk": {"S": sk}} for sk in sort_keys])

    def _read_all(self, keys: Sequence[Mapping[str, Any]]) -> list[Record]:
        wanted: Any = {self._name: {"Keys": list(keys), "ConsistentRead": True}}
        found: list[Record] = []
        for _ in range(_MOST_ROUNDS):
            answer = _asked(lambda: self._client.batch_get_item(RequestItems=wanted))  # noqa: B023 - called at once
            found += [self._read(item) for item in answer["Responses"].get(self._name, [])]
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                return found
        raise StoreUnavailableError

    def write(self, pk: str, puts: Sequence[Put]) -> None:
        """Write all or nothing; raises ConflictError if something else stands there than expected."""
        write_id = uuid.uuid4().hex
        items = [self._put(pk, put, write_id) for put in puts]
        try:
            if len(items) == 1:
                _asked(lambda: self._client.put_item(**items[0]))
            elif items:
                whole: Any = [{"Put": item} for item in items]
                _asked(lambda: self._client.transact_write_items(TransactItems=whole, ClientRequestToken=write_id))
        except _Refused as refused:
            if not refused.is_ours(write_id):
                raise ConflictError from refused

    def _put(self, pk: str, put: Put, write_id: str) -> dict[str, Any]:
        record = {"pk": put.pk or pk, "sk": put.sk, "write_id": write_id, **put.record}
        if put.agenda is not None:
            record |= {"agenda": put.agenda.page, "agenda_at": put.agenda.at}
        item = {name: self._typed.serialize(value) for name, value in record.items()}
        return {
            "TableName": self._name,
            "Item": item,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **_condition(put.expected),
        }

    def _read(self, item: Mapping[str, Any]) -> Record:
        return {name: self._plain.deserialize(value) for name, value in item.items()}


class _Refused(Exception):  # noqa: N818 - a plain fact, and private
    """A condition did not hold; carries the items that stand there instead."""

    def __init__(self, standing: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._standing = standing

    def is_ours(self, write_id: str) -> bool:
        """Whether what stands there is this very write, made by a try whose answer was lost."""
        return bool(self._standing) and all(item.get("write_id") == {"S": write_id} for item in self._standing)


def _condition(expected: Expected | None) -> dict[str, Any]:
    if expected is None:
        return {}
    if expected == ABSENT:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "id = :id AND version = :version",
        "ExpressionAttributeValues": {":id": {"S": expected.id}, ":version": {"N": str(expected.version)}},
    }


def _asked(call: Callable[[], Reply]) -> Reply:
    try:
        return call()
    except ClientError as error:
        raise _meaning(error) from error
    except BotoCoreError as error:
        raise StoreUnavailableError from error


def _meaning(error: ClientError) -> Exception:
    answer: Any = error.response
    if answer["Error"]["Code"] in _CONFLICTS:
        return _Refused([answer["Item"]] if answer.get("Item") else [])
    reasons = [reason for reason in answer.get("CancellationReasons", ()) if reason.get("Code") != "None"]
    if reasons and {reason["Code"] for reason in reasons} <= _CONFLICT_REASONS:
        return _Refused([reason.get("Item", {}) for reason in reasons])
    return StoreUnavailableError()
