"""JSON for the page: laid out for reading, each kind of value in a class of its own for the style sheet."""

import json

from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import JsonLexer  # type: ignore[import-untyped]

from simulator.web.stored_items import plain

_LEXER, _FORMATTER = JsonLexer(), HtmlFormatter(nowrap=True)


SHORT = 72
"""Characters that a value may have to stay on one line, where it may."""


def tinted(value: object, *, short: bool = False) -> Markup:
    """The value as markup to stand in a `pre` element; Pygments escapes what is in it."""
    flat = json.dumps(plain(value), ensure_ascii=False)
    text = flat if short and len(flat) <= SHORT else json.dumps(plain(value), ensure_ascii=False, indent=2)
    return Markup(highlight(text, _LEXER, _FORMATTER).rstrip("\n"))  # noqa: S704 - escaped by the formatter
