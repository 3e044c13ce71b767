"""Faults planted in the shipped model, one of each kind: every one is found, and where it is."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.alexa_rules import REQUIRED_BUILT_INS
from scripts.amazon_schema import MODEL, AmazonSchema
from scripts.model_checks import check_model
from tests import tools

EN_US = tools.ROOT / "skill-package/interactionModels/custom/en-US.json"

Json = dict[str, Any]
Change = Callable[[Json], object]


def language(model: Json) -> Json:
    found: Json = model["interactionModel"]["languageModel"]
    return found


def intent(model: Json, name: str) -> Json:
    return next(one for one in language(model)["intents"] if one["name"] == name)


def dialog(model: Json, name: str) -> Json:
    return next(one for one in model["interactionModel"]["dialog"]["intents"] if one["name"] == name)


def with_fault(change: Change) -> Json:
    """The shipped model after a change that spoils it."""
    model: Json = json.loads(EN_US.read_text(encoding="utf-8"))
    change(model)
    return model


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
    *(
        pytest.param(remove_built_in(name), "missing built-in", id=f"no {name}")
        for name in sorted(REQUIRED_BUILT_INS)
    ),
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
        add_product({"id": "hair_kit", "name": {"value": "hair kit", "synonyms": ["Starter Kit"]}}),
        "name given twice",
        id="own name of another product",
    ),
    pytest.param(
        add_product({"id": "hair_kit", "name": {"value": "hair kit", "synonyms": ["hair set", "Hair Set"]}}),
        "name given twice",
        id="synonym twice",
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

    found = check_model(model, locale="en-US", file="planted.json")

    assert rule in {finding.rule for finding in found}
    assert all(finding.file == "planted.json" and finding.place and finding.mend for finding in found)


def test_a_synonym_may_be_said_of_two_products() -> None:
    model = with_fault(add_product({"id": "hair_kit", "name": {"value": "hair kit", "synonyms": ["Kit"]}}))

    found = check_model(model, locale="en-US", file="planted.json")

    assert not found


def test_a_model_in_a_language_without_words_is_found() -> None:
    model = with_fault(lambda _: None)

    found = check_model(model, locale="xx-XX", file="planted.json")

    assert [finding.rule for finding in found] == ["unknown language"]


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
