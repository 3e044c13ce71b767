"""Answers in payload format 2.0: pages, redirects, JSON, each with the headers that keep others out."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# An address as it may stand in a header: visible ASCII and nothing else, so that no line of it can end.
_ADDRESS = re.compile(r"(https?)://[!-~]+", re.ASCII)

_ALWAYS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
_OVER_TLS = {"strict-transport-security": "max-age=63072000"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered. `refused` says for the log what was wrong with it, in a fixed word of ours."""

    status: int
    body: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Sequence[str] = field(default=(), repr=False)
    refused: str = ""

    def told(self, *, head_only: bool = False, secure: bool = True) -> dict[str, Any]:
        """Return it as Lambda does."""
        return {
            "statusCode": self.status,
            "headers": {**_ALWAYS, **(_OVER_TLS if secure else {}), **self.headers},
            "cookies": list(self.cookies),
            "body": "" if head_only else self.body,
            "isBase64Encoded": False,
        }


def page(
    html: str, *, status: int = 200, cookies: Sequence[str] = (), secure: bool = True, refused: str = ""
) -> Answer:
    """Return a page: no script, nothing from elsewhere, in nobody's frame.

    Browsers hold a form's redirects to `form-action`, too (CSP level 3), and these lead to the payment company and
    to the client, wherever those are: https is asked of them, and of nothing on this machine.
    """
    forms = "'self' https:" if secure else "'self' https: http://127.0.0.1:*"
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action {forms}"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "x-frame-options": "DENY",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
    return Answer(status, html, headers, cookies, refused)


def redirect(address: str, *, cookies: Sequence[str] = ()) -> Answer:
    """Send the browser on, to be asked for with GET; raises ValueError for an address that is none."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("an address to send a browser to has visible ASCII only")
    return Answer(303, "", {"location": address}, cookies)


def json_answer(content: Mapping[str, object], *, status: int = 200, **headers: str) -> Answer:
    """Return JSON, as the token endpoint does."""
    told = {"content-type": "application/json", "pragma": "no-cache"}
    return Answer(
        status, json.dumps(content), {**told, **{name.replace("_", "-"): it for name, it in headers.items()}}
    )


def plain(words: str, *, status: int = 200, refused: str = "") -> Answer:
    """Return a few words."""
    return Answer(status, words, {"content-type": "text/plain; charset=utf-8"}, refused=refused)
