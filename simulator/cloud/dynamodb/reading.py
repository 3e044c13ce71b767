"""The operations that read: one item, many items, a query, a scan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.cloud.dynamodb.expressions import Asked, key_condition, scan_filter
from simulator.cloud.dynamodb.refusals import NotTaught, invalid
from simulator.cloud.dynamodb.schemas import Entry, Index
from simulator.cloud.dynamodb.shelves import Kept, Shelf
from simulator.cloud.dynamodb.tables import Tables
from simulator.cloud.dynamodb.taught import demand
from simulator.cloud.dynamodb.values import Item, length

_PAGE_BYTES = 1024 * 1024
_BATCH_BYTES = 16 * 1024 * 1024
_MOST_KEYS = 100

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry that a read came to, what is shown of it, and the size of that in bytes."""

    entry: Entry
    shown: Item
    size: int


def get_item(tables: Tables, request: Mapping[str, Any]) -> Answer:
    """Read one item by its keys."""
    demand("GetItem", request, "TableName", "Key", "ConsistentRead")
    shelf = tables.shelf(request["TableName"])
    kept = shelf.at(shelf.schema.key(request["Key"]))
    return {"Item": kept.item} if kept else {}


def batch_get_item(tables: Tables, request: Mapping[str, Any]) -> Answer:
    """Read up to a hundred items by their keys; they come in no order, and may not all come."""
    demand("BatchGetItem", request, "RequestItems")
    asked = request["RequestItems"]
    if sum(len(part["Keys"]) for part in asked.values()) > _MOST_KEYS:
        raise invalid("Too many items requested for the BatchGetItem call")
    found: dict[str, list[Item]] = {}
    left: dict[str, Any] = {}
    room = _BATCH_BYTES
    for name, part in asked.items():
        demand("BatchGetItem", part, "Keys", "ConsistentRead")
        found[name] = []
        for key, kept in _each(tables.shelf(name), part["Keys"]):
            room -= kept.size if kept else 0
            if room < 0:
                left.setdefault(name, {**part, "Keys": []})["Keys"].append(key)
            elif kept:
                found[name].append(kept.item)
    return {"Responses": {name: items[::-1] for name, items in found.items()}, "UnprocessedKeys": left}


def _each(shelf: Shelf, keys: Iterable[Item]) -> list[tuple[Item, Kept | None]]:
    read = [(key, shelf.schema.key(key)) for key in keys]
    if len({key for _, key in read}) < len(read):
        raise invalid("Provided list of item keys contains duplicates")
    return [(key, shelf.at(found)) for key, found in read]


def query(tables: Tables, request: Mapping[str, Any]) -> Answer:
    """Read a page of a partition, of the table or of an index."""
    demand(
        "Query", request, "TableName", "IndexName", "KeyConditionExpression", "ExpressionAttributeValues",
        "ConsistentRead", "ScanIndexForward", "Limit", "ExclusiveStartKey",
    )  # fmt: skip
    shelf, index = tables.shelf(request["TableName"]), None
    if (name := request.get("IndexName")) is not None:
        index = shelf.schema.index(name)
        if request.get("ConsistentRead"):
            raise invalid("Consistent reads are not supported on global secondary indexes")
    names = index or shelf.schema
    asked = key_condition(request, hash_name=names.hash_name, sort_name=names.sort_name)
    entries = shelf.run(name).found(
        asked, forward=request.get("ScanIndexForward", True), after=_after(request, shelf, index, asked)
    )
    rows = _items(shelf, entries) if index is None else _keys(shelf, index, asked.partition, entries)
    page, more = _page(rows, request.get("Limit"))
    answer: Answer = {"Items": [row.shown for row in page], "Count": len(page), "ScannedCount": len(page)}
    if more:
        answer["LastEvaluatedKey"] = _key_of(shelf, index, asked.partition, page[-1].entry)
    return answer


def scan(tables: Tables, request: Mapping[str, Any]) -> Answer:
    """Read a page of all there is, in an order that means nothing."""
    demand(
        "Scan", request, "TableName", "FilterExpression", "ExpressionAttributeValues", "ConsistentRead", "Limit",
        "ExclusiveStartKey", "Select",
    )  # fmt: skip
    shelf, passes = tables.shelf(request["TableName"]), scan_filter(request)
    select = request.get("Select", "ALL_ATTRIBUTES")
    if select not in ("COUNT", "ALL_ATTRIBUTES"):
        raise NotTaught(f"a Scan with Select {select!r}")
    page, more = _page(_items(shelf, _behind(shelf, request.get("ExclusiveStartKey"))), request.get("Limit"))
    items = [row.shown for row in page if passes(row.shown)]
    answer: Answer = {"Count": len(items), "ScannedCount": len(page)}
    if select != "COUNT":
        answer["Items"] = items
    if more:
        answer["LastEvaluatedKey"] = _key_of(shelf, None, "", page[-1].entry)
    return answer


def _behind(shelf: Shelf, after: Item | None) -> Iterator[Entry]:
    entries = shelf.run(None).all()
    if after is None:
        return entries
    pk, sk = shelf.schema.key(after)
    everything = list(entries)
    if (sk, pk, sk) not in everything:
        raise NotTaught("a Scan that goes on behind an item that is gone")
    return iter(everything[everything.index((sk, pk, sk)) + 1 :])


def _items(shelf: Shelf, entries: Iterable[Entry]) -> Iterator[_Row]:
    for entry in entries:
        kept = shelf.at((entry[1], entry[2]))
        assert kept is not None, "an entry without an item"  # noqa: S101 - of our own making
        yield _Row(entry, kept.item, kept.size)


def _keys(shelf: Shelf, index: Index, partition: str, entries: Iterable[Entry]) -> Iterator[_Row]:
    for entry in entries:
        yield _Row(entry, _key_of(shelf, index, partition, entry), sum(map(length, entry)))


def _page(rows: Iterable[_Row], limit: int | None) -> tuple[list[_Row], bool]:
    """Return as much as one answer holds, and whether it ended because it was full."""
    page: list[_Row] = []
    size = 0
    for row in rows:
        size += row.size
        if page and size > _PAGE_BYTES:
            return page, True
        page.append(row)
        if len(page) == limit:
            # DynamoDB does not look whether anything follows.
            return page, True
    return page, False


def _key_of(shelf: Shelf, index: Index | None, partition: str, entry: Entry) -> Item:
    own = {shelf.schema.hash_name: {"S": entry[1]}, shelf.schema.sort_name: {"S": entry[2]}}
    return own if index is None else {index.hash_name: {"S": partition}, index.sort_name: {"S": entry[0]}, **own}


def _after(request: Mapping[str, Any], shelf: Shelf, index: Index | None, asked: Asked) -> Entry | None:
    """Return where the page before this one ended. Raises Refused if it is no place in this query."""
    given = request.get("ExclusiveStartKey")
    if given is None:
        return None
    schema = shelf.schema
    names = {schema.hash_name, schema.sort_name, *((index.hash_name, index.sort_name) if index else ())}
    if given.keys() != names or any("S" not in value or not value["S"] for value in given.values()):
        raise invalid("The provided starting key is invalid")
    of = index or schema
    if given[of.hash_name]["S"] != asked.partition or not asked.holds(given[of.sort_name]["S"]):
        raise invalid("The provided starting key is outside query boundaries based on provided conditions")
    return given[of.sort_name]["S"], given[schema.hash_name]["S"], given[schema.sort_name]["S"]
