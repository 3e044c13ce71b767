"""The whole of our pages behind one door: which request is answered by whom, and what nobody answers."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.services.faults import kind_and_place
from voicetill.services.hearing import Heard, Hearing
from voicetill.services.ports import NOBODY, Watch
from voicetill.web.answers import Answer, plain
from voicetill.web.authorising import Authorising
from voicetill.web.consenting import ConsentPages
from voicetill.web.granting import Granting
from voicetill.web.pages import STYLE, Pages
from voicetill.web.paying import PayPages
from voicetill.web.requests import BadRequestError, WebRequest, read_request

logger = logging.getLogger(__name__)

WebHandler = Callable[[Any, Any], dict[str, Any]]
"""What Lambda calls."""

# What may stand in a log: a method is whatever somebody calls it.
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_PROBLEMS: Mapping[int, str] = {400: "unreadable", 404: "not_found", 413: "unreadable", 415: "unreadable"}

_HEARD: Mapping[Heard, Answer] = {
    Heard.GENUINE: plain("", status=200),
    # Without detail: whoever forges learns nothing.
    Heard.FORGED: plain("", status=401),
    Heard.COME_AGAIN: plain("", status=500),
    Heard.NOT_HERE: plain("", status=404),
}

Answers = Callable[[WebRequest], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One path, and who answers each method on it."""

    name: str
    path: re.Pattern[str]
    by_method: Mapping[str, Answers]


class Site:
    """Answers every request; nothing that is sent here makes it fail."""

    def __init__(
        self,
        *,
        authorising: Authorising,
        consents: ConsentPages,
        paying: PayPages,
        granting: Granting,
        hearing: Hearing,
        pages: Pages,
        base_url: str = "",
        watch: Watch = NOBODY,
    ) -> None:
        self._watch = watch
        self._pages = pages
        self._base_url = base_url
        self._routes: Sequence[Route] = (
            _route("authorise", "/authorise", GET=authorising.show, POST=authorising.take),
            _route("token", "/token", POST=granting.token),
            _route("revoke", "/revoke", POST=granting.revoke),
            _route("consent", "/consent", GET=consents.ask_code, POST=consents.take_code),
            _route("choice", "/consent/choice", POST=consents.choose),
            _route("return", "/consent/return/[^/]*", GET=consents.come_back),
            _route("invited", "/consent/[^/]+", GET=consents.show_invited, POST=consents.take_invited),
            _route("pay", "/pay", GET=paying.show, POST=paying.take),
            _route("paid", "/pay/return/[^/]*", GET=paying.come_back),
            _route("notice of ppro", "/webhooks/ppro", POST=_heard(hearing, "ppro")),
            _route("notice of amazon pay", "/webhooks/amazon-pay", POST=_heard(hearing, "amazon_pay_v2")),
            _route("style", "/style.css", GET=_style),
        )

    @property
    def routes(self) -> Sequence[str]:
        """Every method and path that somebody answers: `GET /authorise`."""
        return [f"{method} {route.path.pattern}" for route in self._routes for method in route.by_method]

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever knocks
        """Answer one request."""
        try:
            request = read_request(event, base_url=self._base_url)
        except BadRequestError as bad:
            _note("none", "", plain("", status=bad.status, refused="unreadable"))
            self._watch.note(request="unreadable", outcome=bad.status)
            return plain("", status=bad.status).told()
        route, answer = self._answered(request)
        self._watch.note(request=route, outcome=answer.status)
        _note(route, request.method, answer)
        return answer.told(head_only=request.method == "HEAD", secure=request.is_secure)

    def _answered(self, request: WebRequest) -> tuple[str, Answer]:
        route = next((it for it in self._routes if it.path.fullmatch(request.path)), None)
        if route is None:
            return "none", self._pages.problem(request, "not_found", status=404)
        method = "GET" if request.method == "HEAD" else request.method
        if method not in route.by_method:
            page = self._pages.problem(request, "not_found", status=405)
            headers = {**page.headers, "allow": ", ".join(route.by_method)}
            return route.name, replace(page, headers=headers, refused="method")
        return route.name, self._kindly(request, route.by_method[method])

    def _kindly(self, request: WebRequest, answer: Answers) -> Answer:
        try:
            return answer(request)
        except BadRequestError as bad:
            page = self._pages.problem(request, _PROBLEMS.get(bad.status, "unreadable"), status=bad.status)
            return replace(page, refused="unreadable")
        except (StoreUnavailableError, ConflictError) as error:
            logger.warning("not answered", extra={"why": type(error).__name__})
            return self._pages.problem(request, "trouble", status=503)
        except Exception as error:
            # The last place that can still say something kind. What the error says may be about the customer.
            logger.error("a page failed", extra=kind_and_place(error))
            return self._pages.problem(request, "trouble", status=500)


def _route(name: str, path: str, **by_method: Answers) -> Route:
    return Route(name, re.compile(path), by_method)


def _heard(hearing: Hearing, provider: str) -> Answers:
    return lambda request: _HEARD[hearing.hear(provider, request.headers, request.body)]


def _note(route: str, method: str, answer: Answer) -> None:
    """Leave a line for every request; who was refused stands out, for whoever looks for attacks."""
    told = {"route": route, "method": method if method in _METHODS else "other", "status": answer.status}
    if answer.refused:
        logger.warning("refused", extra={**told, "why": answer.refused})
    else:
        logger.info("answered", extra=told)


def _style(request: WebRequest) -> Answer:
    headers = {"content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=3600"}
    return Answer(200, STYLE, headers)
