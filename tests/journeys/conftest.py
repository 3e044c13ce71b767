"""A whole purchase, lived through: pretend Alexa and pretend Amazon Pay around the real handler and real boto3."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from simulator.cloud.deployment import Deployment
from simulator.cloud.double import Cloud
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn
from voicetill.domain.products import Product
from voicetill.settings import read_settings
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets
from voicetill.wiring import open_till


@dataclass
class Shelf:
    """A catalogue that can change in the middle of a conversation."""

    products: dict[str, Product]

    def change(self, product_id: str, **changes: Any) -> None:
        self.products[product_id] = replace(self.products[product_id], **changes)


@dataclass
class Time:
    """A clock that a test moves."""

    now: datetime = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Journey:
    """One shop, and the customers who come to it."""

    room: Rehearsal
    shelf: Shelf
    time: Time
    cloud: Cloud
    deployment: Deployment
    calls: list[str] = field(default_factory=list)

    def say(self, *utterances: str) -> Turn:
        """Say one thing after the other; return the last turn."""
        return [turn for utterance in utterances for turn in self.room.say(utterance)][-1]

    @property
    def orders(self) -> list[dict[str, Any]]:
        return self.cloud.orders(self.deployment)

    @property
    def charged(self) -> list[str]:
        """What was really charged, as Amazon Pay's ledger has it."""
        return [str(charge) for charge in self.room.amazon_pay.ledger.charges]

    def stored(self, sk: str) -> dict[str, Any]:
        return next(item for item in self.cloud.items(self.deployment) if item["sk"] == sk)

    def calls_of(self, turn: Callable[[], object]) -> list[str]:
        """Return the DynamoDB operations that a turn makes."""
        self.calls.clear()
        turn()
        return list(self.calls)


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with Cloud() as cloud:
        yield cloud


@pytest.fixture
def open_journey(cloud: Cloud) -> Callable[..., Journey]:
    def opened(**settings: str) -> Journey:
        deployment = cloud.deploy()
        return _journey(cloud, deployment, {**deployment.environment, **settings})

    return opened


@pytest.fixture
def journey(open_journey: Callable[..., Journey]) -> Journey:
    return open_journey()


def _journey(cloud: Cloud, deployment: Deployment, environment: Mapping[str, str]) -> Journey:
    markets = load_markets()
    shelf, time = Shelf(dict(load_catalogue(markets.markets).products)), Time()
    client = boto3.client(
        "dynamodb",
        endpoint_url=environment["AWS_ENDPOINT_URL_DYNAMODB"],
        region_name="us-east-1",
        aws_access_key_id="pretend",
        aws_secret_access_key="pretend",
    )
    handler = open_till(read_settings(environment), markets=markets, catalogue=shelf, dynamodb=client, clock=time)
    journey = Journey(Rehearsal(handler, clock=time), shelf, time, cloud, deployment)
    client.meta.events.register("before-call.dynamodb", lambda model, **_: journey.calls.append(model.name))
    return journey
