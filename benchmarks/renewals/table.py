"""A table in this process that counts: what the stores ask of DynamoDB, and what DynamoDB would charge for it.

It knows the four operations that the stores use, with their conditions, and nothing else; whatever else it is
asked fails. It is no other DynamoDB: `tests/benchmarks` holds it to the promises of the journal, and moto beside
it. It is there because moto copies whole tables for each transaction, so that what would be measured is moto.

Sizes and units are those of the DynamoDB Developer Guide: "DynamoDB item sizes and formats", "Read and write
operations", "Managing complex workflows with transactions", "Global secondary indexes: provisioned throughput".
"""

import marshal
import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from botocore.exceptions import ClientError

Item = Mapping[str, Any]
Key = tuple[str, str]
Entry = tuple[str, tuple[str, str, str]]

# One unit reads so many bytes, and writes so many.
_READ, _WRITE = 4096, 1024

_EMPTY: Item = {}


@dataclass
class Counted:
    """What was asked and what it cost. `evaluated` counts the items and index entries that a read looked at."""

    calls: Counter[str] = field(default_factory=Counter)
    evaluated: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    index_units: float = 0.0

    def since(self, before: "Counted") -> "Counted":
        """Return what came after another count."""
        return Counted(
            self.calls - before.calls,
            self.evaluated - before.evaluated,
            self.read_units - before.read_units,
            self.write_units - before.write_units,
            self.index_units - before.index_units,
        )

    def copy(self) -> "Counted":
        """Return the count as it is now."""
        return self.since(Counted())


@dataclass(frozen=True, slots=True)
class _Kept:
    """An item, packed, because a month of a hundred thousand would not fit into the memory otherwise.

    Beside it stands what is asked of it most: its size, its place in the index, and what conditions are about.
    """

    packed: bytes
    size: int
    entry: Entry | None
    id: object
    version: object

    @property
    def item(self) -> Item:
        """The item itself."""
        unpacked: Item = marshal.loads(self.packed)  # noqa: S302 - what we packed ourselves, in this process
        return unpacked


