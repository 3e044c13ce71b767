"""Customers, shops and permissions that change in the middle."""

import copy
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from simulator.testing import Shop
from tests.journeys.conftest import Shelf


def test_without_consent_the_customer_hears_why_gets_the_card_and_keeps_the_cart(shop: Shop) -> None:
    shop.consent("absent")

    asked = shop.say("open no nicks", "two starter kits")

    assert asked.ended
    assert asked.card == {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
    assert "permission" in asked.speech

    shop.consent("granted")
    back = shop.say("open no nicks")

    assert "two starter kits" in back.speech

    shop.say("yes", "yes")

    assert shop.charged == ["18.00 USD"]


def test_consent_gone_between_read_back_and_yes_charges_nothing(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")

    shop.consent("denied")
    asked = shop.say("yes")

    assert asked.card == {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
    assert not asked.directives
    assert shop.charged == []


def test_a_product_sold_out_between_read_back_and_yes_is_told_and_not_charged(shop: Shop, shelf: Shelf) -> None:
    shop.say("open no nicks", "a starter kit")

    shelf.change("starter_kit", sold_out=True)
    told = shop.say("yes")

    assert told.speech.startswith("I'm sorry, I can no longer get you a starter kit")
    assert shop.charged == []


def test_a_product_withdrawn_while_amazon_pay_has_the_word_is_told_on_return(shop: Shop, shelf: Shelf) -> None:
    shop.pay("late")
    shop.say("open no nicks", "a starter kit")

    shelf.change("starter_kit", offered=False)
    told = shop.deliver()

    assert "no longer get you" in told.speech
    assert not told.directives


def test_the_price_that_was_spoken_is_the_price_that_is_charged(shop: Shop, shelf: Shelf) -> None:
    shop.say("open no nicks", "a starter kit")

    shelf.multiply_price("starter_kit", 3)
    shop.say("yes")

    assert shop.charged == ["9.00 USD"]


def test_a_yes_to_a_total_that_is_no_longer_the_latest_hears_the_new_one(shop: Shop) -> None:
    shop.say("open no nicks", "a barber voucher")
    shop.switch_to(device="bedroom")
    shop.say("ask no nicks to buy two barber vouchers")

    shop.switch_to(device="kitchen")
    again = shop.say("yes")

    assert again.speech.startswith("Two barber vouchers. Your total is fifty dollars")
    assert shop.charged == []

    shop.say("yes")

    assert shop.charged == ["50.00 USD"]


def test_two_devices_that_both_say_yes_are_charged_once(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "yes")
    shop.say("ask no nicks to buy a starter kit")
    shop.switch_to(device="bedroom")
    shop.say("ask no nicks to check out")

    shop.say("yes")
    shop.switch_to(device="kitchen")
    second = shop.say("yes")

    assert not second.directives
    assert len(shop.charged) == 2
    assert len(shop.orders) == 2


@pytest.mark.parametrize("race", range(5))
def test_a_yes_that_arrives_in_two_containers_at_the_same_moment_hands_off_one_charge(
    shop: Shop, race: int
) -> None:
    shop.say("open no nicks", "a starter kit", "yes")
    shop.say("ask no nicks to buy a starter kit")
    yes = shop.room.alexa.hear(shop.room.speaker, "yes")
    together = Barrier(2)

    def container() -> Any:
        together.wait()
        return shop.room.handler(copy.deepcopy(yes), None)

    with ThreadPoolExecutor(2) as containers:
        answers = [answer.result() for answer in [containers.submit(container) for _ in range(2)]]

    directives = [directive for answer in answers for directive in answer["response"].get("directives", [])]
    assert [directive["name"] for directive in directives] == ["Charge"]


def test_changing_the_cart_makes_the_offer_void_and_the_new_one_is_charged(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    changed = shop.say("make it three")

    assert "three starter kits" in changed.speech

    read_back = shop.say("yes")

    assert "twenty-seven dollars" in read_back.speech

    shop.say("yes")

    assert shop.charged == ["27.00 USD"]


def test_an_offer_that_grew_old_is_made_anew_before_anything_is_charged(shop: Shop, shelf: Shelf) -> None:
    shop.say("open no nicks", "a starter kit")

    shop.pass_time(days=2)
    shelf.multiply_price("starter_kit", 2)
    anew = shop.say("yes")

    assert "eighteen dollars" in anew.speech
    assert shop.charged == []

    shop.say("yes")

    assert shop.charged == ["18.00 USD"]


def test_start_over_empties_the_cart(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit", "start over")

    cart = shop.say("what is in my cart")

    assert cart.speech == "Your cart is empty. You can say: what can I buy. What would you like?"


def test_a_second_order_waits_while_a_payment_is_under_way(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("late")
    shop.say("yes")

    waiting = shop.say("ask no nicks to buy a refill pack")

    assert "still being processed" in waiting.speech

    shop.deliver()

    assert shop.charged == ["9.00 USD"]
    assert len(shop.orders) == 1
