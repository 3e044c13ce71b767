"""A locale is complete or absent: words, product texts, interaction model and manifest go together."""

import ast
import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.source import VOICETILL, texts_in
from tests.tools import ROOT
from voicetill.alexa.sentences import SENTENCES
from voicetill.alexa.speech import load_speech
from voicetill.domain.orders import Progress, Wish
from voicetill.domain.payments import Refusal
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.files import shipped
from voicetill.stores.markets import load_markets

LOCALES = load_markets().locales

WORDS = ROOT / "tests/journeys/words"

each_locale = pytest.mark.parametrize("locale", LOCALES)


def manifest() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / "skill-package/skill.json").read_text(encoding="utf-8"))[
        "manifest"
    ]
    return content


def _is_the_list(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "SENTENCES"


@each_locale
def test_its_words_can_be_read(locale: str) -> None:
    assert load_speech(locale).locale == locale


@each_locale
def test_every_offered_product_of_its_market_has_a_text(locale: str) -> None:
    markets = load_markets()
    market = markets.for_locale(locale)
    assert market is not None

    offered = [
        it for it in load_catalogue(markets.markets).products.values() if it.offered and market.id in it.prices
    ]

    assert offered
    assert [product.id for product in offered if locale not in product.texts] == []


@each_locale
def test_it_has_an_interaction_model_as_written_and_as_deployed(locale: str) -> None:
    assert (ROOT / "interaction_models" / f"{locale}.json").is_file()
    assert (ROOT / "skill-package/interactionModels/custom" / f"{locale}.json").is_file()


@each_locale
def test_the_manifest_publishes_it_with_its_privacy_policy(locale: str) -> None:
    assert locale in manifest()["publishingInformation"]["locales"]
    assert locale in manifest()["privacyAndCompliance"]["locales"]


def test_nothing_speaks_a_locale_in_which_nothing_is_sold() -> None:
    places = {
        "speech": {file.stem for file in (VOICETILL / "data" / "speech").glob("*.toml")},
        "models": {file.stem for file in (ROOT / "interaction_models").glob("*.json")},
        "manifest": set(manifest()["publishingInformation"]["locales"]),
        "privacy": set(manifest()["privacyAndCompliance"]["locales"]),
    }

    assert all(found == set(LOCALES) for found in places.values()), places


def deployed(locale: str) -> dict[str, Any]:
    file = ROOT / "skill-package/interactionModels/custom" / f"{locale}.json"
    model: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["interactionModel"]
    return model


@each_locale
def test_it_understands_every_product_of_the_catalogue_on_sale_or_not(locale: str) -> None:
    """A customer who asks for what is not on sale is told so, and not "I heard nothing of the kind"."""
    (products,) = [kind for kind in deployed(locale)["languageModel"]["types"] if kind["name"] == "PRODUCT"]
    understood = {value["id"] for value in products["values"]}

    assert sorted(set(load_catalogue(load_markets().markets).products) - understood) == []


@each_locale
def test_it_has_every_intent_slot_and_question_of_the_first_locale(locale: str) -> None:
    first, other = deployed(LOCALES[0]), deployed(locale)

    def parts(model: dict[str, Any]) -> set[str]:
        intents = model["languageModel"]["intents"]
        slots = {f"{intent['name']}.{slot['name']}" for intent in intents for slot in intent.get("slots", [])}
        asked = {
            f"dialog {intent['name']}.{slot['name']}"
            for intent in model["dialog"]["intents"]
            for slot in intent["slots"]
        }
        return {intent["name"] for intent in intents} | slots | asked

    assert sorted(parts(first) - parts(other)) == []
    assert sorted(parts(other) - parts(first)) == []


@each_locale
def test_what_its_customers_say_is_written_down_and_so_is_its_review(locale: str) -> None:
    words = {name: tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8")) for name in LOCALES}

    assert sorted(set(words[LOCALES[0]]) ^ set(words[locale])) == []
    assert (ROOT / "docs/locales" / f"{locale}.md").is_file()


# What may read the same in two languages: it holds names and marks only, or a word that both have.
SAME_IN_ANY = {
    "count.one",
    "count.other",
    "say.place",
    "card.town",
    "card.address",
    "card.order_line",
    "card.total",
}


TWO_LANGUAGES = [
    pair for pair in itertools.combinations(LOCALES, 2) if pair[0].partition("-")[0] != pair[1].partition("-")[0]
]


@pytest.mark.parametrize(("one", "other"), TWO_LANGUAGES)
def test_no_two_languages_say_the_same_by_mistake(one: str, other: str) -> None:
    left, right = (sentences_of(locale) for locale in (one, other))

    same = sorted(name for name in left if name in SENTENCES and left[name] == right[name])

    assert [name for name in same if name not in SAME_IN_ANY and words_in(left[name])] == []


def sentences_of(locale: str) -> dict[str, str]:
    """Every text of a speech file by its dotted name."""

    def flat(table: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
        for name, value in table.items():
            if isinstance(value, dict):
                yield from flat(value, f"{place}{name}.")
            elif isinstance(value, str):
                yield f"{place}{name}", value

    return dict(flat(tomllib.loads(shipped(f"speech/{locale}.toml")), ""))


def words_in(sentence: str) -> list[str]:
    """The words of a sentence beside the names that are filled in."""
    return re.findall(r"[^\W\d_]{2,}", re.sub(r"\{\w+\}|<[^>]*>", " ", sentence))


def test_no_sentence_is_dead() -> None:
    used = texts_in(VOICETILL / "alexa", leave_out=_is_the_list)
    composed = ("count.", "date.", "period.", "say.unsubscribed.", "say.refused.", "say.state.", "card.help.")
    short = {name.split(".", 1)[1] for name in SENTENCES if not name.startswith(composed)}
    by_wish = {f"{wish.value}{ending}" for wish in Wish for ending in ("", "_title")}

    assert sorted(short - used - by_wish) == []


def test_every_composed_sentence_is_used() -> None:
    states = {f"say.state.{progress.value}" for progress in Progress}
    states |= {f"say.state.{wish.value}_asked" for wish in Wish}
    states |= {f"say.state.{progress.value}_with" for progress in (Progress.SHIPPED, Progress.PARTLY_SHIPPED)}
    states |= {f"say.state.{name}" for name in ("canceled", "refunded", "refunding", "wish_refused")}
    help_cards = {f"card.help.{card.value}" for card in {reason.card for reason in Refusal} if card.is_text}

    assert {name for name in SENTENCES if name.startswith("say.state.")} == states
    assert {name for name in SENTENCES if name.startswith("card.help.")} == help_cards
