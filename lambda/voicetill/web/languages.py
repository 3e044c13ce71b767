"""Which language a page is in: what the client asks for (`ui_locales`), else the browser's, else the shop's."""

import re
from collections.abc import Iterator, Sequence

from voicetill.web.requests import WebRequest

PARAMETER = "ui_locales"
_LONGEST = 200
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_WEIGHT = re.compile(r"q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)", re.ASCII)


def chosen(request: WebRequest, locales: Sequence[str]) -> str:
    """Return one of the shop's locales: one named whole goes before one of the same language."""
    wanted = [*_asked(request), *_accepted(request.headers.get("accept-language", ""))]
    whole = {locale.lower(): locale for locale in locales}
    languages: dict[str, str] = {}
    for locale in locales:
        languages.setdefault(locale.partition("-")[0], locale)
    for tag in wanted:
        found = whole.get(tag) or languages.get(tag.partition("-")[0])
        if found:
            return found
    return locales[0]


def _asked(request: WebRequest) -> Iterator[str]:
    for name, value in request.query:
        if name == PARAMETER:
            yield from (tag.lower() for tag in value[:_LONGEST].split() if _TAG.fullmatch(tag))


def _accepted(header: str) -> list[str]:
    """Return the languages of the header, the dearest first (RFC 9110, 12.5.4)."""
    weighted: list[tuple[float, str]] = []
    for part in header[:_LONGEST].split(","):
        tag, _, weight = (piece.strip() for piece in part.partition(";"))
        found = _WEIGHT.fullmatch(weight.replace(" ", "")) if weight else None
        if _TAG.fullmatch(tag) and (found or not weight):
            weighted.append((-float(found[1]) if found else -1.0, tag.lower()))
    return [tag for weight, tag in sorted(weighted, key=lambda it: it[0]) if weight < 0]
