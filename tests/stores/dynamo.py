"""A DynamoDB in this process (moto), with the very table that the template declares."""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any

import boto3
import yaml
from botocore.exceptions import EndpointConnectionError

from tests import tools
from tests.builders import CUSTOMER_ID
from voicetill.domain.payments import Environment
from voicetill.stores.ledger import DynamoLedger

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "till"
SELLER_ID = "A1EXAMPLE"

# What CloudFormation has besides, and CreateTable is told in other calls or not at all.
_CREATED_WITH = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


class _Template(yaml.SafeLoader):
    """Reads a template's own tags as whatever stands behind them."""


_Template.add_multi_constructor("!", lambda reader, suffix, node: node.value)


def declared_table() -> dict[str, Any]:
    """Return the table's properties as the template declares them."""
    text = (tools.ROOT / "template.yaml").read_text(encoding="utf-8")
    properties: dict[str, Any] = yaml.load(text, Loader=_Template)["Resources"]["TillTable"]["Properties"]
    return properties


def a_client_with_table() -> "DynamoDBClient":
    """Return a client whose account has the till's table; needs moto's `mock_aws` around it."""
    client: DynamoDBClient = boto3.client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="invented", aws_secret_access_key="invented"
    )
    declared = declared_table()
    client.create_table(TableName=TABLE, **{name: declared[name] for name in _CREATED_WITH})
    return client


class OneAtATime:
    """A client whose calls are each carried out whole, as in the cloud: moto lets threads in between."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client
        self._lock = RLock()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        return self._locked(found) if callable(found) else found

    def _locked(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            with self._lock:
                return call(*args, **options)

        return called


def a_ledger(
    client: "DynamoDBClient", *, seller_id: str = SELLER_ID, environment: Environment = Environment.SANDBOX
) -> DynamoLedger:
    return DynamoLedger(client, table_name=TABLE, seller_id=seller_id, environment=environment)


def stored(client: "DynamoDBClient", customer_id: str = CUSTOMER_ID) -> list[dict[str, Any]]:
    """Return every item of a customer of our merchant in sandbox, as DynamoDB spells it."""
    pk = f"SANDBOX#{SELLER_ID}#{customer_id}"
    answer = client.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
    )
    return list(answer["Items"])


class Calls:
    """The calls that a client really makes, by their names."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.names: list[str] = []
        client.meta.events.register("before-call.dynamodb", self._note)

    def _note(self, *, model: Any, **_: object) -> None:
        self.names.append(model.name)


def cut_off(client: "DynamoDBClient") -> None:
    """Let nothing answer any more."""

    def refuse(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")

    client.meta.events.register("before-call.dynamodb", refuse)


def lose_first_answer(client: "DynamoDBClient", operation: str) -> Callable[[], int]:
    """Let the answer to the first try of an operation be lost: botocore then sends the same request again.

    Returns how many tries there were.
    """
    tries: list[int] = []

    def again(*, attempts: int, **_: object) -> int | None:
        tries.append(attempts)
        return 0 if attempts == 1 else None

    client.meta.events.register_first(f"needs-retry.dynamodb.{operation}", again)
    return lambda: len(tries)
