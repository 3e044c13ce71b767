"""The doubles of DynamoDB inside a process: found by whom they should be, and by nobody else."""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.dynamodb.models.table import Table

from simulator.cloud.database import Database
from simulator.cloud.double import NOWHERE, Cloud
from simulator.cloud.shop import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CART: Any = {"pk": {"S": "customer"}, "sk": {"S": "CART"}}


def test_a_client_started_by_a_deployment_meets_its_database_without_a_network() -> None:
    with Cloud(inside=True) as cloud:
        deployment = cloud.deploy()

        with deployment.entered():
            client = boto3.session.Session().client("dynamodb")
        (table,) = deployment.tables.values()
        client.put_item(TableName=table, Item=CART)

        assert client.meta.endpoint_url == NOWHERE
        assert cloud.items(deployment) == [{"pk": "customer", "sk": "CART"}]


def test_nothing_of_it_stays_in_the_process() -> None:
    before, default = dict(os.environ), boto3.DEFAULT_SESSION

    with Cloud(inside=True) as cloud, cloud.deploy().entered():
        boto3.session.Session().client("dynamodb")

    assert dict(os.environ) == before
    assert boto3.DEFAULT_SESSION is default
    assert "before-send.dynamodb" not in [spec[0] for spec in boto3.session.botocore.handlers.BUILTIN_HANDLERS]


def test_what_is_mocked_beside_it_comes_and_goes_without_touching_it() -> None:
    with Cloud(inside=True) as cloud:
        deployment, client = cloud.deploy(), cloud.client()
        (table,) = deployment.tables.values()
        client.put_item(TableName=table, Item=CART)

        with mock_aws():
            mocked = boto3.client("dynamodb", region_name=REGION).list_tables()["TableNames"]
            client.put_item(TableName=table, Item={**CART, "sk": {"S": "NOW"}})

        assert mocked == []
        assert len(cloud.items(deployment)) == 2


def test_what_was_mocked_before_stays_mocked() -> None:
    with mock_aws():
        outside = boto3.client("dynamodb", region_name=REGION)
        with Cloud(inside=True) as cloud:
            cloud.deploy()

            assert outside.list_tables()["TableNames"] == []
            assert len(cloud.client().list_tables()["TableNames"]) == 1


def test_a_condition_is_checked_and_written_in_one_step() -> None:
    with Cloud(inside=True) as cloud:
        (table,) = cloud.deploy().tables.values()
        client = cloud.client()

        def claim(_: int) -> bool:
            try:
                client.put_item(TableName=table, Item=CART, ConditionExpression="attribute_not_exists(pk)")
            except ClientError:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(claim, range(40))) == 1


def test_tables_of_a_deployment_that_is_over_are_gone() -> None:
    with Cloud(inside=True) as cloud:
        deployment, other = cloud.deploy(), cloud.deploy()

        cloud.forget(deployment)

        assert cloud.items(other) == []
        with pytest.raises(ClientError, match="ResourceNotFound"):
            cloud.items(deployment)


def test_orders_are_counted_without_the_rest() -> None:
    with Cloud(inside=True) as cloud:
        deployment, client = cloud.deploy(), cloud.client()
        (table,) = deployment.tables.values()
        for sk in ("NOW#CUSTOMER", "ORDER#1", "ORDER#2"):
            client.put_item(TableName=table, Item={**CART, "sk": {"S": sk}})

        assert cloud.count_orders(deployment) == len(cloud.orders(deployment)) == 2


