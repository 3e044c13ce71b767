"""The cart: what is in it, and what a change of it does to an offer."""

from collections.abc import Callable

import pytest

from tests.builders import a_cart, a_money, an_agreement
from tests.services.till import Till, a_visitor, named
from voicetill.domain.checkout_record import State
from voicetill.services.outcomes import (
    CartTold,
    HandedOff,
    NotForSale,
    NotInCart,
    NotSoldHere,
    NotUnderstood,
    Outcome,
    QuantityUnclear,
    StartedOver,
)
from voicetill.services.visits import Named


@pytest.fixture
def till() -> Till:
    """A till whose returning customer heard the total of two starter kits."""
    till = Till()
    till.know(an_agreement())
    till.buy("starter_kit", "2")
    return till


def test_the_cart_is_read_with_its_total(till: Till) -> None:
    told = till.filling.show(till.visitor)

    assert isinstance(told, CartTold)
    assert told.cart is not None
    assert [(line.product_id, line.quantity) for line in told.cart.lines] == [("starter_kit", 2)]
    assert told.cart.total == a_money(1800)


def test_reading_the_cart_changes_nothing(till: Till) -> None:
    current, writes = till.current, till.ledger.writes

    till.filling.show(till.visitor)

    assert (till.current, till.ledger.writes) == (current, writes)


def test_an_empty_cart_is_told_as_none() -> None:
    till = Till()

    assert till.filling.show(till.visitor) == CartTold(None)


def test_delivery_is_part_of_the_total_where_it_is_not_free() -> None:
    till = Till()
    till.buy("refill_pack")

    told = till.filling.show(till.visitor)

    assert isinstance(told, CartTold)
    assert told.cart is not None
    assert (told.cart.delivery, told.cart.total) == (a_money(250), a_money(900))


def test_a_quantity_replaces_the_old_one(till: Till) -> None:
    till.filling.change(till.visitor, named("starter_kit"), "5")

    assert till.customer.cart == a_cart(starter_kit=5)


def test_the_only_product_need_not_be_named(till: Till) -> None:
    till.filling.change(till.visitor, Named(), "3")
    assert till.customer.cart == a_cart(starter_kit=3)

    till.filling.remove(till.visitor, Named(), None)
    assert till.customer.cart.is_empty


def test_of_several_products_one_must_be_named(till: Till) -> None:
    till.buy("refill_pack")

    assert isinstance(till.filling.remove(till.visitor, Named(), None), NotUnderstood)
    assert till.customer.cart == a_cart(starter_kit=2, refill_pack=1)


@pytest.mark.parametrize("quantity", [None, "", "0", "?", "-1", "1.5", "6"])
def test_a_strange_new_quantity_is_asked_again(till: Till, quantity: str | None) -> None:
    outcome = till.filling.change(till.visitor, named("starter_kit"), quantity)

    assert outcome == QuantityUnclear(till.shelf.products["starter_kit"], 5)
    assert till.customer.cart == a_cart(starter_kit=2)


@pytest.mark.parametrize(("quantity", "left"), [("1", {"starter_kit": 1}), ("2", {}), (None, {}), ("5", {})])
def test_some_or_all_of_a_product_are_taken_out(till: Till, quantity: str | None, left: dict[str, int]) -> None:
    till.filling.remove(till.visitor, named("starter_kit"), quantity)

    assert {line.product_id: line.quantity for line in till.customer.cart.lines} == left


def test_what_is_not_in_the_cart_cannot_be_changed(till: Till) -> None:
    product = till.shelf.products["refill_pack"]

    for outcome in (
        till.filling.change(till.visitor, named("refill_pack"), "1"),
        till.filling.remove(till.visitor, named("refill_pack"), None),
    ):
        assert isinstance(outcome, NotInCart)
        assert outcome.product == product
        assert outcome.cart is not None


def test_a_sold_out_product_can_be_taken_out(till: Till) -> None:
    till.shelf.sell_out("starter_kit")

    till.filling.remove(till.visitor, named("starter_kit"), None)

    assert till.customer.cart.is_empty


def test_what_can_no_longer_be_bought_is_told(till: Till) -> None:
    till.buy("refill_pack")
    till.shelf.sell_out("starter_kit")

    told = till.filling.show(till.visitor)

    assert isinstance(told, CartTold)
    assert [product.id for product in told.gone] == ["starter_kit"]
    assert told.cart is not None
    assert [line.product_id for line in told.cart.lines] == ["refill_pack"]


def test_starting_over_empties_the_cart_and_gives_the_offer_up(till: Till) -> None:
    outcome = till.filling.start_over(till.visitor)

    assert isinstance(outcome, StartedOver)
    assert [product.id for product in outcome.offers] == ["starter_kit", "refill_pack", "barber_voucher"]
    assert till.customer.cart.is_empty
    assert till.current.state is State.ABANDONED


Turn = Callable[[Till], Outcome]
CHANGES: dict[str, Turn] = {
    "change": lambda till: till.filling.change(till.visitor, named("starter_kit"), "1"),
    "remove": lambda till: till.filling.remove(till.visitor, named("starter_kit"), "1"),
    "start over": lambda till: till.filling.start_over(till.visitor),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_the_offer_void(till: Till, change: Turn) -> None:
    """Its total is no longer the cart's, so a yes to it must charge nothing."""
    told = till.told("starter_kit")
    change(till)

    assert till.current.state is State.ABANDONED
    assert not isinstance(till.yes_to(told), HandedOff)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_leaves_a_charge_under_way_alone(change: Turn) -> None:
    till = Till()
    charge = till.charging()
    current = till.current

    change(till)

    assert till.current == current
    assert till.pay(charge) is not None
    assert len(till.orders) == 1


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_loses_a_race_is_made_on_what_the_winner_wrote(till: Till, change: Turn) -> None:
    till.ledger.meanwhile(lambda: till.buy("refill_pack"))

    change(till)

    assert till.current.state is State.ABANDONED
    assert till.customer.cart.quantity_of("starter_kit") < 2


def test_there_is_no_cart_where_nothing_is_sold(till: Till) -> None:
    abroad = a_visitor(locale="de-DE")

    assert till.filling.show(abroad) == NotSoldHere()
    assert till.filling.start_over(abroad) == NotSoldHere()
    assert till.customer.cart == a_cart(starter_kit=2)


def test_a_withdrawn_product_can_be_taken_out(till: Till) -> None:
    till.buy("refill_pack")
    till.shelf.withdraw("starter_kit")

    outcome = till.filling.remove(till.visitor, named("starter_kit"), None)

    assert not isinstance(outcome, NotForSale)
    assert till.customer.cart == a_cart(refill_pack=1)
