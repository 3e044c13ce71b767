"""Sample utterances as patterns: which of them fit what was said, and how well."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.language.interaction_model import Intent, InteractionModel
from simulator.language.slots import Certainty, Reading, Slots
from simulator.language.words import ARTICLES, normalised, without_fillers

_SLOT = re.compile(r"\{\s*(\w+)\s*\}")
LONGEST_UNKNOWN = 4
"""How many words an unknown thing may have ("buy a yellow submarine"): more is another subject."""


@dataclass(frozen=True)
class SlotPart:
    """The place of a slot in a sample."""

    name: str


Part = str | SlotPart


@dataclass(frozen=True)
class Sample:
    """One sample of one intent, cut into words and slots."""

    intent: Intent
    parts: tuple[Part, ...]

    @property
    def words(self) -> list[str]:
        """The words that stand in the sample itself."""
        return [part for part in self.parts if isinstance(part, str)]

    @property
    def slots(self) -> list[str]:
        """The names of its slots, sorted."""
        return sorted(part.name for part in self.parts if isinstance(part, SlotPart))

    @property
    def text(self) -> str:
        """The sample again, with its slots in braces."""
        return " ".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in self.parts)


@dataclass(frozen=True)
class Fit:
    """A sample that fits, with what its slots hold."""

    sample: Sample
    readings: Mapping[str, Reading]

    @property
    def certainty(self) -> Certainty:
        """That of the least certain slot; words alone are exact."""
        return min((reading.certainty for reading in self.readings.values()), default=Certainty.EXACT)

    @property
    def rank(self) -> tuple[int, ...]:
        """Greater is better: certain before uncertain, little guessed, many words of the sample's own."""
        unknown = [reading for reading in self.readings.values() if reading.certainty is Certainty.UNKNOWN]
        guessed = sum(len(reading.value.split()) for reading in unknown)
        return (self.certainty, -guessed, len(self.sample.words), len(self.readings))

    @property
    def plausible(self) -> bool:
        """Whether an unknown thing stands where the sample's own words leave no doubt about the wish."""
        telling = [word for word in self.sample.words if word not in ARTICLES]
        unknown = [reading for reading in self.readings.values() if reading.certainty is Certainty.UNKNOWN]
        return bool(telling) and all(len(reading.value.split()) <= LONGEST_UNKNOWN for reading in unknown)


def samples_of(model: InteractionModel) -> list[Sample]:
    """Every sample of the model, in its order."""
    return [parse_sample(intent, text) for intent in model.intents.values() for text in intent.samples]


def parse_sample(intent: Intent, text: str) -> Sample:
    """Cut a sample into words and slots."""
    parts: list[Part] = []
    # re.split with one group gives text and slot names by turns.
    for place, piece in enumerate(_SLOT.split(text)):
        if place % 2:
            parts.append(SlotPart(piece))
        else:
            parts.extend(normalised(piece).split())
    while len(parts) > 1 and isinstance(parts[-1], str) and without_fillers(f"x {parts[-1]}") == "x":
        parts.pop()
    return Sample(intent, tuple(parts))


def fits(sample: Sample, said: str, slots: Slots) -> Iterator[Fit]:
    """Every way in which the sample fits the words."""
    for contents in _splits(sample.parts, tuple(said.split())):
        readings = {name: slots.read(sample.intent.slots[name], words) for name, words in contents.items()}
        yield Fit(sample, readings)


def _splits(parts: tuple[Part, ...], words: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not parts:
        if not words:
            yield {}
        return
    head, rest = parts[0], parts[1:]
    if isinstance(head, str):
        if words and words[0] == head:
            yield from _splits(rest, words[1:])
        return
    for length in range(1, len(words) - len(rest) + 1):
        for others in _splits(rest, words[length:]):
            yield {head.name: " ".join(words[:length]), **others}
