"""What is in a phrasebook: all that the simulator knows of one language besides the skill's own model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from simulator.language.words import Words, keys, one_form, words_of


@dataclass(frozen=True)
class Phrasebook:
    """One language's phrases, as they are written; `{name}` is the skill and `{wish}` what it is asked for.

    `launch` opens the skill, the plainest way first; `one_shot` opens it with a wish: the first that fits wins.
    `before` and `after` stand around what is said and carry no meaning; `courtesies` wrap a wish.
    `linking` words say nothing by themselves: of, me, to, have.
    `contractions` are patterns of words that are drawn together, with what stands for them.
    `turning` words make another thing of the words beside them: not, without, minus, how many, cancel.
    `denying` words heard where a thing or a number should be take the wish back: no, never, none.
    `numbers` adds to what num2words has, and `spellings` gives other ways to write what it has: a pattern and what
    stands for it. Numbers from a thousand on have one of `thousands` in them. `digits` are words in a code;
    `counters` may follow a number.
    """

    built_in: Mapping[str, tuple[str, ...]]
    launch: tuple[str, ...]
    one_shot: tuple[str, ...]
    leave: tuple[str, ...]
    apology: str
    wake: tuple[str, ...] = ("alexa", "echo", "computer", "amazon", "ziggy")
    articles: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    linking: tuple[str, ...] = ()
    turning: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    spellings: tuple[tuple[str, str], ...] = ()
    thousands: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    contractions: tuple[tuple[str, str], ...] = ()
    digits: Mapping[str, str] = field(default_factory=dict)
    twice: tuple[str, ...] = ()

    @cached_property
    def article_words(self) -> tuple[Words, ...]:
        """The articles, as words are compared."""
        return self._keyed(self.articles)

    @cached_property
    def wake_words(self) -> tuple[Words, ...]:
        """What wakes the device."""
        return self._keyed(self.wake)

    @cached_property
    def words_before(self) -> tuple[Words, ...]:
        """What may stand before the words that count."""
        return self._keyed((*self.wake, *self.before))

    @cached_property
    def words_after(self) -> tuple[Words, ...]:
        """What may stand after the words that count."""
        return self._keyed(self.after)

    @cached_property
    def courtesy_words(self) -> tuple[Words, ...]:
        """What a wish may be wrapped in, with what may stand before it."""
        return (*self.words_before, *self._keyed(self.courtesies))

    @cached_property
    def light_words(self) -> frozenset[str]:
        """Words that may stand anywhere without making another thing of what is said."""
        phrases = (*self.before, *self.after, *self.courtesies, *self.linking)
        articles = frozenset(words[0] for words in self.article_words if len(words) == 1)
        return articles | {word for phrase in self._keyed(phrases) for word in phrase}

    @cached_property
    def turning_words(self) -> tuple[Words, ...]:
        """What makes another thing of the words beside it."""
        return self._keyed(self.turning)

    @cached_property
    def denying_words(self) -> tuple[Words, ...]:
        """What takes a wish back."""
        return self._keyed(self.denying)

    def words(self, text: str) -> Words:
        """The words of a text, those apart that were drawn together; an elided word may end it ("l'")."""
        spoken = one_form(text).rstrip()
        for pattern, instead in self.contractions:
            spoken = re.sub(pattern, instead, spoken)
        return words_of(f"{spoken}x")[:-1] if spoken.endswith("'") else words_of(spoken)

    def keys(self, text: str) -> Words:
        """These words, as they are compared."""
        return keys(self.words(text))

    def _keyed(self, phrases: Iterable[str]) -> tuple[Words, ...]:
        return tuple(self.keys(phrase) for phrase in phrases)
