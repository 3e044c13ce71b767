"""Pretend PPRO's calls: who asks, how often, under which key, and what is answered.

`Api.send` takes a call in this process, and `pages.Site` serves it over loopback. The shape of errors, the headers
of rates and the rules for keys are those of the fact sheet.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from urllib.parse import parse_qsl, urlsplit

from simulator.ppro.faults import Fault
from simulator.ppro.idempotency import Keys
from simulator.ppro.records import Told, stamp
from simulator.ppro.routes import Route, found
from simulator.ppro.service import Ppro
from simulator.ppro.shapes import LONGEST, Shape, check
from simulator.ppro.wishes import Ordered, Trouble

LONGEST_HEADERS = 8192
_UPSTREAM = "Call to the upstream dependency timed out."


class NeverArrived(ConnectionError):  # noqa: N818 - reads as a plain fact
    """Raised instead of an answer when there was no connection."""


class NoAnswer(TimeoutError):  # noqa: N818 - reads as a plain fact
    """Raised instead of an answer that was lost, whatever was done."""


@dataclass(frozen=True)
class Answer:
    """A status, headers with names in lower case, and a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Call:
    """One call that came in. The API key is not kept."""

    method: str
    path: str
    status: int
    key: str = ""
    body: bytes = b""


@dataclass
class Rate:
    """A token bucket: so many calls a second, so many at once."""

    per_second: int = 5
    burst: int = 10
    left: float = 10
    told_at: float | None = None

    def take(self, now: float) -> bool:
        """Take a token, if there is one."""
        since = now - self.told_at if self.told_at is not None else 0
        self.left, self.told_at = min(self.burst, self.left + since * self.per_second), now
        if self.left < 1:
            return False
        self.left -= 1
        return True

    def headers(self) -> dict[str, str]:
        """What every answer tells of it."""
        return {
            "x-ratelimit-remaining": str(int(self.left)),
            "x-ratelimit-requested-tokens": "1",
            "x-ratelimit-burst-capacity": str(self.burst),
            "x-ratelimit-replenish-rate": str(self.per_second),
        }


@dataclass(frozen=True)
class _Asked:
    """A call as it came in. The names of `headers` are in lower case."""

    method: str
    path: str
    query: Told
    headers: Mapping[str, str]
    body: bytes
    ordered: Ordered

    @property
    def key(self) -> str:
        return self.headers.get("request-idempotency-key", "")

    @property
    def trouble(self) -> Trouble:
        return self.ordered.trouble


