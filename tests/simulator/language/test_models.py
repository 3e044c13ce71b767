"""The models that are deployed, and models of every shape."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.language.interaction_model import BrokenModel, InteractionModel, parse_model, read_models
from simulator.language.understanding import Understanding

MODELS = read_models()


def spoken(model: InteractionModel, slot_type: str) -> list[str]:
    """Everything that can be said for a slot of this type."""
    if slot_type == "AMAZON.FOUR_DIGIT_NUMBER":
        return ["1234", "0077"]
    if slot_type not in model.types:
        return ["2", "15"]
    return [name for value in model.types[slot_type] for name in (value.name, *value.synonyms)]


def said(model: InteractionModel, sample: str, slots: dict[str, str]) -> Iterator[str]:
    """The sample with everything that can be said for its slots, one slot at a time."""
    for slot, slot_type in slots.items():
        if f"{{{slot}}}" in sample:
            for words in spoken(model, slot_type):
                yield from said(model, sample.replace(f"{{{slot}}}", words), slots)
            return
    yield sample


def a_few(utterances: list[str], *, first: int) -> list[str]:
    """So many of them, from the place `first` on and round again."""
    return [utterances[(first + step) % len(utterances)] for step in range(min(A_FEW, len(utterances)))]


A_FEW = 4
"""With how many values a sample is tried; the next sample is tried with the next ones."""


@pytest.mark.parametrize("locale", MODELS)
def test_every_sample_is_understood_as_its_own_intent_with_whatever_value_of_the_catalogue(locale: str) -> None:
    model = MODELS[locale]
    understanding = Understanding(model, skill_id="skill-1")

    misunderstood = [
        (utterance, intent.name, found)
        for intent in model.intents.values()
        for place, sample in enumerate(intent.samples)
        for utterance in a_few(list(said(model, sample, dict(intent.slots))), first=place * A_FEW)
        if (found := understanding.intent(utterance)["name"]) != intent.name
    ]

    assert misunderstood == []


def a_model(*intents: dict[str, Any], types: list[dict[str, Any]] | None = None) -> InteractionModel:
    language = {"invocationName": "tea corner", "intents": [*intents], "types": types or []}
    return parse_model({"interactionModel": {"languageModel": language}}, locale="en-US")


SEARCH = {
    "name": "SearchIntent",
    "slots": [{"name": "query", "type": "AMAZON.SearchQuery"}],
    "samples": ["search for {query}", "find {query} in the shop"],
}


@pytest.mark.parametrize(
    ("utterance", "query"),
    [("search for Something Green", "something green"), ("find o'neill tea in the shop", "o'neill tea")],
)
def test_a_search_query_takes_all_words_as_they_come(utterance: str, query: str) -> None:
    slot = Understanding(a_model(SEARCH), skill_id="skill-1").intent(utterance)["slots"]["query"]

    assert slot["value"] == query
    assert "resolutions" not in slot


def test_a_value_without_an_id_has_the_one_that_alexa_makes() -> None:
    buy = {"name": "BuyIntent", "slots": [{"name": "tea", "type": "TEA"}], "samples": ["{tea}"]}
    model = a_model(buy, types=[{"name": "TEA", "values": [{"name": {"value": "Oolong"}}]}])

    slot = Understanding(model, skill_id="skill-1").intent("oolong")["slots"]["tea"]

    (authority,) = slot["resolutions"]["resolutionsPerAuthority"]
    made = hashlib.md5(b"Oolong", usedforsecurity=False).hexdigest()
    assert authority["values"] == [{"value": {"name": "Oolong", "id": made}}]


def test_a_possessive_stands_beside_its_slot() -> None:
    price = {"name": "PriceIntent", "slots": [{"name": "tea", "type": "TEA"}], "samples": ["the {tea}'s price"]}
    model = a_model(price, types=[{"name": "TEA", "values": [{"id": "oolong", "name": {"value": "oolong"}}]}])

    assert (
        Understanding(model, skill_id="skill-1").intent("the oolong’s price")["slots"]["tea"]["value"] == "oolong"
    )


def test_names_with_articles_accents_and_figures_are_found() -> None:
    values = [
        {"id": "shave", "name": {"value": "The Great Shave"}},
        {"id": "café", "name": {"value": "Café Crème"}},
        {"id": "a4", "name": {"value": "A4 paper", "synonyms": ["A3 paper"]}},
    ]
    buy = {"name": "BuyIntent", "slots": [{"name": "thing", "type": "THING"}], "samples": ["buy {thing}"]}
    understanding = Understanding(a_model(buy, types=[{"name": "THING", "values": values}]), skill_id="skill-1")

    for utterance, found in (
        ("buy the great shave", "shave"),
        ("buy a great shave", "shave"),
        ("buy cafe creme", "café"),
        ("buy some CAFÉ CRÈME", "café"),
        ("buy a3 paper", "a4"),
    ):
        (authority,) = understanding.intent(utterance)["slots"]["thing"]["resolutions"]["resolutionsPerAuthority"]
        assert authority["values"][0]["value"]["id"] == found, utterance
    (authority,) = understanding.intent("buy a5 paper")["slots"]["thing"]["resolutions"]["resolutionsPerAuthority"]
    assert authority["status"] == {"code": "ER_SUCCESS_NO_MATCH"}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({}, "the en-US model misses a member 'interactionModel'"),
        ({"interactionModel": {"languageModel": {"intents": []}}}, "misses a member 'invocationName'"),
        ({"interactionModel": {"languageModel": []}}, "not in the shape"),
        (
            {"interactionModel": {"languageModel": {"invocationName": "a", "intents": [{}]}}},
            "misses a member 'name'",
        ),
    ],
)
def test_a_broken_model_is_told_what_it_misses(document: dict[str, Any], told: str) -> None:
    with pytest.raises(BrokenModel, match=told):
        parse_model(document, locale="en-US")


def test_a_sample_with_a_slot_that_is_not_there_is_told() -> None:
    with pytest.raises(BrokenModel, match=r"BuyIntent: the sample 'buy \{tea\}' has a slot .*: tea"):
        a_model({"name": "BuyIntent", "samples": ["buy {tea}"]})


def test_a_file_that_is_not_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "en-US.json").write_text("{", encoding="utf-8")

    with pytest.raises(BrokenModel, match=r"en-US\.json is not JSON"):
        read_models(tmp_path)


def test_the_likeliest_of_several_misheard_values_comes_first() -> None:
    values = [{"id": name, "name": {"value": name}} for name in ("chamomile tea b", "chamomile tea")]
    buy = {"name": "BuyIntent", "slots": [{"name": "tea", "type": "TEA"}], "samples": ["buy {tea}"]}
    model = a_model(buy, types=[{"name": "TEA", "values": values}])

    slot = Understanding(model, skill_id="skill-1").intent("buy camomile tea")["slots"]["tea"]

    (authority,) = slot["resolutions"]["resolutionsPerAuthority"]
    assert [value["value"]["id"] for value in authority["values"]] == ["chamomile tea", "chamomile tea b"]
