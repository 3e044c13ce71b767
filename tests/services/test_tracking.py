"""After the purchase: where an order stands, and wishes that are written on it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.till import STRANGER_ID, Till, a_visitor, handed_off, named
from voicetill.domain.orders import Wish, shipped
from voicetill.services.outcomes import (
    ContactTold,
    NoOrders,
    NotSoldHere,
    OrderTold,
    OrderUnknown,
    StillProcessing,
    TooLateToCancel,
    WishNoted,
)
from voicetill.services.visits import Named, NamedOrder

LATEST = NamedOrder()


@pytest.fixture
def till() -> Till:
    """A customer who bought a starter kit, and a refill pack a day later."""
    till = Till()
    till.bought()
    till.clock.pass_by(timedelta(days=1))
    till.bought("refill_pack")
    return till


def ship(till: Till, place: int = -1) -> None:
    till.drawer.orders[place] = shipped(till.drawer.orders[place], at=till.clock.now)


def test_the_latest_order_is_told_first_and_more_goes_back(till: Till) -> None:
    latest = till.tracking.status(till.visitor, LATEST)
    before = till.tracking.status(till.visitor, LATEST, page=1)
    past_the_end = till.tracking.status(till.visitor, LATEST, page=2)

    assert isinstance(latest, OrderTold)
    assert isinstance(before, OrderTold)
    assert (latest.order, latest.more) == (till.orders[1], True)
    assert (before.order, before.more) == (till.orders[0], False)
    assert past_the_end == latest


def test_an_order_is_found_by_its_number_and_by_its_product(till: Till) -> None:
    first = till.orders[0]
    ways = (
        NamedOrder(first.short_number),
        NamedOrder(first.number),
        NamedOrder(first.number.replace("-", "")),
        NamedOrder(product=named("starter_kit")),
    )

    found = [till.tracking.status(till.visitor, way) for way in ways]

    assert [isinstance(it, OrderTold) and it.order for it in found] == [first] * len(ways)
    assert all(isinstance(it, OrderTold) and it.was_named for it in found)


@pytest.mark.parametrize("which", [NamedOrder("0000"), NamedOrder(product=Named(heard="spaceship"))])
def test_an_order_that_nobody_has_is_not_told_and_nothing_is_written(till: Till, which: NamedOrder) -> None:
    writes = till.ledger.writes

    told = till.tracking.status(till.visitor, which)
    asked = till.tracking.ask(till.visitor, which, Wish.REFUND)

    assert isinstance(told, OrderUnknown)
    assert told.latest == till.orders[1]
    assert isinstance(asked, OrderUnknown)
    assert till.ledger.writes == writes


def test_a_number_that_is_none_tells_the_latest_but_writes_no_wish(till: Till) -> None:
    told = till.tracking.status(till.visitor, NamedOrder("?"))
    asked = till.tracking.ask(till.visitor, NamedOrder("?"), Wish.CANCEL)

    assert isinstance(told, OrderTold)
    assert told.order == till.orders[1]
    assert isinstance(asked, OrderUnknown)
    assert not till.orders[1].requests


def test_nobody_hears_of_somebody_elses_orders(till: Till) -> None:
    stranger = a_visitor(STRANGER_ID)
    number = NamedOrder(till.orders[0].short_number)

    for which in (LATEST, number):
        assert till.tracking.status(stranger, which) == NoOrders(till.market)
        assert till.tracking.ask(stranger, which, Wish.CANCEL) == NoOrders(till.market, Wish.CANCEL)
    assert not any(order.requests for order in till.orders)


@pytest.mark.parametrize("wish", Wish)
def test_a_wish_is_written_on_the_order_and_moves_no_money(till: Till, wish: Wish) -> None:
    before = till.orders[1]

    outcome = till.tracking.ask(till.visitor, LATEST, wish)
    again = till.tracking.ask(till.visitor, LATEST, wish)

    assert isinstance(outcome, WishNoted)
    assert till.orders[1].has_asked(wish)
    assert (till.orders[1].payment, till.orders[0].requests) == (before.payment, ())
    assert isinstance(again, WishNoted)
    assert again.before
    assert len(till.orders[1].requests) == 1


def test_what_has_left_can_be_given_back_but_not_canceled(till: Till) -> None:
    ship(till)

    cancel = till.tracking.ask(till.visitor, LATEST, Wish.CANCEL)
    refund = till.tracking.ask(till.visitor, LATEST, Wish.REFUND)

    assert isinstance(cancel, TooLateToCancel)
    assert not till.orders[1].has_asked(Wish.CANCEL)
    assert isinstance(refund, WishNoted)


def test_a_wish_that_met_another_write_is_written_all_the_same(till: Till) -> None:
    till.ledger.lose_races(1)

    outcome = till.tracking.ask(till.visitor, LATEST, Wish.CANCEL)

    assert isinstance(outcome, WishNoted)
    assert till.orders[1].has_asked(Wish.CANCEL)


def test_a_payment_that_is_under_way_is_told_before_older_orders(till: Till) -> None:
    handed_off(till.charging("barber_voucher"), "Charge")

    assert till.tracking.status(till.visitor, LATEST) == StillProcessing()
    named_one = till.tracking.status(till.visitor, NamedOrder(till.orders[0].short_number))
    assert isinstance(named_one, OrderTold)


@pytest.mark.parametrize("wish", Wish)
def test_a_wish_for_the_order_under_way_is_not_written_on_the_one_before(till: Till, wish: Wish) -> None:
    till.bought()
    till.charging()

    assert till.tracking.ask(till.visitor, LATEST, wish) == StillProcessing()
    assert not till.orders[0].requests


def test_the_people_behind_the_shop_can_be_reached_and_not_where_nothing_is_sold(till: Till) -> None:
    abroad = replace(till.visitor, locale="pt-BR")

    assert till.tracking.contact(till.visitor) == ContactTold(till.market)
    assert till.tracking.contact(abroad) == NotSoldHere()
    assert till.tracking.status(abroad, LATEST) == NotSoldHere()
    assert till.tracking.ask(abroad, LATEST, Wish.REFUND) == NotSoldHere()