@dataclass
class Api:
    """The calls of one pretend PPRO. `keys` are the API keys that open it; `limits` says whether rates count."""

    ppro: Ppro
    keys: set[str]
    tick: Callable[[], float] = monotonic
    limits: bool = True
    calls: list[Call] = field(default_factory=list)
    reads: Rate = field(default_factory=Rate)
    writes: Rate = field(default_factory=Rate)
    _idempotency: Keys = field(default_factory=Keys)
    _lock: RLock = field(default_factory=RLock)

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answer:
        """Answer one call. Raises NeverArrived and NoAnswer where a tester ordered that."""
        parts = urlsplit(url)
        told = {name.lower(): value for name, value in headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        with self._lock:
            ordered = self.ppro.wishes.for_call(method, parts.path)
            if ordered.trouble is Trouble.NEVER_ARRIVES:
                raise NeverArrived
            if ordered.trouble is Trouble.LOST_BEFORE:
                raise NoAnswer
            return self._answered(_Asked(method, parts.path, query, told, body, ordered))

    def _answered(self, asked: _Asked) -> Answer:
        rate = self.reads if asked.method == "GET" else self.writes
        replayed = False
        try:
            self._admit(rate, asked)
            told, replayed = self._acted(asked)
            status = 200
        except _Unauthorized:
            status, told = 401, _written({"message": "Unauthorized"})
        except Fault as fault:
            status, told = fault.status, self._error(fault)
        self.calls.append(Call(asked.method, asked.path, status, asked.key, asked.body))
        headers = {"content-type": "application/json", **rate.headers()}
        if replayed:
            headers["request-idempotency"] = "true"
        return self._troubled(Answer(status, headers, told), asked.ordered)

    def _admit(self, rate: Rate, asked: _Asked) -> None:
        """Raise for whoever may not ask, or not so often."""
        if sum(len(name) + len(value) for name, value in asked.headers.items()) > LONGEST_HEADERS:
            raise Fault(431, "Request header fields too large")
        kind, _, key = asked.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or key not in self.keys:
            raise _Unauthorized
        throttled = asked.trouble is Trouble.THROTTLED
        if throttled:
            rate.left, rate.told_at = 0, self.tick()
        if throttled or (self.limits and not rate.take(self.tick())):
            raise Fault(429, "Too many requests")
        if asked.trouble is Trouble.ERROR_BEFORE:
            raise Fault(asked.ordered.status, _UPSTREAM)

    def _acted(self, asked: _Asked) -> tuple[bytes, bool]:
        """Do what is asked, or tell what was told before; whether it was is the second value."""
        route, ids = found(asked.method, asked.path)
        self._check_headers(route, asked)
        if route.shape is None:
            if asked.body:
                raise Fault(400, "a body is not expected")
            return _written(route.act(self.ppro, ids, asked.query)), False
        if asked.query:
            raise Fault(400, "a query is not expected")
        if "request-idempotency-key" not in asked.headers:
            return self._done(route, route.shape, ids, asked.body), False
        request = f"{asked.method} {asked.path} {asked.body!r}"
        stored = self._idempotency.begin(asked.key, request, at=self.ppro.clock())
        if stored is not None:
            return stored, True
        try:
            answer = self._done(route, route.shape, ids, asked.body)
        except Fault:
            # What ended with 4xx leaves no key behind.
            self._idempotency.forget(asked.key)
            raise
        self._idempotency.end(asked.key, answer, lingers=int(asked.trouble is Trouble.LINGERS))
        return answer, False

    def _done(self, route: Route, shape: Shape, ids: tuple[str, ...], body: bytes) -> bytes:
        asked = _json(body)
        check(shape, asked)
        return _written(route.act(self.ppro, ids, asked))

    def _check_headers(self, route: Route, asked: _Asked) -> None:
        merchant = asked.headers.get("merchant-id")
        if route.names_merchant and not merchant:
            raise Fault(400, "Merchant-Id is required")
        if merchant and not route.names_merchant:
            raise Fault(400, "Merchant-Id is not expected")
        if merchant and merchant != self.ppro.merchant_id:
            raise Fault(403, "Merchant is not accessible with this key")
        media = asked.headers.get("content-type", "").partition(";")[0]
        if asked.method == "POST" and media != "application/json":
            raise Fault(415, "Content-Type must be application/json")
        if len(asked.headers.get("request-reference", "")) > LONGEST:
            raise Fault(400, "Request-Reference is too long")

    def _troubled(self, answer: Answer, ordered: Ordered) -> Answer:
        """Let happen to an answer what was ordered."""
        match ordered.trouble:
            case Trouble.LOST_AFTER | Trouble.LINGERS:
                raise NoAnswer
            case Trouble.ERROR_AFTER:
                return Answer(ordered.status, answer.headers, self._error(Fault(ordered.status, _UPSTREAM)))
            case Trouble.GARBLED:
                return Answer(answer.status, answer.headers, ordered.garbage)
        return answer

    def _error(self, fault: Fault) -> bytes:
        stamped = stamp(self.ppro.clock())
        return _written({"status": fault.status, "failureMessage": fault.message, "timestamp": stamped})


class _Unauthorized(Exception):  # noqa: N818 - reads as a plain fact
    """Raised for a key that opens nothing: the one error of another shape."""


def _json(body: bytes) -> Told:
    try:
        told = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Fault(400, "the body is no JSON in UTF-8") from None
    if not isinstance(told, dict):
        raise Fault(400, "the body must be an object")
    return told


def _written(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()
