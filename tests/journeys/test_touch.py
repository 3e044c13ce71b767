"""Buying by touch: on a hub, on a round one, and with the remote of a television."""

import pytest

from simulator.alexa.directives import RENDER
from simulator.testing import OpenShop, Shop
from tests.journeys.conftest import Shelf, paid_and_stored

each_device = pytest.mark.parametrize("device", ["show", "spot", "tv"])


@each_device
def test_a_whole_purchase_by_touch(shop: Shop, device: str) -> None:
    shop.switch_to(kind=device)
    shop.say("open no nicks", "a starter kit")
    assert "Delivered to: 1234 Main Street in Cupertino" in shop.screen.texts

    placed = shop.press("Place the order")

    assert placed.speech.startswith("Thank you. Your order is placed")
    assert shop.screen.texts[0] == "Order placed"
    assert shop.screen.touchable == []
    assert shop.charged == ["9.00 USD"]
    (number,) = paid_and_stored(shop)
    assert f"Order number: {number}" in shop.screen.texts


@each_device
def test_from_the_cart_to_the_receipt_in_one_visit(shop: Shop, device: str) -> None:
    shop.switch_to(kind=device)
    shop.say("open no nicks", "a starter kit")

    shop.press("Not now")
    assert shop.screen.texts[:3] == ["Your cart", "1 × Starter Kit", "$9.00"]
    shop.press("Check out")
    shop.press("Place the order")

    assert shop.charged == ["9.00 USD"]
    assert len(paid_and_stored(shop)) == 1


def test_a_purchase_without_delivery_is_agreed_to_by_one_touch(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("ask no nicks to buy a barber voucher")

    placed = shop.press("Place the order")

    assert [name for name in placed.sent if name != RENDER] == ["Setup", "Charge"]
    assert shop.charged == ["25.00 USD"]


def test_touch_and_voice_take_turns(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")
    shop.press("Not now")
    shop.say("check out")

    shop.press("Place the order")
    read_back = shop.say("yes")

    assert read_back.speech.startswith("One refill pack, delivered to ")
    assert shop.screen.texts[:2] == ["Your order", "1 × Refill Pack"]

    shop.press("Place the order")

    assert len(paid_and_stored(shop)) == 2


def test_a_stale_screen_reads_the_total_of_now_and_charges_nothing(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a barber voucher")
    shop.switch_to(device="bedroom", kind="show")
    shop.say("ask no nicks to buy two barber vouchers")

    shop.switch_to(device="kitchen")
    again = shop.press("Place the order")

    assert again.speech.startswith("Two barber vouchers. ")
    assert shop.charged == []
    assert "2 × Barber Voucher" in shop.screen.texts

    shop.press("Place the order")

    assert shop.charged == ["50.00 USD"]


def test_the_price_on_the_screen_is_the_price_that_is_charged(shop: Shop, shelf: Shelf) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")

    shelf.multiply_price("starter_kit", 3)
    shop.press("Place the order")

    assert shop.charged == ["9.00 USD"]


def test_a_product_sold_out_before_the_touch_is_told_and_not_charged(shop: Shop, shelf: Shelf) -> None:
    shop.switch_to(kind="spot")
    shop.say("open no nicks", "a starter kit")

    shelf.change("starter_kit", sold_out=True)
    told = shop.press("Place the order")

    assert told.speech.startswith("I'm sorry, I can no longer get you a starter kit")
    assert shop.charged == []


def test_a_touch_after_the_session_ended_places_the_order_that_stood_there(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")
    arguments = shop.screen.touchable[0].arguments or ()
    shop.leave()

    placed = shop.touch(*arguments)

    assert placed.speech.startswith("Thank you. Your order is placed")
    assert shop.charged == ["9.00 USD"]


def test_a_double_touch_places_one_order(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")
    arguments = shop.screen.touchable[0].arguments or ()

    shop.touch(*arguments)
    again = shop.touch(*arguments)

    assert again.speech.startswith("Thank you. Your order is placed")
    assert shop.charged == ["9.00 USD"]
    assert len(paid_and_stored(shop)) == 1


def test_another_customer_who_touches_the_same_button_is_charged_nothing(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")
    arguments = shop.screen.touchable[0].arguments or ()

    shop.switch_to(customer="guest")
    told = shop.touch(*arguments)

    assert told.speech.startswith("There's nothing to say yes or no to right now")
    assert shop.charged == []


def test_start_over_by_touch_empties_the_cart(shop: Shop) -> None:
    shop.switch_to(kind="tv")
    shop.say("open no nicks", "a starter kit")
    shop.press("Not now")

    shop.press("Start over")

    assert shop.screen.touchable == []
    assert shop.say("what is in my cart").speech.startswith("Your cart is empty")


def test_a_cart_that_was_left_can_be_taken_up_by_touch(shop: Shop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")
    shop.press("Not now")
    shop.leave()

    shop.say("open no nicks")
    shop.press("Check out")
    shop.press("Place the order")

    assert shop.charged == ["9.00 USD"]


def test_a_speaker_is_sent_nothing_to_show(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "no", "what is in my cart", "check out", "yes")

    sent = [directive["type"] for turn in shop.room.turns for directive in turn.directives]
    assert RENDER not in sent
    assert shop.charged == ["9.00 USD"]


def test_what_was_pressed_can_be_played_again_in_another_room(shop: Shop, open_shop: OpenShop) -> None:
    shop.switch_to(kind="show")
    shop.say("open no nicks", "a starter kit")
    shop.press("Place the order")

    again = open_shop()
    again.do(*shop.script.splitlines(), "> screen contains Order placed", "> charged 9.00 USD once")

    assert len(paid_and_stored(again)) == 1
