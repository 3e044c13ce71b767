"""Pretend PPRO over loopback: its calls, and the page on which a customer confirms, in any browser.

`served` puts it there, and lets the links of consents lead to its own pages.
"""

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from html import escape
from typing import TYPE_CHECKING

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from simulator.loopback import LoopbackServer
from simulator.ppro.api import Api, NeverArrived, NoAnswer
from simulator.ppro.faults import Fault
from simulator.ppro.records import Told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PAGES = "/confirm/"
_PATIENCE = 60.0
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pretend Amazon Pay</title>
<main>
<h1>Pretend Amazon Pay</h1>
<p>{what}</p>
<form method="post">
<button name="choice" value="approve">Approve</button>
<button name="choice" value="decline">Decline</button>
<button name="choice" value="leave">Walk away</button>
</form>
</main>
</html>
"""


class Site:
    """The whole of pretend PPRO as a WSGI application."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one call or one browser."""
        request = Request(environ)
        if request.path.startswith(_PAGES):
            return self._page(request)(environ, start_response)
        try:
            answer = self._api.send(
                request.method, request.url, dict(request.headers), request.get_data(), within=_PATIENCE
            )
        except (NoAnswer, NeverArrived):
            # Over a network nobody can tell the two apart any more: the call did arrive.
            return _cut(environ, start_response)
        return Response(answer.body, answer.status, dict(answer.headers))(environ, start_response)

    def _page(self, request: Request) -> Response:
        confirmed_id = request.path.removeprefix(_PAGES)
        ppro = self._api.ppro
        try:
            ppro.open_page(confirmed_id)
            match request.form.get("choice") if request.method == "POST" else "":
                case "approve":
                    return _on(ppro.approve(confirmed_id))
                case "decline":
                    return _on(ppro.decline(confirmed_id))
                case "leave":
                    ppro.walk_away(confirmed_id)
                    return _text("You walked away. Nothing was agreed.")
        except Fault as fault:
            return Response(fault.message, fault.status, mimetype="text/plain")
        return Response(_PAGE.format(what=escape(self._what(confirmed_id))), mimetype="text/html")

    def _what(self, confirmed_id: str) -> str:
        """What the customer is asked."""
        ppro = self._api.ppro
        charge = ppro.charges.get(confirmed_id)
        if charge is not None:
            return f"Pay {_dollars(charge.asked)}?"
        agreement = ppro.agreements[confirmed_id]
        seller = agreement.asked.get("description", "This shop")
        first = agreement.asked.get("initialPaymentCharge")
        also = f" {_dollars(first)} are paid now." if first else ""
        return f"May {seller} charge your Amazon account later?{also}"


@contextmanager
def served(api: Api, *, port: int = 0) -> Iterator[str]:
    """Where pretend PPRO listens on loopback, as long as the block lasts; any port if none is named."""
    with LoopbackServer(Site(api), port=port) as server:
        api.ppro.page_base = server.endpoint
        yield server.endpoint


def _dollars(asked: Told) -> str:
    value = asked["amount"]["value"]
    return f"{value // 100}.{value % 100:02d} {asked['amount']['currency']}"


def _on(address: str) -> Response:
    return redirect(address, 303, Response)


def _text(words: str) -> Response:
    return Response(words, mimetype="text/plain")


def _cut(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Hang up without a word."""
    line = environ.get("werkzeug.socket")
    if line is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
    start_response("503 Service Unavailable", [("Content-Length", "0")])
    return []
