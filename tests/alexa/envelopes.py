"""Request envelopes of Alexa's shape, as files; a test changes the one member that it is about."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

EVENTS = Path(__file__).parents[1] / "events"
SKILL_ID = "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"
USER_ID = "amzn1.ask.account.NONICKSEXAMPLECUSTOMER"
PERMISSION = "context.System.user.permissions.scopes.payments:autopay_consent"
ABSENT = object()

Json = dict[str, Any]

NAMES = tuple(sorted(file.stem for file in (EVENTS / "alexa").glob("*.json")))
"""Every recorded envelope."""


def recorded(name: str, folder: str = "alexa") -> Json:
    """The recording in `tests/events/<folder>/<name>.json`, in objects of its own."""
    return copy.deepcopy(_read(EVENTS / folder / f"{name}.json"))


def changed(envelope: Json, path: str, value: object) -> Json:
    """The envelope with one member set, by its dotted path, or gone if the value is ABSENT."""
    whole = copy.deepcopy(envelope)
    *way, last = path.split(".")
    place: Any = whole
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return whole


def an_intent(name: str, **slots: Json | str | None) -> Json:
    """An intent with its slots: a text is a plain value (None: the slot is there, but nothing was said)."""
    filled = {key: value if isinstance(value, dict) else a_slot(value) for key, value in slots.items()}
    intent = {
        "name": name,
        "confirmationStatus": "NONE",
        "slots": {key: {"name": key, "confirmationStatus": "NONE", **value} for key, value in filled.items()},
    }
    return changed(recorded("intent"), "request.intent", intent)


def a_slot(value: str | None, *authorities: Json) -> Json:
    """A slot with what was heard, and what the authorities made of it."""
    slot: Json = {} if value is None else {"value": value}
    return {**slot, "resolutions": {"resolutionsPerAuthority": list(authorities)}} if authorities else slot


def an_authority(*ids: str, code: str = "ER_SUCCESS_MATCH", name: str = "PRODUCT") -> Json:
    """One authority's answer: the ids that it found, best first."""
    values = [{"value": {"name": id_.replace("_", " "), "id": id_}} for id_ in ids]
    answer: Json = {"authority": f"amzn1.er-authority.echo-sdk.{SKILL_ID}.{name}", "status": {"code": code}}
    return {**answer, "values": values} if ids else answer


def a_product_slot(product_id: str, heard: str = "") -> Json:
    """The slot of a product that was understood."""
    return a_slot(heard or product_id.replace("_", " "), an_authority(product_id))


def an_answer(name: str, token: object, payload: object, *, code: object = "200", message: str = "OK") -> Json:
    """An answer of Amazon Pay, as Alexa brings it: in a new session."""
    envelope = recorded("answer")
    status = {"code": code, "message": message}
    envelope["request"] |= {"name": name, "token": token, "payload": payload, "status": status}
    return envelope


@cache
def _read(file: Path) -> Json:
    content: Json = json.loads(file.read_text(encoding="utf-8"))
    return content
