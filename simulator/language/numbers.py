"""`AMAZON.NUMBER`: figures and number words, as Alexa hands them on (figures, or "?" when she gives up).

The words come from num2words, read backwards, so that a new language costs nothing here.
"""

from functools import cache

from num2words import num2words

from simulator.language.words import normalised

NOT_UNDERSTOOD = "?"
"""What `AMAZON.NUMBER` holds when something was said that is no number."""

NO_WHOLE_NUMBER = frozenset({"minus", "negative", "point", "half", "quarter"})
"""Words that turn the number beside them into another one."""

LARGEST_WORD = 1000
_IDIOMS = {"en": {"a couple of": "2", "a couple": "2", "a dozen": "12", "dozen": "12", "half a dozen": "6"}}


def figures(said: str, *, locale: str) -> str | None:
    """The number in figures ("two" -> "2"), or None when it is none."""
    text = normalised(said)
    if text.isascii() and text.isdigit():
        return str(int(text))
    return _number_words(locale.split("-", maxsplit=1)[0]).get(text)


@cache
def _number_words(language: str) -> dict[str, str]:
    words = dict(_IDIOMS.get(language, {}))
    for number in range(LARGEST_WORD + 1):
        spelled = normalised(str(num2words(number, lang=language)))
        words[spelled] = str(number)
        # "one hundred and twenty" is also said without its "and".
        words.setdefault(spelled.replace(" and ", " "), str(number))
    return words


def four_digits(said: str, *, locale: str) -> str | None:
    """`AMAZON.FOUR_DIGIT_NUMBER`: "one two three four", "twelve thirty four" or "1234"; leading zeros stay."""
    words = normalised(said).split()
    digits = "".join(word if word.isdigit() else figures(word, locale=locale) or "x" for word in words)
    return digits if len(digits) == 4 and digits.isdigit() else None
