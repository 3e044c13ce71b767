"""What is like a sample without being one: misheard words, other words around it, a known thing among them.

Articles are left out of every comparison.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from simulator.language.interaction_model import Intent
from simulator.language.phrasebook import Phrasebook
from simulator.language.samples import Sample, in_braces
from simulator.language.slots import Certainty, Reading, Slots
from simulator.language.words import Words, compact, keys

ALIKE, LONG_ALIKE = 85.0, 74.0
"""How alike (of 100) words must be to a sample, once its slots are found in them: short ones, and long ones."""

LONG = 12
"""From how many letters on words with a slot in them are long: less can go wrong there."""

MOST_AROUND = 6
"""How many words may stand around a sample that is in the middle of others."""

SHARED = 1.4
"""How much of a sample's telling words, and how much of those said, must be shared: 2 is all of both."""

_PRIVATE, _PRIVATE_SIGNS = 0xE000, 0x1900
"""Where the signs begin that no text has, and how many there are."""


@dataclass(frozen=True)
class Likely:
    """An intent that was probably meant, and what its slots hold."""

    intent: str
    readings: Mapping[str, Reading]


@dataclass(frozen=True)
class _Plain:
    """Words without their articles: of a sample, or of what was heard, with slots in place."""

    tokens: Words
    shape: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class _Heard:
    """What was heard, by the slots of one intent."""

    plain: _Plain
    readings: Mapping[str, Reading]


