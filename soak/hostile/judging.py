"""What answers must be, whatever came in."""

import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from soak.hostile.target import Wrong

_NAME = re.compile(r"[a-z0-9-]+", re.ASCII)
_VALUE = re.compile(r"[\t -~]*", re.ASCII)
_LINKS = ("href", "src", "action", "formaction", "data", "srcdoc", "poster", "background")
_NEVER = frozenset({"script", "iframe", "object", "embed", "base", "svg", "math", "audio", "video", "img", "b"})


def demand(holds: bool, promise: str) -> None:
    """Raise Wrong, unless it holds."""
    if not holds:
        raise Wrong(promise)


def as_json(answer: object) -> str:
    """Return an answer as Lambda writes it; raises Wrong for what it cannot write."""
    try:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise Wrong(f"the answer is no JSON: {type(error).__name__}: {str(error)[:100]}") from error
    return text


def judge_http(answer: Any) -> None:  # noqa: ANN401 - whatever came out
    """Demand an answer in payload format 2.0, whose headers are headers."""
    as_json(answer)
    demand(isinstance(answer, dict) and isinstance(answer.get("statusCode"), int), "no status")
    demand(100 <= answer["statusCode"] <= 599, f"status {answer['statusCode']}")
    demand(isinstance(answer["body"], str), "the body is no text")
    for name, value in answer["headers"].items():
        demand(bool(_NAME.fullmatch(name)) and bool(_VALUE.fullmatch(value)), f"a header that is none: {name}")
    for cookie in answer.get("cookies", ()):
        demand(bool(_VALUE.fullmatch(cookie)), "a cookie that is none")


def judge_html(html: str, *, known: Sequence[str]) -> None:
    """Demand a page in which nothing but our own templates makes marks, and whose links lead where we know."""
    _Page(known).feed(html)


class _Page(HTMLParser):
    def __init__(self, known: Sequence[str]) -> None:
        super().__init__()
        self._known = tuple(known)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        demand(tag not in _NEVER, f"a page has <{tag}>")
        for name, value in attrs:
            demand(not name.startswith("on") and name != "style", f"a page has <{tag} {name}>")
            if name in _LINKS:
                leads = (value or "").startswith((*self._known, "#"))
                demand(leads, f"a page leads to {(value or '')[:100]!r}")

    def handle_comment(self, data: str) -> None:
        raise Wrong("a page has a comment")
