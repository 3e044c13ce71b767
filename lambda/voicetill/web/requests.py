"""A request as an HTTP API or a function URL hands it over (payload format 2.0), read with suspicion."""

import base64
import binascii
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LONGEST_QUERY = 8 * 1024
LONGEST_FORM = 16 * 1024
LONGEST_NOTICE = 256 * 1024
_MOST_FIELDS = 40

FORM = "application/x-www-form-urlencoded"


class BadRequestError(Exception):
    """Raised for a request that no page is for; `status` is the HTTP status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One request. Header names are in lower case; `base_url` is our own address, without a slash at its end."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    base_url: str = ""
    raw_query: str = field(default="", repr=False)

    def form(self) -> list[tuple[str, str]]:
        """Return the fields of a form; raises BadRequestError."""
        kind = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != FORM:
            raise BadRequestError(415)
        if len(self.body) > LONGEST_FORM:
            raise BadRequestError(413)
        try:
            return read_pairs(self.body.decode("ascii"))
        except UnicodeDecodeError:
            raise BadRequestError(400) from None

    def fields(self) -> dict[str, str]:
        """Return the fields of a form of ours, none of which comes twice; raises BadRequestError."""
        pairs = self.form()
        fields = dict(pairs)
        if len(fields) < len(pairs):
            raise BadRequestError(400)
        return fields

    @property
    def is_secure(self) -> bool:
        """Whether we are reached over TLS; only a rehearsal on this machine is not."""
        return self.base_url.startswith("https://")


def read_request(event: Any, *, base_url: str = "") -> WebRequest:  # noqa: ANN401 - whatever knocks
    """Read an event; raises BadRequestError. Without `base_url`, our address is where the request came in."""
    try:
        return _read(event, base_url.rstrip("/"))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise BadRequestError(400) from None


def read_pairs(text: str) -> list[tuple[str, str]]:
    """Read what is written like a query; raises BadRequestError for what is too much, or no text."""
    if len(text) > max(LONGEST_QUERY, LONGEST_FORM):
        raise BadRequestError(413)
    try:
        return parse_qsl(
            text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise BadRequestError(400) from None


def _read(event: Mapping[str, Any], base_url: str) -> WebRequest:
    context = event["requestContext"]
    base = base_url or f"https://{_text(context['domainName'])}"
    query = _text(event.get("rawQueryString") or "")
    if len(query) > LONGEST_QUERY:
        raise BadRequestError(414)
    return WebRequest(
        method=_text(context["http"]["method"]).upper(),
        path=_path(_text(event["rawPath"]), base),
        query=read_pairs(query),
        headers={str(name).lower(): _text(value) for name, value in (event.get("headers") or {}).items()},
        cookies=_cookies(event.get("cookies") or ()),
        body=_body(event),
        base_url=base,
        raw_query=query,
    )


def _text(value: object) -> str:
    """Return a text that can be written again; raises TypeError and ValueError for anything else."""
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value


def _path(raw: str, base: str) -> str:
    """Return the path below our address."""
    path = raw.removeprefix(urlsplit(base).path.rstrip("/"))
    return path.rstrip("/") or "/"


def _body(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if len(body) > 2 * LONGEST_NOTICE:
        raise BadRequestError(413)
    if not event.get("isBase64Encoded"):
        raw = body.encode("utf-8", "surrogatepass")
    else:
        try:
            raw = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise BadRequestError(400) from None
    if len(raw) > LONGEST_NOTICE:
        raise BadRequestError(413)
    return raw


def _cookies(told: Sequence[str]) -> dict[str, str]:
    """Return the cookies; of two with one name neither, for one of them was not set by us."""
    pairs = [_text(cookie).partition("=") for cookie in told]
    times = Counter(name.strip() for name, _, _ in pairs)
    return {name.strip(): value for name, _, value in pairs if times[name.strip()] == 1}
