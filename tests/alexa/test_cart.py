"""The cart by voice: hear it, change it, take out of it, check it out."""

import pytest

from tests.alexa.envelopes import a_product_slot, a_slot, an_authority
from tests.alexa.purchases import wants
from tests.alexa.tills import Customer, Till

ASK = "Shall I check out?"


@pytest.fixture
def filled(customer: Customer) -> Customer:
    """A customer with one starter kit in the cart, who has not agreed to buy it."""
    customer.sets_up(wants(customer, a_product_slot("starter_kit")))
    customer.says("AMAZON.NoIntent")
    return customer


def test_an_empty_cart_is_said_to_be_empty(customer: Customer) -> None:
    cart, checked_out = customer.says("CartIntent"), customer.says("CheckoutIntent")

    assert cart.speech == "Your cart is empty. You can say: what can I buy. What would you like?"
    assert checked_out.speech == cart.speech
    assert not checked_out.directives


def test_the_cart_is_read_with_its_total_and_a_yes_checks_it_out(filled: Customer) -> None:
    cart = filled.says("CartIntent")

    assert cart.speech == (
        f"You have one starter kit in your cart. That comes to nine dollars, tax and delivery included. {ASK}"
    )
    assert filled.says("AMAZON.YesIntent").speech.endswith("Shall I place the order?")


def test_where_nothing_is_sent_the_cart_does_not_speak_of_delivery(customer: Customer) -> None:
    wants(customer, a_product_slot("barber_voucher"))

    cart = customer.says("CartIntent")

    assert (
        cart.speech
        == f"You have one barber voucher in your cart. That comes to twenty-five dollars, tax included. {ASK}"
    )


def test_delivery_that_costs_is_in_the_total_that_is_said(customer: Customer) -> None:
    read_back = customer.sets_up(wants(customer, a_product_slot("refill_pack")))

    assert "Your total is nine dollars, tax and delivery included" in read_back.speech


@pytest.mark.parametrize("product", [a_product_slot("starter_kit"), None])
def test_a_quantity_is_changed_also_without_naming_the_only_product(
    filled: Customer, product: dict[str, object] | None
) -> None:
    turn = filled.says("ChangeQuantityIntent", product=product, quantity="3")

    assert turn.speech.startswith("You have three starter kits in your cart. That comes to twenty-seven dollars")


@pytest.mark.parametrize("quantity", [None, "0", "?", "6"])
def test_a_change_to_no_quantity_is_asked_again(filled: Customer, quantity: str | None) -> None:
    turn = filled.says("ChangeQuantityIntent", product=a_product_slot("starter_kit"), quantity=quantity)

    assert turn.speech == "How many starter kits, please? Say a number up to 5."
    assert turn.directive["updatedIntent"]["name"] == "ChangeQuantityIntent"


def test_a_product_is_taken_out(filled: Customer) -> None:
    turn = filled.says("RemoveFromCartIntent", product=a_product_slot("starter_kit"), quantity=None)

    assert turn.speech.startswith("Your cart is empty.")


def test_some_of_a_product_are_taken_out(filled: Customer) -> None:
    filled.says("ChangeQuantityIntent", product=None, quantity="3")

    turn = filled.says("RemoveFromCartIntent", product=None, quantity="2")

    assert turn.speech.startswith("You have one starter kit in your cart.")


def test_an_unclear_number_to_take_out_is_asked_for_in_words_that_fit_taking_out(filled: Customer) -> None:
    filled.says("ChangeQuantityIntent", product=None, quantity="3")

    turn = filled.says("RemoveFromCartIntent", product=a_product_slot("starter_kit"), quantity="?")

    assert turn.speech == "How many starter kits, please? Say a number up to 3."
    assert turn.directive["updatedIntent"]["name"] == "RemoveFromCartIntent"


@pytest.mark.parametrize("intent", ["ChangeQuantityIntent", "RemoveFromCartIntent"])
def test_what_is_not_in_the_cart_cannot_be_changed(filled: Customer, intent: str) -> None:
    turn = filled.says(intent, product=a_product_slot("refill_pack"), quantity="2")

    assert turn.speech == f"A refill pack isn't in your cart. You have one starter kit in it. {ASK}"


def test_in_an_empty_cart_nothing_can_be_changed(customer: Customer) -> None:
    turn = customer.says("RemoveFromCartIntent", product=a_product_slot("refill_pack"), quantity=None)

    assert turn.speech == "Your cart is empty. What would you like?"


def test_a_product_to_take_out_that_is_not_understood_is_asked_for(filled: Customer) -> None:
    turn = filled.says("RemoveFromCartIntent", product=a_slot("rocket", an_authority(code="ER_SUCCESS_NO_MATCH")))

    assert turn.speech.startswith("I heard rocket.")
    assert turn.directive["slotToElicit"] == "product"


def test_what_became_unavailable_is_named_and_the_rest_stays(till: Till, filled: Customer) -> None:
    wants(filled, a_product_slot("refill_pack"), "2")
    till.shelf.sell_out("starter_kit")

    turn = filled.says("CartIntent")

    assert turn.speech == (
        "I'm sorry, I can no longer get you a starter kit. You have two refill packs in your cart. "
        f"That comes to thirteen dollars, tax and delivery included. {ASK}"
    )


def test_changing_the_cart_under_a_total_makes_a_yes_to_it_void(customer: Customer) -> None:
    customer.sets_up(wants(customer, a_product_slot("starter_kit")))
    heard = dict(customer.attributes)
    customer.says("ChangeQuantityIntent", product=None, quantity="2")
    customer.attributes = heard

    turn = customer.says("AMAZON.YesIntent")

    assert not turn.directives
