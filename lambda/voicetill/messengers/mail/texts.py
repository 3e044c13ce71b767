"""What the shop writes by e-mail, from `data/mail/<locale>.toml`: checked as a whole, then filled in.

Amounts, dates and numbers follow CLDR. What is filled in is one line of visible characters, so that no name of a
product or street can be a second line of a header, or turn the text around.
"""

import re
import string
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from voicetill.domain.addresses import Address
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.money import Money
from voicetill.domain.products import Plan
from voicetill.domain.toml_files import read_toml

_MONTHS_A_YEAR = 12

_LABELS = (
    "number placed item quantity amount delivery free tax total place billing seller carrier tracking shipped"
    " refunded subscription price free_until next_charge again ended terms privacy"
)
_MAILS: Mapping[str, Mapping[str, str]] = {
    "confirmation": {"paid": "total", "reserved": "total"},
    "renewed": {"paid": "total product", "reserved": "total product"},
    "shipped": {"whole": "", "part": ""},
    "refunded": {"text": "amount"},
    "canceled": {"uncharged": "", "paid": ""},
    "payment_failed": {"text": "seller words"},
    "started": {"trial": "product date price", "paid": "product price date"},
    "ended": {"text": "product"},
    "suspended": {"text": "price product", "mend": "seller words"},
    "ahead": {"text": "date price product"},
    "failed": {"again": "price product date", "later": "price product", "mend": ""},
}

TEXTS: Mapping[str, frozenset[str]] = {
    name: frozenset(values.split())
    for name, values in {
        "link.terms": "",
        "link.privacy": "",
        "say.check_out": "",
        "say.stop": "",
        "say.status": "",
        "format.town": "city region postal_code",
        "format.address": "lines town",
        "format.labeled": "label value",
        "format.line": "quantity title",
        "period.month": "price",
        "period.months": "price count",
        "period.year": "price",
        **{f"label.{label}": "" for label in _LABELS.split()},
        "common.questions": "phone email",
        "common.why": "seller",
        "common.sandbox": "",
        "common.stop": "seller words",
        **{f"mail.{mail}.subject": "seller" for mail in _MAILS},
        **{f"mail.{mail}.heading": "" for mail in _MAILS},
        **{f"mail.{mail}.{part}": values for mail, parts in _MAILS.items() for part, values in parts.items()},
    }.items()
}
"""Every text that a locale needs, and the names that are filled into it: all of them, unless it is a town."""

# No-break spaces, wide and narrow, as CLDR writes them.
_HOLDING_TOGETHER = "\u00a0\u202f"

# Where an address has no region, no text may insist on one.
_MAY_LEAVE_OUT = frozenset({"format.town"})


class MailTexts:
    """The words of one locale."""

    def __init__(self, locale: str, texts: Mapping[str, str]) -> None:
        self.locale = locale
        self._texts = texts
        self._cldr = Locale.parse(locale, sep="-")

    @property
    def language(self) -> str:
        """The language alone, as RFC 5646 writes it."""
        return self.locale.partition("-")[0]

    def write(self, name: str, **values: str) -> str:
        """Return a text, filled in."""
        return self._texts[name].format_map({key: plain(value) for key, value in values.items()})

    def label(self, name: str) -> str:
        """Return a label."""
        return self._texts[f"label.{name}"]

    def money(self, money: Money) -> str:
        """Write an amount as the locale does."""
        return str(format_currency(money.major, money.currency.value, locale=self._cldr))

    def number(self, number: int) -> str:
        """Write a whole number as the locale does."""
        return str(format_decimal(number, locale=self._cldr))

    def day(self, moment: datetime, *, zone: str) -> str:
        """Write the day that a moment falls on in an IANA time zone."""
        return str(format_date(moment.astimezone(ZoneInfo(zone)).date(), format="long", locale=self._cldr))

    def price(self, money: Money, plan: Plan) -> str:
        """Write what a subscription costs, and how often."""
        amount = self.money(money)
        if plan.period_months == 1:
            return self.write("period.month", price=amount)
        if plan.period_months == _MONTHS_A_YEAR:
            return self.write("period.year", price=amount)
        return self.write("period.months", price=amount, count=self.number(plan.period_months))

    def address(self, address: Address) -> str:
        """Write an address in one line, in the locale's order, of whatever parts there are."""
        place = {"city": address.city, "region": address.region, "postal_code": address.postal_code}
        town = _tidy(self.write("format.town", **place))
        lines = ", ".join(plain(line).strip() for line in address.lines if line.strip())
        whole = _tidy(self.write("format.address", lines=lines, town=town))
        named = (plain(address.name).strip(), plain(address.company).strip(), whole)
        return ", ".join(part for part in named if part)


def plain(text: str) -> str:
    """Return a text in one line without invisible characters: any space a plain one, the rest left out.

    The spaces that hold an amount and its currency together stay.
    """
    spaced = (" " if c.isspace() and c not in _HOLDING_TOGETHER else c for c in text)
    return "".join(c for c in spaced if c.isprintable() or c in _HOLDING_TOGETHER)


def _tidy(text: str) -> str:
    """Return a text without the blanks and commas that a missing part leaves behind."""
    return re.sub(r"\s+", " ", text).strip(" ,、〒")


def load_mail_texts(locale: str, text: str | None = None) -> MailTexts:
    """Read a locale's texts; raises FaultyDataError naming every fault."""
    file = f"mail/{locale}.toml"
    content: str | bytes = text or ""
    if text is None:
        try:
            content = (resources.files("voicetill") / "data" / "mail" / f"{locale}.toml").read_bytes()
        except FileNotFoundError:
            raise FaultyDataError([f"{file}: is missing, but markets.toml names the locale"]) from None
    texts = dict(_flat(read_toml(content, file), ""))
    faults = [f"{file} {fault}" for fault in _faults(texts)]
    if faults:
        raise FaultyDataError(faults)
    return MailTexts(locale, texts)


def _flat(content: Mapping[str, object], place: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value if isinstance(value, str) else ""


def _faults(texts: Mapping[str, str]) -> Iterator[str]:
    for name in TEXTS:
        if not texts.get(name, "").strip():
            yield f"{name}: is missing"
    for name, text in texts.items():
        if name not in TEXTS:
            yield f"{name}: is not known here"
        elif text.strip():
            yield from _faults_of(name, text)


def _faults_of(name: str, text: str) -> Iterator[str]:
    try:
        parts = [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError:
        yield f"{name}: has a brace without its other half"
        return
    used = {field for field, _, _ in parts if field is not None}
    # A text is filled in, and no more: not every way to write a number is one to write a text.
    if any(spec or conversion for _, spec, conversion in parts):
        yield f"{name}: must have no more than a name between braces"
    for field in sorted(used - TEXTS[name]):
        yield f"{name}: must not use {{{field}}}"
    if name not in _MAY_LEAVE_OUT:
        for field in sorted(TEXTS[name] - used):
            yield f"{name}: must use {{{field}}}"
    if name.startswith("link.") and not re.fullmatch(r"https://[!-~]+", text):
        yield f"{name}: must be an address that begins with https://"
    if plain(text) != text:
        yield f"{name}: must be one line of visible characters"
