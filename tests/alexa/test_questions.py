"""Yes and no answer the last question, and only that one; repeat asks it once more."""

import pytest

from tests.alexa.envelopes import a_product_slot
from tests.alexa.purchases import buys_a_starter_kit, hears_the_total, wants
from tests.alexa.test_first_purchase import READ_BACK
from tests.alexa.tills import Customer, Till

NOTHING_ASKED = (
    "There's nothing to say yes or no to right now. You can say: what can I buy, or: check out. "
    "What would you like?"
)


@pytest.mark.parametrize("intent", ["AMAZON.YesIntent", "AMAZON.NoIntent"])
def test_an_answer_to_no_question_says_so(customer: Customer, intent: str) -> None:
    assert customer.says(intent).speech == NOTHING_ASKED


def test_a_no_places_no_order_and_keeps_the_cart(customer: Customer) -> None:
    hears_the_total(customer)

    turn = customer.says("AMAZON.NoIntent")

    assert turn.speech == "All right, I did not place the order. Your cart is saved. What would you like to do?"
    assert customer.says("AMAZON.YesIntent").speech == NOTHING_ASKED


def test_a_yes_whose_question_was_forgotten_hears_the_total_again(customer: Customer) -> None:
    hears_the_total(customer)
    customer.attributes = {}

    turn = customer.says("AMAZON.YesIntent")

    assert turn.speech == READ_BACK
    assert not turn.directives


def test_a_yes_after_other_words_hears_the_total_again(customer: Customer) -> None:
    hears_the_total(customer)
    customer.says("AMAZON.HelpIntent")

    assert customer.says("AMAZON.YesIntent").speech == READ_BACK


@pytest.mark.parametrize("intent", ["AMAZON.YesIntent", "AMAZON.NoIntent"])
def test_an_answer_to_a_total_that_is_no_longer_the_latest_hears_the_latest(till: Till, intent: str) -> None:
    kitchen, bedroom = Customer(till), Customer(till)
    hears_the_total(kitchen)
    latest = wants(bedroom, a_product_slot("refill_pack"), "2")

    turn = kitchen.says(intent)

    assert turn.speech == latest.speech
    assert turn.speech.startswith("One starter kit and two refill packs, delivered to ")
    assert not turn.directives


@pytest.mark.parametrize(
    "question",
    [
        None,
        "yes",
        [],
        {"checkout": 5, "version": 2},
        {"checkout": "checkout000000000000000001"},
        {"checkout": "checkout000000000000000001", "version": "2"},
        {"checkout": "somebody else's", "version": 2},
        {"checkout": "checkout000000000000000001", "version": 10**40},
    ],
)
def test_a_question_that_was_bent_on_its_way_charges_nothing(customer: Customer, question: object) -> None:
    hears_the_total(customer)
    customer.attributes["question"] = question

    assert customer.says("AMAZON.YesIntent").speech == READ_BACK


def test_a_double_yes_is_charged_once(customer: Customer) -> None:
    hears_the_total(customer)
    heard = dict(customer.attributes)
    first = customer.says("AMAZON.YesIntent")
    customer.attributes = heard

    second = customer.says("AMAZON.YesIntent")

    assert first.directive["name"] == "Charge"
    assert second.speech.startswith("Your payment is still being processed")


def test_repeat_says_the_same_with_the_same_question_open(customer: Customer) -> None:
    told = hears_the_total(customer)

    again = customer.says("AMAZON.RepeatIntent")

    assert (again.speech, again.reprompt, again.attributes) == (told.speech, told.reprompt, told.attributes)
    assert customer.says("AMAZON.YesIntent").directive["name"] == "Charge"


def test_repeat_keeps_the_page_of_the_offers(customer: Customer) -> None:
    browsed = customer.says("BrowseIntent")

    assert customer.says("AMAZON.RepeatIntent").attributes == browsed.attributes


def test_repeat_with_nothing_said_yet_offers_what_can_be_said(customer: Customer) -> None:
    turn = customer.says("AMAZON.RepeatIntent")

    assert turn.speech == "I haven't said anything yet. You can say: what can I buy. What would you like?"


@pytest.mark.parametrize("said", ["<b>", "a & b", "</speak>", "x" * 9000, 5, None, ["a"], "\ud800"])
def test_words_that_were_bent_on_their_way_are_not_repeated(customer: Customer, said: object) -> None:
    customer.attributes = {"said": said}

    assert customer.says("AMAZON.RepeatIntent").speech.startswith("I haven't said anything yet.")


def test_an_old_yes_to_something_gone_since_is_told_so_in_whole_sentences(till: Till) -> None:
    kitchen, bedroom = Customer(till), Customer(till)
    hears_the_total(kitchen)
    bedroom.attributes = dict(kitchen.attributes)
    till.shelf.sell_out("starter_kit")
    kitchen.says("AMAZON.YesIntent")

    turn = bedroom.says("AMAZON.YesIntent")

    assert turn.speech == (
        "I'm sorry, something in that order is no longer available, so I did not place it, and nothing was "
        "charged. What else would you like?"
    )


def test_starting_over_while_a_total_waits_gives_it_up(customer: Customer) -> None:
    hears_the_total(customer)
    heard = dict(customer.attributes)
    customer.says("AMAZON.StartOverIntent")
    customer.attributes = heard

    turn = customer.says("AMAZON.YesIntent")

    assert not turn.directives
    assert not turn.speech.startswith("One starter kit")


def test_buying_again_before_the_answer_counts_once(customer: Customer) -> None:
    buys_a_starter_kit(customer)

    assert customer.sets_up(buys_a_starter_kit(customer)).speech == READ_BACK
