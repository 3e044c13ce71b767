"""The raw request envelope, before the SDK has read it: nothing in it is promised."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

# What the SDK can name (Request and Response JSON Reference; Entity Resolution).
_PERMISSION_STATUSES = frozenset({"GRANTED", "DENIED"})
_RESOLUTION_CODES = frozenset(
    {
        "ER_SUCCESS_MATCH",
        "ER_SUCCESS_NO_MATCH",
        "ER_ERROR_TIMEOUT",
        "ER_ERROR_EXCEPTION",
    }
)

TOUCH = "Alexa.Presentation.APL.UserEvent"

# The skill events that we act on, with the list in their bodies: where it stands, and what is read of each member.
_EVENTS: Mapping[str, tuple[str, str] | None] = {
    "SkillEnabled": None,
    "SkillDisabled": None,
    "SkillAccountLinked": None,
    "SkillPermissionAccepted": ("acceptedPermissions", "scope"),
    "SkillPermissionChanged": ("acceptedPermissions", "scope"),
    "ProactiveSubscriptionChanged": ("subscriptions", "eventName"),
}

# The requests that a skill of ours answers; of anything else nothing can be cut out that makes sense.
_ANSWERED = frozenset(
    {
        "LaunchRequest",
        "IntentRequest",
        "SessionEndedRequest",
        "SessionResumedRequest",
        "Connections.Response",
        TOUCH,
        # That somebody left must be heard, whatever else an event holds.
        *(f"AlexaSkillEvent.{name}" for name in _EVENTS),
    }
)


def request_type(event: object) -> str:
    """Return the request's type; blank if there is none."""
    return _text(_table(event, "request"), "type") or ""


def request_locale(event: object) -> str:
    """Return the locale of the device; blank if the request has none."""
    return _text(_table(event, "request"), "locale") or ""


def application_id(event: object) -> str:
    """Return which skill an event was meant for, from the context or else the session; blank if it says none."""
    inside = _table(_table(_table(event, "context"), "System"), "application")
    return (
        _text(inside, "applicationId")
        or _text(_table(_table(event, "session"), "application"), "applicationId")
        or ""
    )


def names_another_skill(event: object, skill_id: str) -> bool:
    """Whether an event says anywhere that it is for another skill, or nowhere that it is for this one."""
    inside = _table(_table(_table(event, "context"), "System"), "application")
    told = (_text(each, "applicationId") for each in (inside, _table(_table(event, "session"), "application")))
    return {each for each in told if each} != {skill_id}


def narrowed(event: object) -> dict[str, Any]:
    """Return an envelope with only those members that we read, in the types that the SDK expects.

    Raises ValueError for a request that we would not answer anyway.
    """
    if request_type(event) not in _ANSWERED:
        raise ValueError
    system = _table(_table(event, "context"), "System")
    session = _table(event, "session")
    return _present(
        {
            "version": "1.0",
            "session": _session(session) if session else None,
            "context": {
                "System": _present(
                    {
                        "application": {"applicationId": application_id(event)},
                        "user": _user(_table(system, "user")) or _user(_table(session, "user")),
                        "device": _device(_table(system, "device")),
                        "apiEndpoint": _text(system, "apiEndpoint"),
                        "apiAccessToken": _text(system, "apiAccessToken"),
                    }
                )
            },
            "request": _request(_table(event, "request")),
        }
    )


def _session(session: Mapping[str, Any]) -> dict[str, Any]:
    return _present(
        {
            "new": session.get("new") is True,
            "sessionId": _text(session, "sessionId"),
            "attributes": _table(session, "attributes"),
            "user": _user(_table(session, "user")),
        }
    )


def _user(user: Mapping[str, Any]) -> dict[str, Any]:
    permissions = _table(user, "permissions")
    known = {
        name: {"status": scope["status"]}
        for name, scope in _table(permissions, "scopes").items()
        if isinstance(name, str) and _text(scope, "status") in _PERMISSION_STATUSES
    }
    # That nothing is known of a permission is said too: an older word in the session must not stand in for it.
    told = {"scopes": known} if "scopes" in permissions else None
    token = _text(user, "accessToken")
    return _present({"userId": _text(user, "userId"), "accessToken": token, "permissions": told})


