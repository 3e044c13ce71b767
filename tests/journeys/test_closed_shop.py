"""A shop that is closed in the middle of everything, as its customers hear it."""

import pytest

from simulator.testing import OpenShop, Shop
from tests.journeys.conftest import MOMENT
from tests.journeys.locales import LOCALES, customer_of


@pytest.mark.parametrize("locale", LOCALES)
def test_a_yes_to_a_closed_shop_places_nothing_and_the_cart_is_there_later(
    open_shop: OpenShop, locale: str
) -> None:
    shop, customer = open_shop(at=MOMENT), customer_of(locale)
    customer.at(shop)
    told = shop.say(customer.open, customer.kit)
    shop.do("!shop closed")

    heard = shop.say(customer.yes)
    shop.do("!shop open")
    again = shop.say(customer.open, customer.yes)
    placed = shop.say(customer.yes)

    assert heard.speech == customer.speech.say("refused.shop_closed")
    assert not heard.directives
    assert again.speech == told.speech
    assert placed.speech.startswith(customer.speech.say("placed"))
    assert len(shop.orders) == len(shop.charged) == 1


def test_nothing_new_is_handed_over_and_what_was_is_placed(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("late")
    shop.say("yes")
    shop.do("!shop closed")

    waiting = shop.say("ask no nicks to buy a refill pack")
    shop.deliver()
    refused = shop.say("ask no nicks to buy a refill pack")

    assert "still being processed" in waiting.speech
    assert len(shop.orders) == 1
    assert not refused.directives
    assert shop.charged == ["9.00 USD"]
    assert shop.say("ask no nicks where is my order").speech
    assert "refill" in shop.say("what's in my cart").speech


def test_the_merchant_closes_and_opens_the_server_s_route(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT, route="ppro")
    shop.link()
    shop.merchant("close", confirm=True)
    moved = len(shop.purse.moved)

    closed = shop.say("open no nicks", "a starter kit")
    shop.merchant("open", confirm=True)
    shop.pass_time(minutes=1)
    shop.say("open no nicks", "yes")
    placed = shop.say("yes")

    assert closed.speech.startswith("I'm sorry, I can't take orders right now,")
    assert moved == 0
    assert placed.speech.startswith("Thank you.")
    assert len(shop.orders) == 1


def test_renewals_wait_until_the_shop_is_open_again(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT, route="ppro")
    shop.link()
    shop.say("open no nicks", "subscribe to the refill subscription", "yes")
    shop.merchant("close", confirm=True)

    shop.wait("45 days")
    before = list(shop.purse.taken)
    shop.merchant("open", confirm=True)
    shop.pass_time(minutes=1)
    shop.wait("7 days")

    assert not before
    assert len(shop.purse.taken) == 1
    assert len(shop.orders) == 1
