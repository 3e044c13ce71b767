"""A careful reader of the shop's files: it collects every fault, by its place, and does not stop at the first."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

from voicetill.domain.errors import FaultyDataError
from voicetill.domain.money import Currency, Money, from_decimal_string, zero
from voicetill.domain.toml_files import read_toml

Choice = TypeVar("Choice")

# A plain decimal number below 1: no sign, exponent, blank or bare point.
_RATE = re.compile(r"0(\.[0-9]{1,6})?", re.ASCII)


def shipped(name: str) -> str:
    """Return the text of a file that stands in the package's `data` folder.

    What is no text in it stays as lone surrogates, for whoever reads it to say where.
    """
    return (resources.files("voicetill") / "data" / name).read_bytes().decode("utf-8", "surrogateescape")


class Section:
    """One table of a file. A wrong value is noted in `faults` and stands in as something harmless."""

    def __init__(self, content: object, place: str, faults: list[str]) -> None:
        self._content: Mapping[str, Any] = content if isinstance(content, dict) else {}
        self._asked: set[str] = set()
        self.place = place
        self.faults = faults
        if not isinstance(content, dict):
            self.fault("", "must be a table")

    @classmethod
    def of_file(cls, text: str, name: str, faults: list[str]) -> "Section":
        """Read a whole TOML file."""
        try:
            return cls(_parsed(text, name), name, faults)
        except FaultyDataError as error:
            faults.extend(error.faults)
            # What else the file lacks is not worth a line before it can be read at all.
            return cls({}, name, [])

    def fault(self, name: str, rule: str) -> None:
        """Note that a value breaks a rule."""
        self.faults.append(f"{self._below(name) if name else self.place}: {rule}")

    def names(self) -> Iterator[str]:
        """Return every name in the table, and ask for all of them."""
        self._asked.update(self._content)
        return iter(tuple(self._content))

    def has(self, name: str) -> bool:
        """Whether the table has a value of this name."""
        return name in self._content

    def section(self, name: str) -> "Section":
        """Return a table inside this one."""
        return Section(self._get(name, {}), self._below(name), self.faults)

    def text(self, name: str, *, most: int | None = None) -> str:
        """Return a text that must not be blank, and have at most so many characters."""
        value = self._get(name)
        if isinstance(value, str) and most is not None and len(value) > most:
            self.fault(name, f"must have at most {most} characters, not {len(value)}")
            return ""
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.fault(name, "must be a text that is not blank")
        return ""

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._get(name)
        if not isinstance(value, bool) and value is not None:
            self.fault(name, "must be true or false")
        return value is True

    def count(self, name: str, *, least: int = 1) -> int:
        """Return a whole number of at least `least`."""
        value = self._get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        if value is not None:
            self.fault(name, f"must be a whole number of at least {least}, not {value!r}")
        return least

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, none of them blank."""
        value = self._get(name)
        if isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value):
            return tuple(value)
        if value is not None:
            self.fault(name, "must be a list of texts")
        return ()

    def choice(self, name: str, choices: Mapping[str, Choice], *, otherwise: Choice) -> Choice:
        """Return one of a few values, by its name."""
        value = self._get(name)
        if isinstance(value, str) and value in choices:
            return choices[value]
        if value is not None:
            self.fault(name, f"must be one of {', '.join(choices)}, not {value!r}")
        return otherwise

    def money(self, name: str, currency: Currency, *, positive: bool = False) -> Money:
        """Return an amount, written as a plain decimal number in quotes."""
        value = self._get(name)
        money = from_decimal_string(value, currency)
        if money is not None and not (positive and money.is_zero):
            return money
        if value is not None:
            least = "above zero" if positive else "zero or more"
            example = '"9"' if currency.digits == 0 else '"9.00"'
            self.fault(name, f"must be an amount in {currency}, {least}, in quotes like {example}, not {value!r}")
        return zero(currency)

    def rate(self, name: str) -> Decimal:
        """Return a tax rate from 0 to below 1, written as a decimal number in quotes."""
        value = self._get(name)
        if isinstance(value, str) and _RATE.fullmatch(value):
            return Decimal(value)
        if value is not None:
            self.fault(name, f'must be a rate from 0 to below 1, in quotes like "0.0725", not {value!r}')
        return Decimal(0)

    def done(self) -> None:
        """Note every name that nobody asked for: a misspelt one would otherwise be passed over in silence."""
        for name in self._content:
            if name not in self._asked:
                self.fault(name, "is not known here")

    def _get(self, name: str, otherwise: object = None) -> Any:  # noqa: ANN401 - TOML gives any type
        self._asked.add(name)
        if name not in self._content:
            self.fault(name, "is missing")
            return otherwise
        return self._content[name]

    def _below(self, name: str) -> str:
        return f"{self.place}{' ' if self.place.endswith('.toml') else '.'}{name}"


# The same text is parsed once in a process that opens many tills; sections only read what was parsed.
@lru_cache(maxsize=16)
def _parsed(text: str, name: str) -> Mapping[str, Any]:
    return read_toml(text, name)


def raise_if_faulty(faults: list[str]) -> None:
    """Raise FaultyDataError with all faults, if there are any."""
    if faults:
        raise FaultyDataError(faults)
