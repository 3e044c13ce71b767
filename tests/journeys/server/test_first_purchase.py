"""Link and consent once, then buy by voice: in every locale that a company serves, and nowhere else."""

import pytest

from simulator.testing import OpenShop, Shop
from tests.journeys.locales import LOCALES, customer_of
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import amount, books_are_right, kinds

REGIONS = {"USD": "us", "EUR": "eu", "GBP": "eu", "JPY": "jp"}
SERVED = [("ppro", "en-US"), *(("amazon_pay_v2", locale) for locale in LOCALES)]


@pytest.mark.parametrize(("route", "locale"), SERVED)
def test_linked_consented_and_bought_by_voice(open_shop: OpenShop, route: str, locale: str) -> None:
    customer = customer_of(locale)
    region = REGIONS[customer.market.ledger_currency.value]
    shop = customer.at(open_shop(at=MOMENT, route=route, settings={"AMAZON_PAY_REGION": region}))

    shop.link()
    told = shop.say(customer.open, customer.kit)
    placed = shop.say(customer.yes)

    assert books_are_right(shop)
    (order,) = shop.orders
    assert order["provider"] == route
    assert customer.market.seller in told.speech
    assert placed.speech.startswith(customer.speech.say("placed"))
    assert placed.card is not None
    assert order["number"] in placed.card["text"]
    (letter,) = shop.mail
    assert order["number"] in letter.text
    assert letter.html
    assert sorted(kinds(shop)) == ["order.paid", "order.placed"]
    assert shop.purse.taken[0].amount == amount(order["quote"]["total"])


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en-US"])
def test_where_no_company_takes_the_currency_nothing_is_sold_and_it_is_said_kindly(
    open_shop: OpenShop, locale: str
) -> None:
    customer = customer_of(locale)
    shop = customer.at(open_shop(at=MOMENT, route="ppro"))

    with_payment_offered = shop.back_office.browser(locale).open(shop.back_office.app.begin().address)
    shop.link("without payment")
    reply = shop.say(customer.open, customer.kit)

    assert "pay" not in {button.value for form in with_payment_offered.forms for button in form.buttons}
    assert reply.speech
    assert reply.ended
    assert not shop.orders
    assert not shop.purse.moved


def test_each_market_is_served_by_the_first_company_that_takes_its_currency(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT, route="ppro,amazon_pay_v2", settings={"AMAZON_PAY_REGION": "eu"})
    used = {}
    for locale in ("en-US", "de-DE", "en-GB"):
        customer = customer_of(locale)
        customer.at(shop)
        shop.link()
        shop.say(customer.open, customer.kit, customer.yes)
        used[locale] = shop.purse.taken[-1].currency

    assert used == {"en-US": "USD", "de-DE": "EUR", "en-GB": "GBP"}
    assert sorted(order["provider"] for order in shop.orders) == ["amazon_pay_v2", "amazon_pay_v2", "ppro"]
    assert books_are_right(shop)


def test_who_disables_the_skill_is_never_charged_again(linked: Shop) -> None:
    linked.intend("SubscribeIntent", product="refill_subscription")
    linked.say("yes")

    linked.disable()
    linked.wait("3 months")

    assert not linked.purse.moved
    assert not linked.orders


def test_without_a_link_the_card_leads_there_and_the_same_order_is_placed_afterwards(shop: Shop) -> None:
    first = shop.say("open no nicks", "a starter kit")
    assert first.card == {"type": "LinkAccount"}
    assert first.ended

    shop.link()
    told = shop.say("open no nicks", "yes")
    placed = shop.say("yes")

    assert "nine dollars" in told.speech
    assert "Your order is placed" in placed.speech
    assert books_are_right(shop)
    assert [str(move) for move in shop.purse.taken] == ["9.00 USD"]


def test_linked_without_payment_consent_is_asked_for(shop: Shop) -> None:
    shop.link("without payment")

    reply = shop.say("open no nicks", "a starter kit")

    assert reply.ended
    assert reply.card is not None
    assert not shop.orders
    assert not shop.purse.moved


def test_a_returning_customer_buys_in_two_turns_and_upsells_in_one(linked: Shop) -> None:
    linked.say("open no nicks", "a starter kit", "yes", "no")

    told = linked.say("ask no nicks to buy two refill packs")
    placed = linked.say("yes")

    assert "thirteen dollars" in told.speech
    assert "Your order is placed" in placed.speech
    assert len(linked.orders) == 2
    assert books_are_right(linked)


def test_several_purchases_leave_one_charge_each(linked: Shop) -> None:
    linked.say("open no nicks", "a starter kit", "yes", "yes")

    assert books_are_right(linked)
    assert len(linked.orders) == len(linked.purse.taken)
