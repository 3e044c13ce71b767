"""Customers, shops and permissions that change in the middle."""

import copy
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from simulator.customers import Consent, Device
from tests.journeys.conftest import Journey


def test_without_consent_the_customer_hears_why_gets_the_card_and_keeps_the_cart(journey: Journey) -> None:
    journey.room.consent(Consent.ABSENT)

    asked = journey.say("open no nicks", "two starter kits")

    assert asked.ended
    assert asked.card == {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
    assert asked.speech is not None
    assert "permission" in asked.speech

    journey.room.consent(Consent.GRANTED)
    back = journey.say("open no nicks")

    assert back.speech is not None
    assert "two starter kits" in back.speech

    journey.say("yes", "yes")

    assert journey.charged == ["18.00 USD"]


def test_consent_gone_between_read_back_and_yes_charges_nothing(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")

    journey.room.consent(Consent.DENIED)
    asked = journey.say("yes")

    assert asked.card == {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
    assert not asked.directives
    assert journey.charged == []


def test_a_product_sold_out_between_read_back_and_yes_is_told_and_not_charged(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")

    journey.shelf.change("starter_kit", sold_out=True)
    told = journey.say("yes")

    assert told.speech is not None
    assert told.speech.startswith("I'm sorry, a starter kit just became unavailable")
    assert journey.charged == []


def test_a_product_withdrawn_while_amazon_pay_has_the_word_is_told_on_return(journey: Journey) -> None:
    journey.room.pay("late")
    journey.say("open no nicks", "a starter kit")

    journey.shelf.change("starter_kit", offered=False)
    told = journey.room.deliver()[-1]

    assert told.speech is not None
    assert "just became unavailable" in told.speech
    assert not told.directives


def test_the_price_that_was_spoken_is_the_price_that_is_charged(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")

    prices = {market: price * 3 for market, price in journey.shelf.products["starter_kit"].prices.items()}
    journey.shelf.change("starter_kit", prices=prices)
    journey.say("yes")

    assert journey.charged == ["9.00 USD"]


def test_a_yes_to_a_total_that_is_no_longer_the_latest_hears_the_new_one(journey: Journey) -> None:
    journey.say("open no nicks", "a barber voucher")
    journey.room.switch_to(device=Device("bedroom"))
    journey.say("ask no nicks to buy two barber vouchers")

    journey.room.switch_to(device="kitchen")
    again = journey.say("yes")

    assert again.speech is not None
    assert again.speech.startswith("Two barber vouchers. Your total is $50.00")
    assert journey.charged == []

    journey.say("yes")

    assert journey.charged == ["50.00 USD"]


def test_two_devices_that_both_say_yes_are_charged_once(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit", "yes")
    journey.say("ask no nicks to buy a starter kit")
    journey.room.switch_to(device=Device("bedroom"))
    journey.say("ask no nicks to check out")

    journey.say("yes")
    journey.room.switch_to(device="kitchen")
    second = journey.say("yes")

    assert not second.directives
    assert len(journey.charged) == 2
    assert len(journey.orders) == 2


@pytest.mark.parametrize("race", range(5))
def test_a_yes_that_arrives_in_two_containers_at_the_same_moment_hands_off_one_charge(
    journey: Journey, race: int
) -> None:
    journey.say("open no nicks", "a starter kit", "yes")
    journey.say("ask no nicks to buy a starter kit")
    yes = journey.room.alexa.hear(journey.room.speaker, "yes")
    together = Barrier(2)

    def container() -> Any:
        together.wait()
        return journey.room.handler(copy.deepcopy(yes), None)

    with ThreadPoolExecutor(2) as containers:
        answers = [answer.result() for answer in [containers.submit(container) for _ in range(2)]]

    directives = [directive for answer in answers for directive in answer["response"].get("directives", [])]
    assert [directive["name"] for directive in directives] == ["Charge"]


def test_changing_the_cart_makes_the_offer_void_and_the_new_one_is_charged(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    changed = journey.say("make it three")

    assert changed.speech is not None
    assert "three starter kits" in changed.speech

    read_back = journey.say("yes")

    assert read_back.speech is not None
    assert "$27.00" in read_back.speech

    journey.say("yes")

    assert journey.charged == ["27.00 USD"]


def test_an_offer_that_grew_old_is_made_anew_before_anything_is_charged(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")

    journey.time.passes(days=2)
    prices = {market: price * 2 for market, price in journey.shelf.products["starter_kit"].prices.items()}
    journey.shelf.change("starter_kit", prices=prices)
    anew = journey.say("yes")

    assert anew.speech is not None
    assert "$18.00" in anew.speech
    assert journey.charged == []

    journey.say("yes")

    assert journey.charged == ["18.00 USD"]


def test_start_over_empties_the_cart(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit", "start over")

    cart = journey.say("what is in my cart")

    assert cart.speech == "Your cart is empty. You can say: what can I buy. What would you like?"


def test_a_second_order_waits_while_a_payment_is_under_way(journey: Journey) -> None:
    journey.say("open no nicks", "a starter kit")
    journey.room.pay("late")
    journey.say("yes")

    waiting = journey.say("ask no nicks to buy a refill pack")

    assert waiting.speech is not None
    assert "still being processed" in waiting.speech

    journey.room.deliver()

    assert journey.charged == ["9.00 USD"]
    assert len(journey.orders) == 1
