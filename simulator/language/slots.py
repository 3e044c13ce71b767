"""What the words in a slot mean, and how Alexa writes that into the request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from simulator.language import numbers
from simulator.language.interaction_model import InteractionModel, SlotValue
from simulator.language.usual_phrases import phrases_for
from simulator.language.words import Words, as_text, compact, keys, stems, without_before, words_of

NEARLY = 88.0
"""How alike (of 100) a misheard name must be to count: one letter in ten, roughly."""

_FIGURE = re.compile(r"\d")

NUMBERS = {"AMAZON.NUMBER": numbers.figures, "AMAZON.FOUR_DIGIT_NUMBER": numbers.four_digits}
"""The types that are handed on in figures, with what reads them."""


class Certainty(IntEnum):
    """How surely the words are a value of the slot's type; ANYTHING is a type that takes all words."""

    UNKNOWN = 0
    ANYTHING = 1
    NEARLY = 2
    INFLECTED = 3
    EXACT = 4


@dataclass(frozen=True)
class Reading:
    """What a slot holds: the value as Alexa would write it, and the catalogue's values that it matches.

    `length` is how many words were said for it. What is `denied` is unknown because it takes the wish back:
    "I want no tea" asks for no quantity of tea that is called "no".
    """

    value: str
    certainty: Certainty
    matches: tuple[SlotValue, ...] = ()
    length: int = 1
    denied: bool = False


@dataclass(frozen=True)
class _Name:
    """One name of a catalogue value, in the ways in which it is compared."""

    value: SlotValue
    whole: str
    stem: str
    length: int

    @cached_property
    def figures(self) -> list[str]:
        """The figures in it, one by one."""
        return _FIGURE.findall(self.whole)


class Slots:
    """Reads slots by one model, for one skill."""

    def __init__(self, model: InteractionModel, skill_id: str) -> None:
        self._model = model
        self._skill_id = skill_id
        self._phrases = phrases_for(model.locale)
        self._names = {kind: [*self._names_of(values)] for kind, values in model.types.items()}
        self._longest = {
            kind: 1 + max(name.length for name in names) for kind, names in self._names.items() if names
        }
        self._read: dict[tuple[str, Words], Reading] = {}

    def longest(self, slot_type: str) -> int:
        """The most words that are worth looking at for a value of this type."""
        if slot_type in NUMBERS:
            return numbers.LONGEST_NUMBER
        return self._longest.get(slot_type, 1)

    def read(self, slot_type: str, said: Words) -> Reading:
        """What these words mean in a slot of this type."""
        known = self._read.get((slot_type, said))
        if known is None:
            # What was read is kept, but not for ever: a rehearsal may hear millions of words.
            if len(self._read) > 10_000:
                self._read.clear()
            known = self._read[slot_type, said] = self._reading(slot_type, said)
        return known

    def read_direct(self, slot_type: str, given: str) -> Reading:
        """A value that a tester wrote: a catalogue id or a name, or whatever else, taken as it stands."""
        for value in self._model.types.get(slot_type, ()):
            if given == value.id:
                return Reading(value.name, Certainty.EXACT, (value,))
        reading = self.read(slot_type, words_of(given))
        understood = slot_type in self._model.types or reading.certainty is Certainty.EXACT
        return reading if understood and reading.value else Reading(given, reading.certainty)

    def write(self, name: str, slot_type: str, reading: Reading | None, *, status: str = "NONE") -> dict[str, Any]:
        """The slot's JSON; an unfilled slot has a name and nothing to confirm."""
        if reading is None:
            return {"name": name, "confirmationStatus": status}
        resolved: dict[str, Any] = {}
        if slot_type in self._model.types:
            resolved = {"resolutions": {"resolutionsPerAuthority": [self._authority(slot_type, reading)]}}
        return {
            "name": name,
            "value": reading.value,
            **resolved,
            "confirmationStatus": status,
            "source": "USER",
            "slotValue": {"type": "Simple", "value": reading.value, **resolved},
        }

    def _authority(self, slot_type: str, reading: Reading) -> dict[str, Any]:
        authority = f"amzn1.er-authority.echo-sdk.{self._skill_id}.{slot_type}"
        if not reading.matches:
            return {"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
        values = [{"value": {"name": match.name, "id": match.id}} for match in reading.matches]
        return {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": values}

    def _reading(self, slot_type: str, said: Words) -> Reading:
        if slot_type in self._model.types:
            return self._catalogue(slot_type, said)
        if (read := NUMBERS.get(slot_type)) is not None:
            found = read(said, locale=self._model.locale)
            certainty = Certainty.UNKNOWN if found is None else Certainty.EXACT
            denied = found is None and self._denies(said)
            return Reading(found or numbers.NOT_UNDERSTOOD, certainty, length=len(said), denied=denied)
        return Reading(as_text(said), Certainty.ANYTHING, length=len(said))

    def _catalogue(self, slot_type: str, said: Words) -> Reading:
        """All values of the best certainty: a synonym of two products resolves to both, as Alexa does it."""
        bare = without_before(said, self._phrases.article_words)
        best, found = Certainty.UNKNOWN, dict[str, SlotValue]()
        for words in dict.fromkeys((said, bare)):
            certainty, matches = self._matches(slot_type, words)
            if certainty > best:
                best, found = certainty, matches
        denied = best is Certainty.UNKNOWN and self._denies_a_thing(slot_type, said)
        return Reading(as_text(bare), best, tuple(found.values()), length=len(said), denied=denied)

    def _denies_a_thing(self, slot_type: str, said: Words) -> bool:
        """Whether these are "no" or "no tea"; "a no name razor" may be a thing of another shop."""
        denying = self._phrases.denying_words
        rest = without_before(said, denying)
        known = rest != said and self._matches(slot_type, rest)[0] is not Certainty.UNKNOWN
        return known or keys(said) in denying

    def _denies(self, said: Words) -> bool:
        """Whether a denying word is among these."""
        there = f" {' '.join(keys(said))} "
        return any(f" {' '.join(words)} " in there for words in self._phrases.denying_words)

    def _matches(self, slot_type: str, words: Words) -> tuple[Certainty, dict[str, SlotValue]]:
        names, whole = self._names[slot_type], compact(words)
        if exact := {name.value.id: name.value for name in names if name.whole == whole}:
            return Certainty.EXACT, exact
        stem = "".join(stems(words, self._phrases.endings))
        if inflected := {name.value.id: name.value for name in names if name.stem == stem}:
            return Certainty.INFLECTED, inflected
        # A figure is not misheard as a part of a name: "1.5 green tea" is no green tea.
        figures = _FIGURE.findall(whole)
        nearly = [
            (fuzz.ratio(whole, name.whole, score_cutoff=NEARLY), name.value)
            for name in names
            if figures == name.figures
        ]
        likely = sorted(((score, value) for score, value in nearly if score), key=lambda pair: -pair[0])
        return (Certainty.NEARLY if likely else Certainty.UNKNOWN), {value.id: value for _, value in likely}

    def _names_of(self, values: tuple[SlotValue, ...]) -> list[_Name]:
        names = [(value, words_of(name)) for value in values for name in (value.name, *value.synonyms)]
        # A name that begins with an article is known with it and without.
        bare = [(value, without_before(words, self._phrases.article_words)) for value, words in names]
        return [
            _Name(value, compact(words), "".join(stems(keys(words), self._phrases.endings)), len(words))
            for value, words in dict.fromkeys([*names, *bare])
        ]


def filled(slots: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Those slots of a request or a directive that hold something."""
    return {name: slot for name, slot in slots.items() if slot.get("value")}
