""" "Which one?": words that mean two products are asked about, and the answer to that is heard."""

from simulator.testing import Shop
from tests.journeys.conftest import stored


def test_a_word_for_two_products_is_asked_about_and_the_answer_is_bought(shop: Shop) -> None:
    asked = shop.say("ask no nicks to buy a pack")
    told = shop.say("the refill pack")

    assert asked.speech == (
        "That could be more than one product. Which one do you mean: a starter kit or a refill pack?"
    )
    assert asked.sent == ["Dialog.ElicitSlot"]
    assert told.speech.startswith("One refill pack, delivered to ")


def test_the_quantity_that_was_said_first_is_kept(shop: Shop) -> None:
    shop.say("ask no nicks to buy two packs")

    told = shop.say("starter kits")

    assert told.speech.startswith("Two starter kits, delivered to ")


def test_another_wish_instead_of_an_answer_is_that_wish(shop: Shop) -> None:
    shop.say("ask no nicks to buy a pack")

    told = shop.say("what's in my cart")

    assert told.speech.startswith("Your cart is empty.")


def test_a_quantity_that_makes_no_sense_is_asked_again_until_it_does(shop: Shop) -> None:
    shop.say("open no nicks")

    for quantity in ("zero", "ninety nine", "?"):
        asked = shop.intend("BuyIntent", product="starter_kit", quantity=quantity)
        assert asked.speech == "How many starter kits, please? Say a number up to 5."
    told = shop.say("three")

    assert told.speech.startswith("Three starter kits, delivered to ")
    assert [int(line["quantity"]) for line in stored(shop, "NOW#CUSTOMER")["cart"]] == [3]
