"""The limits of the Amazon Pay API v2, as data: amounts, counts, lifetimes, and how often may be called."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

DECIMALS = MappingProxyType({"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0})
"""The currencies that pretend accounts have, and their decimals."""

LARGEST_CHARGE = MappingProxyType(
    {"USD": Decimal(150_000), "EUR": Decimal(150_000), "GBP": Decimal(150_000), "JPY": Decimal(10_000_000)}
)

MONTHLY = MappingProxyType(
    {
        # The page gives the dollar; the others stand as in the legacy table.
        "Recurring": MappingProxyType(
            {"USD": Decimal(1000), "EUR": Decimal(1000), "GBP": Decimal(1000), "JPY": Decimal(100_000)}
        ),
        "PaymentMethodOnFile": MappingProxyType(
            {"USD": Decimal(15_000), "EUR": Decimal(15_000), "GBP": Decimal(15_000), "JPY": Decimal(2_000_000)}
        ),
    }
)
"""What a permission carries in a calendar month, by its type."""

EXTRA_REFUND = MappingProxyType({"USD": Decimal(75), "EUR": Decimal(75), "GBP": Decimal(75), "JPY": Decimal(8400)})
"""What may go back on top of the captured amount, or 15 % of it if that is less."""

EXTRA_SHARE = Decimal("0.15")
MOST_CHARGES = 25
"""Of a one-time permission."""

RESERVED_FOR = timedelta(days=30)
CAPTURED_AT_ONCE = timedelta(days=7)
SESSION_OPEN_FOR = timedelta(hours=24)
SESSION_KEPT_FOR = timedelta(days=30)
LIFE = MappingProxyType({"OneTime": timedelta(days=180), "Recurring": timedelta(days=396)})
"""How long a permission may be charged after its creation; a recurring one after its last charge (13 months)."""


@dataclass(frozen=True)
class Rate:
    """How many calls at once, and how many more a second."""

    most: int
    restored: float


_LIVE = {
    "create charge": Rate(10, 4),
    "capture charge": Rate(20, 4),
    "cancel charge": Rate(10, 2),
    "close charge permission": Rate(10, 2),
    "create refund": Rate(10, 4),
    "get charge": Rate(20, 4),
    "get refund": Rate(20, 4),
    "get charge permission": Rate(20, 4),
    "update charge permission": Rate(10, 2),
    "create checkout session": Rate(40, 16),
    "get checkout session": Rate(40, 8),
    "update checkout session": Rate(20, 8),
    "complete checkout session": Rate(20, 4),
    "create delivery tracker": Rate(10, 1),
}
_SANDBOX = {
    "create charge": Rate(2, 1),
    "capture charge": Rate(2, 1),
    "cancel charge": Rate(2, 1),
    "close charge permission": Rate(2, 1),
    "create refund": Rate(2, 1),
    "get charge": Rate(5, 1),
    "get refund": Rate(5, 1),
    "get charge permission": Rate(10, 1),
    "update charge permission": Rate(5, 1),
    "create checkout session": Rate(5, 1),
    "get checkout session": Rate(10, 1),
    "update checkout session": Rate(5, 1),
    "complete checkout session": Rate(2, 1),
    "create delivery tracker": Rate(1, 1),
}
RATES = MappingProxyType({"Live": MappingProxyType(_LIVE), "Sandbox": MappingProxyType(_SANDBOX)})