def _device(device: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return whether it shows documents: of what else it does we need nothing."""
    screen = "Alexa.Presentation.APL"
    shows = screen in _table(device, "supportedInterfaces")
    return {"deviceId": _text(device, "deviceId") or "", "supportedInterfaces": {screen: {}}} if shows else None


def _request(request: Mapping[str, Any]) -> dict[str, Any]:
    common = {name: _text(request, name) for name in ("type", "requestId", "locale")}
    if str(common["type"]).startswith("AlexaSkillEvent."):
        return _event(request, common)
    if common["type"] == "IntentRequest":
        return _present({**common, "intent": _intent(_table(request, "intent"))})
    if common["type"] == TOUCH:
        arguments = request.get("arguments")
        return _present({**common, "arguments": arguments if isinstance(arguments, list) else []})
    if common["type"] == "Connections.Response":
        status = _table(request, "status")
        code = status.get("code")
        return _present(
            {
                **common,
                "name": _text(request, "name"),
                "token": _text(request, "token"),
                "payload": _table(request, "payload"),
                "status": {
                    "code": str(code) if isinstance(code, str | int) else "",
                    "message": _text(status, "message") or "",
                },
            }
        )
    return _present(common)


def _event(request: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """Return a skill event: what it tells, and when it happened, as far as these can be read."""
    body, listed = _table(request, "body"), _EVENTS[str(common["type"]).removeprefix("AlexaSkillEvent.")]
    told: dict[str, Any] = {"accessToken": _text(body, "accessToken")}
    if listed is not None:
        name, member = listed
        found = body.get(name)
        texts = [_text(each, member) for each in found] if isinstance(found, list) else None
        told[name] = None if texts is None else [{member: text} for text in texts if text is not None]
    times = {name: _moment(request, name) for name in ("timestamp", "eventCreationTime", "eventPublishingTime")}
    return _present({**common, **times, "body": _present(told) or None})


def _moment(value: Mapping[str, Any], name: str) -> str | None:
    """Return a moment as it was written, if it is one."""
    text = _text(value, name)
    try:
        return text if text and datetime.fromisoformat(text) else None
    except ValueError:
        return None


def _intent(intent: Mapping[str, Any]) -> dict[str, Any]:
    slots = {name: _slot(name, slot) for name, slot in _table(intent, "slots").items() if isinstance(name, str)}
    return _present({"name": _text(intent, "name"), "slots": slots})


def _slot(name: str, slot: object) -> dict[str, Any]:
    found = _table(slot, "resolutions").get("resolutionsPerAuthority")
    authorities = [_authority(authority) for authority in found] if isinstance(found, list) else []
    resolutions = {"resolutionsPerAuthority": authorities} if authorities else None
    return _present({"name": name, "value": _text(slot, "value"), "resolutions": resolutions})


def _authority(authority: object) -> dict[str, Any]:
    code = _text(_table(authority, "status"), "code")
    found = authority.get("values") if isinstance(authority, Mapping) else None
    matches = [_table(match, "value") for match in found] if isinstance(found, list) else []
    return {
        "status": {"code": code if code in _RESOLUTION_CODES else "ER_ERROR_EXCEPTION"},
        "values": [
            {"value": _present({"id": _text(match, "id"), "name": _text(match, "name")})} for match in matches
        ],
    }


def _table(value: object, name: str) -> Mapping[str, Any]:
    inside = value.get(name) if isinstance(value, Mapping) else None
    return inside if isinstance(inside, Mapping) else {}


def _text(value: object, name: str) -> str | None:
    inside = value.get(name) if isinstance(value, Mapping) else None
    return inside if isinstance(inside, str) else None


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
