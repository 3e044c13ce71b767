"""The products of the catalogue as values of the models' slot type `PRODUCT`.

All products go in, also those that are not offered now: a customer who asks for one is then understood, and
told kindly.
"""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.documents import JsonObject
from scripts.utterances import slot_types

SLOT_TYPE = "PRODUCT"


class UnfitError(Exception):
    """Raised when catalogue and model cannot be joined; `faults` holds a sentence for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read_products(catalogue: str) -> Mapping[str, Any]:
    """Return the product tables of a catalogue file's text, by product id."""
    products: Mapping[str, Any] = tomllib.loads(catalogue).get("products", {})
    return products


def merge(model: JsonObject, products: Mapping[str, Any], *, locale: str) -> JsonObject:
    """Return the model with the products that have a text in the locale as the values of `PRODUCT`."""
    texts = {
        product: table["text"][locale] for product, table in products.items() if locale in table.get("text", {})
    }
    names = {product: _spoken_names(text) for product, text in texts.items()}
    faults = [*_faults_of_model(model), *_faults_of_names(names, locale), *_claims(texts, names, locale)]
    if faults:
        raise UnfitError(faults)
    merged = copy.deepcopy(model)
    for kind in slot_types(merged):
        if kind["name"] == SLOT_TYPE:
            kind["values"] = [_value(product, spoken) for product, spoken in names.items()]
    return merged


def _value(product: str, names: list[str]) -> JsonObject:
    return {"id": product, "name": {"value": names[0], "synonyms": names[1:]}}


def _spoken_names(text: Mapping[str, Any]) -> list[str]:
    """What a product is called, each name once, the name itself first."""
    first_spellings: dict[str, str] = {}
    for name in (text.get("one", ""), text.get("other", ""), *text.get("synonyms", ())):
        first_spellings.setdefault(name.lower(), name)
    return list(first_spellings.values())


def _faults_of_model(model: JsonObject) -> Iterator[str]:
    declared = [kind for kind in slot_types(model) if kind.get("name") == SLOT_TYPE]
    if len(declared) != 1:
        yield f"the model must declare the slot type {SLOT_TYPE} once"
    elif "values" in declared[0]:
        yield f"{SLOT_TYPE} has values in the model: leave them to the catalogue"


def _faults_of_names(products: Mapping[str, list[str]], locale: str) -> Iterator[str]:
    if not products:
        yield f"no product has a text in {locale}"
    for product, names in products.items():
        if "" in names:
            yield f"{product} needs `one` and `other` in {locale}"
        elif len(names) == 1:
            yield f"{product} needs a synonym in {locale}: Amazon's schema wants at least one"


def _claims(texts: Mapping[str, Mapping[str, Any]], names: Mapping[str, list[str]], locale: str) -> Iterator[str]:
    """A product's own names lead to it alone; of a synonym that two share, the skill asks which one is meant."""
    owners = {text.get(key, "").lower(): product for product, text in texts.items() for key in ("one", "other")}
    for product, spoken in names.items():
        for name in filter(None, spoken):
            owner = owners.get(name.lower(), product)
            if owner != product:
                yield f"{name!r} is claimed by {owner} and by {product} in {locale}: leave it to {owner}"
