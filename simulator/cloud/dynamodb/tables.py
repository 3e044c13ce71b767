"""The tables of one account, and the operations about tables."""

from collections.abc import Mapping
from typing import Any

from simulator.cloud.dynamodb.refusals import in_use, invalid, not_found
from simulator.cloud.dynamodb.schemas import Schema, read_schema
from simulator.cloud.dynamodb.shelves import Shelf
from simulator.cloud.dynamodb.taught import demand

Answer = dict[str, Any]


class Tables:
    """What there is, by name. A table is there as soon as it was asked for, and gone as soon."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}

    def shelf(self, name: str) -> Shelf:
        """Return a table. Raises Refused if there is none of this name."""
        try:
            return self._shelves[name]
        except KeyError:
            raise not_found() from None

    def create(self, request: Mapping[str, Any]) -> Answer:
        """CreateTable."""
        schema = read_schema(request)
        if schema.name in self._shelves:
            raise in_use(f"Table already exists: {schema.name}")
        self._shelves[schema.name] = Shelf(schema)
        return {"TableDescription": _described(self._shelves[schema.name], "ACTIVE")}

    def delete(self, request: Mapping[str, Any]) -> Answer:
        """DeleteTable."""
        demand("DeleteTable", request, "TableName")
        shelf = self._named(request)
        del self._shelves[shelf.schema.name]
        return {"TableDescription": _described(shelf, "DELETING")}

    def describe(self, request: Mapping[str, Any]) -> Answer:
        """DescribeTable."""
        demand("DescribeTable", request, "TableName")
        return {"Table": _described(self._named(request), "ACTIVE")}

    def list(self, request: Mapping[str, Any]) -> Answer:
        """ListTables."""
        demand("ListTables", request)
        return {"TableNames": sorted(self._shelves)}

    def update_expiry(self, request: Mapping[str, Any]) -> Answer:
        """UpdateTimeToLive. It is written down; nothing ever expires here."""
        demand("UpdateTimeToLive", request, "TableName", "TimeToLiveSpecification")
        shelf, wanted = self._named(request), request["TimeToLiveSpecification"]
        if bool(wanted["Enabled"]) == (shelf.expiry is not None):
            raise invalid(f"TimeToLive is already {'enabled' if wanted['Enabled'] else 'disabled'}")
        shelf.expiry = dict(wanted) if wanted["Enabled"] else None
        return {"TimeToLiveSpecification": wanted}

    def describe_expiry(self, request: Mapping[str, Any]) -> Answer:
        """DescribeTimeToLive."""
        demand("DescribeTimeToLive", request, "TableName")
        expiry = self._named(request).expiry
        if expiry is None:
            return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": expiry["AttributeName"]}}

    def _named(self, request: Mapping[str, Any]) -> Shelf:
        name = request["TableName"]
        if name not in self._shelves:
            raise not_found(f"Requested resource not found: Table: {name} not found")
        return self._shelves[name]


def _described(shelf: Shelf, status: str) -> Answer:
    schema = shelf.schema
    indexes = [
        {
            "IndexName": index.name,
            "KeySchema": _keys(index.hash_name, index.sort_name),
            "Projection": {"ProjectionType": "KEYS_ONLY"},
            "IndexStatus": "ACTIVE",
        }
        for index in schema.indexes
    ]
    return {
        "TableName": schema.name,
        "TableStatus": status,
        "ItemCount": len(shelf),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in _names(schema)],
        "KeySchema": _keys(schema.hash_name, schema.sort_name),
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    }


def _names(schema: Schema) -> list[str]:
    names = [schema.hash_name, schema.sort_name]
    for index in schema.indexes:
        names += [index.hash_name, index.sort_name]
    return list(dict.fromkeys(names))


def _keys(hash_name: str, sort_name: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hash_name, "KeyType": "HASH"},
        {"AttributeName": sort_name, "KeyType": "RANGE"},
    ]
