"""What a table is created with: the names of its keys, and its indexes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.cloud.dynamodb.refusals import NotTaught, Refused, invalid
from simulator.cloud.dynamodb.values import Item, length

Key = tuple[str, str]
Entry = tuple[str, str, str]
"""An item's place in a run: the key that the run is sorted by, and the item's own two keys."""

_KNOWN = {
    "TableName",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "BillingMode",
    "DeletionProtectionEnabled",
}
_LONGEST_HASH, _LONGEST_SORT = 2048, 1024


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index that holds the keys of items only."""

    name: str
    hash_name: str
    sort_name: str

    def place(self, item: Item) -> tuple[str, str] | None:
        """Return an item's partition and sort key in the index; None if it does not stand there."""
        if self.hash_name not in item or self.sort_name not in item:
            return None
        return str(item[self.hash_name]["S"]), str(item[self.sort_name]["S"])


@dataclass(frozen=True, slots=True)
class Schema:
    """A table with a partition key and a sort key, both texts."""

    name: str
    hash_name: str
    sort_name: str
    indexes: tuple[Index, ...]

    def index(self, name: str) -> Index:
        """Return an index. Raises Refused if there is none of this name."""
        for index in self.indexes:
            if index.name == name:
                return index
        raise invalid(f"The table does not have the specified index: {name}")

    def key_of(self, item: Item) -> Key:
        """Return the keys of a whole item, which are fit to be keys. Raises Refused."""
        for name in (self.hash_name, self.sort_name):
            if name not in item:
                raise invalid(f"One or more parameter values were invalid: Missing the key {name} in the item")
            if "S" not in item[name]:
                raise _mismatch(f"for key {name} expected: S actual: {_type(item[name])}")
            if not item[name]["S"]:
                raise _empty(f"Key: {name}")
        self._demand_index_keys(item)
        return self._fit(str(item[self.hash_name]["S"]), str(item[self.sort_name]["S"]))

    def key(self, key: Item) -> Key:
        """Return the keys that a request names an item by. Raises Refused."""
        if key.keys() != {self.hash_name, self.sort_name}:
            raise invalid("The number of conditions on the keys is invalid")
        if any("S" not in value for value in key.values()):
            raise invalid("The provided key element does not match the schema")
        for name, value in key.items():
            if not value["S"]:
                raise _empty(f"Key: {name}")
        return self._fit(str(key[self.hash_name]["S"]), str(key[self.sort_name]["S"]))

    def _demand_index_keys(self, item: Item) -> None:
        for index in self.indexes:
            for name in (index.hash_name, index.sort_name):
                value = item.get(name)
                if value is not None and "S" not in value:
                    raise _mismatch(
                        f"for Index Key {name} Expected: S Actual: {_type(value)} IndexName: {index.name}"
                    )
                if value is not None and not value["S"]:
                    raise _empty(f"IndexName: {index.name}, IndexKey: {name}", "A value specified for a secondary "
                                 "index key is not supported. ")  # fmt: skip

    def _fit(self, hash_key: str, sort_key: str) -> Key:
        if length(hash_key) > _LONGEST_HASH:
            raise invalid(
                "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit "
                "of2048 bytes"
            )
        if length(sort_key) > _LONGEST_SORT:
            raise invalid(
                "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the "
                "size limit of 1024 bytes"
            )
        return hash_key, sort_key


def _type(value: Mapping[str, Any]) -> str:
    return next(iter(value))


def _mismatch(what: str) -> Refused:
    return invalid(f"One or more parameter values were invalid: Type mismatch {what}")


def _empty(which: str, more: str = "") -> Refused:
    return invalid(
        f"One or more parameter values are not valid. {more}The AttributeValue for a key attribute cannot contain "
        f"an empty string value. {which}"
    )


def read_schema(request: Mapping[str, Any]) -> Schema:
    """Read what CreateTable asks for. Raises Refused and NotTaught."""
    if unknown := sorted(set(request) - _KNOWN):
        raise NotTaught(f"CreateTable with {', '.join(unknown)}")
    kinds = {each["AttributeName"]: each["AttributeType"] for each in request["AttributeDefinitions"]}
    indexes = [_read_index(index, kinds) for index in request.get("GlobalSecondaryIndexes", ())]
    return Schema(request["TableName"], *_read_keys(request["KeySchema"], kinds), indexes=tuple(indexes))


def _read_index(index: Mapping[str, Any], kinds: Mapping[str, str]) -> Index:
    if index.get("Projection") != {"ProjectionType": "KEYS_ONLY"}:
        raise NotTaught(f"an index with the projection {index.get('Projection')}")
    return Index(index["IndexName"], *_read_keys(index["KeySchema"], kinds))


def _read_keys(schema: Sequence[Mapping[str, str]], kinds: Mapping[str, str]) -> tuple[str, str]:
    if [key["KeyType"] for key in schema] != ["HASH", "RANGE"]:
        raise NotTaught("tables and indexes without one partition key and one sort key")
    hash_name, sort_name = (key["AttributeName"] for key in schema)
    for name in (hash_name, sort_name):
        if name not in kinds:
            raise invalid(
                "One or more parameter values were invalid: Some index key attributes are not defined in "
                f"AttributeDefinitions. Keys: [{name}]"
            )
        if kinds[name] != "S":
            raise NotTaught(f"a key of type {kinds[name]}")
    return hash_name, sort_name
