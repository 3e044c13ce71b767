"""Answers that come late, twice, overtaken, to a function without memory, or never: for Setup and for Charge."""

import pytest

from simulator.testing import Shop
from tests.journeys.conftest import charged_once_each, paid_and_stored

AT_ONCE = ("twice", "cold")
KEPT_BACK = ("late", "never")


@pytest.mark.parametrize("delivery", AT_ONCE)
def test_a_setup_answer_that_travels_badly_still_leads_to_one_order(shop: Shop, delivery: str) -> None:
    shop.pay(delivery)
    shop.say("open no nicks", "a starter kit")

    placed = shop.say("yes")

    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("delivery", AT_ONCE)
def test_a_charge_answer_that_travels_badly_gives_one_order(shop: Shop, delivery: str) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(delivery)

    placed = shop.say("yes")

    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("delivery", KEPT_BACK)
def test_a_setup_answer_that_comes_hours_later_asks_before_it_charges(shop: Shop, delivery: str) -> None:
    shop.pay(delivery)
    shop.say("open no nicks", "a starter kit")
    shop.pass_time(hours=3)

    asked = shop.deliver()

    assert asked.speech.endswith("Shall I place the order?")
    assert shop.charged == []

    shop.say("yes")

    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("delivery", KEPT_BACK)
def test_a_charge_answer_that_comes_hours_later_places_the_order_that_was_agreed(
    shop: Shop, delivery: str
) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(delivery)
    silent = shop.say("yes")
    shop.pass_time(hours=3)

    placed = shop.deliver()

    assert silent.speech == ""
    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("days", [0, 1, 2, 40])
def test_while_no_answer_comes_nothing_is_charged_again_however_long_it_takes(shop: Shop, days: int) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("never")
    shop.say("yes")
    shop.pass_time(days=days)

    waiting = shop.say("ask no nicks to buy a starter kit")
    shop.deliver()

    assert "still being processed" in waiting.speech
    assert len(paid_and_stored(shop)) == 1


def test_a_setup_answer_that_was_overtaken_changes_nothing_that_was_agreed_since(shop: Shop) -> None:
    shop.pay("out-of-order")
    shop.say("open no nicks", "a starter kit")

    overtaken = shop.say("ask no nicks to check out")
    shop.say("ask no nicks to check out", "yes")

    assert len([turn for turn in overtaken.turns if turn.kind == "Connections.Response Setup"]) == 2
    assert shop.charged == ["9.00 USD"]
    assert len(paid_and_stored(shop)) == 1


def test_a_charge_answer_that_was_overtaken_by_a_setup_answer_places_its_own_order(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("out-of-order")
    shop.say("yes")

    with shop.speaking(customer="somebody else"):
        both = shop.say("ask no nicks to buy a refill pack")

    assert [turn.kind for turn in both.turns[1:]] == ["Connections.Response Setup", "Connections.Response Charge"]
    assert len(paid_and_stored(shop)) == 1
    assert shop.charged == ["9.00 USD"]


@pytest.mark.parametrize("times", [1, 2, 5])
def test_an_answer_that_comes_again_and_again_says_the_same_and_does_nothing(shop: Shop, times: int) -> None:
    placed = shop.say("open no nicks", "a starter kit", "yes")
    stored = shop.items

    again = [shop.redeliver() for _ in range(times)]

    assert {reply.speech for reply in again} == {placed.speech}
    assert shop.items == stored
    assert len(paid_and_stored(shop)) == 1


def test_an_old_answer_does_not_disturb_what_was_bought_since(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("late")
    shop.say("yes")
    shop.deliver()
    shop.say("ask no nicks to buy a refill pack")
    shop.redeliver()

    shop.say("ask no nicks to check out", "yes")

    assert len(paid_and_stored(shop)) == 2
    assert charged_once_each(shop)


def test_setup_and_charge_may_both_come_twice_to_cold_functions(shop: Shop) -> None:
    shop.pay("twice")
    shop.say("open no nicks", "a starter kit")
    shop.go_cold()
    shop.pay("twice")

    shop.say("yes")
    shop.go_cold()
    shop.redeliver()

    assert len(paid_and_stored(shop)) == 1


def test_an_old_decline_that_comes_again_denies_no_charge_that_is_under_way(shop: Shop) -> None:
    """Found by random stories: "nothing was charged" was said while the newer order was being paid."""
    shop.pay("declined-processing-failure-hard")
    shop.say("open no nicks", "a starter kit", "yes")
    shop.pay("never")
    shop.say("ask no nicks to buy a barber voucher", "yes")

    again = shop.redeliver()

    assert "still being processed" in again.speech
    assert "nothing was charged" not in again.speech
    assert shop.charged == ["34.00 USD"]
