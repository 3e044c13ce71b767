"""The merged interaction model: what a customer may say, and what the words of a slot mean.

Reads the JSON that is deployed (`skill-package/interactionModels/custom/<locale>.json`), in the shape of the
ASK "Interaction Model Schema".
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MODELS = Path(__file__).resolve().parents[2] / "skill-package" / "interactionModels" / "custom"

SLOT = re.compile(r"\{\s*(\w+)\s*\}")
"""A slot in a sample."""


@dataclass(frozen=True)
class SlotValue:
    """One value of a catalogue type: an id, a name, and the other names that people use."""

    id: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intent:
    """An intent with its samples; `slots` maps each slot's name to its type."""

    name: str
    samples: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    slot_samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class InteractionModel:
    """One locale's model."""

    locale: str
    invocation_name: str
    intents: Mapping[str, Intent]
    types: Mapping[str, tuple[SlotValue, ...]]
    dialog_intents: frozenset[str] = frozenset()


class BrokenModel(ValueError):  # noqa: N818 - reads as a plain fact
    """Raised for a model that is not in the shape of the schema; says what is missing, and where."""


def read_models(folder: Path = MODELS) -> dict[str, InteractionModel]:
    """Every model of the skill package, by locale."""
    return {path.stem: read_model(path) for path in sorted(folder.glob("*.json"))}


def read_model(path: Path) -> InteractionModel:
    """One model; its locale is the name of its file. Raises BrokenModel."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BrokenModel(f"{path.name} is not JSON: {error}") from error
    return parse_model(document, locale=path.stem)


def parse_model(document: Mapping[str, Any], *, locale: str) -> InteractionModel:
    """The model in a parsed JSON document. Raises BrokenModel."""
    try:
        return _parsed(document, locale)
    except KeyError as error:
        raise BrokenModel(f"the {locale} model misses a member {error}") from error
    except (TypeError, AttributeError) as error:
        raise BrokenModel(f"the {locale} model is not in the shape of an interaction model: {error}") from error


def _parsed(document: Mapping[str, Any], locale: str) -> InteractionModel:
    model = document["interactionModel"]
    language = model["languageModel"]
    intents = [_intent(entry) for entry in language["intents"]]
    dialog = model.get("dialog", {}).get("intents", [])
    return InteractionModel(
        locale=locale,
        invocation_name=language["invocationName"],
        intents={intent.name: intent for intent in intents},
        types={
            entry["name"]: tuple(_value(value) for value in entry["values"]) for entry in language.get("types", [])
        },
        dialog_intents=frozenset(entry["name"] for entry in dialog),
    )


def _intent(entry: Mapping[str, Any]) -> Intent:
    slots = entry.get("slots", [])
    _check_samples(entry["name"], [entry, *slots], {slot["name"] for slot in slots})
    return Intent(
        name=entry["name"],
        samples=tuple(entry.get("samples", [])),
        slots={slot["name"]: slot["type"] for slot in slots},
        slot_samples={slot["name"]: tuple(slot.get("samples", [])) for slot in slots},
    )


def _check_samples(intent: str, entries: Iterable[Mapping[str, Any]], slots: Collection[str]) -> None:
    for sample in (sample for entry in entries for sample in entry.get("samples", [])):
        strange = [slot for slot in SLOT.findall(sample) if slot not in slots]
        if strange:
            named = ", ".join(strange)
            raise BrokenModel(f"{intent}: the sample {sample!r} has a slot that the intent does not have: {named}")


def _value(entry: Mapping[str, Any]) -> SlotValue:
    name = entry["name"]
    # Ids are optional (ASK "Create and Edit Custom Slot Types").
    return SlotValue(
        id=entry.get("id") or _id_of(name["value"]), name=name["value"], synonyms=tuple(name.get("synonyms", []))
    )


def _id_of(name: str) -> str:
    """The id that Alexa makes for a value that has none: requests carry the MD5 of its name there."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
