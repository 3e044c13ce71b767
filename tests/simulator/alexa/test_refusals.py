from collections.abc import Mapping
from typing import Any

import pytest

from simulator.alexa.responses import checked
from simulator.alexa.rules import RuleBroken
from simulator.customers import SCREEN, Device
from tests.simulator.small_shop import a_directive, a_response, a_setup, speech

DOCUMENT = {"type": "APL", "version": "2024.3", "mainTemplate": {"items": []}}
SPEAKER = Device("kitchen")
APL = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "t", "document": DOCUMENT}
SETUP = a_directive("Setup", a_setup())
ELICIT = {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity"}
LONG = "a" * 8001


def check(response: object, *, request_type: str = "IntentRequest", device: Device = SPEAKER) -> dict[str, Any]:
    return checked(response, request_type=request_type, device=device)


def simple(**members: object) -> dict[str, Any]:
    return {"type": "Simple", "title": "t", "content": "c", **members}


def standard(**members: object) -> dict[str, Any]:
    return {"type": "Standard", "title": "t", "text": "c", **members}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outputSpeech": speech("<amazon:effect name='whispered'>A &amp; B</amazon:effect>")},
        {"outputSpeech": {"type": "PlainText", "text": "Hello", "playBehavior": "REPLACE_ALL"}},
        {"outputSpeech": speech("a" * 7980), "card": simple(content="a" * 7999)},
        {"card": standard(image={"smallImageUrl": "https://x.example/s.png"})},
        {"card": {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}},
        {"card": {"type": "LinkAccount"}},
        {"directives": [SETUP], "shouldEndSession": True},
        {"directives": [SETUP], "outputSpeech": speech("One moment.")},
        {"directives": [ELICIT], "shouldEndSession": False},
    ],
)  # fmt: skip
def test_a_lawful_response_passes_unchanged(body: Mapping[str, Any]) -> None:
    response = a_response(**body)

    assert check(response) == response


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"directives": [SETUP], "shouldEndSession": False}, "Connections.SendRequest ends the session"),
        ({"directives": [SETUP], "reprompt": {"outputSpeech": speech("Well?")}}, "there is no reprompt"),
        ({"directives": [SETUP, SETUP]}, "one Connections directive"),
        ({"directives": [{**SETUP, "name": "Refund"}]}, "name that Alexa knows"),
        ({"directives": [{**SETUP, "payload": None}]}, "has a payload"),
        ({"directives": [{key: SETUP[key] for key in ("type", "name", "payload")}]}, "has a token"),
        ({"directives": [{"type": "Connections.SendMoney"}]}, "a type that Alexa knows"),
        ({"directives": [{}]}, "a type that Alexa knows"),
        ({"directives": SETUP}, "directives is a list"),
        ({"directives": [APL]}, "needs a device that supports"),
        ({"directives": [ELICIT], "shouldEndSession": True}, "needs shouldEndSession false"),
        ({"outputSpeech": {"type": "SSML", "ssml": "Hello"}}, "one <speak>"),
        ({"outputSpeech": {"type": "SSML", "ssml": "<speak>a</speak> b"}}, "one <speak>"),
        ({"outputSpeech": speech("Salt & pepper")}, "well-formed"),
        ({"outputSpeech": speech("<b>bold</b>")}, "only the tags"),
        ({"outputSpeech": speech("<audio src='http://x.example/a.mp3'/>")}, "over https"),
        ({"outputSpeech": speech("<audio src='https://x.example/a.mp3'/>" * 6)}, "at most 5"),
        ({"outputSpeech": speech("<break time='11s'/>")}, "at most 10 seconds"),
        ({"outputSpeech": {"type": "SSML", "text": "Hello"}}, "has its words in ssml"),
        ({"outputSpeech": {"type": "Morse", "text": "..."}}, "PlainText or SSML"),
        ({"outputSpeech": {"type": "PlainText", "text": LONG}}, "at most 8000"),
        ({"outputSpeech": {"type": "PlainText", "text": " "}}, "never empty"),
        ({"outputSpeech": {"type": "PlainText", "text": "a", "playBehavior": "LOUD"}}, "playBehavior"),
        ({"reprompt": {"outputSpeech": speech(LONG)}}, "at most 8000"),
        ({"card": {"type": "Fancy"}}, "a card is one of"),
        ({"card": simple(content=LONG)}, "at most 8000"),
        ({"card": simple(text="c")}, "only members"),
        ({"card": standard(image={"smallImageUrl": "http://x.example/s.png"})}, "https"),
        ({"card": standard(image={"largeImageUrl": "https://x.example/" + "a" * 2000})}, "at most 2000"),
        ({"card": {"type": "AskForPermissionsConsent", "permissions": []}}, "names the permissions"),
        ({"shouldEndSession": "false"}, "true or false"),
        ({"speech": "Hello"}, "only members"),
    ],
)
def test_an_unlawful_response_is_refused_by_its_rule(body: Mapping[str, Any], rule: str) -> None:
    with pytest.raises(RuleBroken, match=rule):
        check(a_response(**body))


@pytest.mark.parametrize(
    ("response", "rule"),
    [
        (None, "is an object"),
        ({"version": "1.0"}, "named response"),
        ({"version": "2.0", "response": {}}, "version"),
        ({"version": "1.0", "response": {}, "sessionAttributes": []}, "sessionAttributes"),
        ({"version": "1.0", "response": {}, "sessionAttributes": {"a": {1, 2}}}, "JSON"),
        ({"version": "1.0", "response": {}, "sessionAttributes": {"a": float("nan")}}, "JSON"),
        ({"version": "1.0", "response": {}, "sessionAttributes": {"a": "a" * 130_000}}, "120 kB"),
    ],
)
def test_what_is_no_response_at_all_is_refused(response: object, rule: str) -> None:
    with pytest.raises(RuleBroken, match=rule):
        check(response)


@pytest.mark.parametrize("body", [{"outputSpeech": speech("Bye")}, {"card": simple()}, {"directives": [SETUP]}])
@pytest.mark.parametrize("request_type", ["SessionEndedRequest", "AlexaSkillEvent.SkillDisabled"])
def test_nothing_may_be_said_when_nobody_is_there(body: Mapping[str, Any], request_type: str) -> None:
    with pytest.raises(RuleBroken, match="in answer to"):
        check(a_response(**body), request_type=request_type)


def test_a_screen_is_sent_to_devices_that_have_one() -> None:
    device = Device("show", interfaces=SCREEN)

    assert check(a_response(directives=[APL]), device=device)


def test_a_slot_is_asked_for_in_answer_to_an_intent_only() -> None:
    with pytest.raises(RuleBroken, match="answers an IntentRequest"):
        check(a_response(directives=[ELICIT], shouldEndSession=False), request_type="LaunchRequest")
