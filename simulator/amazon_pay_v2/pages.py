"""The pretend service as a WSGI application: the API, and the page on which a buyer approves or cancels.

`LoopbackServer(as_application(service))` puts it on loopback; `service.base` then says where, so that the page
that the API tells is really there.
"""

import socket
import time
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from simulator.amazon_pay_v2.calls import Call, Reply
from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.objects import Session
from simulator.amazon_pay_v2.service import AmazonPayV2
from simulator.amazon_pay_v2.troubles import Unanswered, Unreached

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HANG = 30.0
"""Seconds after which a call that is to get no answer is answered, where its line cannot be cut."""

_PAGES = Map(
    [
        Rule("/checkout/button", endpoint="button", methods=["POST"]),
        Rule("/checkout/<session_id>", endpoint="page", methods=["GET"]),
        Rule("/checkout/<session_id>/<any(approve, cancel):choice>", endpoint="choice", methods=["POST"]),
    ]
)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Pretend Amazon Pay</title>
</head>
<body><main><h1>Pretend Amazon Pay</h1>{content}</main></body>
</html>
"""
_QUESTION = """<p>{shop} asks for your approval: {what}.</p>
<form method="post" action="{here}/approve"><button type="submit">Approve</button></form>
<form method="post" action="{here}/cancel"><button type="submit">Cancel</button></form>
"""


def as_application(service: AmazonPayV2, *, sleep: Callable[[float], object] = time.sleep) -> "WSGIApplication":
    """Return the application of a service."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith("/checkout/"):
            return _page(service, request)(environ, start_response)
        told = _api(service, request, sleep)
        return Response(told.body, told.status, dict(told.headers), "application/json")(environ, start_response)

    return application


def _api(service: AmazonPayV2, request: Request, sleep: Callable[[float], object]) -> Reply:
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        return service.answer(Call(request.method, _target(request), headers, request.get_data()))
    except (Unanswered, Unreached):
        line = request.environ.get("werkzeug.socket")
        if line is not None:
            line.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError from None
        sleep(HANG)
        return Reply(504, b"")


def _target(request: Request) -> str:
    """Path and query as they were sent: how they were encoded counts for the signature."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if isinstance(raw, str) and raw.startswith("/"):
        return raw
    query = request.query_string.decode("ascii", "replace")
    path = quote(request.path)
    return f"{path}?{query}" if query else path


def _page(service: AmazonPayV2, request: Request) -> Response:
    try:
        name, values = _PAGES.bind_to_environ(request.environ).match()
        if name == "button":
            return redirect(_by_button(service, request), 303)
        session = service.books.sessions.get(values["session_id"])
        if session is None:
            raise NotFound
        if name == "choice":
            choose = service.approve if values["choice"] == "approve" else service.refuse
            return redirect(choose(session.id), 303)
        return _html(_question(session) if session.state == "Open" else f"<p>This is {escape(session.state)}.</p>")
    except HTTPException as missing:
        return _html(f"<p>{escape(missing.name)}</p>", missing.code or 404)
    except Fault as fault:
        return _html(f"<p>{escape(fault.code)}: {escape(fault.message)}</p>", fault.status)


def _by_button(service: AmazonPayV2, request: Request) -> str:
    told = request.form
    return service.start_by_button(
        told.get("payloadJSON", ""),
        key_id=told.get("publicKeyId", ""),
        algorithm=told.get("algorithm", ""),
        signature=told.get("signature", ""),
    )


def _question(session: Session) -> str:
    shop = (session.told.get("merchantMetadata") or {}).get("merchantStoreName") or "A shop"
    amount = (session.told.get("paymentDetails") or {}).get("chargeAmount")
    pays = f"to pay {amount['amount']} {amount['currencyCode']}" if amount else "to save your wallet"
    later = "" if session.told.get("chargePermissionType", "OneTime") == "OneTime" else ", and to be charged later"
    return _QUESTION.format(shop=escape(str(shop)), what=escape(pays + later), here=f"/checkout/{session.id}")


def _html(content: str, status: int = 200) -> Response:
    return Response(_PAGE.format(content=content), status, mimetype="text/html")
