"""Amounts, days and things as people say them in each language: the words stand in `spoken/<locale>.toml`."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from voicetill.alexa.speech import Speech, load_speech
from voicetill.domain.money import Currency, from_decimal_string
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets

TABLES = Path(__file__).parent / "spoken"
LOCALES = load_markets().locales
TODAY = date(2026, 11, 25)
AT_LEAST = 20


def table(locale: str) -> dict[str, Any]:
    return tomllib.loads((TABLES / f"{locale}.toml").read_text(encoding="utf-8"))


ROWS = {locale: table(locale) for locale in LOCALES}


def rows(kind: str) -> list[Any]:
    return [
        pytest.param(load_speech(locale), *row, id=f"{locale} {row[-1]}")
        for locale in LOCALES
        for row in ROWS[locale][kind]
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_each_locale_has_enough_of_them(locale: str) -> None:
    assert len(ROWS[locale]["amounts"]) >= AT_LEAST
    assert len(ROWS[locale]["dates"]) >= AT_LEAST


@pytest.mark.parametrize(("speech", "amount", "currency", "words"), rows("amounts"))
def test_an_amount_is_said_as_people_say_it(speech: Speech, amount: str, currency: str, words: str) -> None:
    money = from_decimal_string(amount, Currency(currency))
    assert money is not None

    assert speech.amount(money) == words


@pytest.mark.parametrize(("speech", "day", "words"), rows("dates"))
def test_a_day_is_said_as_people_say_it(speech: Speech, day: str, words: str) -> None:
    assert speech.day(date.fromisoformat(day), today=TODAY) == words


@pytest.mark.parametrize(("speech", "quantity", "product", "words"), rows("items"))
def test_so_many_of_a_product_are_said_as_people_say_it(
    speech: Speech, quantity: int, product: str, words: str
) -> None:
    text = load_catalogue(load_markets().markets).products[product].texts[speech.locale]

    assert speech.some(text, quantity) == words
