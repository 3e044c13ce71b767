"""What customers may say: the shipped models fit Amazon's schema and our rules, and understand customers.

That the rules would find a fault is proved in `test_model_faults`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.amazon_schema import MODEL, AmazonSchema
from scripts.languages.language import find_language
from scripts.model_checks import check_model
from scripts.utterances import Listener
from tests import tools

SOURCES = sorted((tools.ROOT / "interaction_models").glob("*.json"))
MERGED = sorted((tools.ROOT / "skill-package/interactionModels/custom").glob("*.json"))
EN_US = tools.ROOT / "skill-package/interactionModels/custom/en-US.json"

CUSTOM_INTENTS = {
    "BrowseIntent": [],
    "ProductDetailsIntent": ["product"],
    "BuyIntent": ["product", "quantity"],
    "RemoveFromCartIntent": ["product", "quantity"],
    "ChangeQuantityIntent": ["product", "quantity"],
    "CartIntent": [],
    "CheckoutIntent": [],
    "SubscribeIntent": ["product"],
    "SubscriptionStatusIntent": ["product"],
    "CancelSubscriptionIntent": ["product"],
    "OrderStatusIntent": ["order", "product"],
    "CancelOrderIntent": ["order", "product"],
    "RefundIntent": ["order", "product"],
    "VoiceCodeIntent": ["code"],
    "ContactIntent": [],
}
BUILT_INS = {
    f"AMAZON.{name}Intent"
    for name in ("Yes", "No", "More", "Help", "Repeat", "StartOver", "Stop", "Cancel", "Fallback", "NavigateHome")
}
ELICITED = {
    "BuyIntent",
    "ProductDetailsIntent",
    "ChangeQuantityIntent",
    "RemoveFromCartIntent",
    "SubscribeIntent",
    "OrderStatusIntent",
    "CancelOrderIntent",
    "RefundIntent",
}
# The slots whose question has answers of its own: "how many?", "which order?"
ANSWERED = {
    ("BuyIntent", "quantity"),
    ("OrderStatusIntent", "order"),
    ("CancelOrderIntent", "order"),
    ("RefundIntent", "order"),
}

Json = dict[str, Any]


def read(file: Path) -> Json:
    model: Json = json.loads(file.read_text(encoding="utf-8"))
    return model


def language(model: Json) -> Json:
    found: Json = model["interactionModel"]["languageModel"]
    return found


def intent(model: Json, name: str) -> Json:
    return next(one for one in language(model)["intents"] if one["name"] == name)


def a_listener(file: Path) -> Listener:
    language = find_language(file.stem)
    assert language
    return Listener(read(file), language)


def name_of(file: Path) -> str:
    return str(file.relative_to(tools.ROOT))


@pytest.mark.parametrize("file", SOURCES + MERGED, ids=name_of)
def test_the_shipped_models_fit_amazons_schema(file: Path) -> None:
    schema = AmazonSchema(tools.spec())

    found = schema.check(read(file), definition=MODEL, file=name_of(file))

    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("file", SOURCES + MERGED, ids=name_of)
def test_the_shipped_models_keep_our_rules(file: Path) -> None:
    model = read(file)

    found = check_model(model, locale=file.stem, file=name_of(file))

    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_every_locale_has_the_intents_and_slots_of_the_conversation(file: Path) -> None:
    model = read(file)

    slots = {one["name"]: [slot["name"] for slot in one.get("slots", [])] for one in language(model)["intents"]}

    assert slots == CUSTOM_INTENTS | {name: [] for name in BUILT_INS}


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_no_product_stands_in_a_source(file: Path) -> None:
    model = read(file)

    types = language(model)["types"]

    assert types == [{"name": "PRODUCT"}]


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_every_intent_of_ours_can_be_said_in_a_dozen_ways(file: Path) -> None:
    model = read(file)

    few = {name for name in CUSTOM_INTENTS if len(intent(model, name)["samples"]) < 12}

    assert not few


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_alexa_may_ask_for_slots_but_never_does_by_herself(file: Path) -> None:
    """Dialog.ElicitSlot works only for intents of the dialog section; when to ask is the skill's affair."""
    dialogs = read(file)["interactionModel"]["dialog"]

    asked = [one for one in dialogs["intents"] if one["confirmationRequired"]]
    asked += [slot for one in dialogs["intents"] for slot in one["slots"] if slot["elicitationRequired"]]
    asked += [slot for one in dialogs["intents"] for slot in one["slots"] if slot["confirmationRequired"]]

    assert {one["name"] for one in dialogs["intents"]} == ELICITED
    assert dialogs["delegationStrategy"] == "SKILL_RESPONSE"
    assert not asked


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_what_is_asked_for_by_itself_can_be_answered_in_many_ways(file: Path) -> None:
    model = read(file)

    answered = {
        (one["name"], slot["name"])
        for one in language(model)["intents"]
        for slot in one.get("slots", [])
        if len(slot.get("samples", [])) >= 5
    }

    assert answered == ANSWERED


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_four_digits_by_themselves_are_a_code_and_nothing_else(file: Path) -> None:
    bare = {
        one["name"]
        for one in language(read(file))["intents"]
        for slot in one.get("slots", [])
        if f"{{{slot['name']}}}" in one["samples"] and slot["type"] == "AMAZON.FOUR_DIGIT_NUMBER"
    }

    assert bare == {"VoiceCodeIntent"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("what do you sell", "BrowseIntent"),
        ("how much is the starter kit", "ProductDetailsIntent"),
        ("what's a barber voucher", "ProductDetailsIntent"),
        ("a starter kit", "BuyIntent"),
        ("starter kit", "BuyIntent"),
        ("buy two refill packs", "BuyIntent"),
        ("two refill packs please", "BuyIntent"),
        ("I'd like twenty one refill packs", "BuyIntent"),
        ("add a refill to my cart", "BuyIntent"),
        ("a refill subscription", "BuyIntent"),
        ("take the kit out of my cart", "RemoveFromCartIntent"),
        ("make it three", "ChangeQuantityIntent"),
        ("what's in my cart", "CartIntent"),
        ("check out", "CheckoutIntent"),
        ("place the order", "AMAZON.YesIntent"),
        ("subscribe to the refill subscription", "SubscribeIntent"),
        ("when does my refill subscription renew", "SubscriptionStatusIntent"),
        ("cancel my refill subscription", "CancelSubscriptionIntent"),
        ("unsubscribe", "CancelSubscriptionIntent"),
        ("where's my order", "OrderStatusIntent"),
        ("has my starter kit shipped", "OrderStatusIntent"),
        ("my order ending in 1797", "OrderStatusIntent"),
        ("cancel my order", "CancelOrderIntent"),
        ("cancel the starter kit order", "CancelOrderIntent"),
        ("cancel order 1797", "CancelOrderIntent"),
        ("cancel that", "AMAZON.CancelIntent"),
        ("i want a refund for the starter kit", "RefundIntent"),
        ("send back the blades", "RefundIntent"),
        ("my code is 1234", "VoiceCodeIntent"),
        ("1234", "VoiceCodeIntent"),
        ("i want to talk to a person", "ContactIntent"),
    ],
)
def test_a_customer_is_understood_in_one_way(said: str, meant: str) -> None:
    listener = a_listener(EN_US)

    heard = listener.intents_for(said)

    assert heard == {meant}


def test_words_that_name_no_product_are_not_taken_for_one() -> None:
    listener = a_listener(EN_US)

    heard = listener.intents_for("buy two lawn mowers")

    assert not heard


def test_a_missing_schema_skips_and_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICETILL_REQUIRE_TOOLS", raising=False)

    with pytest.raises(pytest.skip.Exception) as skipped:
        tools.spec(root=tmp_path)

    assert "make node" in str(skipped.value)


def test_a_missing_schema_fails_where_tools_are_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICETILL_REQUIRE_TOOLS", "1")

    with pytest.raises(pytest.fail.Exception) as failed:
        tools.spec(root=tmp_path)

    assert "make node" in str(failed.value)
