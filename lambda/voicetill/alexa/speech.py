"""What the skill says, locale by locale: sentences from `data/speech/<locale>.toml`, filled in.

Amounts on cards and screens, lists and plurals follow CLDR; spoken amounts and days are said as people say them
(`numerals`). What is filled into a spoken sentence is made safe for SSML, so that a product name or an address can
never break a response.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from xml.sax.saxutils import escape

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from voicetill.alexa.numerals import Numerals, said_day, said_money
from voicetill.alexa.sentences import money_sentences, sentence_faults
from voicetill.domain.addresses import Address
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.money import Currency, Money
from voicetill.domain.pricing import Line
from voicetill.domain.products import ProductText
from voicetill.domain.toml_files import read_toml

_PERIODS = {1: "month", 12: "year"}
_DAYS = ("ordinal", "cardinal", "figures")


class Speech:
    """The words of one locale."""

    def __init__(self, locale: str, sentences: Mapping[str, str], numerals: Numerals) -> None:
        self.locale = locale
        self._sentences = sentences
        self._numerals = numerals
        self._cldr = Locale.parse(locale, sep="-")

    def say(self, name: str, **values: str) -> str:
        """Return a spoken sentence, whatever begins it with a capital letter, its values made safe for SSML."""
        said = self._sentences[f"say.{name}"].format_map({key: safe(value) for key, value in values.items()})
        return sentence_case(said)

    def write(self, name: str, **values: str) -> str:
        """Return a sentence of a card, as plain text."""
        return self._sentences[f"card.{name}"].format_map({key: plain(value) for key, value in values.items()})

    def label(self, name: str) -> str:
        """Return what stands on a screen: a heading or a button."""
        return self._sentences[f"screen.{name}"]

    def money(self, money: Money) -> str:
        """Write an amount as the locale does."""
        return str(format_currency(money.major, money.currency.value, locale=self._cldr))

    def amount(self, money: Money) -> str:
        """Say an amount as people do; in a currency that the locale has no words for, as it is written."""
        if not self.knows(money.currency):
            return self.money(money)
        return said_money(money, self._sentences, self._numerals)

    def day(self, day: date, *, today: date) -> str:
        """Say a day as people do."""
        return said_day(day, self._sentences, self._numerals, self._cldr, today=today)

    def date(self, day: date) -> str:
        """Write a day as the locale does, with its year."""
        return str(format_date(day, format="long", locale=self._cldr))

    def period(self, months: int) -> str:
        """Name how often something is paid: every month, every two months, every year."""
        if months in _PERIODS:
            return self._sentences[f"period.{_PERIODS[months]}"]
        return self._sentences["period.months"].format(count=self._numerals.number(months))

    def knows(self, currency: Currency) -> bool:
        """Whether the locale has words for amounts of a currency."""
        return all(name in self._sentences for name in money_sentences(currency))

    def items(self, lines: Iterable[Line]) -> str:
        """Name lines with their quantities: one starter kit and two refill packs."""
        return self.all_of([self.some(line.text, line.quantity) for line in lines])

    def some(self, text: ProductText, quantity: int) -> str:
        """Name so many of a product, in the plural form that CLDR wants."""
        form = "one" if self._cldr.plural_form(quantity) == "one" else "other"
        count = self._numerals.number(quantity)
        return self._sentences[f"count.{form}"].format(count=count, one=text.one, other=text.other, a=text.a)

    def place(self, address: Address) -> str:
        """Name a delivery place as a person would: whichever street line there is, and the city."""
        line = next((line.strip() for line in address.lines if line.strip()), "")
        city = address.city.strip()
        return self._sentences["say.place"].format(line=line, city=city) if line and city else line or city

    def address(self, address: Address) -> str:
        """Write an address in one line, in the locale's order, of whatever parts there are."""
        place = {"city": address.city, "region": address.region, "postal_code": address.postal_code}
        town = _tidy(self.write("town", **place))
        lines = ", ".join(line.strip() for line in address.lines if line.strip())
        whole = _tidy(self.write("address", lines=lines, town=town))
        return ", ".join(part for part in (address.name.strip(), address.company.strip(), whole) if part)

    def all_of(self, names: Sequence[str]) -> str:
        """Join names: a, b, and c."""
        return str(format_list(list(names), style="standard", locale=self._cldr))

    def one_of(self, names: Sequence[str]) -> str:
        """Offer names for choice: a, b, or c."""
        return str(format_list(list(names), style="or", locale=self._cldr))


def _tidy(text: str) -> str:
    """Return a text without the blanks and commas that a missing part leaves behind."""
    return re.sub(r"\s+", " ", text).strip(" ,、〒")


def plain(text: str) -> str:
    """Return a text in one line without invisible characters: any space a plain one, the rest left out."""
    return "".join(c for c in (" " if c.isspace() else c for c in text) if c.isprintable())


def safe(text: str) -> str:
    """Return a text that cannot break SSML: plain, and its marks escaped."""
    return escape(plain(text))


def sentence_case(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def load_speech(locale: str, text: str | None = None) -> Speech:
    """Read a locale's sentences; raises FaultyDataError naming every fault."""
    if text is not None:
        return _read_speech(locale, text)
    file = resources.files("voicetill") / "data" / "speech" / f"{locale}.toml"
    try:
        shipped = file.read_bytes()
    except FileNotFoundError:
        raise FaultyDataError([f"speech/{locale}.toml: is missing, but markets.toml names the locale"]) from None
    return _read_speech(locale, shipped)


# The same text is read once: a process that opens many tills (a rehearsal, a test run) would spend most of each
# start on it. What is read cannot be changed.
@lru_cache(maxsize=64)
def _read_speech(locale: str, text: str | bytes) -> Speech:
    file = f"speech/{locale}.toml"
    content = read_toml(text, file)
    faults: list[str] = []
    numerals = _numerals(locale, content.pop("numbers", {}), faults)
    sentences = dict(_flat(content, ""))
    faults = [f"{file} {fault}" for fault in (*sentence_faults(sentences), *faults)]
    if faults:
        raise FaultyDataError(faults)
    return Speech(locale, sentences, numerals)


def _flat(content: Mapping[str, object], place: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value if isinstance(value, str) else ""


def _pairs(value: object) -> tuple[tuple[str, str], ...] | None:
    """Read a list of pairs of texts; None if it is anything else."""
    pairs: list[tuple[str, str]] = []
    for pair in value if isinstance(value, list) else [None]:
        match pair:
            case [str(ending), str(instead)]:
                pairs.append((ending, instead))
            case _:
                return None
    return tuple(pairs)


def _numerals(locale: str, table: object, faults: list[str]) -> Numerals:
    """Read how numbers are said; what is wrong is noted, and stands in as figures."""
    given = dict(table) if isinstance(table, dict) else {}
    said, days = given.pop("said", None), given.pop("days", None)
    first_day, changes = given.pop("first_day", ""), given.pop("before_nouns", [])
    if said not in ("words", "figures"):
        faults.append("numbers.said: must be words or figures")
    if days not in _DAYS:
        faults.append(f"numbers.days: must be one of {', '.join(_DAYS)}")
    if not isinstance(first_day, str):
        faults.append("numbers.first_day: must be a text")
    pairs = _pairs(changes)
    if pairs is None:
        faults.append("numbers.before_nouns: must be a list of pairs: an ending, and what it becomes")
    faults += (f"numbers.{name}: is not known here" for name in given)
    return Numerals(
        language=locale.partition("-")[0],
        in_words=said == "words",
        before_nouns=pairs or (),
        days=str(days),
        first_day=str(first_day),
    )
