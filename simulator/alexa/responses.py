"""What Alexa refuses in a skill's response: the envelope, the speech, and when which member may come.

Cards, directives and SSML have modules of their own; the rules' words and their sources stand in `rulebook.py`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.alexa import ssml
from simulator.alexa.cards import check_card
from simulator.alexa.directives import CONNECTIONS, check_directives
from simulator.alexa.rulebook import LONGEST_WAIT, MAX_RESPONSE_BYTES, MAX_SPEECH
from simulator.alexa.rules import broken, demand, demand_object, demand_text
from simulator.customers import Device

__all__ = ["CONNECTIONS", "LONGEST_WAIT", "checked", "demand_in_time", "reprompt_in", "words_of"]

ENVELOPE_MEMBERS = frozenset({"version", "sessionAttributes", "response", "userAgent"})
RESPONSE_MEMBERS = frozenset(
    {
        "outputSpeech", "card", "reprompt", "shouldEndSession", "directives",
        "canFulfillIntent", "experimentation", "apiResponse",
    }
)  # fmt: skip
ANSWERS_ONLY = {"canFulfillIntent": "CanFulfillIntentRequest", "apiResponse": "Dialog.API.Invoked"}
SPEECH_MEMBERS = {"PlainText": "text", "SSML": "ssml"}
PLAY_BEHAVIORS = frozenset({"ENQUEUE", "REPLACE_ALL", "REPLACE_ENQUEUED"})
SILENT_REQUESTS = (
    ("SessionEndedRequest", "nobody-there"),
    ("System.ExceptionEncountered", "exception-silent"),
    ("AlexaSkillEvent.", "event-silent"),
    ("AlexaHouseholdListEvent.", "event-silent"),
    ("Reminders.", "event-silent"),
    ("Messaging.", "event-silent"),
)
"""Requests, by how their type begins, that nobody is there to hear an answer to; each with its rule."""
_SPOKEN = ("outputSpeech", "card", "directives", "reprompt")


def checked(response: object, *, request_type: str, device: Device) -> dict[str, Any]:
    """Return the response as it went over the wire, or raise RuleBroken with the first rule it breaks."""
    envelope = _over_the_wire(response)
    _only(envelope, ENVELOPE_MEMBERS, "the response envelope")
    demand(envelope.get("version") == "1.0", "version", envelope.get("version"))
    demand_object(envelope.get("sessionAttributes", {}), "attributes")
    body = demand_object(envelope.get("response"), "body")
    _check_body(body, request_type=request_type, device=device)
    return envelope


def demand_in_time(seconds: float) -> None:
    """Raise RuleBroken for an answer that comes after Alexa has given up."""
    demand(seconds <= LONGEST_WAIT, "in-time", f"{seconds:.1f} seconds")


def words_of(speech: Mapping[str, Any]) -> str:
    """The words of a checked `outputSpeech`, as they are heard."""
    return ssml.plain_text(speech["ssml"]) if speech["type"] == "SSML" else " ".join(speech["text"].split())


def reprompt_in(body: Mapping[str, Any]) -> str | None:
    """The words of a checked reprompt; None when there is none to hear."""
    speech = body.get("reprompt", {}).get("outputSpeech")
    return words_of(speech) if speech is not None else None


def _over_the_wire(response: object) -> dict[str, Any]:
    """Lambda writes JSON: what JSON cannot say, or what is too long, never arrives."""
    try:
        sent = json.dumps(response, allow_nan=False, ensure_ascii=False).encode()
        arrived = json.loads(sent)
    except (TypeError, ValueError, RecursionError) as error:
        raise broken("json", error) from error
    demand(len(sent) <= MAX_RESPONSE_BYTES, "size", f"{len(sent)} bytes")
    return demand_object(arrived, "envelope")


def _check_body(body: Mapping[str, Any], *, request_type: str, device: Device) -> None:
    _only(body, RESPONSE_MEMBERS, "a response")
    ends = body.get("shouldEndSession")
    demand("shouldEndSession" not in body or isinstance(ends, bool), "ends", ends)
    _check_silence(body, request_type)
    for member, request in ANSWERS_ONLY.items():
        demand(member not in body or request_type == request, "fits-request", member=member, request=request)
    if "outputSpeech" in body:
        _check_speech(body["outputSpeech"], "outputSpeech")
    if "card" in body:
        check_card(body["card"])
    check_directives(body, request_type=request_type, device=device)
    if "reprompt" in body:
        _check_reprompt(body["reprompt"])
        demand(ends is False, "reprompt-ended", f"shouldEndSession {json.dumps(ends)}")


def _check_silence(body: Mapping[str, Any], request_type: str) -> None:
    said = [member for member in _SPOKEN if body.get(member)]
    for begins, rule in SILENT_REQUESTS if said else ():
        demand(not request_type.startswith(begins), rule, ", ".join(said), request=request_type)


def _check_reprompt(reprompt: object) -> None:
    members = demand_object(reprompt, "reprompt")
    _only(members, ("outputSpeech", "directives"), "a reprompt")
    demand(bool(members), "reprompt-empty")
    if "outputSpeech" in members:
        _check_speech(members["outputSpeech"], "reprompt.outputSpeech")
    listed = members.get("directives", [])
    kinds = [entry.get("type") if isinstance(entry, dict) else entry for entry in listed] if listed else []
    lawful = isinstance(listed, list) and set(map(str, kinds)) <= {"Alexa.Presentation.APLA.RenderDocument"}
    demand(lawful, "reprompt-directives", listed)


def _check_speech(speech: object, where: str) -> None:
    members = demand_object(speech, "speech", where=where)
    kind = str(members.get("type"))
    demand(kind in SPEECH_MEMBERS, "speech-type", kind, where=where)
    member = SPEECH_MEMBERS[kind]
    words = demand_text(members.get(member), "speech-words", where=where, kind=kind, member=member)
    _only(members, ("type", member, "playBehavior"), where)
    demand(bool(words.strip()), "speech-empty", where=where)
    demand(len(words) <= MAX_SPEECH, "speech-length", len(words), where=where)
    behavior = members.get("playBehavior", "ENQUEUE")
    demand(isinstance(behavior, str) and behavior in PLAY_BEHAVIORS, "speech-behavior", behavior, where=where)
    if kind == "SSML":
        ssml.plain_text(words)


def _only(found: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(found) - set(known))
    demand(not unknown, "members", ", ".join(unknown), where=where)
