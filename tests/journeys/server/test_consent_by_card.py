"""Linked without payment: the card's page leads to the consent, and the order goes on as it was."""

from importlib.resources import files

import pytest

from simulator.testing import InVain, OpenShop, Shop
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import books_are_right


@pytest.fixture
def unpaid(shop: Shop) -> Shop:
    shop.link("without payment")
    shop.say("open no nicks", "a starter kit")
    return shop


def test_the_page_on_the_card_leads_to_the_consent_and_the_order(unpaid: Shop) -> None:
    unpaid.do("!consent")

    told = unpaid.say("ask no nicks to check out")
    placed = unpaid.say("yes")

    assert "nine dollars" in told.speech
    assert "Your order is placed" in placed.speech
    assert books_are_right(unpaid)


def test_a_decline_there_sells_nothing(unpaid: Shop) -> None:
    unpaid.do("!consent decline")

    reply = unpaid.say("ask no nicks to check out")

    assert reply.ended
    assert not unpaid.purse.moved
    assert not unpaid.orders


def test_the_page_is_good_once(unpaid: Shop) -> None:
    unpaid.do("!consent")

    with pytest.raises(InVain):
        unpaid.do("!consent")


def test_large_orders_ask_for_the_code_that_was_chosen(open_shop: OpenShop, route: str) -> None:
    text = (files("voicetill") / "data" / "markets.toml").read_text(encoding="utf-8")
    limited = text.replace("[markets.US]", '[markets.US]\nvoice_code_over = "10.00"', 1)
    shop = open_shop(at=MOMENT, route=route, files={"markets.toml": limited})
    shop.link(voice_code="4821")
    shop.say("ask no nicks to buy two starter kits")
    asked = shop.say("yes")

    shop.intend("VoiceCodeIntent", code="1111")
    assert not shop.purse.moved
    placed = shop.intend("VoiceCodeIntent", code="4821")

    assert "pin" in asked.speech
    assert "4821" not in asked.speech + placed.speech
    assert "Your order is placed" in placed.speech
    assert books_are_right(shop)
