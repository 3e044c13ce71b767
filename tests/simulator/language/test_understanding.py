from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from simulator.language.understanding import (
    Confirmation,
    Elicitation,
    NotInModel,
    NotUnderstood,
    Question,
    Understanding,
)
from tests.simulator.small_shop import a_model

UNDERSTANDING = Understanding(a_model(), skill_id="skill-1")


def understood(utterance: str, question: Question | None = None) -> tuple[str, dict[str, str | None]]:
    intent = UNDERSTANDING.intent(utterance, question)
    return intent["name"], {name: slot.get("value") for name, slot in intent.get("slots", {}).items()}


@pytest.mark.parametrize(
    ("utterance", "intent"),
    [
        ("Yes.", "AMAZON.YesIntent"),
        ("yeah", "AMAZON.YesIntent"),
        ("sure", "AMAZON.YesIntent"),
        ("yes, please", "AMAZON.YesIntent"),
        ("no", "AMAZON.NoIntent"),
        ("no, thanks", "AMAZON.NoIntent"),
        ("stop", "AMAZON.StopIntent"),
        ("cancel", "AMAZON.CancelIntent"),
        ("help", "AMAZON.HelpIntent"),
        ("repeat", "AMAZON.RepeatIntent"),
        ("more", "AMAZON.MoreIntent"),
        ("start over", "AMAZON.StartOverIntent"),
        ("go home", "AMAZON.NavigateHomeIntent"),
        ("what's in my cart?", "CartIntent"),
        ("my cart", "CartIntent"),
        ("what is in my cart", "CartIntent"),
        ("Whats in my cart", "CartIntent"),
        ("what´s in the cart", "CartIntent"),
        ("yes yes", "AMAZON.YesIntent"),
        ("no, no, no!", "AMAZON.NoIntent"),
        ("Okay, stop it now", "AMAZON.StopIntent"),
        ("oh, never mind", "AMAZON.CancelIntent"),
        ("please repeat that", "AMAZON.RepeatIntent"),
        ("can you help me please", "AMAZON.HelpIntent"),
    ],
)
def test_usual_words_give_their_intent(utterance: str, intent: str) -> None:
    assert understood(utterance)[0] == intent


@pytest.mark.parametrize(
    ("utterance", "product", "quantity"),
    [
        ("green tea", "green tea", None),
        ("a green tea", "green tea", None),
        ("buy green teas", "green teas", None),
        ("buy two green tea", "green tea", "2"),
        ("2 green tea", "green tea", "2"),
        ("buy twenty-five sencha please", "sencha", "25"),
        ("buy a dozen assam", "assam", "12"),
        ("buy zero green tea", "green tea", "0"),
        ("buy minus two green tea", "green tea", "?"),
        ("buy gren tea", "gren tea", None),
        ("could you buy me a hundred and five green teas", "green teas", "105"),
        ("I'd love to have two of the green teas", "green teas", "2"),
        ("buy 1.5 green tea", "green tea", "?"),
        ("buy -2 green tea", "green tea", "?"),
        ("buy 1,000 green tea", "green tea", "1000"),
        ("well, maybe the green tea then", "green tea", None),
    ],
)
def test_samples_with_slots_give_what_is_in_the_slots(utterance: str, product: str, quantity: str | None) -> None:
    assert understood(utterance) == ("BuyIntent", {"product": product, "quantity": quantity})


def test_words_that_are_nearly_a_sample_are_understood_with_their_slots() -> None:
    assert understood("please buy me two green tea") == ("BuyIntent", {"product": "green tea", "quantity": "2"})


@pytest.mark.parametrize(
    "utterance",
    [
        "a spaceship",
        "what a lovely day it is",
        "?!",
        "",
        "three",
        "do not buy the green tea",
        "cancel the green tea",
        "is the green tea any good",
        "one green tea and two black tea",
        "buy green tea " * 50,
    ],
)
def test_words_that_fit_nothing_fall_back(utterance: str) -> None:
    assert understood(utterance)[0] == "AMAZON.FallbackIntent"


def test_without_a_fallback_in_the_model_the_words_reach_no_skill() -> None:
    understanding = Understanding(a_model(without="AMAZON.FallbackIntent"), skill_id="skill-1")

    with pytest.raises(NotUnderstood):
        understanding.intent("what a lovely day it is")


def resolution(utterance: str) -> dict[str, Any]:
    slot = UNDERSTANDING.intent(utterance)["slots"]["product"]
    (authority,) = slot["resolutions"]["resolutionsPerAuthority"]
    assert slot["slotValue"]["resolutions"] == slot["resolutions"]
    assert authority["authority"] == "amzn1.er-authority.echo-sdk.skill-1.PRODUCT"
    result: dict[str, Any] = authority
    return result


def test_a_synonym_resolves_to_its_product() -> None:
    authority = resolution("buy sencha")

    assert authority["status"] == {"code": "ER_SUCCESS_MATCH"}
    assert authority["values"] == [{"value": {"name": "green tea", "id": "green_tea"}}]


def test_a_synonym_of_two_products_resolves_to_both() -> None:
    values = resolution("buy leaf")["values"]

    assert [value["value"]["id"] for value in values] == ["green_tea", "black_tea"]


def test_an_unknown_product_is_handed_on_without_a_match() -> None:
    authority = resolution("buy a spaceship")

    assert authority["status"] == {"code": "ER_SUCCESS_NO_MATCH"}
    assert "values" not in authority


def test_an_empty_slot_has_a_name_only() -> None:
    slot = UNDERSTANDING.intent("green tea")["slots"]["quantity"]

    assert slot == {"name": "quantity", "confirmationStatus": "NONE"}


