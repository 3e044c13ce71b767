"""Numbers, amounts and days as people say them: nine dollars, neun Euro fünfzig, 300円, the first of May.

Each locale's words stand in its speech file; number words come from num2words, which is loaded when the first
number is said and not before (a launch says none).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import get_month_names

from voicetill.domain.money import Money

# Cents below this are said as cents everywhere; above, many languages say the bare number.
_SMALL_PART = 10


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a locale says numbers.

    `in_words` is false where figures are read well by the voice. `before_nouns` are endings that change before a
    noun (veintiuno, but veintiún euros). A day of the month is "ordinal", "cardinal" or "figures"; `first_day`
    replaces the 1st where it has a form of its own.
    """

    language: str
    in_words: bool = True
    before_nouns: tuple[tuple[str, str], ...] = ()
    days: str = "figures"
    first_day: str = ""

    def number(self, number: int) -> str:
        """Say a whole number of things."""
        return self._before_noun(self.alone(number)) if self.in_words else str(number)

    def alone(self, number: int) -> str:
        """Say a whole number that no noun follows: veintiún euros con veintiuno."""
        return _spelled(number, self.language) if self.in_words else str(number)

    def day_of_month(self, day: int) -> str:
        """Say a day of a month."""
        if day == 1 and self.first_day:
            return self.first_day
        if self.days == "figures":
            return str(day)
        return _spelled(day, self.language, ordinal=self.days == "ordinal")

    def _before_noun(self, words: str) -> str:
        for ending, instead in self.before_nouns:
            if words.endswith(ending):
                return words.removesuffix(ending) + instead
        return words


def said_money(money: Money, sentences: Mapping[str, str], numerals: Numerals) -> str:
    """Say an amount: whole units and hundredths, each in its plural form."""

    def form(name: str, number: int) -> str:
        one = number == 1
        pattern = sentences[f"money.{money.currency.value}.{name}{'one' if one else 'other'}"]
        return pattern.format(count=numerals.number(number))

    whole, part = divmod(money.minor, 10**money.currency.digits)
    if not part:
        return form("", whole)
    if not whole:
        return form("part_", part)
    joined = "with_part" if part >= _SMALL_PART else "with_small_part"
    return sentences[f"money.{money.currency.value}.{joined}"].format(
        whole=form("", whole), part=form("part_", part), count=numerals.alone(part)
    )


def said_day(day: date, sentences: Mapping[str, str], numerals: Numerals, cldr: Locale, *, today: date) -> str:
    """Say a day, with its year where it is not this one."""
    name = "date.this_year" if day.year == today.year else "date.other_year"
    month = get_month_names("wide", locale=cldr)[day.month]
    return sentences[name].format(day=numerals.day_of_month(day.day), month=month, year=str(day.year))


def _spelled(number: int, language: str, *, ordinal: bool = False) -> str:
    from num2words import num2words  # noqa: PLC0415 - forty languages are loaded with it: not at the start

    words = num2words(number, lang=language, to="ordinal" if ordinal else "cardinal")
    return str(words).replace(",", "")
