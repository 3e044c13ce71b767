"""Request envelopes as Alexa writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from simulator.alexa.tokens import ENDPOINTS, AccessTokens, region_of
from simulator.customers import Customer, Speaker


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Envelopes:
    """Writes envelopes for one skill. The clock and the source of ids can be replaced by a test's own.

    `tokens` keeps what each access token is good for, for whoever plays a service; without it nobody can tell.
    `endpoints` has one for each region (`tokens.ENDPOINTS`, `tokens.served_at`). `linked` tells the access token
    of the account that a customer has linked with the skill, blank for none.
    """

    skill_id: str
    clock: Callable[[], datetime] = _now
    random: Random = field(default_factory=Random)
    tokens: AccessTokens | None = None
    endpoints: Mapping[str, str] = field(default_factory=lambda: ENDPOINTS)
    linked: Callable[[Customer], str] = lambda customer: ""

    def new_session_id(self) -> str:
        """An id that no session had before."""
        return f"amzn1.echo-api.session.{self._uuid()}"

    def write(
        self, speaker: Speaker, body: Mapping[str, Any], *, session: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """One envelope around a request body; skill events come without a session."""
        user = self._user(speaker)
        envelope: dict[str, Any] = {"version": "1.0"}
        if session is not None:
            application = {"applicationId": self.skill_id}
            envelope["session"] = {**session, "application": application, "user": user}
        envelope["context"] = {"System": self._system(speaker, user)}
        if speaker.device.viewport is not None:
            envelope["context"]["Viewport"] = dict(speaker.device.viewport)
        envelope["request"] = {
            "requestId": f"amzn1.echo-api.request.{self._uuid()}",
            "timestamp": self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": speaker.device.locale,
            **body,
        }
        return envelope

    def _system(self, speaker: Speaker, user: Mapping[str, Any]) -> dict[str, Any]:
        device = speaker.device
        return {
            "application": {"applicationId": self.skill_id},
            "user": user,
            "device": {"deviceId": device.device_id, "supportedInterfaces": dict(device.interfaces)},
            "apiEndpoint": self.endpoints[region_of(device.locale)],
            "apiAccessToken": self.tokens.issue(speaker)
            if self.tokens
            else f"pretend-access-token-{self._uuid()}",
        }

    def _user(self, speaker: Speaker) -> dict[str, Any]:
        permissions = speaker.customer.permissions()
        user: dict[str, Any] = {"userId": speaker.customer.user_id}
        token = self.linked(speaker.customer)
        user = {**user, "accessToken": token} if token else user
        return user if permissions is None else {**user, "permissions": permissions}

    def _uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)


def request_in(event: Mapping[str, Any]) -> dict[str, Any]:
    """The request in an event; an event that a tester made up may have none."""
    request = event.get("request")
    return request if isinstance(request, dict) else {}
