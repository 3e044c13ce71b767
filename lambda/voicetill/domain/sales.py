"""What was sold: orders, revenue, what went back of it, and the tax in what was kept; by day, product or market.

Amounts of two currencies are never added: each has rows of its own. What was only reserved is no revenue yet. A
refund is counted with the order that it belongs to, so that the days of a period stay comparable. `tax` is what is
contained in what was kept. Whatever an order is broken down by, the parts add up to the whole to the last cent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from voicetill.domain.money import Currency
from voicetill.domain.orders import Order

DELIVERY = "(delivery)"
"""The row of what was paid for delivery, in a report by product."""

ZoneOf = Callable[[str], str]
"""Names the zone (IANA) in which a market's days begin."""


class By(StrEnum):
    """What a report is broken down by."""

    DAY = "day"
    PRODUCT = "product"
    MARKET = "market"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report. `units` are the pieces sold; amounts are in minor units of the currency."""

    key: str
    market_id: str
    currency: Currency
    orders: int = 0
    units: int = 0
    gross: int = 0
    refunds: int = 0
    tax: int = 0

    @property
    def net(self) -> int:
        """What was kept."""
        return self.gross - self.refunds

    def plus(self, other: "Row") -> "Row":
        """Return both together; the other one's key, market and currency do not matter."""
        return Row(
            key=self.key,
            market_id=self.market_id,
            currency=self.currency,
            orders=self.orders + other.orders,
            units=self.units + other.units,
            gross=self.gross + other.gross,
            refunds=self.refunds + other.refunds,
            tax=self.tax + other.tax,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The rows in order of their keys, the whole of each market and currency, and what is only reserved so far."""

    by: By
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    reserved: tuple[Row, ...]


def report(orders: Iterable[Order], by: By, zone_of: ZoneOf) -> Report:
    """Return what these orders brought in."""
    rows: dict[tuple[str, str, str], Row] = {}
    totals: dict[tuple[str, str, str], Row] = {}
    reserved: dict[tuple[str, str, str], Row] = {}
    for order in orders:
        if not order.is_captured:
            if not order.is_canceled:
                _add(reserved, _whole(order, order.market_id))
            continue
        _add(totals, _whole(order, order.market_id))
        for part in _parts(order, by, zone_of):
            _add(rows, part)
    return Report(by, _sorted(rows), _sorted(totals), _sorted(reserved))


def day_of(moment: datetime, zone: str) -> str:
    """Return the day (ISO 8601) that a moment belongs to, by a market's clock."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """Return the total in whole parts, as nearly as the weights say; the parts add up to it exactly."""
    whole = sum(weights)
    if not weights:
        return []
    if whole <= 0:
        return [total, *[0] * (len(weights) - 1)]
    parts = [total * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in rests[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _add(rows: dict[tuple[str, str, str], Row], row: Row) -> None:
    at = (row.key, row.market_id, row.currency.value)
    rows[at] = rows[at].plus(row) if at in rows else row


def _sorted(rows: dict[tuple[str, str, str], Row]) -> tuple[Row, ...]:
    return tuple(rows[at] for at in sorted(rows))


def _parts(order: Order, by: By, zone_of: ZoneOf) -> Iterator[Row]:
    match by:
        case By.DAY:
            yield _whole(order, day_of(order.placed_at, zone_of(order.market_id)))
        case By.MARKET:
            yield _whole(order, order.market_id)
        case By.PRODUCT:
            yield from _products(order)


def _whole(order: Order, key: str) -> Row:
    amount = order.payment.amount
    return Row(
        key=key,
        market_id=order.market_id,
        currency=amount.currency,
        orders=1,
        units=sum(line.quantity for line in order.quote.lines),
        gross=amount.minor,
        refunds=order.given_back.minor,
        tax=_tax_kept(order),
    )


def _products(order: Order) -> Iterator[Row]:
    lines, fee = order.quote.lines, order.quote.delivery.minor
    keys = [line.product_id for line in lines] + ([DELIVERY] if fee else [])
    amounts = [line.amount.minor for line in lines] + ([fee] if fee else [])
    # A gift is paid for nothing in return: no tax is in it.
    taxed = [0 if line.is_donation else line.amount.minor for line in lines] + ([fee] if fee else [])
    shares = zip(
        keys,
        [line.quantity for line in lines] + ([0] if fee else []),
        apportioned(order.payment.amount.minor, amounts),
        apportioned(order.given_back.minor, amounts),
        apportioned(_tax_kept(order), taxed),
        strict=True,
    )
    for key, units, gross, refunds, tax in shares:
        yield Row(key, order.market_id, order.payment.amount.currency, 1, units, gross, refunds, tax)


def _tax_kept(order: Order) -> int:
    """Return the tax contained in what was kept, rounded half up."""
    gross = order.payment.amount.minor
    kept = max(0, gross - order.given_back.minor)
    return (2 * order.quote.tax.minor * kept + gross) // (2 * gross) if gross > 0 else 0
