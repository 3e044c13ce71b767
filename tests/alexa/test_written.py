"""Amounts on cards and screens are written as CLDR has it for each locale."""

import pytest

from voicetill.alexa.speech import load_speech, plain
from voicetill.domain.money import Currency, Money

WRITTEN = [
    ("en-US", Money(900, Currency.USD), "$9.00"),
    ("en-US", Money(123456, Currency.USD), "$1,234.56"),
    ("en-GB", Money(850, Currency.GBP), "£8.50"),
    ("de-DE", Money(950, Currency.EUR), "9,50 €"),
    ("de-DE", Money(123456, Currency.EUR), "1.234,56 €"),
    ("fr-FR", Money(950, Currency.EUR), "9,50 €"),
    ("fr-FR", Money(123456, Currency.EUR), "1 234,56 €"),
    ("it-IT", Money(950, Currency.EUR), "9,50 €"),
    ("es-ES", Money(950, Currency.EUR), "9,50 €"),
    ("ja-JP", Money(300, Currency.JPY), "￥300"),
    ("ja-JP", Money(1200, Currency.JPY), "￥1,200"),
]


@pytest.mark.parametrize(("locale", "amount", "words"), WRITTEN)
def test_an_amount_is_written_as_the_locale_does(locale: str, amount: Money, words: str) -> None:
    assert plain(load_speech(locale).money(amount)) == words
