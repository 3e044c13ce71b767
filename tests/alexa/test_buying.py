"""Naming a product and a quantity: what is understood, and what is asked again."""

import pytest

from tests.alexa.envelopes import Json, a_product_slot, a_slot, an_authority
from tests.alexa.purchases import hears_the_total, wants
from tests.alexa.tills import Customer, Till
from tests.builders import an_address
from voicetill.domain.payments import Access

NOT_UNDERSTOOD = (
    a_slot("rocket ship", an_authority(code="ER_SUCCESS_NO_MATCH")),
    a_slot("rocket ship", an_authority(code="ER_ERROR_TIMEOUT")),
    a_slot("rocket ship", an_authority(code="ER_ERROR_EXCEPTION")),
    a_slot("rocket ship", an_authority(code="ER_ERROR_OF_ANOTHER_KIND")),
    a_slot("rocket ship", an_authority("starter_kit", code="ER_SUCCESS_NO_MATCH")),
    a_slot("rocket ship", an_authority("never_heard_of")),
    a_slot("rocket ship", an_authority()),
    a_slot("rocket ship", an_authority(), an_authority(code="ER_SUCCESS_NO_MATCH", name="dynamic")),
    a_slot("rocket ship"),
)


def test_buying_works_as_the_very_first_words(customer: Customer) -> None:
    setup = wants(customer, a_product_slot("refill_pack", "packs of refills"), "2")

    read_back = customer.sets_up(setup)

    assert read_back.speech.startswith("Two refill packs, delivered to ")


def test_without_a_quantity_it_is_one(customer: Customer) -> None:
    assert customer.sets_up(wants(customer, a_product_slot("refill_pack"))).speech.startswith("One refill pack,")


@pytest.mark.parametrize("quantity", ["0", "?", "-1", "1.5", "99", "6", "two", "1e1", "٣", "9" * 400, "\u0000"])
def test_a_quantity_that_is_none_is_asked_for_again(till: Till, customer: Customer, quantity: str) -> None:
    turn = wants(customer, a_product_slot("starter_kit", "kits"), quantity)

    assert turn.speech == "How many starter kits, please? Say a number up to 5."
    assert turn.waits
    assert turn.directive["type"] == "Dialog.ElicitSlot"
    assert turn.directive["slotToElicit"] == "quantity"
    assert till.ledger.writes == 0


def test_asking_again_keeps_what_was_understood_and_drops_what_was_not(customer: Customer) -> None:
    asked = wants(customer, a_product_slot("starter_kit", "kits"), "99").directive["updatedIntent"]

    assert asked["name"] == "BuyIntent"
    assert asked["slots"]["quantity"] == {"name": "quantity"}
    assert asked["slots"]["product"]["value"] == "kits"
    (authority,) = asked["slots"]["product"]["resolutions"]["resolutionsPerAuthority"]
    assert authority["values"][0]["value"]["id"] == "starter_kit"


def test_asking_for_the_product_keeps_the_quantity(customer: Customer) -> None:
    asked = wants(customer, a_slot("rocket ship"), "2").directive

    assert asked["slotToElicit"] == "product"
    assert asked["updatedIntent"]["slots"] == {
        "product": {"name": "product"},
        "quantity": {"name": "quantity", "value": "2", "confirmationStatus": "NONE"},
    }


@pytest.mark.parametrize("slot", NOT_UNDERSTOOD)
def test_a_product_that_is_not_understood_is_said_back_with_what_there_is(customer: Customer, slot: Json) -> None:
    turn = wants(customer, slot)

    assert turn.speech == (
        "I heard rocket ship. I have a starter kit, a refill pack, and a barber voucher. Which one would you like?"
    )
    assert turn.directive["slotToElicit"] == "product"


@pytest.mark.parametrize("slot", [None, "", "x" * 8000])
def test_what_nobody_could_have_meant_is_not_said_back(customer: Customer, slot: str | None) -> None:
    assert wants(customer, slot).speech.startswith("I have a starter kit, a refill pack, and a barber voucher.")


def test_a_slot_that_is_not_there_is_asked_for(customer: Customer) -> None:
    turn = customer.says("BuyIntent")

    assert turn.directive["slotToElicit"] == "product"
    assert turn.directive["updatedIntent"]["slots"] == {"product": {"name": "product"}}


@pytest.mark.parametrize(
    "slot",
    [
        a_slot("pack", an_authority("refill_pack", "starter_kit")),
        a_slot("pack", an_authority("refill_pack"), an_authority("starter_kit", name="dynamic")),
    ],
)
def test_two_products_that_it_could_be_are_offered_for_choice(customer: Customer, slot: Json) -> None:
    turn = wants(customer, slot)

    assert turn.speech == (
        "That could be more than one product. Which one do you mean: a refill pack or a starter kit?"
    )
    assert turn.directive["slotToElicit"] == "product"


@pytest.mark.parametrize(
    "slot",
    [
        a_slot("kit", an_authority(code="ER_SUCCESS_NO_MATCH"), an_authority("starter_kit", name="dynamic")),
        a_slot("kit", an_authority("starter_kit"), an_authority("starter_kit", name="dynamic")),
        a_slot("kit", an_authority("starter_kit"), an_authority(code="ER_ERROR_TIMEOUT", name="dynamic")),
        a_slot("kit", an_authority("starter_kit", "never_heard_of")),
        a_slot("kit", an_authority("starter_kit", "donation")),
    ],
)
def test_one_product_found_by_whichever_authority_is_understood(customer: Customer, slot: Json) -> None:
    assert wants(customer, slot).directive["name"] == "Setup"


def test_something_sold_out_is_not_sold_and_the_rest_is_offered(till: Till, customer: Customer) -> None:
    till.shelf.sell_out("starter_kit")

    turn = wants(customer, a_product_slot("starter_kit"))

    assert turn.speech == (
        "I'm sorry, I can't get you a starter kit right now: it's sold out. "
        "I have a refill pack and a barber voucher. Which one would you like instead?"
    )


def test_a_payment_under_way_lets_nothing_new_begin(customer: Customer) -> None:
    hears_the_total(customer)
    customer.says("AMAZON.YesIntent")

    turn = wants(customer, a_product_slot("refill_pack"))

    assert turn.speech == (
        "Your payment is still being processed, so I can't start a new order yet. Please ask me again later. "
        "You will not be charged twice."
    )
    assert not turn.directives


def test_a_wish_brings_along_what_the_customer_can_be_asked_about_with(till: Till, customer: Customer) -> None:
    wants(customer, a_product_slot("starter_kit"))

    (access,) = till.addresses.asked
    assert access == Access("https://api.amazonalexa.com", "an.example.access-token")


def test_a_place_that_is_not_delivered_to_is_said_and_nothing_is_sent(till: Till, customer: Customer) -> None:
    till.addresses.address = an_address(country="NZ")

    turn = wants(customer, a_product_slot("starter_kit"))

    assert turn.speech.startswith("I'm sorry, we don't deliver to your default address yet")
    assert "directives" not in turn.response
