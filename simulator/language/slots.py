"""What the words in a slot mean, and how Alexa writes that into the request."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from rapidfuzz import fuzz

from simulator.language import numbers
from simulator.language.interaction_model import InteractionModel, SlotValue
from simulator.language.words import normalised, singular, without_article

NEARLY = 88.0
"""How alike (of 100) a misheard name must be to count: one letter in ten, roughly."""


class Certainty(IntEnum):
    """How surely the words are a value of the slot's type."""

    UNKNOWN = 0
    NEARLY = 1
    INFLECTED = 2
    EXACT = 3


@dataclass(frozen=True)
class Reading:
    """What a slot holds: the value as Alexa would write it, and the catalogue's values that it matches."""

    value: str
    certainty: Certainty
    matches: tuple[SlotValue, ...] = ()


@dataclass(frozen=True)
class Slots:
    """Reads slots by one model, for one skill."""

    model: InteractionModel
    skill_id: str

    def read(self, slot_type: str, said: str) -> Reading:
        """What these words mean in a slot of this type."""
        if slot_type in self.model.types:
            return self._catalogue(self.model.types[slot_type], without_article(normalised(said)))
        if slot_type == "AMAZON.NUMBER":
            figures = numbers.figures(said, locale=self.model.locale)
            return _understood(figures)
        if slot_type == "AMAZON.FOUR_DIGIT_NUMBER":
            return _understood(numbers.four_digits(said, locale=self.model.locale))
        return Reading(normalised(said), Certainty.EXACT)

    def read_direct(self, slot_type: str, given: str) -> Reading:
        """A value that a tester wrote: a catalogue id or a name, or whatever else, taken as it stands."""
        for value in self.model.types.get(slot_type, ()):
            if given == value.id:
                return Reading(value.name, Certainty.EXACT, (value,))
        reading = self.read(slot_type, given)
        return reading if slot_type in self.model.types else Reading(given, reading.certainty)

    def write(self, name: str, slot_type: str, reading: Reading | None) -> dict[str, Any]:
        """The slot's JSON; an unfilled slot has a name and nothing to confirm."""
        if reading is None:
            return {"name": name, "confirmationStatus": "NONE"}
        resolved: dict[str, Any] = {}
        if slot_type in self.model.types:
            resolved = {"resolutions": {"resolutionsPerAuthority": [self._authority(slot_type, reading)]}}
        return {
            "name": name,
            "value": reading.value,
            **resolved,
            "confirmationStatus": "NONE",
            "source": "USER",
            "slotValue": {"type": "Simple", "value": reading.value, **resolved},
        }

    def _authority(self, slot_type: str, reading: Reading) -> dict[str, Any]:
        authority = f"amzn1.er-authority.echo-sdk.{self.skill_id}.{slot_type}"
        if not reading.matches:
            return {"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
        values = [{"value": {"name": match.name, "id": match.id}} for match in reading.matches]
        return {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": values}

    def _catalogue(self, values: tuple[SlotValue, ...], said: str) -> Reading:
        """All values of the best certainty: a synonym of two products resolves to both, as Alexa does it."""
        certainties = {value.id: _certainty(value, said) for value in values}
        best = max(certainties.values(), default=Certainty.UNKNOWN)
        if best is Certainty.UNKNOWN:
            return Reading(said, best)
        return Reading(said, best, tuple(value for value in values if certainties[value.id] is best))


def filled(slots: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Those slots of a request or a directive that hold something."""
    return {name: slot for name, slot in slots.items() if slot.get("value")}


def _understood(figures: str | None) -> Reading:
    if figures is None:
        return Reading(numbers.NOT_UNDERSTOOD, Certainty.UNKNOWN)
    return Reading(figures, Certainty.EXACT)


def _certainty(value: SlotValue, said: str) -> Certainty:
    names = [without_article(normalised(name)) for name in (value.name, *value.synonyms)]
    if said in names:
        return Certainty.EXACT
    if singular(said) in map(singular, names):
        return Certainty.INFLECTED
    return Certainty.NEARLY if any(fuzz.ratio(said, name) >= NEARLY for name in names) else Certainty.UNKNOWN
