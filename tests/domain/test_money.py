from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import currencies, moneys
from voicetill.domain.errors import CurrencyMismatchError
from voicetill.domain.money import Currency, Money, from_decimal_string, to_decimal_string, zero


@given(moneys())
def test_an_amount_written_and_read_is_the_same(money: Money) -> None:
    assert from_decimal_string(to_decimal_string(money), money.currency) == money


@given(moneys())
def test_an_amount_is_written_with_just_its_currency_s_digits(money: Money) -> None:
    written = to_decimal_string(money)

    _, _, decimals = written.partition(".")
    assert len(decimals) == money.currency.digits
    assert Decimal(written) == money.major


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (900, Currency.USD, "9.00"),
        (5, Currency.EUR, "0.05"),
        (0, Currency.GBP, "0.00"),
        (300, Currency.JPY, "300"),
        (0, Currency.JPY, "0"),
        (-150, Currency.USD, "-1.50"),
        (-5, Currency.USD, "-0.05"),
    ],
)
def test_amounts_as_they_are_written(minor: int, currency: Currency, written: str) -> None:
    assert to_decimal_string(Money(minor, currency)) == written


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("9", Currency.USD, 900),
        ("9.0", Currency.USD, 900),
        ("9.5", Currency.USD, 950),
        ("9.0000", Currency.USD, 900),
        ("009.00", Currency.USD, 900),
        ("300.00", Currency.JPY, 300),
        ("999999999999999.99", Currency.USD, 99999999999999999),
    ],
)
def test_amounts_as_they_may_come(text: str, currency: Currency, minor: int) -> None:
    """Amazon Pay answers two decimals even for yen."""
    assert from_decimal_string(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            ".",
            "1.",
            ".5",
            "1e2",
            "1E2",
            "NaN",
            "Infinity",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1\n",
            "1,000",
            "1_000",
        ),
        *("١", "１", "²", "0x1", "$1", "1.005", "1.2.3", "9" * 16, "1.00000", "one"),
    ],
)
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    assert from_decimal_string(text, Currency.USD) is None


@pytest.mark.parametrize("odd", [None, 1, 1.0, True, b"1", Decimal(1), ["1"], {"amount": "1"}])
def test_what_is_no_text_is_refused(odd: object) -> None:
    assert from_decimal_string(odd, Currency.USD) is None


@pytest.mark.parametrize("text", ["0.5", "300.01", "1.10"])
def test_there_are_no_parts_of_a_yen(text: str) -> None:
    assert from_decimal_string(text, Currency.JPY) is None


@given(st.text(), currencies())
def test_whatever_is_read_has_no_more_decimals_than_the_currency(text: str, currency: Currency) -> None:
    money = from_decimal_string(text, currency)

    assert money is None or (money.minor >= 0 and money.major == Decimal(text))


@given(currencies(), st.integers(), st.integers(), st.integers())
def test_sums_are_the_sums_of_the_minor_units(currency: Currency, left: int, right: int, count: int) -> None:
    one, other = Money(left, currency), Money(right, currency)

    assert one + other == Money(left + right, currency)
    assert (one - other) + other == one
    assert one * count == Money(left * count, currency)
    assert one.covers(other) is (left >= right)


@pytest.mark.parametrize("minor", [0, 1])
def test_nothing_is_zero(minor: int) -> None:
    assert Money(minor, Currency.JPY).is_zero is (Money(minor, Currency.JPY) == zero(Currency.JPY))


def test_two_currencies_never_meet() -> None:
    dollar, yen = Money(100, Currency.USD), Money(100, Currency.JPY)

    for meet in (Money.__add__, Money.__sub__, Money.covers):
        with pytest.raises(CurrencyMismatchError) as mismatch:
            meet(dollar, yen)
        assert (mismatch.value.left, mismatch.value.right) == (Currency.USD, Currency.JPY)


def test_equal_numbers_of_two_currencies_are_not_equal() -> None:
    assert Money(100, Currency.USD) != Money(100, Currency.EUR)
