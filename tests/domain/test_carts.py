from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_cart
from tests.strategies import carts, product_ids
from voicetill.domain.carts import Cart, CartLine


@given(carts(), product_ids(), st.integers(1, 99))
def test_a_cart_holds_what_it_is_told_to(cart: Cart, product_id: str, quantity: int) -> None:
    held = cart.holding(product_id, quantity)

    assert held.quantity_of(product_id) == quantity
    assert held.without(product_id) == cart.without(product_id)
    assert held.holding(product_id, quantity) == held


@given(carts(), product_ids(), st.integers(max_value=0))
def test_holding_none_takes_it_out(cart: Cart, product_id: str, quantity: int) -> None:
    assert cart.holding(product_id, quantity) == cart.without(product_id)


@given(carts(), product_ids())
def test_a_cart_without_a_product_has_none_of_it_and_the_rest_unchanged(cart: Cart, product_id: str) -> None:
    rest = cart.without(product_id)

    assert rest.quantity_of(product_id) == 0
    assert rest.lines == tuple(line for line in cart.lines if line.product_id != product_id)


@given(carts(), product_ids(), st.integers(-5, 99))
def test_there_is_one_line_a_product_and_each_holds_something(cart: Cart, product_id: str, quantity: int) -> None:
    lines = cart.holding(product_id, quantity).minus(cart.lines[:2]).lines

    assert len({line.product_id for line in lines}) == len(lines)
    assert all(line.quantity > 0 for line in lines)


@given(carts(), carts())
def test_what_was_bought_is_taken_out_and_the_rest_stays(cart: Cart, bought: Cart) -> None:
    rest = cart.minus(bought.lines)

    for line in cart.lines:
        left = line.quantity - bought.quantity_of(line.product_id)
        assert rest.quantity_of(line.product_id) == max(0, left)
    assert {line.product_id for line in rest.lines} <= {line.product_id for line in cart.lines}


@given(carts())
def test_a_cart_minus_itself_is_empty(cart: Cart) -> None:
    assert cart.minus(cart.lines).is_empty


def test_what_was_added_after_the_offer_stays() -> None:
    offered = a_cart(starter_kit=1)
    meanwhile = offered.holding("starter_kit", 3).holding("refill_pack", 2)

    assert meanwhile.minus(offered.lines) == a_cart(starter_kit=2, refill_pack=2)


def test_lines_stay_in_the_order_in_which_they_were_first_named() -> None:
    cart = a_cart(starter_kit=1, refill_pack=1).holding("starter_kit", 4)

    assert cart.lines == (CartLine("starter_kit", 4), CartLine("refill_pack", 1))
