"""What the skill says, locale by locale: sentences from `data/speech/<locale>.toml`, filled in.

Amounts, lists and plurals follow CLDR. What is filled into a spoken sentence is made safe for SSML, so that a
product name or an address can never break a response.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from string import Formatter
from xml.parsers import expat
from xml.sax.saxutils import escape

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_currency

from voicetill.domain.addresses import Address
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.money import Money
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Line
from voicetill.domain.products import ProductText

# Request and Response JSON Reference: outputSpeech.
MOST_SPEECH = 8000

# Every sentence of a speech file, and the names that it may fill in.
SENTENCES: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "count.one": "count one",
        "count.other": "count other",
        "say.welcome": "seller offers",
        "say.welcome_nothing": "seller",
        "say.welcome_back": "seller offers",
        "say.welcome_cart": "seller items",
        "say.reprompt_choose": "example",
        "say.offers": "offers",
        "say.offers_more": "offers",
        "say.offers_anew": "offers",
        "say.offers_nothing": "",
        "say.details": "details a price",
        "say.details_sold_out": "details",
        "say.unheard_product": "offers",
        "say.unknown_product": "heard offers",
        "say.several_products": "offers",
        "say.not_sold": "a offers",
        "say.sold_out": "a offers",
        "say.how_many": "other most",
        "say.cart": "items total",
        "say.cart_nothing_sent": "items total",
        "say.cart_empty": "",
        "say.cart_gone": "gone",
        "say.gone_before": "",
        "say.not_in_cart": "a items",
        "say.not_in_empty_cart": "",
        "say.started_over": "offers",
        "say.nothing_to_start": "",
        "say.total_delivered": "items place total seller",
        "say.total": "items total seller",
        "say.reprompt_total": "total",
        "say.reprompt_check_out": "",
        "say.retry": "",
        "say.declined": "",
        "say.cart_kept": "",
        "say.placed": "",
        "say.waiting": "",
        "say.agreement_kept": "seller",
        "say.unmatched": "",
        "say.nothing_asked": "",
        "say.help": "",
        "say.fallback": "",
        "say.repeat_nothing": "",
        "say.goodbye": "",
        "say.not_sold_here": "",
        "say.fault": "",
        "say.fault_answer": "",
        **{f"say.refused.{reason.value}": "gone" if reason is Refusal.ITEMS_GONE else "" for reason in Refusal},
        "card.order_title": "seller",
        "card.order_line": "quantity title amount",
        "card.delivery": "amount",
        "card.delivery_free": "",
        "card.total": "amount",
        "card.total_with_tax": "amount tax",
        "card.place": "place",
        "card.seller": "seller",
        "card.number": "number",
        "card.contact": "phone email",
    }.items()
}


class Speech:
    """The words of one locale."""

    def __init__(self, locale: str, sentences: Mapping[str, str], count_words: Sequence[str]) -> None:
        self.locale = locale
        self._sentences = sentences
        self._count_words = count_words
        self._cldr = Locale.parse(locale, sep="-")

    def say(self, name: str, **values: str) -> str:
        """Return a spoken sentence, its values made safe for SSML."""
        return self._sentences[f"say.{name}"].format_map({key: safe(value) for key, value in values.items()})

    def write(self, name: str, **values: str) -> str:
        """Return a sentence of a card, as plain text."""
        return self._sentences[f"card.{name}"].format_map({key: plain(value) for key, value in values.items()})

    def money(self, money: Money) -> str:
        """Write an amount as the locale does."""
        return str(format_currency(money.major, money.currency.value, locale=self._cldr))

    def items(self, lines: Iterable[Line]) -> str:
        """Name lines with their quantities: one starter kit and two refill packs."""
        return self.all_of([self.some(line.text, line.quantity) for line in lines])

    def some(self, text: ProductText, quantity: int) -> str:
        """Name so many of a product, in the plural form that CLDR wants."""
        form = "one" if self._cldr.plural_form(quantity) == "one" else "other"
        words = self._count_words
        count = words[quantity] if quantity < len(words) else str(quantity)
        return self._sentences[f"count.{form}"].format(count=count, one=text.one, other=text.other)

    def all_of(self, names: Sequence[str]) -> str:
        """Join names: a, b, and c."""
        return str(format_list(list(names), style="standard", locale=self._cldr))

    def one_of(self, names: Sequence[str]) -> str:
        """Offer names for choice: a, b, or c."""
        return str(format_list(list(names), style="or", locale=self._cldr))


def plain(text: str) -> str:
    """Return a text in one line without invisible characters: any space a plain one, the rest left out."""
    return "".join(c for c in (" " if c.isspace() else c for c in text) if c.isprintable())


def safe(text: str) -> str:
    """Return a text that cannot break SSML: plain, and its marks escaped."""
    return escape(plain(text))


def is_ssml(text: str) -> bool:
    """Whether Alexa can speak a text: well-formed between its <speak> marks, and not too long."""
    ssml = f"<speak>{text}</speak>"
    try:
        expat.ParserCreate().Parse(ssml, True)
    except (expat.ExpatError, UnicodeError):
        return False
    return len(ssml) <= MOST_SPEECH


def sentence_case(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def place_of(address: Address) -> str:
    """Name a delivery place as a person would: whichever street line there is, and the city."""
    line = next((line for line in address.lines if line.strip()), "")
    return f"{line.strip()} in {address.city.strip()}" if address.city.strip() else line.strip()


def load_speech(locale: str, text: str | None = None) -> Speech:
    """Read a locale's sentences; raises FaultyDataError naming every fault."""
    file = f"speech/{locale}.toml"
    try:
        if text is None:
            text = (resources.files("voicetill") / "data" / "speech" / f"{locale}.toml").read_text(
                encoding="utf-8"
            )
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise FaultyDataError([f"{file}: is missing, but markets.toml names the locale"]) from None
    except tomllib.TOMLDecodeError as error:
        raise FaultyDataError([f"{file}: is not TOML: {error}"]) from error
    count = content.get("count")
    words = count.pop("words", []) if isinstance(count, dict) else []
    sentences = dict(_flat(content, ""))
    faults = [*_faults(file, sentences), *_count_faults(file, words)]
    if faults:
        raise FaultyDataError(faults)
    return Speech(locale, sentences, words)


