"""What is suggested to somebody who does not know what to say."""

from typing import Any

import pytest

from simulator.script.suggestions import asks_yes_or_no, first_wish, suggestions
from simulator.stage.turns import Turn
from tests.simulator.small_shop import a_model


def a_turn(speech: str | None, *directives: dict[str, Any]) -> Turn:
    request = {"request": {"type": "IntentRequest", "intent": {"name": "BuyIntent"}}}
    return Turn("words", request, {}, speech, None, list(directives), ended=False)


def test_outside_a_session_the_skill_is_opened() -> None:
    assert suggestions(a_model(), None, listening=False) == ["open tea corner"]


def test_a_question_for_yes_or_no_is_answered_first() -> None:
    said = suggestions(a_model(), a_turn("Two green tea, 3 dollars. Shall I order it?"), listening=True)

    assert said[:2] == ["yes", "no"]
    assert "green tea" not in said


def test_an_open_question_is_answered_with_what_was_offered() -> None:
    said = suggestions(a_model(), a_turn("I have black tea. What would you like?"), listening=True)

    assert said[0] == "black tea"
    assert "green tea" not in said
    assert "yes" not in said


def test_a_slot_that_is_asked_for_is_filled() -> None:
    asked = {"type": "Dialog.ElicitSlot", "slotToElicit": "product"}
    other = {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity", "updatedIntent": {"name": "BuyIntent"}}

    assert suggestions(a_model(), a_turn("Which tea?", asked), listening=True)[:2] == ["green tea", "black tea"]
    assert suggestions(a_model(), a_turn("How many?", other), listening=True)[:2] == ["1", "2"]


def test_phrases_that_the_speech_names_are_suggested() -> None:
    said = suggestions(a_model(), a_turn("Shall I go on? You can also say: start over."), listening=True)

    assert said[:3] == ["yes", "no", "start over"]


def test_nothing_heard_still_gives_something_to_say() -> None:
    said = suggestions(a_model(), None, listening=True)

    assert "what's in my cart" in said
    assert "help" in said


@pytest.mark.parametrize(
    ("locale", "speech", "expected"),
    [
        ("en-US", "Shall I place the order?", True),
        ("en-US", "What would you like?", False),
        ("en-GB", "Anything else? You can also say help.", True),
        ("en-US", "Goodbye.", False),
        ("de-DE", "Soll ich bestellen?", True),
        ("de-DE", "Was möchten Sie?", False),
        ("fr-FR", "Que voulez-vous ?", False),
        ("es-ES", "¿Qué le gustaría?", False),
        ("es-ES", "¿En qué puedo ayudarle?", False),
        ("es-ES", "¿Quiere que haga el pedido?", True),
        ("fr-FR", "Souhaitez-vous que je passe la commande ?", True),
        ("it-IT", "Vuole che faccia l'ordine?", True),
        ("en-US", "And what else?", False),
        ("en-US", "Would you like to hear what we sell?", True),
        ("en-US", "One starter kit, how many more?", False),
        ("ja-JP", "注文しますか？", True),
        ("ja-JP", "何になさいますか？", False),
    ],
)
def test_questions_are_told_apart_in_each_language(locale: str, speech: str, expected: bool) -> None:
    assert asks_yes_or_no(locale, speech) is expected


def test_the_first_wish_is_something_in_the_catalogue() -> None:
    assert first_wish(a_model()) == "green tea"