KEYS = [("pk", "HASH"), ("sk", "RANGE")]
TABLE: Any = {
    "TableName": "things",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name, _ in KEYS],
    "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
}
EVERY_TYPE: Any = {
    **CART,
    "text": {"S": "Käse"},
    "number": {"N": "9.00"},
    "bytes": {"B": b"\x00\xff"},
    "nothing": {"NULL": True},
    "truth": {"BOOL": False},
    "list": {"L": [{"S": "a"}, {"N": "1"}, {"M": {"in": {"L": []}}}]},
    "map": {"M": {"empty": {"M": {}}, "item": {"S": ""}}},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
}
OF = {"TableName": "things"}
OF_CUSTOMER = {"ExpressionAttributeValues": {":pk": {"S": "customer"}}, "KeyConditionExpression": "pk = :pk"}
ABSENT = {"ConditionExpression": "attribute_not_exists(pk)"}
ASKED: list[tuple[str, Any]] = [
    ("create_table", TABLE),
    ("describe_table", OF),
    ("put_item", {**OF, "Item": EVERY_TYPE}),
    ("put_item", {**OF, "Item": {**CART, "sk": {"S": "NOW"}}, "ReturnValues": "ALL_OLD"}),
    ("put_item", {**OF, "Item": CART, **ABSENT, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    ("get_item", {**OF, "Key": CART}),
    ("get_item", {**OF, "Key": {**CART, "sk": {"S": "NOTHING"}}}),
    (
        "get_item",
        {**OF, "Key": CART, "ProjectionExpression": "map.#item", "ExpressionAttributeNames": {"#item": "item"}},
    ),
    ("query", {**OF, **OF_CUSTOMER, "ReturnConsumedCapacity": "TOTAL"}),
    ("query", {**OF, **OF_CUSTOMER, "Limit": 1, "ScanIndexForward": False}),
    ("scan", {**OF, "Limit": 1}),
    ("scan", {**OF, "Select": "COUNT"}),
    ("batch_get_item", {"RequestItems": {"things": {"Keys": [CART]}}}),
    (
        "update_item",
        {
            **OF,
            "Key": CART,
            "UpdateExpression": "SET #number = #number + :one",
            "ExpressionAttributeNames": {"#number": "number"},
            "ExpressionAttributeValues": {":one": {"N": "1"}},
            "ReturnValues": "UPDATED_NEW",
        },
    ),
    ("transact_get_items", {"TransactItems": [{"Get": {**OF, "Key": CART}}]}),
    ("transact_write_items", {"TransactItems": [{"Put": {**OF, "Item": {**CART, "sk": {"S": "NEW"}}}}]}),
    ("transact_write_items", {"TransactItems": [{"Put": {**OF, "Item": CART, **ABSENT}}]}),
    ("delete_item", {**OF, "Key": CART, "ReturnValues": "ALL_OLD"}),
    ("get_item", {"TableName": "nowhere", "Key": CART}),
]


def answers_of(client: "DynamoDBClient") -> list[Any]:
    """What comes back for each of these, and what cannot be the same twice left out."""
    return [_answer(client, operation, parameters) for operation, parameters in ASKED]


def _answer(client: "DynamoDBClient", operation: str, parameters: Any) -> Any:
    try:
        answer = getattr(client, operation)(**parameters)
    except ClientError as error:
        return error.response["Error"], error.response.get("Item"), error.response.get("CancellationReasons")
    for table in ("Table", "TableDescription"):
        for name in ("TableArn", "TableId", "CreationDateTime", "LatestStreamArn"):
            answer.get(table, {}).pop(name, None)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def test_motos_answers_word_for_word_where_it_is_asked_for() -> None:
    with Cloud(inside=True, database=Database()) as cloud:
        answered = answers_of(cloud.client())

    with mock_aws():
        expected = answers_of(boto3.client("dynamodb", region_name=REGION))

    assert len(answered) == len(ASKED)
    for asked, mine, theirs in zip(ASKED, answered, expected, strict=True):
        assert mine == theirs, asked


def _tables_in_memory() -> int:
    gc.collect()
    return sum(isinstance(each, Table) for each in gc.get_objects())


def test_a_long_rehearsal_does_not_fill_the_memory() -> None:
    """moto copies the table for each transaction, and keeps a list of all that it ever made."""
    with Cloud(inside=True, database=Database()) as cloud:
        client = cloud.client()
        (table,) = cloud.deploy().tables.values()
        before = _tables_in_memory()

        for number in range(10):
            item = {"pk": {"S": "customer"}, "sk": {"S": str(number)}}
            client.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": item}}])

        assert _tables_in_memory() <= before
