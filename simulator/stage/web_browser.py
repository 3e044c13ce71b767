"""A customer's browser: it keeps cookies, follows where it is sent, and finds forms. It runs no script.

It reaches only the hosts that it is given; a way to any other ends there, and the address is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

MOST_STEPS = 10
"""After so many redirects a browser gives up."""


@dataclass(frozen=True)
class Visit:
    """One request of a browser. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Shown:
    """What a host answered. `cookies` are `Set-Cookie` headers as they stand."""

    status: int
    headers: Mapping[str, str]
    body: str
    cookies: tuple[str, ...] = ()


Host = Callable[[Visit], Shown]
"""Answers browsers."""


class WentWrong(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a page is not what it should be: no such button, no end of redirects, an error."""


@dataclass
class Button:
    """One button: what it sends, and what stands on it."""

    name: str
    value: str
    label: str = ""


@dataclass
class Form:
    """One form, with what its fields hold as the page comes."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A page, or the address of a host that is not here (status 0)."""

    url: str
    status: int
    words: str = ""
    forms: tuple[Form, ...] = ()

    def button(self, wanted: str) -> tuple[Form, Button]:
        """The button that sends this or bears these words. Raises WentWrong."""
        for form in self.forms:
            for button in form.buttons:
                if wanted.casefold() in (button.value.casefold(), button.label.strip().casefold()):
                    return form, button
        raise WentWrong(f"no button {wanted!r} on the page ({self.status}): {self.words[:200]}")


@dataclass
class _Cookie:
    value: str
    same_site: str


@dataclass
class Browser:
    """One browser. `hosts` answer by scheme and host; `language` is what it tells every page."""

    hosts: Mapping[str, Host]
    language: str = "en-US"
    _cookies: dict[str, dict[str, _Cookie]] = field(default_factory=dict)

    def open(self, url: str) -> Page:
        """Go where somebody typed or followed a link from an app."""
        return self._go(Visit("GET", url, {}, {}), came_from="")

    def press(self, page: Page, button: str, fields: Mapping[str, str] | None = None) -> Page:
        """Fill in the form and press its button, named by its value or its words. Raises WentWrong."""
        form, pressed = page.button(button)
        unknown = sorted(set(fields or {}) - set(form.fields))
        if unknown:
            raise WentWrong(f"the page has no field {unknown[0]!r}; it has {', '.join(form.fields)}")
        sent = {**form.fields, **(fields or {}), **({pressed.name: pressed.value} if pressed.name else {})}
        target = urljoin(page.url, form.action) if form.action else page.url
        if form.method != "post":
            return self._go(Visit("GET", f"{target}?{urlencode(sent)}", {}, {}), came_from=page.url)
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self._go(Visit("POST", target, kind, {}, urlencode(sent).encode()), came_from=page.url)

    def _go(self, visit: Visit, *, came_from: str) -> Page:
        for _ in range(MOST_STEPS):
            origin = _origin(visit.url)
            host = self.hosts.get(origin)
            if host is None:
                return Page(visit.url, 0)
            shown = host(self._dressed(visit, came_from))
            self._keep(origin, shown.cookies)
            place = shown.headers.get("location", "")
            if not (300 <= shown.status < 400 and place):
                return _page(visit.url, shown)
            came_from, visit = visit.url, Visit("GET", urljoin(visit.url, place), {}, {})
        raise WentWrong("the browser is sent from page to page without end")

    def _dressed(self, visit: Visit, came_from: str) -> Visit:
        """Say where it comes from, and bring the cookies that may come along (RFC 6265bis, "SameSite")."""
        origin = _origin(visit.url)
        site = "none" if not came_from else "same-origin" if _origin(came_from) == origin else "cross-site"
        allowed: tuple[str, ...] = ("strict", "lax", "none") if site != "cross-site" else ("lax", "none")
        allowed = ("none",) if site == "cross-site" and visit.method != "GET" else allowed
        kept = self._cookies.get(origin, {})
        cookies = {name: cookie.value for name, cookie in kept.items() if cookie.same_site in allowed}
        told = {"accept-language": self.language, "sec-fetch-site": site, "user-agent": "pretend browser"}
        return replace(visit, headers={**told, **visit.headers}, cookies=cookies)

    def _keep(self, origin: str, cookies: tuple[str, ...]) -> None:
        kept = self._cookies.setdefault(origin, {})
        for cookie in cookies:
            pair, *rest = (part.strip() for part in cookie.split(";"))
            name, _, value = pair.partition("=")
            told = {key.lower(): it for key, _, it in (part.partition("=") for part in rest)}
            if told.get("max-age") == "0":
                kept.pop(name, None)
            else:
                kept[name] = _Cookie(value, told.get("samesite", "lax").lower())


class _Reader(HTMLParser):
    """Finds the forms and the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "button":
            self._button = Button(given.get("name", ""), given.get("value", ""))
            self._form.buttons.append(self._button)
        elif tag == "input" and given.get("name"):
            self._form.fields[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            # A browser sends the first where none is chosen.
            known = self._select in self._form.fields
            if "selected" in given or not known:
                self._form.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._button.label += data
        elif data.strip():
            self.words.append(" ".join(data.split()))


def _page(url: str, shown: Shown) -> Page:
    reader = _Reader()
    if "html" in shown.headers.get("content-type", ""):
        reader.feed(shown.body)
    else:
        reader.words.append(shown.body)
    return Page(url, shown.status, " ".join(reader.words), tuple(reader.forms))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