def _flat(content: Mapping[str, object], place: str) -> Iterable[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value if isinstance(value, str) else ""


def _faults(file: str, sentences: Mapping[str, str]) -> Iterable[str]:
    for name, fields in SENTENCES.items():
        sentence = sentences.get(name, "")
        if not sentence.strip():
            yield f"{file} {name}: is missing"
            continue
        yield from (f"{file} {name}: {fault}" for fault in _sentence_faults(name, sentence, fields))
    for name in sentences:
        if name not in SENTENCES:
            yield f"{file} {name}: is not known here"


# Before money moves the customer hears all of this: what, where, how much, and who sells it.
_NOTHING_LEFT_OUT = frozenset({"say.total", "say.total_delivered"})


def _sentence_faults(name: str, sentence: str, fields: frozenset[str]) -> Iterable[str]:
    try:
        used = {f"{field}:{spec}" if spec else field for _, field, spec, _ in Formatter().parse(sentence) if field}
        filled = sentence.format_map(dict.fromkeys(fields, "x")) if used <= fields else ""
    except (ValueError, LookupError) as error:
        yield f"cannot be filled in: {error}"
        return
    for field in sorted(used - fields):
        yield f"cannot fill in {{{field}}}; it knows {', '.join(sorted(fields)) or 'no names'}"
    if name in _NOTHING_LEFT_OUT:
        yield from (f"must say {{{field}}}" for field in sorted(fields - used))
    if name.startswith("say.") and not is_ssml(filled):
        yield "is not well-formed SSML: write & as &amp;, < as &lt;, and close every mark"


def _count_faults(file: str, words: object) -> Iterable[str]:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        yield f"{file} count.words: must be a list of words"
