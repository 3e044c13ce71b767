"""The wire to DynamoDB: calls are written down, and testers can cut it, at the real client."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from simulator.cloud.double import Cloud
from simulator.cloud.wire import CRASH_POINTS, FunctionDied, Wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = {"pk": {"S": "customer"}, "sk": {"S": "NOW#CART"}}


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def table() -> Iterator[tuple["DynamoDBClient", str]]:
    with Cloud(inside=True) as cloud:
        (name,) = cloud.deploy().tables.values()
        yield cloud.client(), name


@pytest.fixture
def client(table: tuple["DynamoDBClient", str], wire: Wire) -> "DynamoDBClient":
    wire.attach(table[0].meta.events)
    return table[0]


@pytest.fixture
def name(table: tuple["DynamoDBClient", str]) -> str:
    return table[1]


def test_every_call_of_the_turn_is_written_down(client: "DynamoDBClient", name: str, wire: Wire) -> None:
    client.put_item(TableName=name, Item=KEY)
    wire.begin_turn()

    client.get_item(TableName=name, Key=KEY)
    with pytest.raises(ClientError):
        client.put_item(TableName=name, Item=KEY, ConditionExpression="attribute_not_exists(pk)")

    assert [(call.operation, call.refused) for call in wire.calls] == [
        ("GetItem", None),
        ("PutItem", "ConditionalCheckFailedException"),
    ]
    assert wire.calls[0].parameters["Key"] == KEY
    assert all(call.milliseconds > 0 for call in wire.calls)


def test_a_function_that_dies_before_it_saves_leaves_nothing(
    client: "DynamoDBClient", name: str, wire: Wire
) -> None:
    wire.die_at(CRASH_POINTS["before-save"])
    client.get_item(TableName=name, Key=KEY)

    with pytest.raises(FunctionDied):
        client.put_item(TableName=name, Item=KEY)

    assert "Item" not in client.get_item(TableName=name, Key=KEY)


def test_a_function_that_dies_after_it_saved_has_saved(client: "DynamoDBClient", name: str, wire: Wire) -> None:
    wire.die_at(CRASH_POINTS["after-save"])

    with pytest.raises(FunctionDied):
        client.put_item(TableName=name, Item=KEY)

    assert client.get_item(TableName=name, Key=KEY)["Item"] == KEY


@pytest.mark.parametrize("point", ["before-load", "after-load"])
def test_a_function_can_die_around_its_reading(
    client: "DynamoDBClient", name: str, wire: Wire, point: str
) -> None:
    wire.die_at(CRASH_POINTS[point])

    with pytest.raises(FunctionDied):
        client.get_item(TableName=name, Key=KEY)

    assert len(wire.calls) == (1 if point == "after-load" else 0)


def test_nobody_catches_a_death_as_an_exception(wire: Wire) -> None:
    wire.die_at(CRASH_POINTS["before-answer"])

    with pytest.raises(FunctionDied) as died:
        wire.answers()

    assert not isinstance(died.value, Exception)
    assert not wire.tampered


def test_an_outage_refuses_every_call_of_one_turn(client: "DynamoDBClient", name: str, wire: Wire) -> None:
    wire.go_down()
    for _ in range(2):
        with pytest.raises(ClientError, match="InternalServerError"):
            client.get_item(TableName=name, Key=KEY)

    wire.end_turn()

    assert "Item" not in client.get_item(TableName=name, Key=KEY)
