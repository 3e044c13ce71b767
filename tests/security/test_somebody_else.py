"""Whatever one customer ever sent, sent by another one: it reads and changes nothing of the first one's.

Every request of a long life with the shop is played again under another user id, forwards and backwards, on every
route; where accounts are linked, once with the first customer's own token and once without one.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.customers import Customer
from simulator.testing import OpenShop, Shop
from tests.alexa.envelopes import Json
from tests.security.conftest import MOMENT, THIEF

# What only the first customer's records know.
THEIRS = ("Main Street", "Cupertino", "95014", "mail.example")

LIFE = (
    "open no nicks",
    "two refill packs",
    "no",
    "what is in my cart",
    "check out",
    "yes",
    "ask no nicks where is my order",
    "ask no nicks I want a refund",
    "open no nicks",
    "a starter kit",
    "yes",
)


def _lived(shop: Shop) -> list[Json]:
    """The requests of a life: orders, a cart, wishes, and on the server's route a subscription."""
    if shop.room.back_office is not None:
        shop.link()
        shop.say("open no nicks", "subscribe to the refill subscription", "yes")
        shop.say("ask no nicks what is my subscription")
    shop.say(*LIFE)
    return [copy.deepcopy(turn.request) for turn in shop.room.turns]


def _with(request: Json, **members: str | None) -> Json:
    """The request with these members of each user, and without Alexa's own key to the first one's data."""
    sent = copy.deepcopy(request)
    system = sent.get("context", {}).get("System", {})
    system.pop("apiAccessToken", None)
    for place in (system, sent.get("session") or {}):
        for name, value in members.items():
            if value is None:
                place.get("user", {}).pop(name, None)
            elif "user" in place:
                place["user"][name] = value
    return sent


def _learned(shop: Shop, requests: list[Json], words: list[str], **members: str | None) -> Iterator[str]:
    """What the answers say that the requests did not say themselves."""
    handler: Any = shop.room.handler
    for request in requests:
        sent = _with(request, userId=Customer(THIEF).user_id, **members)
        told = json.dumps(sent, ensure_ascii=False)
        answer = json.dumps(handler(sent, None), ensure_ascii=False)
        yield from (word for word in words if word in answer and word not in told)


def _of_others(shop: Shop) -> list[Json]:
    """Every stored record but those that a stranger's own turns write into their own partition."""
    return sorted(shop.items, key=lambda item: (item["pk"], item["sk"]))


@pytest.mark.parametrize("route", [None, "ppro", "amazon_pay_v2"])
@pytest.mark.parametrize("stolen", [False, True], ids=["without a token", "with a stolen token"])
def test_nothing_of_a_customer_is_read_or_changed_by_another(
    open_shop: OpenShop, route: str | None, *, stolen: bool
) -> None:
    shop = open_shop(at=MOMENT, route=route)
    requests = _lived(shop)
    before, charged = _of_others(shop), len(shop.ledger.charges)
    numbers = [str(order["number"]) for order in shop.orders]
    ids = [str(item["id"]) for item in before if "id" in item]
    token = {} if stolen else {"accessToken": None}

    theirs = [*THEIRS, *numbers, *ids]
    learned = [word for order in (requests, requests[::-1]) for word in _learned(shop, order, theirs, **token)]

    after = {(item["pk"], item["sk"]): item for item in shop.items}
    assert numbers
    assert [after.get((item["pk"], item["sk"])) for item in before] == before
    assert len(shop.ledger.charges) == charged
    assert learned == []
