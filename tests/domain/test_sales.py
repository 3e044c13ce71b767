"""Sales reports: nothing is lost or made up, whatever they are broken down by."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_checkout, a_donation, a_line, a_money, a_product, a_quote, an_order
from tests.stores.strategies import orders as any_orders
from voicetill.domain.checkout_record import State
from voicetill.domain.money import Currency, Money
from voicetill.domain.orders import Order
from voicetill.domain.refunds import Reason, Refund, RefundState
from voicetill.domain.sales import DELIVERY, By, Report, Row, apportioned, report


def zone_of(market_id: str) -> str:
    return {"US": "America/Los_Angeles", "JP": "Asia/Tokyo"}.get(market_id, "Europe/Berlin")


def sold(*orders: Order, by: By = By.DAY) -> Report:
    return report(orders, by, zone_of)


def back(minor: int, state: RefundState = RefundState.DONE) -> Refund:
    return Refund(f"{an_order().id}r01", a_money(minor), Reason.RETURN, state, NOW)


def of_two() -> Order:
    quote = a_quote(
        a_line(quantity=2), a_line(a_product("refill_pack", price=a_money(650))), delivery=a_money(250)
    )
    return an_order(checkout=a_checkout(State.PAID, quote=quote))


def test_an_order_counts_on_the_day_of_its_market() -> None:
    """Seven in the morning in London is still the evening before in Los Angeles."""
    late = an_order(placed_at=datetime(2026, 3, 2, 7, 59, tzinfo=UTC))
    next_day = an_order(placed_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))

    assert [row.key for row in sold(late, next_day).rows] == ["2026-03-01", "2026-03-02"]


def test_what_went_back_and_the_tax_in_it_are_taken_off() -> None:
    order = an_order(refunds=(back(450), replace(back(100), state=RefundState.PENDING)))

    (row,) = sold(order).rows

    assert (row.gross, row.refunds, row.net) == (900, 450, 450)
    # 0.61 of 9.00 was tax; of half of it, half of that, rounded half up.
    assert (order.quote.tax, row.tax) == (a_money(61), 31)


def test_what_went_back_whole_leaves_no_tax() -> None:
    (row,) = sold(an_order(refunds=(back(1000),))).rows

    assert (row.net, row.tax) == (-100, 0)


def test_by_product_delivery_has_a_row_of_its_own() -> None:
    rows = {row.key: row for row in sold(of_two(), by=By.PRODUCT).rows}

    assert {key: (row.units, row.gross) for key, row in rows.items()} == {
        "starter_kit": (2, 1800),
        "refill_pack": (1, 650),
        DELIVERY: (0, 250),
    }


def test_a_gift_holds_no_tax() -> None:
    gift = replace(a_line(a_donation()), is_donation=True)
    order = an_order(checkout=a_checkout(State.PAID, quote=a_quote(a_line(), gift, tax=a_money(61))))

    rows = {row.key: row.tax for row in sold(order, by=By.PRODUCT).rows}

    assert rows == {"starter_kit": 61, "donation": 0}


def test_what_is_only_reserved_is_no_revenue() -> None:
    reserved = an_order(checkout=a_checkout(State.AUTHORIZED))

    told = sold(reserved, replace(reserved, id="z" * 26, canceled_at=NOW))

    assert not told.rows
    assert [(row.orders, row.gross) for row in told.reserved] == [(1, 900)]


@pytest.mark.parametrize("by", By)
def test_currencies_are_never_added(by: By) -> None:
    yen = Money(300, Currency.JPY)
    quote = a_quote(
        replace(a_line(), unit_price=yen), tax=Money(27, Currency.JPY), delivery=Money(0, Currency.JPY)
    )
    japanese = an_order(checkout=a_checkout(State.PAID, quote=quote), market_id="JP")

    told = sold(an_order(), japanese, by=by)

    assert {(row.currency, row.gross) for row in told.totals} == {(Currency.USD, 900), (Currency.JPY, 300)}
    assert sum(row.gross for row in told.rows if row.currency is Currency.JPY) == 300


@given(some=st.lists(any_orders(), max_size=6), by=st.sampled_from(By))
def test_the_rows_add_up_to_the_whole(some: list[Order], by: By) -> None:
    told = report(some, by, zone_of)

    for total in told.totals:
        rows = [r for r in told.rows if (r.market_id, r.currency) == (total.market_id, total.currency)]
        added = Row(total.key, total.market_id, total.currency)
        for row in rows:
            added = added.plus(row)
        assert (added.gross, added.refunds, added.tax, added.units) == (
            total.gross,
            total.refunds,
            total.tax,
            total.units,
        )
    taken = [order for order in some if order.is_captured]
    assert sum(total.orders for total in told.totals) == len(taken)
    assert sum(total.gross for total in told.totals) == sum(order.payment.amount.minor for order in taken)


@given(total=st.integers(0, 10**6), weights=st.lists(st.integers(0, 10**5), min_size=1, max_size=8))
def test_parts_add_up_and_follow_the_weights(total: int, weights: list[int]) -> None:
    parts = apportioned(total, weights)

    assert sum(parts) == total
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / sum(weights)) < 1


def test_two_orders_of_a_day_are_one_row_that_is_the_sum_of_everything() -> None:
    order = an_order(refunds=(back(450),))

    told = sold(order, order)

    row = Row("2026-03-02", "US", Currency.USD, orders=2, units=2, gross=1800, refunds=900, tax=62)
    assert told == Report(By.DAY, (row,), (replace(row, key="US"),), ())


def test_what_is_reserved_and_canceled_is_told_nowhere() -> None:
    reserved = an_order(is_captured=False)

    told = sold(reserved, replace(reserved, canceled_at=NOW))

    assert told.reserved == (Row("US", "US", Currency.USD, orders=1, units=1, gross=900, tax=61),)
    assert (told.rows, told.totals) == ((), ())


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (11, [1, 1, 1], [4, 4, 3]),
        (10, [1, 2, 3], [2, 3, 5]),
        (100, [1, 1, 4], [17, 17, 66]),
        (7, [0, 3, 1], [0, 5, 2]),
        (5, [0, 0, 0], [5, 0, 0]),
        (5, [0], [5]),
        (0, [2, 1], [0, 0]),
        (5, [1], [5]),
        (5, [], []),
    ],
)
def test_what_cannot_be_divided_goes_to_the_greatest_rests_and_of_equal_ones_to_the_first(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert apportioned(total, weights) == parts


def test_every_product_and_the_delivery_say_all_of_it() -> None:
    order = replace(of_two(), refunds=(back(1000),))

    told = sold(order, by=By.PRODUCT)

    assert told.rows == (
        Row("(delivery)", "US", Currency.USD, orders=1, units=0, gross=250, refunds=92, tax=told.rows[0].tax),
        Row("refill_pack", "US", Currency.USD, orders=1, units=1, gross=650, refunds=241, tax=told.rows[1].tax),
        Row("starter_kit", "US", Currency.USD, orders=1, units=2, gross=1800, refunds=667, tax=told.rows[2].tax),
    )
    assert sum(row.tax for row in told.rows) == told.totals[0].tax


def test_an_order_that_cost_nothing_holds_no_tax() -> None:
    free = an_order(checkout=a_checkout(State.PAID, quote=a_quote(a_line(unit_price=a_money(0)))))

    (row,) = sold(free).rows

    assert (row.gross, row.tax) == (0, 0)


def test_the_tax_of_a_cent_that_was_kept_is_rounded_half_up() -> None:
    nearly_all_back = an_order(refunds=(back(899),))
    half_a_cent = replace(
        nearly_all_back, quote=replace(nearly_all_back.quote, tax=a_money(450)), refunds=(back(899),)
    )

    assert sold(nearly_all_back).totals[0].tax == 0
    assert sold(half_a_cent).totals[0].tax == 1
