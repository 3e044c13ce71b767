"""What an interaction model must keep to beyond Amazon's schema.

Alexa finds most of these only when the model is built in the cloud, and some (the same words for two intents)
never: she simply guesses.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from scripts import alexa_rules, wording_checks
from scripts.documents import JsonObject, entries, text, texts
from scripts.findings import Complaints, Finding, findings_in
from scripts.languages.language import find_language
from scripts.utterances import SLOT, intents, names_of, slot_types
from scripts.wording_checks import all_samples

_INTENT_NAME = re.compile(r"(?:AMAZON\.)?[A-Za-z][A-Za-z_]*")
_SLOT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_model(model: JsonObject, *, locale: str, file: str) -> list[Finding]:
    """Return every broken rule of the model."""
    return findings_in(file, (*(check(model) for check in CHECKS), _wording(model, locale)))


def _wording(model: JsonObject, locale: str) -> Complaints:
    """The rules about words, for which the language must be known."""
    language = find_language(locale)
    if language is None:
        yield locale, "unknown language", "write its words into scripts/languages/, in the form of en.toml"
        return
    for check in wording_checks.CHECKS:
        yield from check(model, language)


def names(model: JsonObject) -> Complaints:
    """Names have Amazon's form, and built-in ones exist."""
    for intent in intents(model):
        name = text(intent, "name")
        if not _INTENT_NAME.fullmatch(name):
            yield name, "intent name", "use letters and underscores, beginning with a letter"
        if name.startswith("AMAZON.") and name not in alexa_rules.BUILT_IN_INTENTS:
            yield name, "unknown built-in", "correct the name; Amazon has no such intent"
        for slot in _slot_names(intent):
            if not _SLOT_NAME.fullmatch(slot):
                yield f"{name}.{slot}", "slot name", "use letters, digits and underscores, beginning with no digit"


def declarations(model: JsonObject) -> Complaints:
    """What is declared is declared once."""
    for intent in intents(model):
        for slot in _repeated(_slot_names(intent)):
            yield f"{text(intent, 'name')}.{slot}", "declared twice", "keep one of the slots"
    for name in _repeated(text(intent, "name") for intent in intents(model)):
        yield name, "declared twice", "join the two intents"
    for name in _repeated(text(kind, "name") for kind in slot_types(model)):
        yield name, "declared twice", "join the two slot types"


def required_built_ins(model: JsonObject) -> Complaints:
    """The conversation answers all of these, so Alexa must be told to listen for them."""
    for name in sorted(alexa_rules.REQUIRED_BUILT_INS - {text(intent, "name") for intent in intents(model)}):
        yield "intents", "missing built-in", f"declare {name}"


def slots(model: JsonObject) -> Complaints:
    """Slots have a type that exists, and one slot name has one type in the whole model."""
    known = {text(kind, "name") for kind in slot_types(model)} | alexa_rules.BUILT_IN_SLOT_TYPES
    seen: dict[str, str] = {}
    for intent in intents(model):
        for slot in entries(intent, "slots"):
            place, kind = f"{text(intent, 'name')}.{text(slot, 'name')}", text(slot, "type")
            if kind not in known:
                yield place, "undeclared type", f"declare the type {kind!r}, or correct its name"
            first = seen.setdefault(text(slot, "name"), kind)
            if kind != first:
                yield (
                    place,
                    "two types for one slot",
                    f"{kind!r} here, {first!r} before: rename one of the slots",
                )


def slot_values(model: JsonObject) -> Complaints:
    """A value's own name leads to it alone, and a value can be told by its id.

    Two values may share a synonym: Alexa then resolves it to both, and the skill asks which one is meant.
    """
    for kind in slot_types(model):
        values = list(entries(kind, "values"))
        spoken = [[name.lower() for name in names_of(value)] for value in values]
        own = {names[0] for names in spoken}
        shared = _repeated(name for names in spoken for name in set(names) & own)
        twice = [name for names in spoken for name in _repeated(names)]
        for name in dict.fromkeys([*twice, *shared]):
            yield f"{text(kind, 'name')} {name!r}", "name given twice", "leave it to one value"
        for identifier in _repeated(text(value, "id") for value in values if "id" in value):
            yield f"{text(kind, 'name')} {identifier!r}", "id given twice", "give each value its own id"


def sample_slots(model: JsonObject) -> Complaints:
    """A sample speaks of slots that its intent declares, and of each once."""
    for intent in intents(model):
        declared = _slot_names(intent)
        for place, words in all_samples(intent):
            for slot in SLOT.findall(words):
                if slot not in declared:
                    yield place, "undeclared slot", f"declare the slot {slot!r}, or correct its name"
            for slot in _repeated(SLOT.findall(words)):
                yield place, "slot used twice", f"use {slot!r} once, or declare a second slot"


def own_samples(model: JsonObject) -> Complaints:
    """An intent of our own has samples."""
    for intent in intents(model):
        name = text(intent, "name")
        if not name.startswith("AMAZON.") and not texts(intent, "samples"):
            yield name, "no samples", "write what customers say for it"


def dialogs(model: JsonObject) -> Complaints:
    """The dialog section speaks of the same intents, slots and types, and of all slots of an intent."""
    declared = {
        text(intent, "name"): {text(slot, "name"): text(slot, "type") for slot in entries(intent, "slots")}
        for intent in intents(model)
    }
    for dialog in entries(model, "interactionModel", "dialog", "intents"):
        name = text(dialog, "name")
        asked = {text(slot, "name"): text(slot, "type") for slot in entries(dialog, "slots")}
        if name not in declared:
            yield f"dialog {name}", "undeclared intent", "declare the intent, or correct its name"
        elif asked != declared[name]:
            yield (
                f"dialog {name}",
                "other slots than the intent",
                f"list exactly {sorted(declared[name].items())}",
            )


CHECKS: Sequence[Callable[[JsonObject], Complaints]] = (
    names,
    declarations,
    required_built_ins,
    slots,
    slot_values,
    sample_slots,
    own_samples,
    dialogs,
)


def _slot_names(intent: JsonObject) -> list[str]:
    return [text(slot, "name") for slot in entries(intent, "slots")]


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
