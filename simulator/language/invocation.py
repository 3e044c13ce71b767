"""Opening a skill by voice: "open no nicks", "ask no nicks to buy two refill packs"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz

from simulator.language.slots import NEARLY
from simulator.language.usual_phrases import phrases_for
from simulator.language.words import (
    Words,
    as_text,
    compact,
    keys,
    normalised,
    without_after,
    without_before,
    words_of,
)

_NAME = "{name}"
_BLANK = re.compile(r"(\{name\}|\{wish\})")


@dataclass(frozen=True)
class Invocation:
    """The skill was called; `wish` is what was said besides, None for a plain launch."""

    wish: str | None = None


class CallSigns:
    """The words that call one skill by its invocation name, and those that leave it."""

    def __init__(self, name: str, *, locale: str) -> None:
        self._phrases = phrases_for(locale)
        self._name = words_of(name)
        self._launches = {keys(self._pattern(phrase)) for phrase in self._phrases.launch}
        self._one_shots = [self._pattern(phrase) for phrase in self._phrases.one_shot]
        self._leaving = {keys(words_of(phrase)) for phrase in self._phrases.leave}

    @property
    def launch(self) -> str:
        """The plainest words that open the skill."""
        plainest = next(phrase for phrase in self._phrases.launch if phrase != _NAME)
        return normalised(plainest.replace(_NAME, as_text(self._name)))

    def invocation(self, utterance: str) -> Invocation | None:
        """How the words call the skill; None when they do not."""
        words = without_before(words_of(utterance), self._phrases.wake_words)
        plain = without_before(words, self._phrases.words_before)
        for said in dict.fromkeys((words, plain, without_before(words, self._phrases.courtesy_words))):
            for with_name in self._with_name(said):
                if (found := self._called(with_name)) is not None:
                    return found
        return None

    def leaves(self, utterance: str) -> bool:
        """Whether the words end the session by Alexa's own hand, without an intent."""
        said = without_before(words_of(utterance), self._phrases.words_before)
        return bool({keys(said), keys(without_after(said, self._phrases.words_after))} & self._leaving)

    def _called(self, said: Words) -> Invocation | None:
        brief = without_after(said, self._phrases.words_after)
        if {keys(said), keys(brief)} & self._launches:
            return Invocation()
        # With its accents first: "que" leads to a wish, "qué" belongs to it.
        for pattern, compared in chain(
            ((pattern, said) for pattern in self._one_shots),
            ((keys(pattern), keys(said)) for pattern in self._one_shots),
        ):
            if reach := _wish(pattern, compared):
                return Invocation(as_text(said[reach]))
        return None

    def _pattern(self, phrase: str) -> Words:
        pieces = (piece for piece in _BLANK.split(phrase) if piece)
        words = ((piece,) if _BLANK.fullmatch(piece) else self._phrases.words(piece) for piece in pieces)
        return tuple(chain.from_iterable(words))

    def _with_name(self, said: Words) -> Iterator[Words]:
        """The words with the skill's name, or nearly its name, as one blank; an article before it may go."""
        name = compact(self._name)
        found: tuple[float, int, int] = (0.0, 0, 0)
        for start in range(len(said)):
            for end in range(start + 1, min(len(said), start + len(self._name) + 2) + 1):
                score = fuzz.ratio(compact(said[start:end]), name, score_cutoff=NEARLY)
                # A name that is only nearly right calls nobody when nothing else is said.
                if score > found[0] and (score == 100.0 or end - start < len(said)):
                    found = (score, start, end)
        score, start, end = found
        if score:
            yield (*said[:start], _NAME, *said[end:])
            if start and keys(said[start - 1 : start]) in self._phrases.article_words:
                yield (*said[: start - 1], _NAME, *said[end:])


def _wish(pattern: Words, said: Words) -> slice | None:
    """From where to where the wish reaches; None when the words are not of this pattern."""
    place = pattern.index("{wish}")
    after = pattern[place + 1 :]
    end = len(said) - len(after)
    fits = place < end and said[:place] == pattern[:place] and said[end:] == after
    return slice(place, end) if fits else None
