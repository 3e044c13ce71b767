"""Who may speak to the page: a browser on this machine, on the page's own behalf, and nobody else.

Binding to loopback keeps other machines away, but not other sites in the same browser: a name of theirs may point
to 127.0.0.1 (DNS rebinding), and their forms may post to us. Hence the Host header must be loopback's own, and
whatever changes something must come from the page itself. Reading opens a room, in the place of another one: other
sites may link to the page, for somebody to follow, and no more.
"""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
LARGEST_BODY = 512 * 1024
"""Bytes. The longest script that can be played is below, in any alphabet."""

_IN_LAMBDA = ("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API")
_OWN = (None, "same-origin", "none")
"""What a browser says of the site that asks, where it is ours or the visitor's own doing; old ones say nothing."""

_READING = ("GET", "HEAD", "OPTIONS")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer says to the browser: take scripts and styles from us alone, and let nobody frame us.

How a skill's screen looks is written on its parts; `screen_look` lets through only what can do no harm there.
"""


class NotHere(Exception):  # noqa: N818 - reads as a plain fact
    """Raised where the page must not run."""


def demand_own_machine(environment: Mapping[str, str]) -> None:
    """Raise NotHere in Lambda: the page hands everybody who reaches it the keys to the till."""
    found = [name for name in _IN_LAMBDA if environment.get(name)]
    if found:
        raise NotHere(
            f"The simulator's page never runs in Lambda ({found[0]} is set). Run it on your own machine."
        )


def keep(app: Flask) -> None:
    """Let the application refuse strangers, and say in every answer what the browser may do."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_strangers)
    app.after_request(_with_headers)


def _refuse_strangers() -> None:
    try:
        demand_own_machine(os.environ)
    except NotHere as problem:
        abort(403, str(problem))
    if urlsplit(f"//{request.host}").hostname not in HOSTS:
        abort(403, "This page answers to 127.0.0.1 and localhost only; the request was addressed to another name.")
    if request.method not in _READING and not _is_from_the_page(request):
        abort(403, "This page takes orders from itself only; the request came from another site.")
    if request.headers.get("Sec-Fetch-Site") not in _OWN and not _follows_a_link(request):
        abort(403, "Other sites may link to this page; they may neither load nor frame it.")


def _is_from_the_page(asked: Request) -> bool:
    """Browsers say where a post comes from; a program on this machine that says nothing is no site.

    The origin of a plain form is "null" under our own Referrer-Policy: then the browser's other word counts.
    """
    origin, site = asked.headers.get("Origin"), asked.headers.get("Sec-Fetch-Site")
    if origin == "null":
        return site == "same-origin"
    return origin in (None, f"{asked.scheme}://{asked.host}") and site in _OWN


def _follows_a_link(asked: Request) -> bool:
    """Whether somebody goes to the page, and no other page fetches or frames it, or goes there beforehand."""
    names = ("Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Purpose")
    return tuple(map(asked.headers.get, names)) == ("navigate", "document", None)


def _with_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
