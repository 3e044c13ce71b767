from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from simulator.language.understanding import Elicitation, NotInModel, NotUnderstood, Understanding
from tests.simulator.small_shop import a_model

UNDERSTANDING = Understanding(a_model(), skill_id="skill-1")


def understood(utterance: str, elicitation: Elicitation | None = None) -> tuple[str, dict[str, str | None]]:
    intent = UNDERSTANDING.intent(utterance, elicitation)
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
    ],
)
def test_samples_with_slots_give_what_is_in_the_slots(utterance: str, product: str, quantity: str | None) -> None:
    assert understood(utterance) == ("BuyIntent", {"product": product, "quantity": quantity})


def test_words_that_are_nearly_a_sample_are_understood_with_their_slots() -> None:
    assert understood("please buy me two green tea") == ("BuyIntent", {"product": "green tea", "quantity": "2"})


@pytest.mark.parametrize("utterance", ["a spaceship", "what a lovely day it is", "?!", "three"])
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
    ("utterance", "quantity"), [("three", "3"), ("4", "4"), ("five of them", "5"), ("what a lot", "?")]
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


def test_the_direct_form_takes_ids_and_raw_values() -> None:
    intent = UNDERSTANDING.direct("BuyIntent", {"product": "green_tea", "quantity": "-1"})

    assert intent["slots"]["product"]["value"] == "green tea"
    assert intent["slots"]["quantity"]["value"] == "-1"


@pytest.mark.parametrize(("name", "slots"), [("SellIntent", {}), ("BuyIntent", {"colour": "red"})])
def test_the_direct_form_knows_the_model(name: str, slots: dict[str, str]) -> None:
    with pytest.raises(NotInModel):
        UNDERSTANDING.direct(name, slots)


@given(st.text(max_size=60))
def test_any_words_give_one_intent_always_the_same(utterance: str) -> None:
    assert UNDERSTANDING.intent(utterance) == UNDERSTANDING.intent(utterance)
