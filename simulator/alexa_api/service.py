"""Alexa's own services around an order, as a skill calls them: keys, the customer's e-mail address, notices.

    POST /auth/O2/token                                     a key out of session, good for an hour
    GET  /v2/accounts/~current/settings/Profile.email       with the key of a session
    POST /v1/proactiveEvents                                live
    POST /v1/proactiveEvents/stages/development             the skill's development stage

Paths, members and status codes are those of the documentation. A customer hears a notice only if they allow the
skill's.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.alexa_api.rules import faults

TOKEN_PATH = "/auth/O2/token"
EMAIL_PATH = "/v2/accounts/~current/settings/Profile.email"
LIVE_PATH, DEVELOPMENT_PATH = "/v1/proactiveEvents", "/v1/proactiveEvents/stages/development"
SCOPE = "alexa::proactive_events"
LIFETIME = timedelta(hours=1)

_FORM = "application/x-www-form-urlencoded"


class NoAnswer(TimeoutError):  # noqa: N818 - reads as a plain fact
    """Raised instead of an answer that was lost, whatever was done."""


@dataclass(frozen=True)
class Answer:
    """A status, headers with names in lower case, and a body."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass
class Account:
    """What one customer allows, and has."""

    user_id: str
    email: str | None = None
    tells_email: bool = True
    hears_notices: bool = True


@dataclass(frozen=True)
class Notice:
    """One notice that a customer will hear of."""

    user_id: str
    status: str
    reference: str
    stage: str
    expected_arrival: str = ""


class AlexaApi:
    """Plays the services in this process.

    `troubles` come before anything else: a status, or an answer that is lost after acting.
    """

    def __init__(self, clock: Callable[[], datetime], *, client_id: str, client_secret: str) -> None:
        self._clock = clock
        self.client = (client_id, client_secret)
        self.accounts: dict[str, Account] = {}
        self.sessions: dict[str, str] = {}
        self.notices: list[Notice] = []
        self.calls: list[tuple[str, str, int]] = []
        self.troubles: deque[int | type[NoAnswer]] = deque()
        self._keys: dict[str, datetime] = {}

    def knows(self, account: Account, *, session_key: str = "") -> None:
        """Open an account, and with a key a session of it."""
        self.accounts[account.user_id] = account
        if session_key:
            self.sessions[session_key] = account.user_id

    def forget_keys(self) -> None:
        """Let every key of the skill be good no more."""
        self._keys.clear()

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answer:
        """Take one call."""
        path = urlsplit(url).path
        trouble = self.troubles.popleft() if self.troubles else None
        answer = Answer(trouble) if isinstance(trouble, int) else self._answer(method, path, headers, body)
        self.calls.append((method, path, answer.status))
        if trouble is NoAnswer:
            raise NoAnswer
        return answer

    def fetch(self, url: str, headers: Mapping[str, str], *, within: float) -> tuple[int, bytes]:
        """Take a call with GET."""
        answer = self.send("GET", url, headers, within=within)
        return answer.status, answer.body

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        told = {name.lower(): value for name, value in headers.items()}
        match method, path:
            case "POST", "/auth/O2/token":
                return self._key(told, body)
            case "GET", "/v2/accounts/~current/settings/Profile.email":
                return self._email(told)
            case "POST", "/v1/proactiveEvents":
                return self._notice(told, body, "live")
            case "POST", "/v1/proactiveEvents/stages/development":
                return self._notice(told, body, "development")
        return Answer(404)

    def _key(self, headers: Mapping[str, str], body: bytes) -> Answer:
        if not headers.get("content-type", "").startswith(_FORM):
            return _json(400, {"error": "invalid_request"})
        form = {name: values[0] for name, values in parse_qs(body.decode()).items() if len(values) == 1}
        if form.get("grant_type") != "client_credentials":
            return _json(400, {"error": "unsupported_grant_type"})
        if (form.get("client_id"), form.get("client_secret")) != self.client:
            return _json(401, {"error": "invalid_client"})
        if form.get("scope") != SCOPE:
            return _json(400, {"error": "invalid_scope"})
        key = f"pretend-key-{len(self.calls):04d}"
        self._keys[key] = self._clock() + LIFETIME
        seconds = int(LIFETIME.total_seconds())
        return _json(200, {"access_token": key, "expires_in": seconds, "scope": SCOPE, "token_type": "bearer"})

    def _email(self, headers: Mapping[str, str]) -> Answer:
        account = self.accounts.get(self.sessions.get(_bearer(headers), ""))
        if account is None:
            return _json(401, {"code": "INVALID_TOKEN"})
        if not account.tells_email:
            return _json(403, {"code": "ACCESS_DENIED"})
        return Answer(204) if account.email is None else _json(200, account.email)

    def _notice(self, headers: Mapping[str, str], body: bytes, stage: str) -> Answer:
        now = self._clock()
        if self._keys.get(_bearer(headers), datetime.min.replace(tzinfo=UTC)) <= now:
            return _json(401, {"code": "INVALID_TOKEN"})
        told = _read(body)
        broken = list(faults(told, now))
        if broken or not headers.get("content-type", "").startswith("application/json"):
            return _json(400, {"code": "INVALID", "message": ", ".join(broken) or "content-type"})
        user_id = str(told["relevantAudience"]["payload"].get("user", ""))
        account = self.accounts.get(user_id)
        if account is None or not account.hears_notices:
            return _json(403, {"code": "NOT_SUBSCRIBED"})
        notice = _notice(told, user_id, stage)
        if any((it.user_id, it.reference) == (user_id, notice.reference) for it in self.notices):
            return _json(409, {"code": "DUPLICATE"})
        self.notices.append(notice)
        return Answer(202)


def _notice(told: Mapping[str, Any], user_id: str, stage: str) -> Notice:
    state = told["event"]["payload"]["state"]
    arrival = str(state.get("deliveryDetails", {}).get("expectedArrival", ""))
    return Notice(user_id, str(state["status"]), str(told["referenceId"]), stage, arrival)


def _bearer(headers: Mapping[str, str]) -> str:
    kind, _, key = headers.get("authorization", "").partition(" ")
    return key if kind == "Bearer" else ""


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _json(status: int, told: object) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"content-type": "application/json"})
