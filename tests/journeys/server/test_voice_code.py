"""The customer's own four digits before larger orders: chosen on the page, asked by voice, in every locale."""

import pytest

from simulator.testing import OpenShop
from tests.journeys.locales import LOCALES, customer_of
from tests.journeys.server.conftest import MOMENT
from tests.journeys.server.judge import books_are_right
from tests.journeys.server.test_first_purchase import REGIONS
from voicetill.domain.money import Currency
from voicetill.stores.files import shipped

CODE = "4821"


def guarded() -> dict[str, str]:
    """The shipped markets, each asking for the digits over one major unit, or a hundred yen."""
    text = shipped("markets.toml")
    for currency in Currency:
        limit = "1.00" if currency.digits else "100"
        line = f'ledger_currency = "{currency.value}"'
        text = text.replace(line, f'{line}\nvoice_code_over = "{limit}"')
    return {"markets.toml": text}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_digits_chosen_on_the_page_place_the_order(open_shop: OpenShop, locale: str) -> None:
    customer = customer_of(locale)
    region = REGIONS[customer.market.ledger_currency.value]
    settings = {"AMAZON_PAY_REGION": region}
    shop = customer.at(open_shop(at=MOMENT, route="amazon_pay_v2", settings=settings, files=guarded()))
    shop.link(voice_code=CODE)
    shop.say(customer.open, customer.kit)

    asked = shop.say(customer.yes)
    wrong = shop.intend("VoiceCodeIntent", code="1111")
    placed = shop.intend("VoiceCodeIntent", code=CODE)

    assert asked.speech == customer.speech.say("code_asked")
    assert wrong.speech == customer.speech.say("code_wrong")
    assert placed.speech.startswith(customer.speech.say("placed"))
    assert books_are_right(shop)
    assert CODE not in str([turn.response for turn in shop.room.turns])


def test_whoever_guesses_is_locked_out_and_nothing_is_charged(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT, route="ppro", files=guarded())
    shop.link(voice_code=CODE)
    shop.say("open no nicks", "a starter kit", "yes")

    heard = [shop.intend("VoiceCodeIntent", code=guess) for guess in ("1111", "2222", "3333")]

    assert heard[-1].ended
    assert shop.orders == []
    assert shop.purse.taken == []
    shop.say("open no nicks", "check out", "yes")
    assert shop.orders == []


def test_on_the_route_of_the_voice_nobody_needs_the_digits(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT, files=guarded())

    told = shop.say("open no nicks", "my code is four eight two one")

    assert "No such number is needed here" in told.speech
