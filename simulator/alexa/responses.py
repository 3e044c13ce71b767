"""What Alexa refuses in a skill's response, rule by rule.

Sources: the ASK "Request and Response JSON Reference" for the members and limits, and the connections rules of
Amazon Pay for Alexa: the directive ends the session, and one response carries one of it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.alexa import ssml
from simulator.alexa.cards import check_card
from simulator.alexa.rules import RuleBroken, demand, demand_object, demand_text
from simulator.customers import Device

MAX_SPEECH = 8000
MAX_RESPONSE_BYTES = 120 * 1024
ENVELOPE_MEMBERS = frozenset({"version", "sessionAttributes", "response", "userAgent"})
RESPONSE_MEMBERS = frozenset(
    {
        "outputSpeech", "card", "reprompt", "shouldEndSession", "directives",
        "canFulfillIntent", "experimentation", "apiResponse",
    }
)  # fmt: skip
SPEECH_MEMBERS = {"PlainText": "text", "SSML": "ssml"}
PLAY_BEHAVIORS = frozenset({"ENQUEUE", "REPLACE_ALL", "REPLACE_ENQUEUED"})
CONNECTIONS = frozenset({"Connections.SendRequest", "Connections.StartConnection", "Connections.SendResponse"})
CONNECTION_NAMES = frozenset({"Setup", "Charge", "Buy", "Upsell", "Cancel"})
DIALOG = frozenset({"Dialog.Delegate", "Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent"})
SCREEN_DIRECTIVES = {
    "Alexa.Presentation.APL.RenderDocument": "Alexa.Presentation.APL",
    "Alexa.Presentation.APL.ExecuteCommands": "Alexa.Presentation.APL",
    "Alexa.Presentation.APLT.RenderDocument": "Alexa.Presentation.APLT",
    "AudioPlayer.Play": "AudioPlayer",
    "AudioPlayer.Stop": "AudioPlayer",
    "AudioPlayer.ClearQueue": "AudioPlayer",
    "VideoApp.Launch": "VideoApp",
}
"""Directives that only some devices can carry out, with the interface that they need."""
KNOWN_DIRECTIVES = (
    CONNECTIONS
    | DIALOG
    | frozenset(SCREEN_DIRECTIVES)
    | {"Dialog.UpdateDynamicEntities", "Hint", "Tasks.CompleteTask", "Alexa.Presentation.APLA.RenderDocument"}
)
_SPOKEN = ("outputSpeech", "card", "directives", "reprompt")


def checked(response: object, *, request_type: str, device: Device) -> dict[str, Any]:
    """Return the response as it went over the wire, or raise RuleBroken with the first rule it breaks."""
    envelope = _over_the_wire(response)
    _only(envelope, ENVELOPE_MEMBERS, "the response envelope")
    demand(envelope.get("version") == "1.0", 'a response has the version "1.0"', envelope.get("version"))
    demand_object(envelope.get("sessionAttributes", {}), "sessionAttributes is an object")
    body = demand_object(envelope.get("response"), "a response has a member named response")
    _check_body(body, request_type=request_type, device=device)
    return envelope


def _over_the_wire(response: object) -> dict[str, Any]:
    """Lambda writes JSON: what JSON cannot say, or what is too long, never arrives."""
    try:
        text = json.dumps(response, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise RuleBroken("a response must be JSON", str(error)) from error
    size = len(text.encode())
    demand(size <= MAX_RESPONSE_BYTES, "a response has at most 120 kB", f"{size} bytes")
    return demand_object(json.loads(text), "a response is an object")


def _check_body(body: Mapping[str, Any], *, request_type: str, device: Device) -> None:
    _only(body, RESPONSE_MEMBERS, "a response")
    ends = body.get("shouldEndSession")
    demand("shouldEndSession" not in body or isinstance(ends, bool), "shouldEndSession is true or false", ends)
    if request_type == "SessionEndedRequest" or request_type.startswith("AlexaSkillEvent."):
        said = [member for member in _SPOKEN if body.get(member)]
        demand(not said, f"nothing may be said, shown or sent in answer to {request_type}", ", ".join(said))
    _check_speech(body.get("outputSpeech"), "outputSpeech")
    if "reprompt" in body:
        _check_reprompt(body["reprompt"])
    if "card" in body:
        check_card(body["card"])
    _check_directives(body, request_type=request_type, device=device)


def _check_reprompt(reprompt: object) -> None:
    members = demand_object(reprompt, "a reprompt is an object")
    _only(members, ("outputSpeech", "directives"), "a reprompt")
    _check_speech(members.get("outputSpeech"), "reprompt.outputSpeech")


def _check_speech(speech: object, where: str) -> None:
    if speech is None:
        return
    members = demand_object(speech, f"{where} is an object")
    kind = members.get("type")
    demand(kind in SPEECH_MEMBERS, f"{where} is of type PlainText or SSML", kind)
    words_in = SPEECH_MEMBERS[str(kind)]
    words = demand_text(members.get(words_in), f"{where} of type {kind} has its words in {words_in}")
    demand(bool(words.strip()), f"{where} is never empty")
    demand(len(words) <= MAX_SPEECH, f"{where} has at most {MAX_SPEECH} characters", len(words))
    behavior = members.get("playBehavior", "ENQUEUE")
    demand(behavior in PLAY_BEHAVIORS, f"{where}.playBehavior is a known one", behavior)
    if kind == "SSML":
        ssml.plain_text(words)


def _check_directives(body: Mapping[str, Any], *, request_type: str, device: Device) -> None:
    listed = body.get("directives", [])
    demand(isinstance(listed, list), "directives is a list", listed)
    directives = [demand_object(directive, "a directive is an object") for directive in listed]
    for directive in directives:
        _check_type(directive.get("type"), device)
    sent = [directive for directive in directives if directive["type"] in CONNECTIONS]
    demand(len(sent) <= 1, "a response holds one Connections directive at most", len(sent))
    if sent:
        _check_connection(sent[0], body)
    if any(directive["type"] in DIALOG for directive in directives):
        demand(request_type == "IntentRequest", "a Dialog directive answers an IntentRequest only", request_type)
        demand(body.get("shouldEndSession") is False, "a Dialog directive needs shouldEndSession false")


def _check_type(kind: object, device: Device) -> None:
    demand(kind in KNOWN_DIRECTIVES, "a directive is of a type that Alexa knows", kind)
    needed = SCREEN_DIRECTIVES.get(str(kind))
    demand(needed is None or needed in device.interfaces, f"{kind} needs a device that supports {needed}")


def _check_connection(directive: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    kind = directive["type"]
    demand(body.get("shouldEndSession") is not False, f"{kind} ends the session", "shouldEndSession false")
    demand(not body.get("reprompt"), f"{kind} ends the session, so there is no reprompt", "reprompt")
    if kind == "Connections.SendRequest":
        _only(directive, ("type", "name", "payload", "token"), kind)
        name = directive.get("name")
        demand(name in CONNECTION_NAMES, "Connections.SendRequest has a name that Alexa knows", name)
        demand_object(directive.get("payload"), "Connections.SendRequest has a payload")
        demand_text(directive.get("token"), "Connections.SendRequest has a token")


def _only(found: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(found) - set(known))
    demand(not unknown, f"{where} has only members that Alexa knows", ", ".join(unknown))
