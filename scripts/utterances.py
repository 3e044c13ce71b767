"""How a model's sample utterances are read: their slots, their shape, and which spoken words they match.

This is a plain reading, for checks: a sample matches if its words do and each slot can hold what was said.
Alexa herself is more generous.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scripts.documents import JsonObject, entries, text, texts
from scripts.languages.language import Language

SLOT = re.compile(r"\{([^{}]*)\}")

_CODE_LENGTH = 4
_ANYTHING = ".+"
_NOTHING = "(?!)"


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

    def spelled(self, language: Language) -> str:
        """The words in the language's one spelling, the slots as they are."""
        slots = iter(self.slots)
        return SLOT.sub(lambda _: f"{{{next(slots)}}}", language.spelling(SLOT.sub("{}", self.words)))

    def shape(self, language: Language) -> str:
        """The words in one spelling with types for slot names: two samples of one shape are the same to Alexa."""
        return SLOT.sub(lambda slot: f"{{{self.slot_types.get(slot[1], slot[1])}}}", self.spelled(language))


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

    def __init__(self, model: JsonObject, language: Language) -> None:
        self._language = language
        self._slot_patterns = {text(kind, "name"): self._names(kind) for kind in slot_types(model)}
        self._slot_patterns |= {"AMAZON.NUMBER": _number(language), "AMAZON.FOUR_DIGIT_NUMBER": _code(language)}
        self._wordy: dict[str, list[Sample]] = {}
        self._slotted: list[tuple[str, str, Sample]] = []
        for sample in samples(model):
            # Splitting at a group puts the slot names at the odd places.
            head, *rest = SLOT.split(sample.spelled(language))
            if rest:
                self._slotted.append((head, rest[-1], sample))
            else:
                self._wordy.setdefault(head, []).append(sample)
        self._patterns: dict[str, re.Pattern[str]] = {}

    def samples_for(self, words: str) -> Iterator[Sample]:
        """Give each sample that matches the words, those with slots last."""
        said = self._language.spelling(words)
        yield from self._wordy.get(said, ())
        for head, tail, sample in self._slotted:
            # Patterns are large, and few samples begin and end as the words do.
            if said.startswith(head) and said.endswith(tail) and self._pattern(sample).fullmatch(said):
                yield sample

    def intents_for(self, words: str) -> set[str]:
        """Return the names of the intents with a sample that matches."""
        return {sample.intent for sample in self.samples_for(words)}

    def _pattern(self, sample: Sample) -> re.Pattern[str]:
        if sample.place not in self._patterns:
            parts = SLOT.split(sample.spelled(self._language))
            pieces = (
                self._slot_pattern(sample.slot_types.get(part, "")) if index % 2 else re.escape(part)
                for index, part in enumerate(parts)
            )
            self._patterns[sample.place] = re.compile("".join(pieces))
        return self._patterns[sample.place]

    def _slot_pattern(self, slot_type: str) -> str:
        otherwise = _ANYTHING if slot_type.startswith("AMAZON.") else _NOTHING
        return self._slot_patterns.get(slot_type, otherwise)

    def _names(self, slot_type: JsonObject) -> str:
        names = (name for value in entries(slot_type, "values") for name in names_of(value))
        return _one_of(map(self._language.spelling, names))


def _number(language: Language) -> str:
    return rf"(?:\d+|{_one_of(language.number_words)})"


def _code(language: Language) -> str:
    """Four figures, each by itself or two together: "one seven nine seven", "seventeen ninety seven"."""
    figures = language.blank.join([_one_of(language.digit_words)] * _CODE_LENGTH)
    pairs = language.blank.join([_one_of(language.number_words)] * (_CODE_LENGTH // 2))
    return rf"(?:\d{{{_CODE_LENGTH}}}|{figures}|{pairs})"


def _one_of(names: Iterable[str]) -> str:
    choices = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return f"(?:{choices})" if choices else _NOTHING
