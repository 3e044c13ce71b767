"""Our two cookies: one that proves a form to be ours, and one that keeps a visit in its browser.

Both are of the host alone, over TLS alone, and no script's (`__Host-`, Secure, HttpOnly). The form's one never
comes along from another site (Strict). The visit's one must, when the payment company sends the browser back: with
a GET that the person sees, and with nothing else (Lax).
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.links import VISIT_LIFE
from voicetill.services.link_ports import NewSecret
from voicetill.web.requests import WebRequest

FORM_FIELD = "form"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def visit_secret(request: WebRequest) -> str:
    """Return the secret of the browser's visit; blank if it has none."""
    value = request.cookies.get(_name("visit", request), "")
    return value if _SECRET.fullmatch(value) else ""


def keep_visit(secret: str, request: WebRequest) -> str:
    """Return the cookie that keeps a visit. It is always new: whoever planted an older one has nothing of it."""
    return _cookie("visit", secret, request, f"SameSite=Lax; Max-Age={int(VISIT_LIFE.total_seconds())}")


def end_visit(request: WebRequest) -> str:
    """Return the cookie that ends a visit in the browser."""
    return _cookie("visit", "", request, "SameSite=Lax; Max-Age=0")


@dataclass(frozen=True, slots=True)
class FormGuard:
    """Tells our own forms from those that another site filled in for a customer.

    A random value stands in a cookie, and its signature in the form: another site can read neither, and cannot
    sign what it plants. Browsers that say where a request comes from are believed, too.
    """

    keys: Callable[[], tuple[bytes, ...]]
    new_secret: NewSecret

    def begin(self, request: WebRequest) -> tuple[str, str]:
        """Return the cookie to set and the value of the form's field; an open form in another tab stays good."""
        known = request.cookies.get(_name("form", request), "")
        value = known if _SECRET.fullmatch(known) else self.new_secret()
        return _cookie("form", value, request, "SameSite=Strict"), self._signed(value)[0]

    def is_ours(self, request: WebRequest, field: str) -> bool:
        """Whether a form that was sent is ours, and was sent from our page."""
        value = request.cookies.get(_name("form", request), "")
        if not _SECRET.fullmatch(value) or not _comes_from_us(request):
            return False
        told = field.encode("utf-8", "replace")
        return any(hmac.compare_digest(told, right.encode()) for right in self._signed(value))

    def _signed(self, value: str) -> list[str]:
        keys = self.keys()
        if not keys:
            raise StoreUnavailableError
        return [hmac.new(key, value.encode(), sha256).hexdigest() for key in keys]


def _comes_from_us(request: WebRequest) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    # Older browsers. Our pages send no referrer, and then a form's origin is "null" (Fetch, "Origin" header).
    origin = request.headers.get("origin", "null")
    parts = urlsplit(request.base_url)
    return origin in ("null", f"{parts.scheme}://{parts.netloc}")


def _name(name: str, request: WebRequest) -> str:
    return f"__Host-{name}" if request.is_secure else name


def _cookie(name: str, value: str, request: WebRequest, rest: str) -> str:
    secure = "Secure; " if request.is_secure else ""
    return f"{_name(name, request)}={value}; Path=/; {secure}HttpOnly; {rest}"
