"""`AMAZON.NUMBER` and `AMAZON.FOUR_DIGIT_NUMBER`: figures and number words, handed on in figures.

The words come from num2words, read backwards, so that a language costs its phrasebook only a few lines: other
spellings and what people say besides ("a dozen").
"""

import re
from collections.abc import Iterator
from functools import cache

from num2words import num2words

from simulator.language.usual_phrases import language_of, phrases_for
from simulator.language.words import Words, compact, keys, words_of

NOT_UNDERSTOOD = "?"
"""What `AMAZON.NUMBER` holds when something was said that is no number."""

MOST_FIGURES = 12
"""More figures than these are no number that anybody says."""

LONGEST_NUMBER = 14
"""How many words a number may have; "nine hundred and ninety nine thousand nine hundred and nine" has eleven."""

_THOUSAND = 1000
_CODE_LENGTH = 4


def figures(said: Words, *, locale: str) -> str | None:
    """The number in figures ("two" -> "2"), or None when it is none."""
    if len(said) > LONGEST_NUMBER:
        return None
    for words in (said, *_without_counter(said, locale)):
        if len(words) == 1 and words[0].isdecimal():
            return str(int(words[0])) if len(words[0]) <= MOST_FIGURES else None
        found = _read(compact(words), language_of(locale))
        if found is not None:
            return str(found)
    return None


def four_digits(said: Words, *, locale: str) -> str | None:
    """Four figures: "one two three four", "twelve thirty four", "double oh seven seven", "1234"; zeros stay."""
    if len(said) > LONGEST_NUMBER:
        return None
    return next((code for code in _codes(said, _CODE_LENGTH, locale) if len(code) == _CODE_LENGTH), None)


def _codes(said: Words, room: int, locale: str) -> Iterator[str]:
    """The figures of the words, for each way to part them into numbers, the longest numbers first."""
    if not said:
        yield ""
        return
    for length in range(len(said), 0, -1):
        first = _group(said[:length], locale)
        if first is not None and len(first) <= room:
            for rest in _codes(said[length:], room - len(first), locale):
                yield first + rest


def _group(words: Words, locale: str) -> str | None:
    """One number of a code: its figures as they are, a digit (perhaps "double"), or a number in words."""
    phrases = phrases_for(locale)
    if len(words) == 1 and words[0].isdecimal():
        return "".join(str(int(figure)) for figure in words[0])
    spoken = {compact(words_of(word)): digit for word, digit in phrases.digits.items()}
    if (digit := spoken.get(compact(words))) is not None:
        return digit
    if len(words) > 1 and words[0] in phrases.twice:
        again = _group(words[1:], locale)
        return again * 2 if again is not None and len(again) == 1 else None
    number = _read(compact(words), language_of(locale))
    return str(number) if number is not None else None


def _without_counter(said: Words, locale: str) -> Iterator[Words]:
    """The words before a counter: "2個" is 2, and so is "two more"."""
    for counter in phrases_for(locale).counters:
        signs = keys(words_of(counter))
        if len(said) > len(signs) and keys(said[-len(signs) :]) == signs:
            yield said[: -len(signs)]


def _read(text: str, language: str) -> int | None:
    """The number that these words write, with nothing between the words."""
    below = _below_a_thousand(language)
    if text in below:
        return below[text]
    if not any(sign in text for sign in phrases_for(language).thousands):
        return None
    thousands = _thousands(language)
    if text in thousands:
        return thousands[text]
    for cut in range(1, len(text)):
        head, tail = thousands.get(text[:cut]), below.get(text[cut:])
        # "Two thousand" goes with what is below a thousand, "twenty hundred" with nothing.
        if head is not None and tail is not None and 0 < tail < _THOUSAND and head % _THOUSAND == 0:
            return head + tail
    return None


@cache
def _below_a_thousand(language: str) -> dict[str, int]:
    """Number words up to 999, the phrasebook's own, and in English full hundreds: "fifteen hundred"."""
    words = {compact(words_of(word)): number for word, number in phrases_for(language).numbers.items()}
    for number in range(_THOUSAND):
        for spelled in _spellings(number, language):
            words.setdefault(spelled, number)
    if language == "en":
        for hundreds in range(11, 100):
            words.setdefault(f"{compact(words_of(num2words(hundreds)))}hundred", hundreds * 100)
    return words


@cache
def _thousands(language: str) -> dict[str, int]:
    """The words for full thousands; in English an "and" may follow."""
    words: dict[str, int] = {}
    for number in range(_THOUSAND, _THOUSAND * _THOUSAND, _THOUSAND):
        for spelled in _spellings(number, language):
            words.setdefault(spelled, number)
            words.setdefault(f"{spelled}and" if language == "en" else spelled, number)
    return words


def _spellings(number: int, language: str) -> Iterator[str]:
    """Every way to write the number that is known, each with nothing between its words."""
    written = str(num2words(number, lang=language))
    ways = [written]
    for pattern, instead in phrases_for(language).spellings:
        ways += [changed for way in ways if (changed := re.sub(pattern, instead, way)) != way]
    for way in ways:
        yield compact(words_of(way))
