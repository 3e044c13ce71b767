"""Customers who leave, lived through in the room: what the table still says of them, and who closed what."""

import json
from typing import Any

import pytest

from simulator.testing import OpenShop, Shop, open_shop
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import books_are_right
from tests.privacy.marks import Luggage
from tests.privacy.watch import PERSON, PHONE

__all__ = ["open_shop"]

ROUTES = ("ppro", "amazon_pay_v2")


def at_home(shop: Shop) -> Shop:
    shop.address(
        name=PERSON["name"],
        addressLine1=PERSON["line1"],
        city=PERSON["city"],
        postalCode=PERSON["postal_code"],
        phone=PHONE,
    )
    return shop


def kept_of(shop: Shop, *user_ids: str) -> set[str]:
    """Which marks of the person stand anywhere in the table, but for what DynamoDB lets expire by now."""
    now = shop.room.clock().timestamp()
    items = [item for item in shop.items if int(item.get("expires_at", now)) >= now]
    luggage = Luggage()
    for name in ("name", "line1", "city", "postal_code", "email"):
        luggage.mark(name, PERSON[name])
    luggage.mark("phone", PHONE)
    luggage.mark("user id", *user_ids)
    text = json.dumps(items, default=str)
    luggage.left("table", text)
    code = {"voice code"} if "scrypt$" in text else set()
    return {leak.mark for leak in luggage.leaks({})} | code


def number(shop: Shop) -> str:
    return str(shop.orders[0]["number"])


def bookkeeping(order: dict[str, Any]) -> dict[str, Any]:
    return {name: order[name] for name in ("id", "number", "quote", "payment", "placed_at", "provider", "market")}


@pytest.mark.parametrize("route", ROUTES)
def test_on_the_servers_route_who_left_is_forgotten_once_the_parcel_is_on_its_way(
    open_shop: OpenShop, route: str
) -> None:
    shop = at_home(open_shop(at=MOMENT, route=route))
    shop.link(**PERSON)
    shop.do("!notices on")
    user = shop.room.speaker.customer.user_id
    shop.say("open no nicks", "a starter kit", "yes", "no")
    shop.intend("SubscribeIntent", product="refill_subscription")
    shop.say("yes")
    shop.back_office.tick()
    (order,) = shop.orders
    assert kept_of(shop, user) == {"name", "line1", "city", "postal_code", "email", "user id", "voice code"}

    shop.disable()
    shop.wait("1 hour")

    assert kept_of(shop, user) == {"name", "line1", "city", "postal_code"}, "the parcel still needs an address"
    assert not [item for item in shop.items if item["sk"].startswith("ERASURE") and item.get("done_at")]
    shop.merchant("ship", order=number(shop), carrier="UPS", tracking="1Z999")
    shop.wait("1 day")

    assert kept_of(shop, user) == set()
    assert bookkeeping(shop.orders[0]) == bookkeeping(order)
    taken = len(shop.purse.taken)
    shop.wait("4 months")
    assert len(shop.purse.taken) == taken == 1
    assert books_are_right(shop)


@pytest.mark.parametrize("route", ROUTES)
def test_the_company_closes_the_agreement_within_minutes(open_shop: OpenShop, route: str) -> None:
    shop = open_shop(at=MOMENT, route=route)
    shop.link(**PERSON)
    shop.say("open no nicks", "a starter kit", "yes", "no")

    shop.disable()
    shop.wait("5 minutes")

    double: Any = shop.company
    held = double.double.agreements if route == "ppro" else double.double.books.permissions
    states = {str(getattr(it, "status", getattr(it, "state", ""))) for it in held.values()}
    assert states in ({"REVOKED_BY_MERCHANT"}, {"Closed"})
    assert shop.back_office.doors.merchant({"do": "tasks"})["tasks"] == []


