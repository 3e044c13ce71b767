"""How much one agreement may carry in a calendar month.

Amazon Pay told the limit only in `GetBillingAgreementDetails`, which no skill can call; a Charge above it gets
PeriodicAmountExceeded. It begins anew on the first of the month.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from simulator.amazon_pay.regions import DECIMALS

USUAL: Mapping[str, Decimal] = MappingProxyType(
    {"EUR": Decimal(1000), "JPY": Decimal(100_000), "USD": Decimal(1000)}
)
"""By currency. EUR is in the legacy European guide, JPY in the Japanese questions and answers about the later API.
USD is hearsay, as 500 goes round, too. Nothing is known of GBP, so it has no limit."""


class MonthlyLimits:
    """The limits of one pretend Amazon Pay; a tester may set others."""

    def __init__(self) -> None:
        self._limits = dict(USUAL)

    def of(self, currency: str) -> Decimal | None:
        """What an agreement may carry in a month; None is without end."""
        return self._limits.get(currency)

    def set(self, amount: Decimal | int | str | None, currency: str) -> None:
        """Set the limit, or lift it with None. Raises ValueError for what is no amount or no currency."""
        if currency not in DECIMALS:
            raise ValueError(f"no currency of Amazon Pay is named {currency!r}; it takes {', '.join(DECIMALS)}")
        if amount is None:
            self._limits.pop(currency, None)
            return
        try:
            limit = Decimal(amount)
        except InvalidOperation as error:
            raise ValueError(f"a limit is a number such as 1000 or 49.90, not {amount!r}") from error
        if not limit.is_finite() or limit < 0:
            raise ValueError(f"a limit is 0 or more, not {amount}")
        self._limits[currency] = limit
