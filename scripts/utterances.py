"""How a model's sample utterances are read: their slots, their shape, and which spoken words they match.

This is a plain reading, for checks: a sample matches if its words do and each slot can hold what was said.
Alexa herself is more generous.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from scripts.documents import JsonObject, entries, text, texts
from scripts.languages.language import Language

_CLAUSE = re.compile(r"[,.:;?!、。？！「」„“”»«\"]")

SLOT = re.compile(r"\{([^{}]*)\}")


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
        self._slots = {text(kind, "name"): self._names(kind) for kind in slot_types(model)}
        self._slots |= {"AMAZON.NUMBER": _number(language), "AMAZON.FOUR_DIGIT_NUMBER": _code(language)}
        self._wordy: dict[str, list[Sample]] = {}
        self._slotted: list[tuple[Sample, _Pattern]] = []
        for sample in samples(model):
            pattern = self._pattern(sample)
            if pattern.holders:
                self._slotted.append((sample, pattern))
            else:
                self._wordy.setdefault(pattern.literals[0], []).append(sample)

    def samples_for(self, words: str) -> Iterator[Sample]:
        """Give each sample that matches the words, those with slots last."""
        said = self._language.spelling(words)
        yield from self._wordy.get(said, ())
        yield from (sample for sample, pattern in self._slotted if pattern.fits(said))

    def intents_for(self, words: str) -> set[str]:
        """Return the names of the intents with a sample that matches."""
        return {sample.intent for sample in self.samples_for(words)}

    def intents_in(self, speech: str) -> set[str]:
        """Return the names of the intents that could be meant by any words that stand together in the speech."""
        heard: set[str] = set()
        for clause in _CLAUSE.split(speech):
            said = self._language.spelling(clause)
            words = said.split() if self._language.spaced else said
            for start, end in combinations(range(len(words) + 1), 2):
                heard |= self.intents_for(self._language.blank.join(words[start:end]))
        return heard

    def _pattern(self, sample: Sample) -> "_Pattern":
        # Splitting at a group puts the slot names at the odd places.
        parts = SLOT.split(sample.spelled(self._language))
        slots = [sample.slot_types.get(slot, "") for slot in parts[1::2]]
        return _Pattern(tuple(parts[::2]), tuple(self._slots.get(slot, _other(slot)) for slot in slots))

    def _names(self, slot_type: JsonObject) -> "_Holder":
        names = (name for value in entries(slot_type, "values") for name in names_of(value))
        return frozenset(map(self._language.spelling, names)).__contains__


_Holder = Callable[[str], bool]
"""Whether a slot can hold these words."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Words with slots in them: a literal, a slot, a literal, and so on; literals may be empty."""

    literals: tuple[str, ...]
    holders: tuple[_Holder, ...]

    def fits(self, said: str) -> bool:
        """Whether the words can be parted so."""
        # Few samples begin and end as the words do.
        return said.startswith(self.literals[0]) and said.endswith(self.literals[-1]) and self._fits(said, 0)

    def _fits(self, said: str, place: int) -> bool:
        literal = self.literals[place]
        if not said.startswith(literal):
            return False
        rest = said[len(literal) :]
        if place == len(self.holders):
            return not rest
        # Whatever follows the last slot is known already.
        last = len(rest) - len(self.literals[-1])
        ends = range(1, last + 1) if place + 1 < len(self.holders) else range(max(last, 1), last + 1)
        return any(self.holders[place](rest[:end]) and self._fits(rest[end:], place + 1) for end in ends)


def _number(language: Language) -> _Holder:
    return lambda said: said.isdecimal() or said in language.number_words


def _code(language: Language) -> _Holder:
    """Four figures, each by itself or two together: "one seven nine seven", "seventeen ninety seven"."""
    digit, number = language.digit_words.__contains__, language.number_words.__contains__
    ways = (_in_a_row(digit, 4, language.blank), _in_a_row(number, 2, language.blank))
    return lambda said: (said.isdecimal() and len(said) == 4) or any(way.fits(said) for way in ways)  # noqa: PLR2004


def _in_a_row(holder: _Holder, count: int, blank: str) -> _Pattern:
    return _Pattern(("", *[blank] * (count - 1), ""), (holder,) * count)


def _other(slot_type: str) -> _Holder:
    """Take anything for a built-in type that is not listed, and nothing for a type that nobody declared."""
    return lambda said: bool(said) and slot_type.startswith("AMAZON.")
