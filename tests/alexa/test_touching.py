"""A touch does what the word does, and money needs the same yes to the same total."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given

from tests.alexa.door import knock
from tests.alexa.envelopes import a_product_slot, changed
from tests.alexa.purchases import buys_a_starter_kit, buys_to_the_end, hears_the_total, wants
from tests.alexa.strategies import JSON
from tests.alexa.tills import Customer, Till, Turn, a_till
from tests.alexa.touches import a_touch, presses, touches

NOT_UNDERSTOOD = "I'm sorry, I didn't get that. You can say: what can I buy, or: help. What would you like?"
A_TOKEN = "a" * 26

Does = Callable[[Customer, Turn], Turn]


def a_cart(customer: Customer) -> Turn:
    hears_the_total(customer)
    return customer.says("CartIntent")


@pytest.mark.parametrize(
    ("before", "label", "intent"),
    [
        (hears_the_total, "Place the order", "AMAZON.YesIntent"),
        (hears_the_total, "Not now", "AMAZON.NoIntent"),
        (a_cart, "Check out", "CheckoutIntent"),
        (a_cart, "Check out", "AMAZON.YesIntent"),
        (a_cart, "Start over", "AMAZON.StartOverIntent"),
    ],
)
def test_a_touch_is_answered_as_the_word_is(before: Callable[[Customer], Turn], label: str, intent: str) -> None:
    by_voice, by_touch = Customer(a_till()), Customer(a_till())
    before(by_voice)
    screen = before(by_touch)

    said = by_voice.says(intent)
    touched = presses(by_touch, screen, label)

    assert touched.whole == said.whole
    assert by_touch.attributes == by_voice.attributes


def test_a_whole_purchase_by_touch(customer: Customer, till: Till) -> None:
    screen = hears_the_total(customer)

    placed = customer.pays(presses(customer, screen, "Place the order"))

    assert placed.speech.startswith("Thank you. Your order is placed")
    assert len(till.orders) == 1


def test_a_touch_needs_nothing_that_the_session_remembers(customer: Customer) -> None:
    screen = hears_the_total(customer)
    customer.attributes = {}

    turn = presses(customer, screen, "Place the order")

    assert turn.directive["name"] == "Charge"


@pytest.mark.parametrize("label", ["Place the order", "Not now"])
def test_a_screen_that_shows_an_older_total_hears_the_latest(till: Till, label: str) -> None:
    kitchen, bedroom = Customer(till), Customer(till)
    stale = hears_the_total(kitchen)
    latest = wants(bedroom, a_product_slot("refill_pack"), "2")

    turn = presses(kitchen, stale, label)

    assert turn.speech == latest.speech
    assert turn.screen == latest.screen
    assert not turn.directives


def test_a_yes_to_what_was_refused_charges_nothing(customer: Customer) -> None:
    screen = hears_the_total(customer)
    presses(customer, screen, "Not now")

    turn = presses(customer, screen, "Place the order")

    assert turn.speech.startswith("I'm sorry, that didn't match an open order of yours")
    assert not turn.directives


def test_a_second_touch_of_the_same_button_places_no_second_order(customer: Customer, till: Till) -> None:
    screen = hears_the_total(customer)
    customer.pays(presses(customer, screen, "Place the order"))

    again = presses(customer, screen, "Place the order")

    assert again.speech.startswith("Thank you. Your order is placed")
    assert not again.directives
    assert len(till.orders) == 1


def test_a_touch_while_a_payment_is_under_way_charges_nothing_more(customer: Customer) -> None:
    screen = hears_the_total(customer)
    presses(customer, screen, "Place the order")

    again = presses(customer, screen, "Place the order")

    assert again.speech.startswith("Your payment is still being processed")
    assert not again.directives


def test_somebody_elses_touch_charges_nobody(customer: Customer, till: Till) -> None:
    screen = hears_the_total(customer)
    arguments = screen.screen["datasources"]["screen"]["buttons"][0]["arguments"]
    stranger = a_touch(arguments)
    for place in ("context.System.user.userId", "session.user.userId"):
        stranger = changed(stranger, place, "amzn1.ask.account.SOMEBODYELSE")

    turn = Customer(till).sends(stranger)

    assert turn.speech.startswith("There's nothing to say yes or no to right now")
    assert not turn.directives
    assert customer.says("AMAZON.YesIntent").directive["name"] == "Charge"


def test_consent_gone_before_the_touch_charges_nothing(customer: Customer) -> None:
    screen = hears_the_total(customer)
    customer.permission = "DENIED"

    turn = presses(customer, screen, "Place the order")

    assert turn.card["type"] == "AskForPermissionsConsent"
    assert not turn.directives


def test_an_offer_of_another_day_is_made_anew(customer: Customer, till: Till) -> None:
    screen = hears_the_total(customer)
    till.clock.pass_by(timedelta(days=2))

    turn = presses(customer, screen, "Place the order")

    assert turn.speech == screen.speech
    assert turn.screen["datasources"] != screen.screen["datasources"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["yes"],
        ["yes", A_TOKEN],
        ["yes", A_TOKEN, "1"],
        ["yes", A_TOKEN, True],
        ["yes", A_TOKEN, 1, "more"],
        ["yes", "../orders", 1],
        ["yes", None, None],
        ["check out", A_TOKEN],
        ["pay", A_TOKEN, 1],
        [["yes"], {"checkout": A_TOKEN}],
        [None],
    ],
)
def test_what_no_button_sends_changes_nothing(customer: Customer, till: Till, arguments: object) -> None:
    screen = hears_the_total(customer)
    writes = till.ledger.writes

    turn = touches(customer, arguments)

    assert turn.speech == NOT_UNDERSTOOD
    assert turn.waits
    assert not turn.screen
    assert till.ledger.writes == writes
    assert presses(customer, screen, "Place the order").directive["name"] == "Charge"


@given(JSON)
def test_whatever_a_touch_sends_the_door_answers_and_nobody_is_charged(arguments: object) -> None:
    till = a_till()
    hears_the_total(Customer(till))

    answer, _ = knock(till.handler, a_touch(arguments))

    kinds = {directive["type"] for directive in answer["response"].get("directives", [])}
    assert "Connections.SendRequest" not in kinds


def test_a_touch_from_a_device_of_tomorrow_is_still_understood(customer: Customer) -> None:
    screen = hears_the_total(customer)
    arguments = screen.screen["datasources"]["screen"]["buttons"][0]["arguments"]

    turn = customer.sends(changed(a_touch(arguments), "context.Viewport.shape", "HEXAGON"))

    assert turn.directive["name"] == "Charge"


def test_a_device_of_tomorrow_is_still_shown_something(customer: Customer) -> None:
    buys_to_the_end(customer)
    again = buys_a_starter_kit(customer)
    arguments = again.screen["datasources"]["screen"]["buttons"][1]["arguments"]

    turn = customer.sends(changed(a_touch(arguments), "context.Viewport.shape", "HEXAGON"))

    assert turn.screen["datasources"]["screen"]["title"] == "Your cart"
