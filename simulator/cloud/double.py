"""A local double of the cloud: DynamoDB on loopback, with the tables and the environment of `template.yaml`."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import boto3
from moto.server import ThreadedMotoServer

from simulator.cloud.shop import CHOSEN, REGION
from simulator.cloud.template import Template, read_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient, DynamoDBServiceResource
    from mypy_boto3_dynamodb.service_resource import Table

_ACCESS = {"aws_access_key_id": "pretend", "aws_secret_access_key": "pretend"}
_CREATED_WITH = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
    "ProvisionedThroughput",
    "StreamSpecification",
)
"""Properties of a table in a template that mean the same in `CreateTable`; the rest is about keeping it safe."""


@dataclass(frozen=True)
class Deployment:
    """Fresh tables of their own, and the environment that a function would find them by."""

    tables: Mapping[str, str]
    environment: Mapping[str, str]

    def enter(self) -> None:
        """Make this process the function's: the next boto3 client is the double's."""
        # A developer's own profile must not be looked for, nor switch the endpoint off.
        os.environ.pop("AWS_PROFILE", None)
        os.environ.update(self.environment)


class Cloud:
    """DynamoDB on 127.0.0.1, as long as the `with` block lasts."""

    def __init__(self, template: Template | None = None) -> None:
        self._template = template or read_template()
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)

    def __enter__(self) -> Self:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def endpoint(self) -> str:
        """Where the double listens."""
        host, port = self._server.get_host_and_port()
        return f"http://{host}:{port}"

    def deploy(self) -> Deployment:
        """Create the template's tables anew, under names of their own: deployments live side by side."""
        suffix = uuid4().hex[:8]
        tables = {}
        for logical_id, properties in self._template.tables().items():
            tables[logical_id] = self._create(f"{logical_id}-{suffix}", properties)
        resolved = self._template.environment(tables=tables, chosen=CHOSEN, region=REGION)
        return Deployment(tables, {**resolved, **self._access()})

    def client(self) -> "DynamoDBClient":
        """A client of the double, for a till that is opened by hand (`open_till(dynamodb=...)`)."""
        client: DynamoDBClient = boto3.client(
            "dynamodb", endpoint_url=self.endpoint, region_name=REGION, **_ACCESS
        )
        return client

    def items(self, deployment: Deployment) -> list[dict[str, Any]]:
        """Every item of the deployment's tables, read with boto3 as anybody would."""
        resource = self._resource()
        return [item for name in deployment.tables.values() for item in _all_items(resource.Table(name))]

    def orders(self, deployment: Deployment) -> list[dict[str, Any]]:
        """The stored orders: the items whose sort key begins with ORDER#."""
        return [item for item in self.items(deployment) if str(item.get("sk", "")).startswith("ORDER#")]

    def _create(self, name: str, properties: Mapping[str, Any]) -> str:
        """Create one table as the template declares it."""
        client = self.client()
        wanted: dict[str, Any] = {key: properties[key] for key in _CREATED_WITH if key in properties}
        client.create_table(TableName=name, **wanted)
        if "TimeToLiveSpecification" in properties:
            expiry = properties["TimeToLiveSpecification"]
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
        return name

    def _resource(self) -> "DynamoDBServiceResource":
        database: DynamoDBServiceResource = boto3.resource(
            "dynamodb", endpoint_url=self.endpoint, region_name=REGION, **_ACCESS
        )
        return database

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


def _all_items(table: "Table") -> list[dict[str, Any]]:
    page = table.scan(ConsistentRead=True)
    items = list(page["Items"])
    while "LastEvaluatedKey" in page:
        page = table.scan(ConsistentRead=True, ExclusiveStartKey=page["LastEvaluatedKey"])
        items += page["Items"]
    return items
