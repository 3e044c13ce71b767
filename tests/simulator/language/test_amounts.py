"""Whether an amount was said, in figures or in words, in every language."""

from decimal import Decimal

import pytest

from simulator.language.amounts import is_said

SAID = [
    ("9.00", "Your total is nine dollars, tax included.", "en-US"),
    ("9.50", "That makes nine dollars and fifty cents.", "en-US"),
    ("9.00", "Your total is $9.00.", "en-US"),
    ("123.45", "one hundred and twenty-three dollars and forty-five cents", "en-US"),
    ("0.50", "fifty cents", "en-US"),
    ("9.50", "Das macht neun Euro fünfzig.", "de-DE"),
    ("21.00", "cela fait vingt et un euros", "fr-FR"),
    ("1200", "合計は1200円です", "ja-JP"),
]
NOT_SAID = [
    ("9.00", "Your total is nineteen dollars.", "en-US"),
    ("9.50", "nine dollars", "en-US"),
    ("9.50", "fifty dollars and nine cents", "en-US"),
    ("9.00", "", "en-US"),
]


@pytest.mark.parametrize(("amount", "words", "locale"), SAID)
def test_an_amount_is_heard(amount: str, words: str, locale: str) -> None:
    assert is_said(Decimal(amount), words, locale=locale)


@pytest.mark.parametrize(("amount", "words", "locale"), NOT_SAID)
def test_another_amount_is_not_heard_as_it(amount: str, words: str, locale: str) -> None:
    assert not is_said(Decimal(amount), words, locale=locale)
