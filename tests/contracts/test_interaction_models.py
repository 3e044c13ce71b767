"""What customers may say: the shipped models are clean, and each kind of fault would be found."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.amazon_schema import MODEL, AmazonSchema
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
}
BUILT_INS = {
    f"AMAZON.{name}Intent"
    for name in ("Yes", "No", "More", "Help", "Repeat", "StartOver", "Stop", "Cancel", "Fallback", "NavigateHome")
}
ELICITED = {"BuyIntent", "ProductDetailsIntent", "ChangeQuantityIntent", "RemoveFromCartIntent"}

Json = dict[str, Any]
Change = Callable[[Json], object]


def read(file: Path) -> Json:
    model: Json = json.loads(file.read_text(encoding="utf-8"))
    return model


def language(model: Json) -> Json:
    found: Json = model["interactionModel"]["languageModel"]
    return found


def intent(model: Json, name: str) -> Json:
    return next(one for one in language(model)["intents"] if one["name"] == name)


def dialog(model: Json, name: str) -> Json:
    return next(one for one in model["interactionModel"]["dialog"]["intents"] if one["name"] == name)


def name_of(file: Path) -> str:
    return str(file.relative_to(tools.ROOT))


def with_fault(change: Change) -> Json:
    """The shipped model after a change that spoils it."""
    model = copy.deepcopy(read(EN_US))
    change(model)
    return model


@pytest.mark.parametrize("file", SOURCES + MERGED, ids=name_of)
def test_the_shipped_models_fit_amazons_schema(file: Path) -> None:
    schema = AmazonSchema(tools.spec())

    found = schema.check(read(file), definition=MODEL, file=name_of(file))

    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("file", SOURCES + MERGED, ids=name_of)
def test_the_shipped_models_keep_our_rules(file: Path) -> None:
    model = read(file)

    found = check_model(model, file=name_of(file))

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
    ],
)
def test_a_customer_is_understood_in_one_way(said: str, meant: str) -> None:
    listener = Listener(read(EN_US))

    heard = listener.intents_for(said)

    assert heard == {meant}


def test_words_that_name_no_product_are_not_taken_for_one() -> None:
    listener = Listener(read(EN_US))

    heard = listener.intents_for("buy two lawn mowers")

    assert not heard


def remove_built_in(name: str) -> Change:
    return lambda model: language(model)["intents"].remove(intent(model, name))


def add_sample(name: str, sample: str) -> Change:
    return lambda model: intent(model, name)["samples"].append(sample)


def rename_skill(name: str) -> Change:
    return lambda model: language(model).update(invocationName=name)


def add_slot(name: str, slot: Json) -> Change:
    return lambda model: intent(model, name)["slots"].append(slot)


def add_intent(one: Json) -> Change:
    return lambda model: language(model)["intents"].append(one)


def add_product(value: Json) -> Change:
    return lambda model: language(model)["types"][0]["values"].append(value)


TRADE = {
    "name": "TradeIntent",
    "slots": [{"name": "mine", "type": "PRODUCT"}, {"name": "yours", "type": "PRODUCT"}],
    "samples": ["trade {mine} for {yours}", "trade {yours} for {mine}"],
}

OUR_FAULTS = [
    pytest.param(add_sample("BuyIntent", "buy a {produkt}"), "undeclared slot", id="sample with an unknown slot"),
    pytest.param(add_sample("CartIntent", "cart of {product}"), "undeclared slot", id="slot of another intent"),
    pytest.param(
        lambda model: intent(model, "BuyIntent")["slots"][1]["samples"].append("{number} of them"),
        "undeclared slot",
        id="unknown slot in what is said when a slot is asked for",
    ),
    pytest.param(
        add_sample("BuyIntent", "{product} and {product}"), "slot used twice", id="slot twice in a sample"
    ),
    pytest.param(
        lambda model: intent(model, "BuyIntent")["slots"][0].update(type="PRODUKT"),
        "undeclared type",
        id="unknown type",
    ),
    pytest.param(
        lambda model: intent(model, "BuyIntent")["slots"][1].update(type="AMAZON.NUMBR"),
        "undeclared type",
        id="unknown built-in type",
    ),
    pytest.param(
        lambda model: intent(model, "BuyIntent")["slots"][1].update(type="AMAZON.FOUR_DIGIT_NUMBER"),
        "two types for one slot",
        id="two types for one slot name",
    ),
    pytest.param(add_sample("BuyIntent", "Buy a  {product}"), "said twice", id="same words in one intent"),
    pytest.param(add_intent(TRADE), "said twice", id="slots that differ by position only"),
    pytest.param(add_sample("CartIntent", "Check out"), "said for two intents", id="same words in two intents"),
    pytest.param(
        add_intent(
            {"name": "GiftIntent", "slots": [{"name": "gift", "type": "PRODUCT"}], "samples": ["buy a {gift}"]}
        ),
        "said for two intents",
        id="same words in two intents, slots named differently",
    ),
    pytest.param(
        add_sample("CartIntent", "the razor kit"), "said for two intents", id="words that name a product"
    ),
    pytest.param(add_sample("CartIntent", "start over"), "said for two intents", id="words of a built-in"),
    pytest.param(add_sample("CartIntent", "what are my 2 things"), "characters", id="digits in a sample"),
    pytest.param(add_sample("CartIntent", "what, please, is in it"), "characters", id="punctuation in a sample"),
    pytest.param(add_sample("BuyIntent", "buy a {product"), "characters", id="open brace"),
    pytest.param(add_sample("CartIntent", " the whole cart"), "spaces", id="leading space"),
    pytest.param(add_sample("CartIntent", ""), "spaces", id="empty sample"),
    pytest.param(lambda model: intent(model, "CartIntent")["samples"].clear(), "no samples", id="no samples"),
    *(pytest.param(remove_built_in(name), "missing built-in", id=f"no {name}") for name in sorted(BUILT_INS)),
    pytest.param(add_intent({"name": "AMAZON.HlpIntent"}), "unknown built-in", id="misspelt built-in"),
    pytest.param(
        add_intent({"name": "Buy2Intent", "samples": ["hm"]}), "intent name", id="digit in an intent name"
    ),
    pytest.param(add_intent({"name": "CartIntent", "samples": ["hm"]}), "declared twice", id="intent twice"),
    pytest.param(add_slot("BuyIntent", {"name": "product", "type": "PRODUCT"}), "declared twice", id="slot twice"),
    pytest.param(add_slot("BuyIntent", {"name": "2nd", "type": "PRODUCT"}), "slot name", id="slot name"),
    pytest.param(
        lambda model: language(model)["types"].append({"name": "PRODUCT"}), "declared twice", id="type twice"
    ),
    pytest.param(
        add_product({"id": "hair_kit", "name": {"value": "hair kit", "synonyms": ["Kit"]}}),
        "name given twice",
        id="synonym of two products",
    ),
    pytest.param(
        add_product({"id": "starter_kit", "name": {"value": "hair kit", "synonyms": ["hair set"]}}),
        "id given twice",
        id="product id twice",
    ),
    pytest.param(rename_skill("No Nicks"), "invocation name", id="capitals in the invocation name"),
    pytest.param(rename_skill("nicks 2"), "invocation name", id="digits in the invocation name"),
    pytest.param(rename_skill("no-nicks"), "invocation name", id="hyphen in the invocation name"),
    pytest.param(rename_skill("open nicks"), "invocation name", id="launch word in the invocation name"),
    pytest.param(rename_skill("razors for nick"), "invocation name", id="connecting word in the invocation name"),
    pytest.param(rename_skill("no nicks skill"), "invocation name", id="reserved word in the invocation name"),
    pytest.param(rename_skill("echo nicks"), "invocation name", id="wake word in the invocation name"),
    pytest.param(rename_skill("the nicks"), "invocation name", id="article in a short invocation name"),
    pytest.param(rename_skill("n"), "invocation name", id="short invocation name"),
    pytest.param(rename_skill("no nicks " * 6 + "ever"), "invocation name", id="long invocation name"),
    pytest.param(
        lambda model: dialog(model, "BuyIntent").update(name="SellIntent"),
        "undeclared intent",
        id="dialog's intent",
    ),
    pytest.param(
        lambda model: dialog(model, "BuyIntent")["slots"].pop(), "other slots than the intent", id="dialog's slots"
    ),
    pytest.param(
        lambda model: dialog(model, "BuyIntent")["slots"][0].update(type="AMAZON.NUMBER"),
        "other slots than the intent",
        id="dialog's types",
    ),
]


@pytest.mark.parametrize(("change", "rule"), OUR_FAULTS)
def test_a_fault_that_the_schema_misses_is_found(change: Change, rule: str) -> None:
    model = with_fault(change)

    found = check_model(model, file="planted.json")

    assert rule in {finding.rule for finding in found}
    assert all(finding.file == "planted.json" and finding.place and finding.mend for finding in found)


VALIDATION = {"type": "isInSet", "prompt": "Slot.Validation.1", "values": ["1"]}

SCHEMA_FAULTS = [
    pytest.param(
        lambda model: language(model).pop("invocationName"),
        "against Amazon's schema",
        "$.interactionModel.languageModel",
        id="required key missing",
    ),
    pytest.param(
        lambda model: intent(model, "CartIntent").update(samples="my cart"),
        "against Amazon's schema",
        ".samples",
        id="wrong type",
    ),
    pytest.param(
        lambda model: model["interactionModel"]["dialog"].update(delegationStrategy="NEVER"),
        "against Amazon's schema",
        "$.interactionModel.dialog.delegationStrategy",
        id="unknown word",
    ),
    pytest.param(lambda model: model.update(locale="en-US"), "unknown key", "$.locale", id="unknown key on top"),
    pytest.param(
        lambda model: intent(model, "BuyIntent")["slots"][0].update(kind="PRODUCT"),
        "unknown key",
        ".slots[0].kind",
        id="unknown key in a list",
    ),
    pytest.param(
        lambda model: language(model)["types"][0]["values"][0]["name"].update(synonym=["set"]),
        "unknown key",
        ".types[0].values[0].name.synonym",
        id="unknown key, deep",
    ),
    pytest.param(
        lambda model: dialog(model, "BuyIntent")["slots"][1].update(validations=[VALIDATION | {"set": []}]),
        "unknown key",
        ".validations[0].set",
        id="unknown key behind a discriminator",
    ),
    pytest.param(
        lambda model: dialog(model, "BuyIntent")["slots"][1].update(validations=[VALIDATION | {"values": 1}]),
        "against Amazon's schema",
        ".validations[0].values",
        id="wrong type behind a discriminator",
    ),
    pytest.param(
        lambda model: dialog(model, "BuyIntent")["slots"][1].update(
            validations=[VALIDATION | {"type": "isPrime"}]
        ),
        "unknown kind",
        ".validations[0].type",
        id="unknown kind",
    ),
]


@pytest.mark.parametrize(("change", "rule", "place"), SCHEMA_FAULTS)
def test_a_fault_against_the_schema_is_found_where_it_is(change: Change, rule: str, place: str) -> None:
    schema = AmazonSchema(tools.spec())

    found = schema.check(with_fault(change), definition=MODEL, file="planted.json")

    assert any(finding.rule == rule and finding.place.endswith(place) for finding in found), found


def test_a_key_that_only_one_kind_knows_is_accepted_for_that_kind() -> None:
    schema = AmazonSchema(tools.spec())
    model = with_fault(lambda model: dialog(model, "BuyIntent")["slots"][1].update(validations=[VALIDATION]))

    found = schema.check(model, definition=MODEL, file="planted.json")

    assert not found
