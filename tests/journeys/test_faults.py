"""Functions that die, answers that take too long, a database that is down: afterwards the customer can go on."""

import pytest

from simulator.cloud.wire import CRASH_POINTS
from simulator.testing import Shop
from tests.journeys.conftest import charged_once_each, paid_and_stored

WISHES = ("open no nicks", "a starter kit")


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_after_a_death_at_the_wish_the_customer_says_it_again_and_buys(shop: Shop, point: str) -> None:
    shop.say("open no nicks")
    shop.crash(point)

    died = shop.say("a starter kit")
    shop.say("ask no nicks to buy a starter kit", "yes")

    assert died.trouble is not None
    assert charged_once_each(shop)
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_function_that_dies_over_a_setup_answer_reads_the_offer_when_it_comes_again(
    shop: Shop, point: str
) -> None:
    shop.pay("late")
    shop.say(*WISHES)
    shop.crash(point)

    died = shop.deliver()
    asked = shop.redeliver()
    shop.say("yes")

    assert died.trouble is not None
    assert asked.speech.endswith("Shall I place the order?")
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_function_that_dies_over_a_charge_answer_places_the_order_when_it_comes_again(
    shop: Shop, point: str
) -> None:
    shop.say(*WISHES)
    shop.pay("late")
    shop.say("yes")
    shop.crash(point)

    died = shop.deliver()
    placed = shop.redeliver()

    assert died.trouble is not None
    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_death_at_the_yes_never_charges_twice(shop: Shop, point: str) -> None:
    shop.say(*WISHES)
    shop.crash(point)

    died = shop.say("yes")
    back = shop.say("ask no nicks to check out")
    if not back.ended:
        shop.say("yes")

    assert died.trouble is not None
    assert len(shop.charged) <= 1
    paid_and_stored(shop)


@pytest.mark.parametrize("wish", [*WISHES, "yes"])
def test_what_the_database_could_not_take_is_not_sold_and_can_be_said_again(shop: Shop, wish: str) -> None:
    story = (*WISHES, "yes")
    shop.say(*story[: story.index(wish)])
    shop.outage()

    down = shop.say(wish)

    assert down.trouble is None
    assert "order is placed" not in down.speech
    assert shop.charged == []

    shop.say("ask no nicks to buy a starter kit", "yes")

    assert len(paid_and_stored(shop)) == 1


def test_an_outage_while_a_charge_is_booked_leaves_it_open_and_the_answer_that_comes_again_books_it(
    shop: Shop,
) -> None:
    shop.say(*WISHES)
    shop.pay("late")
    shop.say("yes")
    shop.outage()

    unknown = shop.deliver()
    waiting = shop.say("ask no nicks to buy a starter kit")
    placed = shop.redeliver()

    assert "order is placed" not in unknown.speech
    assert "still being processed" in waiting.speech
    assert "order is placed" in placed.speech
    assert len(paid_and_stored(shop)) == 1


def test_an_answer_that_was_too_slow_was_given_all_the_same_and_is_not_given_twice(shop: Shop) -> None:
    shop.say(*WISHES)
    shop.pay("late")
    shop.say("yes")
    shop.delay(8.5)

    slow = shop.deliver()
    again = shop.redeliver()

    assert "8 seconds" in str(slow.trouble)
    assert "order is placed" in again.speech
    assert len(paid_and_stored(shop)) == 1


def test_a_yes_that_was_answered_too_late_charges_nothing_by_itself(shop: Shop) -> None:
    shop.say(*WISHES)
    shop.delay(8.5)

    slow = shop.say("yes")
    back = shop.say("ask no nicks to check out")

    assert slow.sent == []
    assert back.ended
    assert shop.charged == []


def test_an_answer_just_in_time_is_heard(shop: Shop) -> None:
    shop.say(*WISHES)
    shop.delay(7)

    assert "order is placed" in shop.say("yes").speech
