"""Questions that Alexa asks for the skill: for a slot, and for a yes or a no."""

from typing import Any

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.sessions import Alexa
from simulator.customers import Customer, Device, Speaker
from tests.simulator.small_shop import a_model, a_response

SPEAKER = Speaker(Customer("ann"), Device("kitchen"))


@pytest.fixture
def alexa() -> Alexa:
    alexa = Alexa(Envelopes("skill-1"), {"en-US": a_model()})
    alexa.take(SPEAKER, alexa.hear(SPEAKER, "open tea corner"), a_response(shouldEndSession=False))
    return alexa


def ask(alexa: Alexa, utterance: str, directive: dict[str, Any]) -> dict[str, Any]:
    """Say this, and let the skill answer it with the directive."""
    request = alexa.hear(SPEAKER, utterance)
    alexa.take(SPEAKER, request, a_response(directives=[directive], shouldEndSession=False))
    return request


def slots(request: dict[str, Any]) -> dict[str, Any]:
    return {name: slot.get("value") for name, slot in request["request"]["intent"]["slots"].items()}


def test_a_question_for_a_slot_keeps_what_was_said_before(alexa: Alexa) -> None:
    first = ask(alexa, "green tea", {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity"})

    answer = alexa.hear(SPEAKER, "three of them please")

    assert first["request"]["dialogState"] == "STARTED"
    assert answer["request"]["dialogState"] == "IN_PROGRESS"
    assert slots(answer) == {"product": "green tea", "quantity": "3"}


def test_two_questions_follow_one_another(alexa: Alexa) -> None:
    empty = {"name": "BuyIntent", "slots": {"product": {"name": "product"}}}
    ask(alexa, "my cart", {"type": "Dialog.ElicitSlot", "slotToElicit": "product", "updatedIntent": empty})
    ask(alexa, "the black tea", {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity"})

    assert slots(alexa.hear(SPEAKER, "a dozen")) == {"product": "black tea", "quantity": "12"}


def test_a_question_is_forgotten_when_the_next_answer_asks_none(alexa: Alexa) -> None:
    ask(alexa, "green tea", {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity"})
    alexa.take(SPEAKER, alexa.hear(SPEAKER, "my cart"), a_response(shouldEndSession=False))

    assert alexa.hear(SPEAKER, "three")["request"]["intent"]["name"] == "AMAZON.FallbackIntent"


@pytest.mark.parametrize(("said", "status"), [("yes", "CONFIRMED"), ("no thanks", "DENIED")])
def test_a_yes_or_a_no_comes_with_the_intent_that_was_asked_about(alexa: Alexa, said: str, status: str) -> None:
    ask(alexa, "buy two green tea", {"type": "Dialog.ConfirmIntent"})

    answer = alexa.hear(SPEAKER, said)

    assert answer["request"]["intent"]["name"] == "BuyIntent"
    assert answer["request"]["intent"]["confirmationStatus"] == status
    assert answer["request"]["dialogState"] == "IN_PROGRESS"
    assert slots(answer) == {"product": "green tea", "quantity": "2"}


def test_a_slot_is_confirmed_by_itself(alexa: Alexa) -> None:
    ask(alexa, "buy two green tea", {"type": "Dialog.ConfirmSlot", "slotToConfirm": "quantity"})

    intent = alexa.hear(SPEAKER, "yes")["request"]["intent"]

    assert intent["confirmationStatus"] == "NONE"
    assert intent["slots"]["quantity"]["confirmationStatus"] == "CONFIRMED"


def test_without_a_question_a_yes_is_a_yes(alexa: Alexa) -> None:
    assert alexa.hear(SPEAKER, "yes")["request"]["intent"]["name"] == "AMAZON.YesIntent"


def test_an_intent_that_the_model_has_no_dialog_for_has_no_dialog_state(alexa: Alexa) -> None:
    assert "dialogState" not in alexa.hear(SPEAKER, "my cart")["request"]
