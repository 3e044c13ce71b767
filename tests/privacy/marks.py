"""Finds marked data in whatever left the house, in every form that it may take on the way."""

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

# What is shorter is found by chance.
_LONG = 8


@dataclass(frozen=True)
class Leak:
    """A mark that was found where it does not belong."""

    place: str
    mark: str
    form: str


@dataclass
class Luggage:
    """What left, by the place at which it did; and the marks to be looked for, by their names."""

    places: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def left(self, place: str, *texts: str) -> None:
        self.places.setdefault(place, []).extend(texts)

    def mark(self, name: str, *values: str) -> None:
        for number, value in enumerate(value for value in values if value):
            self.marks[f"{name} {number}" if number else name] = value

    def leaks(self, allowed: Mapping[str, tuple[str, ...]]) -> list[Leak]:
        """Return what was found, but for the marks that are allowed at a place, by how their names begin."""
        return [
            leak
            for place, texts in self.places.items()
            for leak in _leaks_of(place, "\n".join(texts), self.marks)
            if not leak.mark.startswith(allowed.get(place, ()))
        ]


def _leaks_of(place: str, text: str, marks: Mapping[str, str]) -> Iterator[Leak]:
    small = text.casefold()
    for name, value in marks.items():
        for form, texts in forms(value).items():
            if any(_stands_in(each, small) for each in texts):
                yield Leak(place, name, form)


def forms(value: str) -> dict[str, tuple[str, ...]]:
    """Return how a value may be written: as it is, escaped for a URL, JSON or HTML, or in base64, cut anywhere."""
    once = json.dumps(value)[1:-1]
    found: dict[str, tuple[str, ...]] = {
        "plain": (value,),
        "url": (quote(value, safe=""), quote_plus(value)),
        "json": (once, json.dumps(once)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]),
        "html": (html.escape(value),),
    }
    if len(value) >= _LONG:
        found["base64"] = tuple(_in_base64(value.encode()))
        found["hex"] = (value.encode().hex(),)
    return found


def _stands_in(text: str, small: str) -> bool:
    """A few digits are everywhere: they count only where nothing of their kind stands around them."""
    wanted = text.casefold()
    if wanted not in small:
        return False
    return len(text) >= _LONG or re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", small) is not None


def _in_base64(value: bytes) -> Iterator[str]:
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + value).decode().rstrip("=")
            # The signs at both ends also hold bits of what stands around.
            yield text[-(-before * 8 // 6) : len(text) - 2]
