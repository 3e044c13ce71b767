"""What a visitor could say next, found in the interaction model and in what was just heard."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from simulator.language.interaction_model import InteractionModel
from simulator.language.invocation import CallSigns
from simulator.language.usual_phrases import phrases_for
from simulator.language.words import normalised
from simulator.stage.turns import Turn

MOST = 6
"""How many suggestions are helpful."""

SHORT = 3
"""Letters of a word that may stand before a question word."""

_WORD, _CLAUSE = re.compile(r"[^\W\d_]+"), re.compile(r"[,;:]")
_SENTENCE = re.compile(r"[^.!?。！？]*[.!?。！？]?")
_SLOT = re.compile(r"\{\s*(\w+)\s*\}")
_YES, _NO, _HELP = "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.HelpIntent"

_ASKS_FOR_MORE = MappingProxyType(
    {
        "en": ("what", "which", "how", "where", "who"),
        "de": ("was", "welche", "welches", "welchen", "wie", "wo"),
        "fr": ("que", "qu", "quel", "quelle", "quels", "quelles", "quoi", "combien", "comment"),
        "it": ("che", "cosa", "quale", "quali", "quanti", "quante", "come"),
        "es": ("qué", "cuál", "cuáles", "cuántos", "cuántas", "cómo"),
        "ja": ("何", "なに", "どれ", "どの", "いくつ"),
    }
)
"""Words of a question that yes and no do not answer, by language."""

_SPOKEN_AS = MappingProxyType({"AMAZON.NUMBER": ("1", "2", "3"), "AMAZON.FOUR_DIGIT_NUMBER": ("1234",)})
"""What may be said for a slot of a type that has no catalogue."""


def suggestions(model: InteractionModel, last: Turn | None, *, listening: bool) -> list[str]:
    """What can be said now, the likeliest first. `last` is the turn that was heard last at this device."""
    if not listening:
        return [CallSigns(model.invocation_name, locale=model.locale).launch]
    speech = (last and last.speech) or ""
    found = [*_elicited(model, last), *_answers(model, speech)]
    return list(dict.fromkeys([*found, *_usual(model)]))[:MOST]


def asks_yes_or_no(locale: str, speech: str) -> bool:
    """Whether the last question in the speech is one that yes and no answer."""
    questions = [sentence for sentence in _SENTENCE.findall(speech) if sentence.rstrip().endswith(("?", "？"))]
    if not questions:
        return False
    language, last = locale.partition("-")[0], questions[-1].casefold()
    asked = _ASKS_FOR_MORE.get(language, ())
    if language == "ja":
        return not any(word in last for word in asked)
    return not any(_begins_with(_WORD.findall(clause), asked) for clause in _CLAUSE.split(last))


def _begins_with(words: list[str], asked: Container[str]) -> bool:
    """Whether a question word leads, perhaps after a short one: "and what", "en qué", but not "vuole che"."""
    rest = words[1:] if words and len(words[0]) <= SHORT else []
    return any(word in asked for word in (*words[:1], *rest[:1]))


def first_wish(model: InteractionModel) -> str | None:
    """Words that ask for the first thing in the catalogue; None where the model has no such words."""
    for kind, values in model.types.items():
        for value in values:
            if any(text.strip() == value.name for text in _filled(model, kind, value.name)):
                return value.name
    return None


def _elicited(model: InteractionModel, last: Turn | None) -> Iterator[str]:
    """Values for the slot that a Dialog directive asks for."""
    for directive in last.directives if last else ():
        intent = model.intents.get(_intent_of(directive, last))
        kind = intent.slots.get(str(directive.get("slotToElicit"))) if intent else None
        if kind is not None:
            yield from _SPOKEN_AS.get(kind, ())
            yield from (value.name for value in model.types.get(kind, ()))


def _intent_of(directive: Mapping[str, Any], last: Turn | None) -> str:
    updated = directive.get("updatedIntent") or {}
    return str(updated.get("name") or (last.kind if last else ""))


def _answers(model: InteractionModel, speech: str) -> Iterator[str]:
    """Answers to the question, and things to say that the speech itself names."""
    phrases = phrases_for(model.locale).built_in
    if asks_yes_or_no(model.locale, speech):
        yield from (phrases[intent][0] for intent in (_YES, _NO) if phrases.get(intent))
    else:
        yield from _named_values(model, speech)
    yield from _named_phrases(model, speech)


def _named_values(model: InteractionModel, speech: str) -> Iterator[str]:
    """Each catalogue value that was named, with a word of a sample beside it if that was heard: a starter kit."""
    heard = f" {normalised(speech)} "
    for kind, values in model.types.items():
        for value in values:
            longest = len(value.name.split()) + 1
            filled = [text for text in _filled(model, kind, value.name) if len(text.split()) <= longest]
            said = [text for text in filled if f" {normalised(text)} " in heard]
            if said:
                yield max(said, key=len)


def _filled(model: InteractionModel, kind: str, value: str) -> Iterator[str]:
    """Samples whose only slot is of this type, with the value in its place."""
    for intent in model.intents.values():
        for sample in intent.samples:
            slots = _SLOT.findall(sample)
            if len(slots) == 1 and intent.slots.get(slots[0]) == kind:
                yield _SLOT.sub(value, sample)


def _named_phrases(model: InteractionModel, speech: str) -> Iterator[str]:
    """Whole phrases that the speech tells the customer to say; of one word there are too many by chance."""
    heard = f" {normalised(speech)} "
    for phrase in _phrases(model):
        if len(phrase.split()) > 1 and f" {normalised(phrase)} " in heard:
            yield phrase


def _usual(model: InteractionModel) -> Iterator[str]:
    """The first sample of each of the skill's own intents that needs no slot, and help."""
    for intent in model.intents.values():
        plain = [sample for sample in intent.samples if not _SLOT.search(sample)]
        if plain and not intent.slots and not intent.name.startswith("AMAZON."):
            yield plain[0]
    yield from phrases_for(model.locale).built_in.get(_HELP, ())[:1]


def _phrases(model: InteractionModel) -> Iterable[str]:
    for name, intent in model.intents.items():
        yield from (sample for sample in intent.samples if not _SLOT.search(sample))
        yield from phrases_for(model.locale).built_in.get(name, ())