@given(st.integers(min_value=0, max_value=1000))
def test_numbers_are_understood_in_words_and_in_figures(number: int) -> None:
    for said in (str(number), num2words(number)):
        assert understood(f"buy {said} green tea")[1]["quantity"] == str(number)


@pytest.mark.parametrize(("said", "value"), [("one two three four", "1234"), ("0 0 7 7", "0077"), ("12", "?")])
def test_a_four_digit_number_is_heard_digit_by_digit(said: str, value: str) -> None:
    assert understood(f"my code is {said}") == ("VoiceCodeIntent", {"code": value})


KEPT = {"product": {"name": "product", "value": "green tea"}}
HOW_MANY = Elicitation("BuyIntent", "quantity", KEPT)


@pytest.mark.parametrize(
    ("utterance", "quantity"),
    [
        ("three", "3"),
        ("4", "4"),
        ("five of them", "5"),
        ("I'd like six", "6"),
        ("just seven then", "7"),
        ("what a lot", "?"),
    ],
)
def test_a_bare_answer_fills_the_slot_that_was_asked_for_and_keeps_the_others(
    utterance: str, quantity: str
) -> None:
    intent = UNDERSTANDING.intent(utterance, HOW_MANY)

    assert intent["name"] == "BuyIntent"
    assert intent["slots"]["quantity"]["value"] == quantity
    assert intent["slots"]["product"]["value"] == "green tea"
    assert intent["slots"]["product"]["resolutions"]["resolutionsPerAuthority"][0]["values"][0]["value"]["id"]


def test_a_new_sample_of_the_same_intent_overrides_what_was_kept() -> None:
    assert understood("two black tea", HOW_MANY) == ("BuyIntent", {"product": "black tea", "quantity": "2"})


@pytest.mark.parametrize(("utterance", "intent"), [("stop", "AMAZON.StopIntent"), ("my cart", "CartIntent")])
def test_an_exact_phrase_wins_over_the_question_for_a_slot(utterance: str, intent: str) -> None:
    assert understood(utterance, HOW_MANY)[0] == intent


@pytest.mark.parametrize(
    ("product", "quantity", "value", "figures"),
    [
        ("green_tea", "-1", "green tea", "-1"),
        ("sencha", "two", "sencha", "2"),
        ("Green Tea", "a dozen", "green tea", "12"),
        ("a spaceship", "?", "spaceship", "?"),
        ("?!", "", "?!", ""),
    ],
)
def test_the_direct_form_takes_ids_names_and_raw_values(
    product: str, quantity: str, value: str, figures: str
) -> None:
    slots = UNDERSTANDING.direct("BuyIntent", {"product": product, "quantity": quantity})["slots"]

    assert (slots["product"]["value"], slots["quantity"]["value"]) == (value, figures)


@pytest.mark.parametrize(
    ("name", "slots", "told"),
    [
        ("SellIntent", {}, r"no intent SellIntent.*there are .*BuyIntent, CartIntent"),
        ("buyintnet", {}, r"no intent buyintnet \(is it BuyIntent"),
        ("BuyIntent", {"colour": "red"}, r"no slot colour; it has product, quantity"),
        ("BuyIntent", {"quantitty": "2"}, r"no slot quantitty \(is it quantity\?\)"),
        ("CartIntent", {"product": "tea"}, r"CartIntent has no slot product; it has none"),
    ],
)
def test_the_direct_form_knows_the_model_and_what_was_meant(name: str, slots: dict[str, str], told: str) -> None:
    with pytest.raises(NotInModel, match=told):
        UNDERSTANDING.direct(name, slots)


KEPT_BOTH = {**KEPT, "quantity": {"name": "quantity", "value": "2"}}


@pytest.mark.parametrize(("utterance", "status"), [("yes", "CONFIRMED"), ("Sure!", "CONFIRMED"), ("no", "DENIED")])
def test_a_yes_or_no_to_a_slot_is_written_on_the_slot(utterance: str, status: str) -> None:
    intent = UNDERSTANDING.intent(utterance, Confirmation("BuyIntent", "quantity", KEPT_BOTH))

    assert intent["name"] == "BuyIntent"
    assert intent["slots"]["quantity"]["confirmationStatus"] == status
    assert intent["slots"]["quantity"]["value"] == "2"
    assert intent["slots"]["product"]["confirmationStatus"] == "NONE"


def test_a_yes_to_an_intent_is_written_on_the_intent() -> None:
    intent = UNDERSTANDING.intent("yes please", Confirmation("BuyIntent", None, KEPT_BOTH))

    assert intent["name"] == "BuyIntent"
    assert intent["confirmationStatus"] == "CONFIRMED"
    assert intent["slots"]["product"]["value"] == "green tea"


def test_what_was_confirmed_stays_confirmed() -> None:
    kept = {"product": {"name": "product", "value": "green tea", "confirmationStatus": "CONFIRMED"}}

    intent = UNDERSTANDING.intent("three", Elicitation("BuyIntent", "quantity", kept))

    assert intent["slots"]["product"]["confirmationStatus"] == "CONFIRMED"
    assert intent["slots"]["quantity"]["confirmationStatus"] == "NONE"


def test_another_wish_leaves_a_question_unanswered() -> None:
    assert understood("what's in my cart", Confirmation("BuyIntent", None, KEPT_BOTH))[0] == "CartIntent"


@given(st.text(max_size=60))
def test_any_words_give_one_intent_always_the_same(utterance: str) -> None:
    assert UNDERSTANDING.intent(utterance) == UNDERSTANDING.intent(utterance)


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_value_can_be_given_directly(product: str, quantity: str) -> None:
    slots = UNDERSTANDING.direct("BuyIntent", {"product": product, "quantity": quantity})["slots"]

    assert set(slots) == {"product", "quantity"}