class Likeness:
    """Compares with the samples of one model, and with the usual phrases of its built-in intents."""

    def __init__(
        self, samples: Sequence[Sample], phrases: Mapping[Words, str], slots: Slots, phrasebook: Phrasebook
    ) -> None:
        self._slots = slots
        self._phrasebook = phrasebook
        self._articles = frozenset(words[0] for words in phrasebook.article_words if len(words) == 1)
        self._phrases = {"".join(words): (words, intent) for words, intent in phrases.items()}
        self._samples: dict[str, list[_Plain]] = {}
        self._intents: dict[str, Intent] = {}
        self._vocabulary: dict[str, set[str]] = {}
        for sample in samples:
            self._intents[sample.intent.name] = sample.intent
            self._vocabulary.setdefault(sample.intent.name, set()).update(sample.words)
            self._samples.setdefault(sample.intent.name, []).append(self._plain(sample.tokens, sample.slots))

    def likeliest(self, said: Words) -> Likely | None:
        """What is very like a sample; otherwise what has a sample in the middle of it, or most of its words."""
        heard = self._heard(said)
        return self._alike(said, heard) or self._around(heard) or self._in_other_words(heard)

    def _alike(self, said: Words, heard: Mapping[str, _Heard]) -> Likely | None:
        """Something very like a sample or a usual phrase; but "minus two" is not like "two"."""
        score, likely = self._like_a_phrase(said)
        for name, one in heard.items():
            fitting = [sample for sample in self._samples[name] if sample.slots == one.plain.slots]
            least = LONG_ALIKE if one.readings and len(one.plain.shape) >= LONG else ALIKE
            shapes = [sample.shape for sample in fitting]
            near = process.extractOne(one.plain.shape, shapes, scorer=fuzz.ratio, score_cutoff=max(score, least))
            # Of equals the first in the model wins.
            if near and near[1] > score and not self._turned(one.plain.tokens, fitting[near[2]].tokens):
                score, likely = near[1], Likely(name, one.readings)
        return likely

    def _like_a_phrase(self, said: Words) -> tuple[float, Likely | None]:
        best = process.extractOne(compact(said), list(self._phrases), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            return 0.0, None
        words, intent = self._phrases[best[0]]
        return (0.0, None) if self._turned(keys(said), words) else (best[1], Likely(intent, {}))

    def _around(self, heard: Mapping[str, _Heard]) -> Likely | None:
        """A sample whose words are all there, in their order, with few others between and around them."""
        found: list[tuple[tuple[int, int], Likely]] = []
        for name, one in heard.items():
            for sample in self._samples[name]:
                others = len(one.plain.tokens) - len(sample.tokens)
                known = bool(sample.slots) and sample.slots == one.plain.slots and others <= MOST_AROUND
                if (
                    known
                    and _in_order(sample.tokens, one.plain.tokens)
                    and self._harmless(name, one.plain, sample)
                ):
                    found.append(((-others, len(sample.slots)), Likely(name, one.readings)))
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def _in_other_words(self, heard: Mapping[str, _Heard]) -> Likely | None:
        """A sample that shares its telling words with what was said about a thing of the catalogue."""
        score, likely = 0.0, None
        for name, one in heard.items():
            said = self._telling(one.plain.tokens)
            known = any(reading.matches for reading in one.readings.values())
            for sample in self._samples[name] if known and said else ():
                words = self._telling(sample.tokens)
                shared = len(words & said)
                share = shared / len(words) + shared / len(said) if words else 0.0
                same = share > max(score, SHARED) and sample.slots == one.plain.slots
                if same and not self._turned(one.plain.tokens, sample.tokens):
                    score, likely = share, Likely(name, one.readings)
        return likely

    def _telling(self, tokens: Words) -> frozenset[str]:
        """The words that say something, without slots."""
        light = self._phrasebook.light_words
        return frozenset(token for token in tokens if token not in light and not token.startswith("{"))

    def _harmless(self, intent: str, heard: _Plain, sample: _Plain) -> bool:
        """Whether the words around a sample leave its meaning alone.

        A sample that says nothing itself ("{quantity} of {product}") bears no word of weight beside it, but those
        of the intent's other samples.
        """
        light = self._phrasebook.light_words | self._vocabulary[intent]
        says_something = bool(self._telling(sample.tokens))
        others = set(heard.tokens) - set(sample.tokens)
        return (says_something or others <= light) and not self._turned(heard.tokens, sample.tokens)

    def _turned(self, heard: Words, sample: Words) -> bool:
        """Whether something that the sample does not have makes another thing of it: not, how many, without."""
        there, known = (f" {' '.join(words)} " for words in (heard, sample))
        turns = (f" {' '.join(phrase)} " for phrase in self._phrasebook.turning_words)
        return any(turn in there and turn not in known for turn in turns)

    def _heard(self, said: Words) -> dict[str, _Heard]:
        """For each intent, the words with its slots found in them."""
        found: dict[tuple[tuple[str, str], ...], _Heard] = {}
        for intent in self._intents.values():
            kinds = tuple(intent.slots.items())
            if kinds not in found:
                found[kinds] = self._found_in(said, kinds)
        return {name: found[tuple(intent.slots.items())] for name, intent in self._intents.items()}

    def _found_in(self, said: Words, kinds: Iterable[tuple[str, str]]) -> _Heard:
        """The words with the slots in place, the longest things first."""
        tokens, readings = list(said), dict[str, Reading]()
        for slot, slot_type in kinds:
            for start, end in _stretches(len(tokens), self._slots.longest(slot_type)):
                words = tuple(tokens[start:end])
                if any(word.startswith("{") for word in words):
                    continue
                reading = self._slots.read(slot_type, words)
                if reading.certainty >= Certainty.INFLECTED:
                    readings[slot] = reading
                    tokens[start:end] = [in_braces(slot)]
                    break
        return _Heard(self._plain(keys(tokens), tuple(sorted(readings))), readings)

    def _plain(self, tokens: Words, slots: tuple[str, ...]) -> _Plain:
        plain = tuple(token for token in tokens if token not in self._articles) or tokens
        return _Plain(plain, "".join(_sign(token) for token in plain), slots)


def _sign(token: str) -> str:
    """A word as it is, a slot as one sign: a slot's name is not what was said."""
    return chr(_PRIVATE + sum(token.encode()) % _PRIVATE_SIGNS) if token.startswith("{") else token


def _stretches(count: int, longest: int) -> Iterator[tuple[int, int]]:
    """Every stretch of so many words at most, from where to where, the longest first."""
    for length in range(min(count, longest), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def _in_order(wanted: Sequence[str], there: Sequence[str]) -> bool:
    rest = iter(there)
    return all(word in rest for word in wanted)
