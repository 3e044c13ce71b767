"""A purchase seen from outside: one id finds the whole of it in the logs, from the first word to the receipt."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.testing import OpenShop, Shop
from tests.journeys.conftest import MOMENT
from voicetill.domain.checkout_record import is_token


class Log(logging.Handler):
    """Keeps what the till writes."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("voicetill"):
            self.records.append(record)

    def of(self, correlation: str) -> list[logging.LogRecord]:
        """What one query by one id gives."""
        return [record for record in self.records if told(record).get("correlation") == correlation]

    def story(self, correlation: str) -> list[str]:
        """The messages of it in order, each turn by what it came to."""
        return [_said(record) for record in self.of(correlation)]


def told(record: logging.LogRecord) -> dict[str, Any]:
    return vars(record)


def _said(record: logging.LogRecord) -> str:
    fields = told(record)
    kind = fields.get("intent") or fields.get("request") or fields.get("door")
    return f"{kind} -> {fields.get('outcome')}" if record.msg == "turn" else record.getMessage()


@pytest.fixture
def log() -> Iterator[Log]:
    kept, root = Log(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)


def test_through_alexa_from_the_first_word_to_the_order(shop: Shop, log: Log) -> None:
    shop.say("open no nicks", "what do you sell", "a starter kit", "yes")

    (order,) = shop.orders
    assert log.story(order["id"]) == [
        "LaunchRequest -> Welcomed",
        "BrowseIntent -> Offered",
        "BuyIntent -> HandedOff",
        "Connections.Response -> TotalTold",
        "AMAZON.YesIntent -> HandedOff",
        "order placed",
        "Connections.Response -> OrderPlaced",
    ]
    assert all("correlation" in told(record) for record in log.records)


def test_on_the_server_s_route_down_to_the_letter(open_shop: OpenShop, log: Log) -> None:
    shop = open_shop(at=MOMENT, route="ppro")
    shop.link()
    log.records.clear()

    shop.say("open no nicks", "a starter kit", "yes")
    shop.back_office.tick()

    (order,) = shop.orders
    story = log.story(order["id"])
    assert story[:4] == [
        "LaunchRequest -> Welcomed",
        "BuyIntent -> TotalTold",
        "order placed",
        "AMAZON.YesIntent -> OrderPlaced",
    ]
    channels = [told(record)["channel"] for record in log.of(order["id"]) if record.msg == "told"]
    assert sorted(channels) == ["event_bus", "event_bus", "mail"]
    (letter,) = shop.mail
    assert order["id"] in letter.reference
    assert all(order["id"] in json.dumps(event.detail) for event in shop.events)


def test_a_renewal_is_found_by_the_purchase_that_began_it(open_shop: OpenShop, log: Log) -> None:
    shop = open_shop(at=MOMENT, route="ppro")
    shop.link()
    shop.say("open no nicks", "subscribe to the refill subscription", "yes")
    (subscription,) = [item for item in shop.items if item["sk"].startswith("SUBSCRIPTION#")]
    log.records.clear()

    shop.wait("32 days")

    story = log.of(subscription["id"])
    assert "renewal" in [record.msg for record in story]
    assert {told(record)["outcome"] for record in story if record.msg == "renewal"} >= {"renewed"}


def test_a_charge_without_an_answer_is_followed_to_its_settlement(open_shop: OpenShop, log: Log) -> None:
    shop = open_shop(at=MOMENT, route="ppro")
    shop.link()
    shop.say("open no nicks", "a starter kit")
    shop.do("!company loses the answer")
    shop.say("yes")
    shop.wait("10 minutes")

    (order,) = shop.orders
    story = log.story(order["id"])
    assert story.index("AMAZON.YesIntent -> StillProcessing") < story.index("order placed")


def test_the_next_purchase_of_the_same_session_goes_by_another_id(shop: Shop, log: Log) -> None:
    shop.say("open no nicks", "a starter kit", "no")

    shop.say("open no nicks", "a barber voucher", "no", "a refill pack")

    ids = [told(record)["correlation"] for record in log.records if record.msg == "turn"]
    assert len(set(ids)) == 3
    assert all(is_token(id_) for id_ in ids)
    begun = {item["id"] for item in shop.items if "CHECKOUT" in item["sk"]}
    assert begun == set(ids)


def test_attributes_that_came_back_bent_take_nobody_s_checkout(shop: Shop, log: Log) -> None:
    """What a device sends back names the log at most; an id that is taken is never used again."""
    shop.say("open no nicks", "a barber voucher")
    (first,) = {item["id"] for item in shop.items if "CHECKOUT" in item["sk"]}
    request = shop.room.turns[-1].request

    again = json.loads(json.dumps(request))
    shop.send(again)

    checkouts = [item["id"] for item in shop.items if "CHECKOUT" in item["sk"]]
    assert checkouts.count(first) == 1
    assert len(checkouts) == 2
