"""How a model's sample utterances are read: their slots, their shape, and which spoken words they match.

This is a plain reading, for checks: a sample matches if its words do and each slot can hold what was said.
Alexa herself is more generous.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scripts.documents import JsonObject, entries, text, texts

SLOT = re.compile(r"\{([^{}]*)\}")

_DIGITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER = rf"(?:\d+|{_TEENS}|(?:{_TENS})(?: (?:{_DIGITS}))?|{_DIGITS})"
_ANYTHING = ".+"
_NOTHING = "(?!)"
_BUILT_IN_PATTERNS = {"AMAZON.NUMBER": _NUMBER, "AMAZON.FOUR_DIGIT_NUMBER": r"\d{4}"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample utterance, with where it stands and what its slots are."""

    intent: str
    words: str
    slot_types: Mapping[str, str]
    place: str

    @property
    def slots(self) -> list[str]:
        """The slot names in the order they are spoken."""
        return SLOT.findall(self.words)

    @property
    def shape(self) -> str:
        """The words in one spelling with types for slot names: two samples of one shape are the same to Alexa."""
        return SLOT.sub(lambda slot: f"{{{self.slot_types.get(slot[1], slot[1])}}}", _one_spelling(self.words))


def samples(model: JsonObject) -> Iterator[Sample]:
    """Give the samples of all intents in the order of the file."""
    for intent in intents(model):
        name = text(intent, "name")
        types = {text(slot, "name"): text(slot, "type") for slot in entries(intent, "slots")}
        for number, words in enumerate(texts(intent, "samples")):
            yield Sample(name, words, types, f"{name}.samples[{number}] {words!r}")


def intents(model: JsonObject) -> Iterator[JsonObject]:
    """Give the intents of the language model."""
    yield from entries(model, "interactionModel", "languageModel", "intents")


def slot_types(model: JsonObject) -> Iterator[JsonObject]:
    """Give the custom slot types of the language model."""
    yield from entries(model, "interactionModel", "languageModel", "types")


def names_of(value: JsonObject) -> list[str]:
    """Return every name of one value of a slot type: the value itself, then its synonyms."""
    return [text(value, "name", "value"), *texts(value, "name", "synonyms")]


class Listener:
    """Tells which intents could be meant by what was said."""

    def __init__(self, model: JsonObject) -> None:
        self._slot_patterns = {text(kind, "name"): _one_of(kind) for kind in slot_types(model)}
        self._samples = [(sample, re.compile(self._pattern(sample))) for sample in samples(model)]

    def samples_for(self, words: str) -> Iterator[Sample]:
        """Give each sample that matches the words."""
        said = _one_spelling(words)
        yield from (sample for sample, pattern in self._samples if pattern.fullmatch(said))

    def intents_for(self, words: str) -> set[str]:
        """Return the names of the intents with a sample that matches."""
        return {sample.intent for sample in self.samples_for(words)}

    def _pattern(self, sample: Sample) -> str:
        parts = SLOT.split(_one_spelling(sample.words))
        # Splitting at a group puts the slot names at the odd places.
        return "".join(
            self._slot_pattern(sample.slot_types.get(part, "")) if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )

    def _slot_pattern(self, slot_type: str) -> str:
        if slot_type.startswith("AMAZON."):
            return _BUILT_IN_PATTERNS.get(slot_type, _ANYTHING)
        return self._slot_patterns.get(slot_type, _NOTHING)


def _one_of(slot_type: JsonObject) -> str:
    names: Iterable[str] = (name for value in entries(slot_type, "values") for name in names_of(value))
    choices = "|".join(re.escape(_one_spelling(name)) for name in names)
    return f"(?:{choices})" if choices else _NOTHING


def _one_spelling(words: str) -> str:
    return " ".join(words.lower().split())
