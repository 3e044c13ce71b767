"""The interaction model and the handlers speak of the same intents and slots."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.intent import Intent
from ask_sdk_model.intent_request import IntentRequest
from ask_sdk_model.request_envelope import RequestEnvelope

from tests.contracts.source import VOICETILL, texts_in
from tests.tools import ROOT
from voicetill.alexa.handlers.help import Fallback
from voicetill.alexa.presenter import ELICITABLE, Presenter
from voicetill.alexa.skill import Services, handlers
from voicetill.alexa.speech import load_speech

Json = dict[str, Any]

MODELS = sorted((ROOT / "interaction_models").glob("*.json"))
# Whose whole meaning is that nobody knew the words.
CATCH_ALL = "AMAZON.FallbackIntent"

each_model = pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)


@cache
def model(file: Path) -> Json:
    content: Json = json.loads(file.read_text(encoding="utf-8"))["interactionModel"]
    return content


def intents(file: Path) -> dict[str, Json]:
    return {intent["name"]: intent for intent in model(file)["languageModel"]["intents"]}


def takers(name: str) -> list[str]:
    """The handlers that would take an intent, in their order, but for the catch-all."""
    nothing: Any = None
    every = handlers(Services(*[nothing] * 8), Presenter({"en-US": load_speech("en-US")}))
    asked = HandlerInput(RequestEnvelope(request=IntentRequest(intent=Intent(name=name))))
    return [type(it).__name__ for it in every if it.can_handle(asked) and not isinstance(it, Fallback)]


def handled_names() -> set[str]:
    """Every intent that is named in the handlers' files and taken by one of them."""
    return {text for text in texts_in(VOICETILL / "alexa") if text.endswith("Intent") and takers(text)}


@each_model
def test_every_intent_of_the_model_has_one_handler(file: Path) -> None:
    for name in set(intents(file)) - {CATCH_ALL}:
        assert len(takers(name)) == 1, (name, takers(name))


@each_model
def test_every_intent_that_is_handled_can_be_said(file: Path) -> None:
    assert handled_names() == set(intents(file)) - {CATCH_ALL}


@each_model
def test_what_the_skill_may_ask_for_is_what_the_dialog_knows(file: Path) -> None:
    dialog = {
        intent["name"]: {slot["name"] for slot in intent["slots"]} for intent in model(file)["dialog"]["intents"]
    }

    assert set(dialog) == ELICITABLE
    assert all({"product"} <= slots <= {"product", "quantity", "order"} for slots in dialog.values())


@each_model
def test_slots_have_the_names_that_the_skill_reads(file: Path) -> None:
    slots = {slot["name"]: slot["type"] for intent in intents(file).values() for slot in intent.get("slots", [])}

    assert slots == {
        "product": "PRODUCT",
        "quantity": "AMAZON.NUMBER",
        "order": "AMAZON.FOUR_DIGIT_NUMBER",
        "code": "AMAZON.FOUR_DIGIT_NUMBER",
    }


def test_the_catch_all_stands_last() -> None:
    nothing: Any = None
    every = handlers(Services(*[nothing] * 8), Presenter({"en-US": load_speech("en-US")}))

    assert isinstance(every[-1], Fallback)
    assert takers("AnIntentOfTomorrow") == []
