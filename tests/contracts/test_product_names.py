"""The catalogue's products become the values of the models' slot type, each name leading to one product."""

import copy
import json
from typing import Any

import pytest

from scripts.product_names import UnfitError, merge, read_products
from scripts.skill_package import CATALOGUE, PACKAGE
from tests import tools

MODEL = {
    "interactionModel": {
        "languageModel": {"invocationName": "no nicks", "types": [{"name": "PRODUCT"}], "intents": []}
    }
}

Json = dict[str, Any]


def a_text(one: str, **changes: object) -> Json:
    return {"text": {"en-US": {"one": one, "other": f"{one}s", "synonyms": []} | changes}}


def values_of(model: Json) -> list[Json]:
    values: list[Json] = model["interactionModel"]["languageModel"]["types"][0]["values"]
    return values


def test_a_product_becomes_a_value_with_its_id() -> None:
    products = {"starter_kit": a_text("starter kit", synonyms=["kit"])}

    merged = merge(MODEL, products, locale="en-US")

    assert values_of(merged) == [
        {"id": "starter_kit", "name": {"value": "starter kit", "synonyms": ["starter kits", "kit"]}}
    ]


def test_every_product_of_the_catalogue_is_known_also_the_ones_not_offered() -> None:
    text = (tools.ROOT / CATALOGUE).read_text(encoding="utf-8")

    shipped = values_of(json.loads((tools.ROOT / PACKAGE / "en-US.json").read_text(encoding="utf-8")))

    assert [value["id"] for value in shipped] == list(read_products(text))
    assert list(read_products(text.replace("offered = true", "offered = false"))) == list(read_products(text))


def test_a_product_without_a_text_in_the_locale_is_left_out() -> None:
    products = {
        "starter_kit": a_text("starter kit"),
        "gel": {"text": {"de-DE": {"one": "Gel", "other": "Gele"}}},
    }

    merged = merge(MODEL, products, locale="en-US")

    assert [value["id"] for value in values_of(merged)] == ["starter_kit"]


def test_a_name_is_given_once_whatever_its_capitals() -> None:
    products = {"gel": a_text("gel", other="Gel", synonyms=["GEL", "shave gel", "Shave Gel"])}

    merged = merge(MODEL, products, locale="en-US")

    assert values_of(merged)[0]["name"] == {"value": "gel", "synonyms": ["shave gel"]}


def test_a_synonym_may_be_said_of_two_products() -> None:
    products = {"kit": a_text("kit", synonyms=["box"]), "set": a_text("set", synonyms=["Box"])}

    merged = merge(MODEL, products, locale="en-US")

    assert [value["name"]["synonyms"] for value in values_of(merged)] == [["kits", "box"], ["sets", "Box"]]


def test_the_source_is_left_as_it_was() -> None:
    before = copy.deepcopy(MODEL)

    merge(MODEL, {"starter_kit": a_text("starter kit")}, locale="en-US")

    assert before == MODEL


@pytest.mark.parametrize(
    ("products", "told"),
    [
        ({"kit": a_text("kit"), "set": a_text("set", synonyms=["KIT"])}, "'KIT' is claimed by kit and by set"),
        ({"kit": a_text("kit", synonyms=["Sets"]), "set": a_text("set")}, "'Sets' is claimed by set and by kit"),
        ({"kit": a_text("kit"), "set": a_text("kit", other="sets")}, "leave it to"),
        ({"gel": a_text("gel", other="gel")}, "gel needs a synonym"),
        ({"gel": {"text": {"en-US": {"one": "gel"}}}}, "gel needs `one` and `other`"),
        ({}, "no product has a text in en-US"),
    ],
)
def test_names_that_cannot_be_merged_are_refused(products: Json, told: str) -> None:
    with pytest.raises(UnfitError) as refused:
        merge(MODEL, products, locale="en-US")

    assert told in str(refused.value)


@pytest.mark.parametrize("types", [[], [{"name": "PRODUCT", "values": []}], [{"name": "PRODUCT"}] * 2])
def test_a_model_that_keeps_products_itself_is_refused(types: list[Json]) -> None:
    model = {"interactionModel": {"languageModel": {"types": types}}}

    with pytest.raises(UnfitError):
        merge(model, {"starter_kit": a_text("starter kit")}, locale="en-US")
