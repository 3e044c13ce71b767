"""A local double of the cloud: DynamoDB with the tables and the environment of `template.yaml`."""

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import boto3
import botocore.session
from boto3.dynamodb.types import TypeDeserializer
from botocore.config import Config

from simulator.cloud.answering import SENDING, Answering
from simulator.cloud.deployment import Deployment
from simulator.cloud.inside import InsideDatabase
from simulator.cloud.shop import CHOSEN, REGION
from simulator.cloud.template import Template, read_template
from simulator.loopback import LoopbackServer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ACCESS = {"aws_access_key_id": "pretend", "aws_secret_access_key": "pretend"}
_CREATED_WITH = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
    "ProvisionedThroughput",
)
"""Properties of a table in a template that mean the same in `CreateTable`; the rest is about keeping it safe."""

_PLAIN = TypeDeserializer()
_ORDERS: Any = {
    "FilterExpression": "begins_with(sk, :order)",
    "ExpressionAttributeValues": {":order": {"S": "ORDER#"}},
}

NOWHERE = "http://dynamodb.invalid"
"""The address of a database that is asked without a network. No name under .invalid leads anywhere (RFC 6761)."""


class Cloud:
    """DynamoDB as long as the `with` block lasts: moto's on 127.0.0.1, or our own inside this process, and fast.

    Inside, only clients that the cloud made or a deployment started meet it; other clients of the process are left
    alone, whether they are mocked or not. `database` answers inside in the place of our own:
    `Cloud(inside=True, database=Database())` is moto.
    """

    def __init__(
        self, template: Template | None = None, *, inside: bool = False, database: Answering | None = None
    ) -> None:
        self._template = template or read_template()
        self._database: Answering = database or InsideDatabase()
        self._inside = inside
        self._read: tuple[tuple[object, ...], list[dict[str, Any]]] = ((), [])
        self._server: LoopbackServer | None = None
        # One session for all clients: it reads botocore's descriptions of DynamoDB once.
        core = botocore.session.Session()
        if inside:
            core.register(SENDING, self._database)
        self._session = boto3.session.Session(botocore_session=core, region_name=REGION, **_ACCESS)

    def __enter__(self) -> Self:
        if not self._inside:
            from simulator.cloud.database import Database  # noqa: PLC0415 - moto takes a while to load

            self._server = LoopbackServer(Database().application())
            self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._own_client.close()
            self._server.__exit__(kind, error, trace)

    @property
    def endpoint(self) -> str:
        """Where the double listens; an address that leads nowhere when it is inside this process."""
        return self._server.endpoint if self._server else NOWHERE

    def deploy(self, settings: Mapping[str, str] | None = None) -> Deployment:
        """Create the template's tables anew, under names of their own: deployments live side by side.

        `settings` are variables that differ from what the template gives the function.
        """
        suffix = uuid4().hex[:8]
        tables = {}
        for logical_id, properties in self._template.tables().items():
            tables[logical_id] = self._create(f"{logical_id}-{suffix}", properties)
        resolved = self._template.environment(tables=tables, chosen=CHOSEN, region=REGION)
        return Deployment(
            tables, {**resolved, **self._access(), **(settings or {})}, self._database if self._inside else None
        )

    def forget(self, deployment: Deployment) -> None:
        """Delete the deployment's tables."""
        for name in deployment.tables.values():
            self._own_client.delete_table(TableName=name)

    def client(self, config: Config | None = None) -> "DynamoDBClient":
        """A client of the double, for a till that is opened by hand (`open_till(dynamodb=...)`)."""
        client: DynamoDBClient = self._session.client("dynamodb", endpoint_url=self.endpoint, config=config)
        return client

    def items(self, deployment: Deployment) -> list[dict[str, Any]]:
        """Every item of the deployment's tables, read with boto3 as anybody would, once a change."""
        if not self._inside or not isinstance(self._database, InsideDatabase):
            return self._all(deployment)
        key = (*deployment.tables.values(), self._database.changes)
        if key != self._read[0]:
            self._read = key, self._all(deployment)
        return [dict(item) for item in self._read[1]]

    def _all(self, deployment: Deployment) -> list[dict[str, Any]]:
        pages = self._own_client.get_paginator("scan")
        return [
            {name: _PLAIN.deserialize(value) for name, value in item.items()}
            for table in deployment.tables.values()
            for page in pages.paginate(TableName=table, ConsistentRead=True)
            for item in page["Items"]
        ]

    def orders(self, deployment: Deployment) -> list[dict[str, Any]]:
        """The stored orders: the items whose sort key begins with ORDER#."""
        return [item for item in self.items(deployment) if str(item.get("sk", "")).startswith("ORDER#")]

    def count_orders(self, deployment: Deployment) -> int:
        """How many there are, without reading them."""
        pages = self._own_client.get_paginator("scan")
        return sum(
            page["Count"]
            for table in deployment.tables.values()
            for page in pages.paginate(TableName=table, ConsistentRead=True, Select="COUNT", **_ORDERS)
        )

    @cached_property
    def _own_client(self) -> "DynamoDBClient":
        return self.client()

    def _create(self, name: str, properties: Mapping[str, Any]) -> str:
        """Create one table as the template declares it."""
        client = self._own_client
        wanted: dict[str, Any] = {key: properties[key] for key in _CREATED_WITH if key in properties}
        client.create_table(TableName=name, **wanted)
        if "TimeToLiveSpecification" in properties:
            expiry = properties["TimeToLiveSpecification"]
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
        return name

    def _access(self) -> dict[str, str]:
        """How boto3 finds the double, and nothing but the double."""
        return {
            "AWS_ENDPOINT_URL_DYNAMODB": self.endpoint,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            **{name.upper(): value for name, value in _ACCESS.items()},
        }
