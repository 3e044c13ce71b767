"""Leads what doors ask of the world by HTTP, and their secrets, through an `Outside`."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from simulator.alexa_api import service as alexa_api
from simulator.cloud.crossings import Crossing, Go, Outside, Service, Trouble
from simulator.cloud.wire import FunctionDied
from simulator.stage.companies import Answer
from simulator.stage.route import ServerRoute

Asked = TypeVar("Asked")
Told = TypeVar("Told")

_ID = re.compile(r"(?=.*[0-9])[A-Za-z0-9_.-]{8,}|[0-9]+")
"""A part of a path that is somebody's id, and no word."""


class Door:
    """A door that is opened when it is first knocked at, and anew after its process died."""

    def __init__(
        self, name: str, opening: Callable[[], Callable[..., Told]], outside: Outside | None = None
    ) -> None:
        self._name = name
        self._opening = opening
        self._outside = outside or Outside()
        self._opened: Callable[..., Told] | None = None

    def __call__(self, event: Any, *context: Any) -> Any:  # noqa: ANN401 - what Lambda passes and takes
        """Answer an event."""
        return self._outside.invoke(self._name, event, lambda: self._answer(event, *context))

    def go_cold(self) -> None:
        """The next event meets a function that remembers nothing."""
        self._opened = None

    def warm_up(self) -> None:
        """Open the door before anybody knocks."""
        self._opened = self._opened or self._opening()

    def _answer(self, event: Any, *context: Any) -> Any:  # noqa: ANN401 - what Lambda passes and takes
        self.warm_up()
        assert self._opened is not None  # noqa: S101 - it was just opened
        try:
            return self._opened(event, *context)
        except FunctionDied:
            self.go_cold()
            raise


def company_answers(route: ServerRoute, outside: Outside) -> Callable[..., Answer]:
    """Carry calls to the companies of a route over the outside."""

    def answer(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        troubles: Mapping[Trouble, Go] = {
            Trouble.ERROR: lambda: Answer(500, {}, b"{}"),
            Trouble.THROTTLED: lambda: Answer(429, {}, b"{}"),
            Trouble.NOT_REACHED: _raises(route.never_arrived[-1]),
            Trouble.NO_ANSWER: _raises(route.unanswered[0]),
        }
        crossing = _of_http(outside, Service.COMPANY, (method, url, body), troubles)
        answered: Answer = outside.carry(crossing, lambda: route.answer(method, url, headers, body))
        return answered

    return answer


def alexa_send(send: Callable[..., alexa_api.Answer], outside: Outside) -> Callable[..., alexa_api.Answer]:
    """Carry calls to Alexa's own services over the outside."""

    def sent(
        method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> alexa_api.Answer:
        troubles: Mapping[Trouble, Go] = {
            Trouble.ERROR: lambda: alexa_api.Answer(500),
            Trouble.THROTTLED: lambda: alexa_api.Answer(429),
            Trouble.NOT_REACHED: _raises(ConnectionRefusedError),
            Trouble.NO_ANSWER: _raises(alexa_api.NoAnswer),
        }
        crossing = _of_http(outside, Service.ALEXA, (method, url, body), troubles)
        answered: alexa_api.Answer = outside.carry(
            crossing, lambda: send(method, url, headers, body, within=within)
        )
        return answered

    return sent


def alexa_fetch(fetch: Callable[..., tuple[int, bytes]], outside: Outside) -> Callable[..., tuple[int, bytes]]:
    """Carry the skill's questions for addresses over the outside."""

    def fetched(url: str, headers: Mapping[str, str], *, within: float) -> tuple[int, bytes]:
        troubles: Mapping[Trouble, Go] = {
            Trouble.ERROR: lambda: (500, b"{}"),
            Trouble.THROTTLED: lambda: (429, b"{}"),
            Trouble.NOT_REACHED: _raises(ConnectionRefusedError),
            Trouble.NO_ANSWER: _raises(TimeoutError),
        }
        crossing = _of_http(outside, Service.ALEXA, ("GET", url, b""), troubles)
        answered: tuple[int, bytes] = outside.carry(crossing, lambda: fetch(url, headers, within=within))
        return answered

    return fetched


class PretendSecrets:
    """boto3's `secretsmanager` as far as reading goes."""

    def __init__(self, route: ServerRoute) -> None:
        self._route = route

    def get_secret_value(self, **request: Any) -> dict[str, str]:  # noqa: ANN401 - boto3's own shape
        """Tell a secret of the room."""
        return {"SecretString": self._route.secret(request["SecretId"])()}


def _of_http(
    outside: Outside, service: Service, asked: tuple[str, str, bytes], troubles: Mapping[Trouble, Go]
) -> Crossing:
    method, url, body = asked
    path = "/".join("*" if _ID.fullmatch(part) else part for part in urlsplit(url).path.split("/"))
    identity = f"{method} {url} {hashlib.sha256(body).hexdigest()[:16]}"
    return Crossing(outside.door, service, f"{method} {path}", identity, troubles)


def _raises(kind: type[Exception]) -> Go:
    def go() -> None:
        raise kind

    return go
