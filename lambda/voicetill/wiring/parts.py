"""The small real parts that several doors need: a client, a clock, chance."""

import secrets
import string
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from voicetill.domain.payments import Environment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Alexa waits eight seconds for an answer; a store that hangs must leave time to say so.
PATIENCE = Config(connect_timeout=1, read_timeout=1.5, retries={"mode": "standard", "total_max_attempts": 2})


def dynamodb(region: str | None) -> "DynamoDBClient":
    """Return a client of the table's; the region of the environment goes before the one given."""
    session = boto3.session.Session()
    client: DynamoDBClient = session.client(
        "dynamodb", region_name=session.region_name or region or "us-east-1", config=PATIENCE
    )
    return client


def environment(*, sandbox: bool) -> Environment:
    """Return whether money is real."""
    return Environment.SANDBOX if sandbox else Environment.LIVE


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def random_id() -> str:
    """Return 26 letters and digits: 134 random bits."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(26))