class CountingTable:
    """Takes what boto3's `dynamodb` client takes; any number of threads may call."""

    def __init__(self) -> None:
        self.counted = Counted()
        self._partitions: dict[str, dict[str, _Kept]] = {}
        self._sorted: dict[str, list[str]] = {}
        self._index: dict[str, list[tuple[str, str, str]]] = {}
        self._lock = RLock()

    def query(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Read a partition, or a page of the index."""
        with self._lock:
            self.counted.calls["Query"] += 1
            if "IndexName" in request:
                return {"Items": self._page(request)}
            return {"Items": self._partition(request)}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Read up to a hundred items by their keys."""
        with self._lock:
            self.counted.calls["BatchGetItem"] += 1
            ((name, wanted),) = request["RequestItems"].items()
            keys = [(key["pk"]["S"], key["sk"]["S"]) for key in wanted["Keys"]]
            assert len(keys) == len(set(keys)) <= 100, "DynamoDB refuses such a batch"  # noqa: PLR2004, S101
            found = [kept for key in keys if (kept := self._at(key)) is not None]
            self.counted.evaluated += len(found)
            # A key without an item costs as much as the smallest one.
            sizes = [*(kept.size for kept in found), *[1] * (len(keys) - len(found))]
            self.counted.read_units += sum(math.ceil(size / _READ) for size in sizes)
            return {"Responses": {name: [kept.item for kept in found]}}

    def put_item(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Write one item, if its condition holds."""
        with self._lock:
            self.counted.calls["PutItem"] += 1
            stands = self._refusal(request)
            if stands is not None:
                raise _error("ConditionalCheckFailedException", "PutItem", **({"Item": stands} if stands else {}))
            self._put(request["Item"], times=1)
            return {}

    def transact_write_items(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Write several items, if all conditions hold; each costs twice."""
        with self._lock:
            self.counted.calls["TransactWriteItems"] += 1
            puts = [part["Put"] for part in request["TransactItems"]]
            stands = [self._refusal(put) for put in puts]
            if any(each is not None for each in stands):
                reasons = [_reason(each) for each in stands]
                raise _error("TransactionCanceledException", "TransactWriteItems", CancellationReasons=reasons)
            for put in puts:
                self._put(put["Item"], times=2)
            return {}

    def __len__(self) -> int:
        return sum(map(len, self._partitions.values()))

    def items(self) -> Iterable[Item]:
        """Return every item, for a test to look at."""
        return (kept.item for partition in self._partitions.values() for kept in partition.values())

    def _partition(self, request: Mapping[str, Any]) -> list[Item]:
        values = request["ExpressionAttributeValues"]
        known = ("pk = :pk", "pk = :pk AND begins_with(sk, :prefix)")
        assert request["KeyConditionExpression"] in known, request["KeyConditionExpression"]  # noqa: S101
        pk, prefix = values[":pk"]["S"], values.get(":prefix", {"S": ""})["S"]
        names = self._sorted.get(pk, [])
        first, last = bisect_left(names, prefix), bisect_left(names, prefix + "\U0010ffff")
        chosen = names[first:last]
        if not request.get("ScanIndexForward", True):
            chosen = chosen[::-1]
        found = [self._partitions[pk][name] for name in chosen[: request.get("Limit")]]
        self.counted.evaluated += len(found)
        self.counted.read_units += max(1, math.ceil(sum(kept.size for kept in found) / _READ))
        return [kept.item for kept in found]

    def _page(self, request: Mapping[str, Any]) -> list[Item]:
        values = request["ExpressionAttributeValues"]
        expected = "agenda = :page AND agenda_at BETWEEN :first AND :last"
        assert request["KeyConditionExpression"] == expected, request["KeyConditionExpression"]  # noqa: S101
        page = self._index.get(values[":page"]["S"], [])
        start = bisect_left(page, (values[":first"]["S"], "", ""))
        if behind := request.get("ExclusiveStartKey"):
            key = (behind["agenda_at"]["S"], behind["pk"]["S"], behind["sk"]["S"])
            start = max(start, bisect_left(page, (*key[:2], key[2] + "\0")))
        end = bisect_left(page, (values[":last"]["S"] + "\0", "", ""))
        found = page[start : min(end, start + request["Limit"])]
        entries: list[Item] = [
            {"agenda": values[":page"], "agenda_at": {"S": at}, "pk": {"S": pk}, "sk": {"S": sk}}
            for at, pk, sk in found
        ]
        self.counted.evaluated += len(entries)
        # An index is read eventually consistent, for half.
        self.counted.read_units += max(1, math.ceil(sum(map(size_of, entries)) / _READ)) / 2
        return entries

    def _at(self, key: Key) -> _Kept | None:
        return self._partitions.get(key[0], {}).get(key[1])

    def _refusal(self, put: Mapping[str, Any]) -> Item | None:
        """Return what stands there instead (nothing: an empty item), or None if the condition holds."""
        item = put["Item"]
        stands = self._at((item["pk"]["S"], item["sk"]["S"]))
        match put.get("ConditionExpression"):
            case None:
                return None
            case "attribute_not_exists(pk)":
                return None if stands is None else stands.item
            case "id = :id AND version = :version":
                values = put["ExpressionAttributeValues"]
                if stands is None:
                    return _EMPTY
                same = (stands.id, stands.version) == (values[":id"], values[":version"])
                return None if same else stands.item
        raise AssertionError(put["ConditionExpression"])

    def _put(self, item: Item, *, times: int) -> None:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        before = self._at((pk, sk))
        if before is None:
            insort(self._sorted.setdefault(pk, []), sk)
        after = _Kept(marshal.dumps(dict(item)), size_of(item), _entry(item), item.get("id"), item.get("version"))
        self._partitions.setdefault(pk, {})[sk] = after
        larger = max(after.size, before.size if before else 0)
        self.counted.write_units += times * math.ceil(larger / _WRITE)
        self._reindex(before.entry if before else None, after.entry)

    def _reindex(self, old: Entry | None, new: Entry | None) -> None:
        """Keep the index: what leaves it and what enters it costs a unit each, in a transaction or not."""
        if old == new:
            return
        if old is not None:
            page = self._index[old[0]]
            page.pop(bisect_left(page, old[1]))
            self.counted.index_units += 1
        if new is not None:
            insort(self._index.setdefault(new[0], []), new[1])
            self.counted.index_units += 1


def size_of(item: Item) -> int:
    """Return an item's size in bytes."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            # About a byte for two digits, and one more.
            return math.ceil(len(content.strip("-0.")) / 2) + 1
        case "L":
            return 3 + sum(1 + _value_size(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(each) for name, each in content.items())
        case "SS":
            return sum(len(each.encode()) for each in content)
    return 1


def _entry(item: Item) -> Entry | None:
    if "agenda" not in item or "agenda_at" not in item:
        return None
    return item["agenda"]["S"], (item["agenda_at"]["S"], item["pk"]["S"], item["sk"]["S"])


def _reason(stands: Item | None) -> dict[str, Any]:
    if stands is None:
        return {"Code": "None"}
    return {"Code": "ConditionalCheckFailed", **({"Item": stands} if stands else {})}


def _error(code: str, operation: str, **more: Any) -> ClientError:  # noqa: ANN401 - boto3's own shape
    answer: Any = {"Error": {"Code": code, "Message": ""}, **more}
    return ClientError(answer, operation)
