"""Faults that are planted, to see whether they are found: a till that is careless, gullible, hasty or dear."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from simulator.cloud.double import Cloud
from simulator.cloud.shop import SANDBOX_EMAIL, SELLER_ID
from simulator.testing import Backstage
from voicetill.domain.checkout_events import ChargeCompleted, ChargePending, ChargeRefused, ChargeUnknown, Event
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.payments import Answer, Environment, Handoff, Payment, Refusal
from voicetill.gateways.amazon_pay.gateway import AmazonPay
from voicetill.stores.markets import load_markets

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CONDITION = ("ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues")


class Careless(Cloud):
    """A DynamoDB whose clients forget the condition of every write."""

    def client(self, config: Config | None = None) -> "DynamoDBClient":
        """Return such a client."""
        client = super().client(config)
        client.meta.events.register("provide-client-params.dynamodb.PutItem", _forget_one)
        client.meta.events.register("provide-client-params.dynamodb.TransactWriteItems", _forget_all)
        return client


def careless() -> Backstage:
    """A backstage whose rooms have nothing else."""
    backstage = Backstage()
    backstage.cloud = Careless(inside=True)
    return backstage


def _forget_one(params: dict[str, Any], **_: object) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in _CONDITION}


def _forget_all(params: dict[str, Any], **_: object) -> dict[str, Any]:
    writes = [{kind: _forget_one(asked) for kind, asked in each.items()} for each in params["TransactItems"]]
    return {**params, "TransactItems": writes}


class Honest(AmazonPay):
    """Amazon Pay as the till reads it."""

    def __init__(self) -> None:
        super().__init__(
            seller_id=SELLER_ID,
            environment=Environment.SANDBOX,
            sandbox_email=SANDBOX_EMAIL,
            markets=load_markets().markets,
        )


class Gullible(Honest):
    """Takes for paid what is only pending."""

    def read(self, answer: Answer, checkout: Checkout, *, at: datetime) -> Event:
        """Read an answer."""
        event = super().read(answer, checkout, at=at)
        if isinstance(event, ChargePending):
            total = checkout.quote.total
            return ChargeCompleted(
                at, Payment(checkout.reference, total, "S01-1-1", "S01-1-1-A1", ("S01-1-1-C1",))
            )
        return event


class Hasty(Honest):
    """Takes for refused what nobody knows, and lets the customer try again."""

    def read(self, answer: Answer, checkout: Checkout, *, at: datetime) -> Event:
        """Read an answer."""
        event = super().read(answer, checkout, at=at)
        if isinstance(event, ChargeUnknown):
            return ChargeRefused(at, Refusal.NOT_PROCESSED, may_retry=True, reference=checkout.reference)
        return event


class Dear(Honest):
    """Asks for one cent more than was said."""

    def request_charge(self, checkout: Checkout) -> Handoff:
        """Ask for the money."""
        total = checkout.quote.total
        more = replace(checkout.quote, total=replace(total, minor=total.minor + 1))
        return super().request_charge(replace(checkout, quote=more))
