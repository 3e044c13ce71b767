"""Customers link in the Alexa app, on our pages and at the company's, and Alexa brings their token."""

import pytest

from simulator.alexa.envelopes import request_in
from simulator.testing import Disappointed, InVain, OpenShop, Shop

ROUTES = ("ppro", "amazon_pay_v2")


def token_in(shop: Shop) -> object:
    """The token in the last request."""
    return shop.room.turns[-1].request["context"]["System"]["user"].get("accessToken")


@pytest.mark.parametrize("route", ROUTES)
def test_linked_with_payment_at_the_company(open_shop: OpenShop, route: str) -> None:
    shop = open_shop(route=route)

    reply = shop.link()

    assert request_in(reply.turns[-1].request)["type"] == "AlexaSkillEvent.SkillAccountLinked"
    assert token_in(shop)
    assert not shop.purse.moved


@pytest.mark.parametrize("route", ROUTES)
def test_a_decline_at_the_company_links_nothing(open_shop: OpenShop, route: str) -> None:
    shop = open_shop(route=route)

    with pytest.raises(InVain, match="did not come back to Alexa"):
        shop.link("decline")

    shop.say("open no nicks")
    assert token_in(shop) is None


def test_linked_without_payment_no_company_hears_of_it(open_shop: OpenShop) -> None:
    shop = open_shop(route="ppro")

    shop.link("without payment")

    assert token_in(shop)
    assert not shop.company.news()


def test_alexa_refreshes_the_token_before_it_ends(open_shop: OpenShop) -> None:
    shop = open_shop(route="ppro")
    shop.link()
    first = token_in(shop)

    shop.pass_time(days=2)
    shop.say("open no nicks")

    assert token_in(shop) not in (first, None)


def test_unlinked_no_token_is_sent(open_shop: OpenShop) -> None:
    shop = open_shop(route="ppro")
    shop.link()

    shop.unlink()
    shop.say("open no nicks")

    assert token_in(shop) is None


def test_the_route_of_the_voice_has_no_back_office(open_shop: OpenShop) -> None:
    shop = open_shop()

    with pytest.raises(InVain, match="no back office"):
        shop.link()


def test_a_field_that_the_page_has_not_is_told(open_shop: OpenShop) -> None:
    shop = open_shop(route="ppro")

    with pytest.raises(Disappointed, match="no field 'colour'"):
        shop.link(colour="blue")


def test_webhooks_of_the_company_are_taken(open_shop: OpenShop) -> None:
    for route in ROUTES:
        shop = open_shop(route=route)
        shop.link()
        shop.company.end_consents()

        came = shop.back_office.webhooks.deliver(times=2, backwards=True)

        assert came
        assert not shop.back_office.webhooks.refused


def test_time_passes_with_everything_done_meanwhile(open_shop: OpenShop) -> None:
    shop = open_shop(route="ppro")
    before = shop.room.clock()

    shop.wait("1 month")

    assert 27 < (shop.room.clock() - before).days < 32
