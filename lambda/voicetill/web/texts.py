"""The words of the pages, locale by locale, from `data/pages/<locale>.toml`.

Each is plain text; the templates make it safe. {names} in braces are filled in, and the start refuses a text that
is missing, unknown, or uses another name.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.numbers import format_currency

from voicetill.domain.details import Field, Slip
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.money import Money
from voicetill.domain.toml_files import read_toml

_NAME = re.compile(r"\{([a-z_]*)\}")

_SELLER = frozenset({"seller"})

TEXTS: Mapping[str, frozenset[str]] = {
    "link.heading": _SELLER,
    "link.intro": _SELLER,
    "link.pay": _SELLER,
    "link.no_pay": _SELLER,
    "link.button_pay": frozenset(),
    "link.button_skip": frozenset(),
    "link.leave": frozenset(),
    "invited.heading": _SELLER,
    "invited.intro": _SELLER,
    "invited.beware": frozenset(),
    "invited.keep": frozenset(),
    "invited.button_skip": frozenset(),
    "invited.once": frozenset(),
    "invited.button_once": frozenset(),
    "code.heading": frozenset(),
    "code.intro": frozenset(),
    "code.label": frozenset(),
    "code.button": frozenset(),
    "code.wrong": frozenset(),
    "details.heading": frozenset(),
    "details.name_hint": frozenset(),
    "details.email_hint": frozenset(),
    "details.address": frozenset(),
    "details.address_hint": frozenset(),
    "details.voice_hint": frozenset(),
    "details.summary": frozenset(),
    **{f"field.{each.value}": frozenset() for each in Field},
    **{f"slip.{each.value}": frozenset() for each in Slip},
    "waiting.open": frozenset(),
    "waiting.refused": frozenset(),
    "waiting.failed": frozenset(),
    "waiting.unreachable": frozenset(),
    "waiting.heading": frozenset(),
    "waiting.nothing": frozenset(),
    "waiting.button_look": frozenset(),
    "waiting.button_again": frozenset(),
    "waiting.button_stop": frozenset(),
    "pay.heading": frozenset(),
    "pay.intro": _SELLER,
    "pay.delivery": frozenset(),
    "pay.total": frozenset(),
    "pay.included": frozenset(),
    "pay.included_nothing_sent": frozenset(),
    "pay.sent_to": frozenset(),
    "pay.button": frozenset({"total"}),
    "pay.paid": frozenset({"number"}),
    "pay.pending": frozenset(),
    "pay.not_paid": frozenset(),
    "pay.nothing": frozenset(),
    "pay.closed": frozenset(),
    "done.heading": frozenset(),
    "done.text": _SELLER,
    "problem.heading": frozenset(),
    "problem.client": frozenset(),
    "problem.lost": frozenset(),
    "problem.form": frozenset(),
    "problem.not_found": frozenset(),
    "problem.unreadable": frozenset(),
    "problem.trouble": frozenset(),
    "page.contact": frozenset({"email", "phone"}),
    "page.language": frozenset(),
}
"""Every text, and the names that it must use."""


class Texts:
    """The words of one locale."""

    def __init__(self, locale: str, texts: Mapping[str, str]) -> None:
        self.locale = locale
        self._texts = texts
        self._cldr = Locale.parse(locale, sep="-")

    def __call__(self, name: str, **values: str) -> str:
        """Return a text, filled in."""
        return self._texts[name].format_map(values)

    def country(self, code: str) -> str:
        """Return a country's name, by its ISO 3166 code."""
        return str(self._cldr.territories.get(code, code))

    @property
    def language(self) -> str:
        """What the language calls itself and its country: `Deutsch (Deutschland)`."""
        name = str(self._cldr.get_display_name() or self.locale)
        return name[:1].upper() + name[1:]

    def money(self, money: Money) -> str:
        """Write an amount as the locale does."""
        return str(format_currency(money.major, money.currency.value, locale=self._cldr))


def load_texts(locale: str, text: str | None = None) -> Texts:
    """Read the words of a locale; raises FaultyDataError naming every fault. `text` stands in for the file."""
    name = f"pages/{locale}.toml"
    texts = _flat(read_toml(text if text is not None else _shipped(name), name))
    faults = [f"{name} {fault}" for fault in _faults(texts)]
    if faults:
        raise FaultyDataError(faults)
    return Texts(locale, texts)


def _faults(texts: Mapping[str, Any]) -> Iterator[str]:
    for missing in TEXTS.keys() - texts.keys():
        yield f"{missing}: is missing"
    for name, text in texts.items():
        if name not in TEXTS:
            yield f"{name}: is not known here"
        elif not isinstance(text, str) or not text.strip():
            yield f"{name}: must be a text that is not blank"
        elif set(_NAME.findall(text)) != TEXTS[name] or any(sign in _NAME.sub("", text) for sign in "{}"):
            yield f"{name}: must use {', '.join(sorted(TEXTS[name])) or 'no names'} in braces"


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts by table and name; what stands outside of a table is known by nobody."""
    tables = {table: texts if isinstance(texts, dict) else {"": texts} for table, texts in content.items()}
    return {f"{table}.{name}": text for table, texts in tables.items() for name, text in texts.items()}


@lru_cache(maxsize=16)
def _shipped(name: str) -> bytes:
    file = resources.files("voicetill") / "data" / name
    return file.read_bytes() if file.is_file() else b""
