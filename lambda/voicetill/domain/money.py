"""Amounts of money: whole minor units and a currency, never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from voicetill.domain.errors import CurrencyMismatchError

# A plain decimal number: no sign, exponent, blank, group mark or bare point.
_PLAIN_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?", re.ASCII)


class Currency(StrEnum):
    """The ledger currencies of Amazon Pay (Setup API), as ISO 4217 codes."""

    EUR = "EUR"
    GBP = "GBP"
    JPY = "JPY"
    USD = "USD"

    @property
    def digits(self) -> int:
        """How many decimals the currency has (ISO 4217 minor unit)."""
        return 0 if self is Currency.JPY else 2


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: `Money(900, Currency.USD)` is nine dollars, `Money(300, Currency.JPY)` 300 yen."""

    minor: int
    currency: Currency

    @property
    def is_zero(self) -> bool:
        """Whether this is nothing at all."""
        return self.minor == 0

    @property
    def major(self) -> Decimal:
        """The amount in whole currency units, exact."""
        return Decimal(self.minor).scaleb(-self.currency.digits)

    def __add__(self, other: "Money") -> "Money":
        """Return the sum; raises CurrencyMismatchError."""
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Return the difference, which may be negative; raises CurrencyMismatchError."""
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        """Return the amount `count` times."""
        return Money(self.minor * count, self.currency)

    def covers(self, other: "Money") -> bool:
        """Whether this is at least as much as `other`; raises CurrencyMismatchError."""
        return self.minor >= self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if self.currency is not other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)
        return other


def zero(currency: Currency) -> Money:
    """Return no money at all, in a currency."""
    return Money(0, currency)


def to_decimal_string(money: Money) -> str:
    """Write the amount as a decimal number with just the currency's digits: `9.00`, `300`."""
    sign = "-" if money.minor < 0 else ""
    digits = money.currency.digits
    text = str(abs(money.minor)).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def from_decimal_string(text: object, currency: Currency) -> Money | None:
    """Read a plain, non-negative decimal string; None if it is anything else.

    More decimals than the currency has are accepted when they are zeros, because Amazon Pay answers
    two decimals even for yen (Charge response).
    """
    if not isinstance(text, str) or not _PLAIN_NUMBER.fullmatch(text):
        return None
    minor = Decimal(text).scaleb(currency.digits)
    return Money(int(minor), currency) if minor == int(minor) else None