def test_over_alexa_who_left_is_forgotten_and_comes_back_as_somebody_new(open_shop: OpenShop) -> None:
    shop = at_home(open_shop(at=MOMENT))
    shop.say("open no nicks", "a starter kit", "yes", "yes", "no")
    (order,) = shop.orders
    shop.say("ask no nicks to buy two refill packs")
    first = shop.room.speaker.customer.user_id

    shop.disable()
    shop.enable()
    told = shop.say("open no nicks")

    assert shop.room.speaker.customer.user_id != first
    assert told.speech.startswith("Welcome to No Nicks"), "nothing is known of them"
    assert bookkeeping(shop.orders[0]) == bookkeeping(order)
    (task,) = [item for item in shop.items if item.get("what") == "merchant.task"]
    assert task["details"]["task"] == "close_agreement"
    kept = [item for item in shop.items if "address" in json.dumps(item, default=str)]
    assert {item["sk"].split("#")[0] for item in kept} == {"ORDER"}, "only the parcel needs an address"


def test_a_customer_who_came_back_buys_again(open_shop: OpenShop) -> None:
    shop = at_home(open_shop(at=MOMENT))
    shop.say("open no nicks", "a starter kit", "yes", "yes", "no")
    shop.disable()
    shop.enable()

    shop.say("open no nicks", "a starter kit", "yes", "yes")

    assert shop.charged == ["9.00 USD", "9.00 USD"]
    assert len(shop.orders) == 2


@pytest.mark.parametrize("route", ROUTES)
def test_a_charge_in_doubt_ends_as_ever_and_is_forgotten_afterwards(open_shop: OpenShop, route: str) -> None:
    shop = at_home(open_shop(at=MOMENT, route=route))
    shop.link(**PERSON)
    shop.company.lose_answer(after_acting=True)
    shop.say("open no nicks", "a starter kit", "yes")

    shop.disable()
    shop.wait("1 day")

    (order,) = shop.orders
    assert order["address"]["name"] == PERSON["name"]
    assert [str(move) for move in shop.purse.taken] == ["9.00 USD"]
    shop.merchant("ship", order=number(shop))
    shop.wait("1 day")
    assert kept_of(shop, shop.room.speaker.customer.user_id) == set()
    assert len(shop.purse.taken) == 1


def test_a_merchant_erases_whoever_asked_for_it(open_shop: OpenShop) -> None:
    shop = at_home(open_shop(at=MOMENT, route="ppro"))
    shop.link(**PERSON)
    shop.say("open no nicks", "a starter kit", "yes", "no")
    shop.merchant("ship", order=number(shop))
    shop.wait("1 hour")

    told = shop.merchant("erase", order=number(shop))

    assert told["erased"]
    assert kept_of(shop, shop.room.speaker.customer.user_id) == set()
    again = shop.say("open no nicks", "a starter kit")
    assert again.card == {"type": "LinkAccount"}


def test_a_pending_offer_is_answered_by_nobody_after_they_left(open_shop: OpenShop) -> None:
    """The Setup that was under way is answered late: nothing is stored of it, and nothing is charged."""
    shop = at_home(open_shop(at=MOMENT))
    shop.pay("late")
    shop.say("open no nicks", "a starter kit")
    told = shop.room.alexa.event(shop.room.speaker, "AlexaSkillEvent.SkillDisabled", {})
    shop.send(told)

    shop.deliver()

    assert kept_of(shop) == set()
    assert shop.charged == []


def test_an_event_that_meets_an_outage_comes_again(open_shop: OpenShop) -> None:
    shop = at_home(open_shop(at=MOMENT))
    shop.say("open no nicks", "a starter kit", "yes", "yes", "no")

    shop.outage()
    shop.disable()

    assert [turn.trouble is None for turn in shop.room.turns[-2:]] == [False, True]
    kept = [item for item in shop.items if item["sk"] == "NOW#CUSTOMER"]
    assert "agreement" not in kept[0]


@pytest.mark.parametrize("point", ["before-load", "after-load", "before-save", "after-save", "before-answer"])
def test_an_event_in_which_the_function_dies_comes_again(open_shop: OpenShop, point: str) -> None:
    shop = at_home(open_shop(at=MOMENT))
    shop.say("open no nicks", "a starter kit", "yes", "yes", "no")

    shop.crash(point)
    shop.disable()

    kept = {item["sk"].split("#")[0] for item in shop.items if PERSON["city"] in json.dumps(item, default=str)}
    assert kept == {"ORDER"}
