"""What an interaction model must keep to beyond Amazon's schema.

Alexa finds most of these only when the model is built in the cloud, and some (the same words for two intents)
never: she simply guesses.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from scripts import alexa_rules
from scripts.documents import JsonObject, entries, text, texts
from scripts.findings import Complaints, Finding, findings_in
from scripts.utterances import SLOT, Listener, Sample, intents, names_of, samples, slot_types

# Alexa Skills Kit, "Create Intents, Utterances, and Slots". Amazon also takes hyphens and underscores, but
# nobody speaks one.
_SPOKEN = re.compile(r"[^\W\d_]+(?:['’.]?[^\W\d_]+)*['’.]?")
_INTENT_NAME = re.compile(r"(?:AMAZON\.)?[A-Za-z][A-Za-z_]*")
_SLOT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_model(model: JsonObject, *, file: str) -> list[Finding]:
    """Return every broken rule of the model."""
    return findings_in(file, (check(model) for check in CHECKS))


def invocation_name(model: JsonObject) -> Complaints:
    """Alexa Skills Kit, "Choose the Invocation Name for a Custom Skill".

    That guide allows a single word to brands only, which is no matter here: Amazon Pay wants the brand's name.
    """
    place, rule = "invocationName", "invocation name"
    name = text(model, "interactionModel", "languageModel", "invocationName")
    words = name.split()
    if not re.fullmatch(r"[^\W\d_A-Z]+(?:['. ]+[^\W\d_A-Z]+)*\.?", name) or name != name.lower():
        yield place, rule, "use small letters, single spaces, apostrophes and periods only; spell numbers out"
    if len(name) not in alexa_rules.INVOCATION_NAME_LENGTHS:
        yield place, rule, "use 2 to 50 characters"
    for what, forbidden in _FORBIDDEN_IN_NAMES.items():
        for word in sorted(forbidden.intersection(words)):
            yield place, rule, f"take out {word!r}: {what}"
    if len(words) == 2 and alexa_rules.SMALL_WORDS.intersection(words):  # noqa: PLR2004 - Amazon's rule is about two
        yield place, rule, "a name of two words has no article or preposition in it: add a word"


_FORBIDDEN_IN_NAMES = {
    "a word that opens a skill": alexa_rules.LAUNCH_WORDS,
    "a word that joins the name to the request": alexa_rules.CONNECTING_WORDS,
    "a wake word": alexa_rules.WAKE_WORDS,
    "a word that Amazon keeps for itself": alexa_rules.RESERVED_WORDS,
}


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
    """A spoken name leads to one value, and a value can be told by its id."""
    for kind in slot_types(model):
        values = list(entries(kind, "values"))
        for name in _repeated(name.lower() for value in values for name in names_of(value)):
            yield f"{text(kind, 'name')} {name!r}", "name given twice", "leave it to one value"
        for identifier in _repeated(text(value, "id") for value in values if "id" in value):
            yield f"{text(kind, 'name')} {identifier!r}", "id given twice", "give each value its own id"


def sample_slots(model: JsonObject) -> Complaints:
    """A sample speaks of slots that its intent declares, and of each once."""
    for intent in intents(model):
        declared = _slot_names(intent)
        for place, words in _all_samples(intent):
            for slot in SLOT.findall(words):
                if slot not in declared:
                    yield place, "undeclared slot", f"declare the slot {slot!r}, or correct its name"
            for slot in _repeated(SLOT.findall(words)):
                yield place, "slot used twice", f"use {slot!r} once, or declare a second slot"


def sample_words(model: JsonObject) -> Complaints:
    """Samples are written as they are spoken, and an intent of our own has some."""
    for intent in intents(model):
        name = text(intent, "name")
        if not name.startswith("AMAZON.") and not texts(intent, "samples"):
            yield name, "no samples", "write what customers say for it"
        for place, words in _all_samples(intent):
            if not words.strip() or words != " ".join(words.split()):
                yield place, "spaces", "put one space between words and none around them"
            for word in SLOT.sub(" ", words).split():
                if not _SPOKEN.fullmatch(word):
                    yield (
                        place,
                        "characters",
                        f"{word!r}: use letters, apostrophes and periods; spell numbers out",
                    )


def duplicates(model: JsonObject) -> Complaints:
    """No two samples are the same to Alexa, in one intent or in two."""
    first: dict[str, Sample] = {}
    for sample in samples(model):
        earlier = first.setdefault(sample.shape, sample)
        if earlier is not sample:
            rule = "said twice" if earlier.intent == sample.intent else "said for two intents"
            yield sample.place, rule, f"remove it, or {earlier.place}"


def swallowed_samples(model: JsonObject) -> Complaints:
    """Words without a slot are nothing that another intent hears when its slot is filled, or a built-in's own."""
    listener = Listener(model)
    for sample in samples(model):
        if sample.slots:
            continue
        for other in listener.samples_for(sample.words):
            if other.intent != sample.intent and other.slots:
                yield sample.place, "said for two intents", f"change it: {other.place} hears the same"
        for built_in, words in alexa_rules.BUILT_IN_WORDS.items():
            if built_in != sample.intent and sample.words.lower() in words:
                yield sample.place, "said for two intents", f"leave it to {built_in}"


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
    invocation_name,
    names,
    declarations,
    required_built_ins,
    slots,
    slot_values,
    sample_slots,
    sample_words,
    duplicates,
    swallowed_samples,
    dialogs,
)


def _all_samples(intent: JsonObject) -> Iterator[tuple[str, str]]:
    """The samples of the intent and those of its slots (what is said when a slot is asked for)."""
    name = text(intent, "name")
    for number, words in enumerate(texts(intent, "samples")):
        yield f"{name}.samples[{number}] {words!r}", words
    for slot in entries(intent, "slots"):
        for number, words in enumerate(texts(slot, "samples")):
            yield f"{name}.{text(slot, 'name')}.samples[{number}] {words!r}", words


def _slot_names(intent: JsonObject) -> list[str]:
    return [text(slot, "name") for slot in entries(intent, "slots")]


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
