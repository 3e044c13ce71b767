"""Amounts as a payment request writes them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from voicetill.domain.money import Currency, Money, to_decimal_string
from voicetill.domain.products import Product
from voicetill.gateways.amazon_pay.entity import Entity
from voicetill.gateways.amazon_pay.regions import CURRENCIES
from voicetill.gateways.amazon_pay.texts import one_of

CurrencyCode = Annotated[str, one_of(CURRENCIES)]

# The largest amount of one charge (Amazon Pay's limits for an authorization).
LARGEST = {"EUR": 150_000, "GBP": 150_000, "JPY": 10_000_000, "USD": 150_000}

_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_WITH_CENTS = re.compile(r"(0|[1-9][0-9]{0,14})\.[0-9]{2}", re.ASCII)


class Price(Entity):
    """An amount of money: a decimal string with just the currency's digits, and its currency.

    A number would reach Amazon Pay with other digits than ours (10.50 as 10.5), so none is accepted.
    """

    object_type: Literal["Price"] = Field("Price", alias="@type")
    amount: str
    currency_code: CurrencyCode

    def broken_rules(self) -> Iterator[tuple[str, str]]:
        """The digits and the largest amount depend on the currency."""
        limit = _amount_limit(self.amount, Currency(self.currency_code))
        if limit:
            yield "amount", limit


def price_of(money: Money) -> dict[str, object]:
    """Write an amount of ours as a Price."""
    return {"amount": to_decimal_string(money), "currencyCode": money.currency.value}


def product_faults(product: Product) -> Iterator[str]:
    """Say which prices no charge could carry, even of the most that one order may hold."""
    for market_id, price in product.prices.items():
        limit = _amount_limit(to_decimal_string(price * product.max_quantity), price.currency)
        if limit and product.offered:
            yield f"products.{product.id}.price.{market_id}: times max_quantity {limit}"


def _amount_limit(amount: str, currency: Currency) -> str | None:
    """Return the limit that an amount breaks, if any."""
    pattern, example = (_WITH_CENTS, "9.00") if currency.digits else (_WHOLE, "900")
    if not pattern.fullmatch(amount):
        decimals = f"{currency.digits} decimals" if currency.digits else "no decimals"
        return f"must be a plain number with {decimals} in {currency.value}, such as {example}"
    if not 0 < Decimal(amount) <= LARGEST[currency]:
        return f"must be above 0 and at most {LARGEST[currency]} {currency.value}"
    return None
