"""A pretend Alexa app as far as linking goes: it sends the customer to our page, and fetches tokens for the code.

As Alexa does it: authorization code with PKCE (S256), the client proven by HTTP Basic, answers within 4.5 seconds.
"""

import base64
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLIENT_ID = "pretend-alexa"
CLIENT_SECRET = "secret-of-pretend-alexa"
LINK = "/api/skill/link/M1PRETEND"
_PATIENCE = 4.5

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pretend Alexa app</title>
<main>
<h1>Pretend Alexa app</h1>
<p role="status">{words}</p>
<p><a href="/start">Link account</a> · <a href="/refresh">Refresh the tokens</a></p>
</main>
</html>
"""


@dataclass
class AlexaApp:
    """The client of our token endpoint, as a WSGI application. `language` is the customer's, blank for any."""

    pages: str = ""
    own: str = ""
    language: str = ""
    tokens: dict[str, Any] = field(default_factory=dict, repr=False)
    _state: str = field(default="", repr=False)
    _verifier: str = field(default="", repr=False)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request of the customer's browser."""
        request = Request(environ)
        answers = {"/": self._home, "/start": self._start, "/refresh": self._refresh, LINK: self._return}
        answer = answers.get(request.path)
        response = answer(request) if answer else Response("not here", 404)
        return response(environ, start_response)

    def _home(self, request: Request) -> Response:
        return _page("The account is linked." if self.tokens else "The account is not linked.")

    def _start(self, request: Request) -> Response:
        self._state, self._verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(sha256(self._verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "state": self._state,
            "redirect_uri": self.own + LINK,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            **({"ui_locales": self.language} if self.language else {}),
        }
        return redirect(f"{self.pages}/authorise?{urlencode(asked)}", 302, Response)

    def _return(self, request: Request) -> Response:
        if not self._state or not secrets.compare_digest(request.args.get("state", ""), self._state):
            return _page("That was not asked for here.")
        self._state = ""
        if "code" not in request.args:
            return _page(f"The account is not linked: {request.args.get('error', 'no word why')}.")
        code = {"code": request.args["code"], "redirect_uri": self.own + LINK, "code_verifier": self._verifier}
        return self._fetched({"grant_type": "authorization_code", **code}, "The account is linked.")

    def _refresh(self, request: Request) -> Response:
        token = str(self.tokens.get("refresh_token", ""))
        return self._fetched({"grant_type": "refresh_token", "refresh_token": token}, "The tokens are new.")

    def _fetched(self, fields: dict[str, str], words: str) -> Response:
        proof = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        headers = {"authorization": f"Basic {proof}", "content-type": "application/x-www-form-urlencoded"}
        asked = urllib.request.Request(  # noqa: S310 - our own pages
            f"{self.pages}/token", urlencode(fields).encode(), headers
        )
        try:
            with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:  # noqa: S310 - our own pages
                self.tokens = json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                self.tokens = {}
                return _page(f"The account is not linked: {json.load(refused)['error']}.")
        return _page(words)


def _page(words: str) -> Response:
    return Response(_PAGE.format(words=escape(words)), mimetype="text/html")
