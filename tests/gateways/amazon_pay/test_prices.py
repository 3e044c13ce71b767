"""Amounts on the wire: a decimal string with just the currency's digits, within the limits of one charge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.amazon_pay import strategies as some
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.money import Currency, Money, from_decimal_string
from voicetill.gateways.amazon_pay.entity import render
from voicetill.gateways.amazon_pay.prices import LARGEST, Price, price_of


@given(st.sampled_from(Currency).flatmap(some.amounts))
def test_every_amount_of_a_charge_is_written_with_its_currencys_digits(money: Money) -> None:
    sent = render(Price.of(price_of(money)))

    assert from_decimal_string(sent["amount"], money.currency) == money
    assert len(str(sent["amount"]).partition(".")[2]) == money.currency.digits
    assert sent["currencyCode"] == money.currency.value


@given(st.sampled_from(Currency), st.integers(max_value=0) | st.integers(min_value=1))
def test_amounts_outside_a_charges_limits_are_refused(currency: Currency, distance: int) -> None:
    largest = LARGEST[currency] * 10**currency.digits
    minor = distance if distance <= 0 else largest + distance

    with pytest.raises(PayloadRefusedError) as refused:
        Price.of(price_of(Money(minor, currency)))

    assert refused.value.faults[0].startswith("amount: must be")


@pytest.mark.parametrize(
    ("code", "amount"),
    [("USD", "0.01"), ("USD", "150000.00"), ("EUR", "150000.00"), ("GBP", "150000.00"), ("JPY", "1")],
)
def test_the_limits_themselves_are_allowed(code: str, amount: str) -> None:
    price = Price.of({"amount": amount, "currencyCode": code})

    assert price.amount == amount


def test_the_largest_charge_in_yen_is_ten_million() -> None:
    assert Price.of({"amount": "10000000", "currencyCode": "JPY"})

    with pytest.raises(PayloadRefusedError, match="at most 10000000 JPY"):
        Price.of({"amount": "10000001", "currencyCode": "JPY"})


@pytest.mark.parametrize("code", LARGEST)
@given(st.data())
def test_what_is_no_plain_amount_of_the_currency_is_refused(code: str, data: st.DataObject) -> None:
    wrong = data.draw(some.not_amounts(code))

    with pytest.raises(PayloadRefusedError) as refused:
        Price.of({"amount": wrong, "currencyCode": code})

    assert refused.value.faults[0].startswith("amount: must be")
