"""What is like a sample without being one: misheard words, other words around it, a known thing among them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from simulator.language.interaction_model import Intent
from simulator.language.phrasebook import Phrasebook
from simulator.language.samples import Sample, in_braces
from simulator.language.slots import Certainty, Reading, Slots
from simulator.language.words import Words, compact, keys

ALIKE = 82.0
"""How alike (of 100) words must be to a sample, once its slots are found in them."""

MOST_AROUND = 5
"""How many words may stand around a sample that is in the middle of others."""


@dataclass(frozen=True)
class Likely:
    """An intent that was probably meant, and what its slots hold."""

    intent: str
    readings: Mapping[str, Reading]


@dataclass(frozen=True)
class _Heard:
    """The words with the slots in place that were found in them, for one set of slot types."""

    tokens: Words
    readings: Mapping[str, Reading]


class Likeness:
    """Compares with the samples of one model, and with the usual phrases of its built-in intents."""

    def __init__(
        self, samples: Sequence[Sample], phrases: Mapping[Words, str], slots: Slots, phrasebook: Phrasebook
    ) -> None:
        self._slots = slots
        self._phrasebook = phrasebook
        self._phrases = {"".join(words): intent for words, intent in phrases.items()}
        self._by_intent: dict[str, list[Sample]] = {}
        for sample in samples:
            self._by_intent.setdefault(sample.intent.name, []).append(sample)

    def likeliest(self, ways: Iterable[Words]) -> Likely | None:
        """What is very like a sample; otherwise what has a sample in the middle of it."""
        heard = list(ways)
        return self._alike(heard[-1]) or self._around(heard[-1])

    def _alike(self, said: Words) -> Likely | None:
        """Something very like a sample or a usual phrase; but "minus two" is not like "two"."""
        best = process.extractOne(compact(said), self._phrases.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        score, likely = (best[1], Likely(self._phrases[best[0]], {})) if best else (0.0, None)
        for samples, heard in self._heard(said):
            fitting = [sample for sample in samples if sample.slots == tuple(sorted(heard.readings))]
            texts = [sample.text for sample in fitting]
            text = " ".join(heard.tokens)
            near = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=max(score, ALIKE))
            # Of equals the first in the model wins.
            if near is not None and near[1] > score and not self._turned(heard.tokens, fitting[near[2]].tokens):
                score, likely = near[1], Likely(fitting[near[2]].intent.name, heard.readings)
        return None if likely is not None and not likely.readings and self._numbered(said) else likely

    def _around(self, said: Words) -> Likely | None:
        """A sample whose words are all there, in their order, with few others between and around them."""
        found: list[tuple[tuple[int, int], Likely]] = []
        for samples, heard in self._heard(said):
            for sample in samples:
                others = len(heard.tokens) - len(sample.tokens)
                known = sample.slots and sample.slots == tuple(sorted(heard.readings))
                there = known and others <= MOST_AROUND and _in_order(sample.tokens, heard.tokens)
                if there and not self._turned(heard.tokens, sample.tokens):
                    found.append(((-others, len(sample.slots)), Likely(sample.intent.name, heard.readings)))
        return max(found, key=lambda one: one[0])[1] if found else None

    def _turned(self, heard: Words, sample: Words) -> bool:
        """Whether a word that the sample does not have makes another thing of it: not, how many, without."""
        return bool((set(heard) - set(sample)) & self._phrasebook.turning_words)

    def _numbered(self, said: Words) -> bool:
        return bool(set(keys(said)) & self._phrasebook.turning_words)

    def _heard(self, said: Words) -> Iterator[tuple[list[Sample], _Heard]]:
        """For each intent its samples, and the words with its slots found in them."""
        known: dict[tuple[tuple[str, str], ...], _Heard] = {}
        for samples in self._by_intent.values():
            kinds = tuple(samples[0].intent.slots.items())
            if kinds not in known:
                known[kinds] = self._found_in(said, samples[0].intent)
            yield samples, known[kinds]

    def _found_in(self, said: Words, intent: Intent) -> _Heard:
        """The words with the intent's slots in place, the longest things first."""
        tokens, readings = list(said), dict[str, Reading]()
        for slot, slot_type in intent.slots.items():
            for start, end in _stretches(len(tokens), self._slots.longest(slot_type)):
                words = tuple(tokens[start:end])
                if any(word.startswith("{") for word in words):
                    continue
                reading = self._slots.read(slot_type, words)
                if reading.certainty >= Certainty.INFLECTED:
                    readings[slot] = reading
                    tokens[start:end] = [in_braces(slot)]
                    break
        return _Heard(keys(tokens), readings)


def _stretches(count: int, longest: int) -> Iterator[tuple[int, int]]:
    """Every stretch of so many words at most, from where to where, the longest first."""
    for length in range(min(count, longest), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def _in_order(wanted: Sequence[str], there: Sequence[str]) -> bool:
    rest = iter(there)
    return all(word in rest for word in wanted)
