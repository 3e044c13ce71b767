"""Alexa's own services over HTTP, for a skill that calls them from another process."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from simulator.alexa_api.service import AlexaApi, NoAnswer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class AlexaSite:
    """A WSGI application; an answer that is lost comes as 504."""

    def __init__(self, api: AlexaApi) -> None:
        self._api = api

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        try:
            answer = self._api.send(
                request.method, request.url, dict(request.headers), request.get_data(), within=30
            )
        except NoAnswer:
            return Response(status=504)(environ, start_response)
        response = Response(answer.body, status=answer.status, headers=dict(answer.headers))
        return response(environ, start_response)
