"""A pretend HTTP API: turns what a browser asks for into an event of payload format 2.0, and the answer back."""

import base64
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Handler = Callable[[Any, Any], dict[str, Any]]


class HttpApi:
    """One function behind one route for everything, as a WSGI application."""

    def __init__(self) -> None:
        self.handler: Handler | None = None
        self.base_url = ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Let the function answer one request."""
        if self.handler is None:
            return Response("not open yet", 503)(environ, start_response)
        told = self.handler(self._event(Request(environ)), None)
        body = told["body"].encode()
        response = Response(base64.b64decode(body) if told.get("isBase64Encoded") else body, told["statusCode"])
        for name, value in told["headers"].items():
            response.headers[name] = value
        for cookie in told.get("cookies", ()):
            response.headers.add("set-cookie", cookie)
        return response(environ, start_response)

    def _event(self, request: Request) -> dict[str, Any]:
        body = request.get_data()
        cookies = [cookie.strip() for cookie in request.headers.get("cookie", "").split(";") if cookie.strip()]
        headers = {name.lower(): value for name, value in request.headers.items() if name.lower() != "cookie"}
        return {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": request.path,
            "rawQueryString": request.query_string.decode("latin-1"),
            "headers": headers,
            "cookies": cookies,
            "requestContext": {
                "domainName": urlsplit(self.base_url).netloc,
                "http": {"method": request.method, "path": request.path},
            },
            "body": base64.b64encode(body).decode("ascii"),
            "isBase64Encoded": True,
        }
