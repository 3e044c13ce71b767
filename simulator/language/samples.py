"""Sample utterances as patterns: which of them fit what was said, and how well."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulator.language.interaction_model import SLOT, Intent, InteractionModel
from simulator.language.phrasebook import Phrasebook
from simulator.language.slots import Certainty, Reading, Slots
from simulator.language.words import Words, keys, without_after

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

    @cached_property
    def words(self) -> Words:
        """The words that stand in the sample itself."""
        return tuple(part for part in self.parts if isinstance(part, str))

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names of its slots, sorted."""
        return tuple(sorted(part.name for part in self.parts if isinstance(part, SlotPart)))

    @cached_property
    def tokens(self) -> Words:
        """The sample again, with its slots in braces."""
        return tuple(part if isinstance(part, str) else in_braces(part.name) for part in self.parts)


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
        guessed = [reading.length for reading in self.readings.values() if reading.certainty <= Certainty.ANYTHING]
        return (self.certainty, -len(guessed), -sum(guessed), len(self.sample.words), len(self.readings))

    def plausible(self, phrases: Phrasebook) -> bool:
        """Whether an unknown thing stands where the sample's own words leave no doubt about the wish."""
        telling = [word for word in self.sample.words if (word,) not in phrases.article_words]
        unknown = [reading for reading in self.readings.values() if reading.certainty is Certainty.UNKNOWN]
        return bool(telling) and all(
            reading.length <= LONGEST_UNKNOWN and not reading.denied for reading in unknown
        )


class SamplesByWord:
    """Samples by the rarest of their words: a model has many, and few of them can fit what was said."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        often = Counter(word for sample in samples for word in sample.words)
        self._by_word: dict[str, list[tuple[int, Sample]]] = {}
        for place, sample in enumerate(samples):
            rarest = min(sample.words, key=lambda word: often[word], default="")
            self._by_word.setdefault(rarest, []).append((place, sample))

    def that_may_fit(self, said: Words) -> list[Sample]:
        """Those whose rarest word was said, and those of slots alone, in the order of the model."""
        found = [pair for word in {"", *keys(said)} for pair in self._by_word.get(word, ())]
        return [sample for _, sample in sorted(found, key=lambda pair: pair[0])]


def in_braces(slot: str) -> str:
    """A slot's name as samples write it."""
    return f"{{{slot}}}"


def samples_of(model: InteractionModel, phrases: Phrasebook) -> list[Sample]:
    """Every sample of the model, in its order."""
    return [parse_sample(intent, text, phrases) for intent in model.intents.values() for text in intent.samples]


def parse_sample(intent: Intent, text: str, phrases: Phrasebook) -> Sample:
    """Cut a sample into words and slots; what may follow any wish ("please") is no part of it."""
    tokens: list[str] = []
    # re.split with one group gives text and slot names by turns.
    for place, piece in enumerate(SLOT.split(text)):
        if place % 2:
            tokens.append(in_braces(piece))
        # A possessive belongs to the slot before it: "{product}'s price".
        elif piece.startswith(("'", "’")) and tokens:
            tokens += phrases.keys(f"x{piece}")[1:]
        else:
            tokens += phrases.keys(piece)
    kept = without_after(tuple(tokens), phrases.words_after)
    return Sample(intent, tuple(SlotPart(token[1:-1]) if token.startswith("{") else token for token in kept))


def fits(samples: Iterable[Sample], said: Words, slots: Slots) -> Iterator[Fit]:
    """Every way in which one of the samples fits the words."""
    compared = keys(said)
    there = set(compared)
    for sample in samples:
        if len(sample.parts) <= len(said) and there.issuperset(sample.words):
            for spans in _spans(sample.parts, compared):
                kinds = sample.intent.slots
                readings = {name: slots.read(kinds[name], said[start:end]) for name, start, end in spans}
                yield Fit(sample, readings)


def _spans(parts: tuple[Part, ...], words: Words, start: int = 0) -> Iterator[list[tuple[str, int, int]]]:
    """From where to where each slot reaches, for every way to lay the sample over the words."""
    if not parts:
        if start == len(words):
            yield []
        return
    head, rest = parts[0], parts[1:]
    if isinstance(head, str):
        if start < len(words) and words[start] == head:
            yield from _spans(rest, words, start + 1)
        return
    for end in range(start + 1, len(words) - len(rest) + 1):
        for others in _spans(rest, words, end):
            yield [(head.name, start, end), *others]
