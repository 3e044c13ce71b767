"""Answers of Amazon Pay's shape, as files; a test changes the one member that it is about."""

import copy
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.builders import a_checkout, a_market
from voicetill.domain.checkout_events import Event
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.markets import Market
from voicetill.domain.payments import Answer, Environment
from voicetill.gateways.amazon_pay.gateway import AmazonPay

EVENTS = Path(__file__).parents[2] / "events" / "amazon_pay"
ABSENT = object()


@cache
def _request(name: str) -> dict[str, Any]:
    request: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return request


def recorded(name: str) -> Answer:
    """The answer in `tests/events/amazon_pay/<name>.json`, in objects of its own."""
    request = copy.deepcopy(_request(name))
    return Answer(request["name"], request["status"]["code"], request["status"]["message"], request["payload"])


def changed(answer: Answer, path: str, value: object) -> Answer:
    """The answer with one member of its payload set, or gone if the value is ABSENT."""
    payload: Any = copy.deepcopy(answer.payload)
    *way, last = path.split(".")
    place = payload
    for step in way:
        place = place[step]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return replace(answer, payload=payload)


def an_error(name: str, code: str, *, status: object = "400") -> Answer:
    return Answer(name, status, code, {"errorCode": code, "errorMessage": "Words that nobody relies on."})


def a_gateway(
    *,
    environment: Environment = Environment.SANDBOX,
    sandbox_email: str | None = "buyer@nonicks.example",
    market: Market | None = None,
    seller_id: str = "A1NONICKSSELLER",
) -> AmazonPay:
    served = market or a_market()
    return AmazonPay(
        seller_id=seller_id,
        environment=environment,
        sandbox_email=sandbox_email,
        markets={served.id: served},
    )


def read(
    answer: Answer,
    checkout: Checkout | None = None,
    *,
    environment: Environment = Environment.SANDBOX,
    market: Market | None = None,
) -> Event:
    """Read an answer for a checkout that waits for it."""
    waiting = checkout or a_checkout(State.AWAITING_CHARGE)
    return a_gateway(environment=environment, market=market).read(answer, waiting, at=waiting.updated_at)
