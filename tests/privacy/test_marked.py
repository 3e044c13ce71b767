"""Every kind of journey with a marked customer: nothing of them, and no secret, is where it does not belong."""

import json
import logging
from collections.abc import Callable

import pytest

from simulator.stage.web_browser import Visit
from simulator.testing import OpenShop, Shop, open_shop
from tests.journeys.server.conftest import MOMENT
from tests.privacy.watch import ALLOWED, PERSON, PHONE, Watch, watched

__all__ = ["open_shop"]

Journey = Callable[[Shop], None]
CONNECTED = {"name": PERSON["name"], "addressLine1": PERSON["line1"], "city": PERSON["city"]}


def lives_there(shop: Shop) -> None:
    """The customer's address at Amazon, too, is marked."""
    shop.address(**CONNECTED, postalCode=PERSON["postal_code"], phone=PHONE)


def numbers(shop: Shop) -> list[str]:
    return [str(order["number"]) for order in shop.orders]


# Over Alexa.


def buys_over_alexa(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes", "yes")
    shop.say("ask no nicks where is my order")
    shop.say("ask no nicks to cancel my order")


def is_declined_over_alexa(shop: Shop) -> None:
    shop.pay("decline InvalidPaymentMethod hard")
    shop.say("open no nicks", "a starter kit", "yes")
    shop.repair_wallet()
    shop.say("open no nicks", "check out")


def meets_faults_over_alexa(shop: Shop) -> None:
    for point in ("before-load", "after-load", "before-save", "after-save", "before-answer"):
        shop.crash(point)
        shop.do("open no nicks")
        shop.do("!leave") if shop.listening else None
    shop.outage()
    shop.do("ask no nicks to buy a starter kit")
    shop.pay("charged-InternalServerError")
    shop.do("open no nicks", "a starter kit", "yes")


def leaves_over_alexa(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes", "no")
    shop.say("ask no nicks to buy two refill packs")
    shop.disable()
    shop.enable()
    shop.say("open no nicks", "a starter kit")


def is_hostile_over_alexa(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    event = shop.room.turns[-1].request
    for broken in (
        {**event, "request": {**event["request"], "type": "Connections.Response", "payload": PERSON}},
        {**event, "request": {"type": "IntentRequest", "intent": {"name": PERSON["name"], "slots": PERSON}}},
        {**event, "context": PERSON},
        {**event, "session": {**event["session"], "application": {"applicationId": PERSON["email"]}}},
    ):
        shop.room.handler(json.loads(json.dumps(broken)), None)


OVER_ALEXA: tuple[Journey, ...] = (
    buys_over_alexa,
    is_declined_over_alexa,
    meets_faults_over_alexa,
    leaves_over_alexa,
    is_hostile_over_alexa,
)


# From the server.


def links(shop: Shop) -> None:
    shop.link(**PERSON)


def buys_ships_and_refunds(shop: Shop) -> None:
    links(shop)
    shop.say("open no nicks", "a starter kit", "yes")
    shop.back_office.tick()
    (number,) = numbers(shop)
    for do, words in (
        ("orders", {}),
        ("order", {"order": number}),
        ("ship", {"order": number, "carrier": "UPS", "tracking": "1Z999"}),
        ("refund", {"order": number, "amount": "4.50", "note": "scratched"}),
        ("tasks", {}),
        ("report", {"from": "2026-11-01", "to": "2026-11-30"}),
    ):
        shop.back_office.doors.merchant({"do": do, **({} if do in _LOOKS else {"confirm": True}), **words})
    shop.company.finish_refunds()
    shop.wait("1 day")


_LOOKS = ("orders", "order", "tasks", "report", "export")


def subscribes_and_renews(shop: Shop) -> None:
    links(shop)
    shop.do("!notices on")
    shop.intend("SubscribeIntent", product="refill_subscription")
    shop.say("yes")
    shop.company.decline(for_good=False)
    shop.wait("3 months")


def meets_troubles(shop: Shop) -> None:
    links(shop)
    for trouble in ("loses the answer", "loses the request", "is not reached", "throttles", "fails", "declines"):
        shop.do(f"!company {trouble}")
        shop.do("ask no nicks to buy a starter kit", "yes")
        shop.wait("1 hour")
    shop.company.leave_pending()
    shop.do("ask no nicks to buy a starter kit", "yes")
    shop.company.decide(paid=True)
    shop.wait("1 day")


def links_badly(shop: Shop) -> None:
    office = shop.back_office
    browser = office.browser("en-US")
    for way in (
        f"/authorise?client_id={PERSON['email']}&redirect_uri=https://x.example/{PERSON['city']}",
        f"/consent/{PERSON['name']}",
        f"/back/{PERSON['name']}?amazonCheckoutSessionId={PERSON['email']}",
        f"/{PERSON['line1']}",
    ):
        browser.open(f"https://till.nonicks.example{way.replace(' ', '%20')}")
    for company in ("ppro", "amazon-pay"):
        headers = {"ppro-signature": PERSON["email"], "x-amz-sns-topic-arn": PERSON["city"]}
        forged = json.dumps({**PERSON, "SigningCertURL": f"https://{PERSON['city']}.example/x.pem"}).encode()
        office.doors.visited(
            Visit("POST", f"https://till.nonicks.example/webhooks/{company}", headers, {}, forged)
        )
    shop.say("open no nicks", "a starter kit")
    shop.link("without payment", **{**PERSON, "voice_code": ""})
    shop.say("open no nicks", "a starter kit")
    links(shop)


def leaves_and_is_erased(shop: Shop) -> None:
    links(shop)
    shop.do("!notices on")
    shop.say("open no nicks", "a starter kit", "yes")
    shop.intend("SubscribeIntent", product="refill_subscription")
    shop.do("yes")
    (number,) = numbers(shop)[:1]
    merchant = shop.back_office.doors.merchant
    merchant({"do": "export", "order": number})
    merchant({"do": "erase", "order": number, "dry_run": True})
    shop.disable()
    shop.wait("1 day")
    merchant({"do": "ship", "order": number, "confirm": True})
    shop.wait("2 days")


SERVER: tuple[Journey, ...] = (
    buys_ships_and_refunds,
    subscribes_and_renews,
    meets_troubles,
    links_badly,
    leaves_and_is_erased,
)


def found(watch: Watch) -> list[str]:
    return sorted({f"{leak.mark} in {leak.place} ({leak.form})" for leak in watch.gathered().leaks(ALLOWED)})


@pytest.mark.parametrize("journey", OVER_ALEXA)
def test_over_alexa_nothing_marked_leaves_where_it_should_not(
    open_shop: OpenShop,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    journey: Journey,
) -> None:
    with watched(lambda: open_shop(at=MOMENT), capsys, monkeypatch) as watch:
        lives_there(watch.shop)
        journey(watch.shop)

        assert found(watch) == []
        assert {"log", "attributes", "directive"} <= set(watch.luggage.places)


@pytest.mark.parametrize("route", ["ppro", "amazon_pay_v2"])
@pytest.mark.parametrize("journey", SERVER)
def test_on_the_servers_route_nothing_marked_leaves_where_it_should_not(
    open_shop: OpenShop,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    journey: Journey,
    route: str,
) -> None:
    with watched(lambda: open_shop(at=MOMENT, route=route), capsys, monkeypatch) as watch:
        lives_there(watch.shop)
        journey(watch.shop)

        assert found(watch) == []
        assert {"http", "log", "attributes", "events"} <= set(watch.luggage.places)


def test_whatever_is_planted_in_a_room_is_found(
    open_shop: OpenShop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watch itself is watched: a person in a log's text, in its fields, in an exception, and on stdout."""
    log = logging.getLogger("voicetill.planted")

    with watched(lambda: open_shop(at=MOMENT), capsys, monkeypatch) as watch:
        shop = watch.shop
        shop.say("open no nicks")
        user = shop.room.turns[-1].request["context"]["System"]["user"]["userId"]
        log.debug("planted %s", PERSON["name"])
        log.info("planted", extra={"planted": PHONE})
        print(json.dumps({"city": PERSON["city"]}))
        try:
            raise ValueError(user)
        except ValueError:
            log.exception("planted")

        leaks = {leak.mark.split(" amzn1")[0] for leak in watch.gathered().leaks(ALLOWED)}

    assert leaks >= {"name", "phone", "city", "user id"}
