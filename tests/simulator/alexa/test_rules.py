"""Every rule of the rule book: what breaks it is refused by its name, and the nearest right thing passes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.responses import checked, demand_in_time
from simulator.alexa.rulebook import RULES, rows
from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import Alexa
from simulator.customers import Customer, Device, Speaker
from tests.simulator.small_shop import a_directive, a_model, a_response, a_setup, speech

MODEL = replace(a_model(), dialog_intents=frozenset({"BuyIntent", "VoiceCodeIntent"}))
SHOW, KITCHEN = Device.of_kind("show"), Device("kitchen")
SETUP = a_directive("Setup", a_setup())
DOCUMENT = {"type": "APL", "version": "2024.3", "mainTemplate": {"items": []}}
RENDER = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "shop", "document": DOCUMENT}
EXECUTE = {"type": "Alexa.Presentation.APL.ExecuteCommands", "token": "shop", "commands": [{"type": "AutoPage"}]}
START = {
    "type": "Connections.StartConnection",
    "uri": "connection://AMAZON.LinkApp/2",
    "input": {},
    "onCompletion": "RESUME_SESSION",
    "token": "token-1",
}
COMPLETE = {"type": "Tasks.CompleteTask", "status": {"code": "200", "message": "done"}}
CONSENT = {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
SLOTS = {"product": {"name": "product", "value": "green tea"}, "quantity": {"name": "quantity", "value": "2"}}
BUY = {"name": "BuyIntent", "confirmationStatus": "NONE", "slots": SLOTS}
ELICIT = {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity", "updatedIntent": BUY}
CONFIRM = {"type": "Dialog.ConfirmSlot", "slotToConfirm": "quantity", "updatedIntent": BUY}
ASK = speech("Well?")


def simple(**members: object) -> dict[str, Any]:
    return {"type": "Simple", "title": "t", "content": "c", **members}


def image(**urls: object) -> dict[str, Any]:
    return {"card": {"type": "Standard", "title": "t", "text": "c", "image": urls}}


def without(directive: Mapping[str, Any], member: str) -> dict[str, Any]:
    return {name: value for name, value in directive.items() if name != member}


def sent(*directives: object, **body: object) -> dict[str, Any]:
    return {"directives": [*directives], **body}


def asked(*directives: object) -> dict[str, Any]:
    return sent(*directives, shouldEndSession=False)


def shown(document: object) -> dict[str, Any]:
    return sent({**RENDER, "document": document})


def ssml(words: str) -> dict[str, Any]:
    return {"outputSpeech": speech(words)}


def spoken(**members: object) -> dict[str, Any]:
    return {"outputSpeech": {"type": "PlainText", "text": "Hello", **members}}


@dataclass(frozen=True)
class Body:
    """A response body, the type of the request that it answers, and the device that gets it."""

    body: Mapping[str, Any]
    request: str = "IntentRequest"
    device: Device = SHOW

    def __call__(self) -> None:
        checked(a_response(**self.body), request_type=self.request, device=self.device)


@dataclass(frozen=True)
class Whole:
    """A whole response."""

    response: object

    def __call__(self) -> None:
        checked(self.response, request_type="IntentRequest", device=SHOW)


@dataclass(frozen=True)
class Told:
    """A response body that answers "buy two green tea" in a session that shows a document."""

    body: Mapping[str, Any]

    def __call__(self) -> None:
        alexa, speaker = Alexa(Envelopes("skill-1"), {"en-US": MODEL}), Speaker(Customer("ann"), SHOW)
        launch = alexa.hear(speaker, "open tea corner")
        alexa.take(speaker, launch, a_response(directives=[RENDER], shouldEndSession=False))
        alexa.take(speaker, alexa.hear(speaker, "buy two green tea"), a_response(**self.body))


def give_up(error_type: str) -> Callable[[], None]:
    def giving_up() -> None:
        alexa, speaker = Alexa(Envelopes("skill-1"), {"en-US": MODEL}), Speaker(Customer("ann"), SHOW)
        alexa.gives_up(speaker, error_type, "why")

    return giving_up


CASES: Mapping[str, tuple[Callable[[], None], Callable[[], None]]] = {
    "in-time": (lambda: demand_in_time(8.1), lambda: demand_in_time(8.0)),
    "json": (Whole(a_response(card={1, 2})), Whole(a_response(card=simple()))),
    "size": (
        Whole({**a_response(), "sessionAttributes": {"a": "ä" * 61_440}}),
        Whole({**a_response(), "sessionAttributes": {"a": "ä" * 61_000}}),
    ),
    "envelope": (Whole([]), Whole(a_response())),
    "members": (Body({"speech": "Hello"}), Body(spoken())),
    "version": (Whole({**a_response(), "version": "1.1"}), Whole(a_response())),
    "attributes": (
        Whole({**a_response(), "sessionAttributes": []}), Whole({**a_response(), "sessionAttributes": {}})
    ),
    "body": (Whole({"version": "1.0"}), Whole({"version": "1.0", "response": {}})),
    "ends": (Body({"shouldEndSession": "false"}), Body({"shouldEndSession": False})),
    "fits-request": (
        Body({"canFulfillIntent": {"canFulfill": "YES"}}),
        Body({"canFulfillIntent": {"canFulfill": "YES"}}, "CanFulfillIntentRequest"),
    ),
    "speech": (Body({"outputSpeech": "Hello"}), Body(spoken())),
    "speech-type": (Body(spoken(type="Text")), Body(spoken())),
    "speech-words": (Body({"outputSpeech": {"type": "SSML", "text": "Hello"}}), Body(ssml("Hello"))),
    "speech-empty": (Body(spoken(text=" ")), Body(spoken(text="."))),
    "speech-length": (Body(spoken(text="a" * 8001)), Body(spoken(text="a" * 8000))),
    "speech-behavior": (Body(spoken(playBehavior="LOUD")), Body(spoken(playBehavior="ENQUEUE"))),
    "reprompt": (
        Body({"reprompt": "Well?", "shouldEndSession": False}),
        Body({"reprompt": {"outputSpeech": ASK}, "shouldEndSession": False}),
    ),
    "reprompt-empty": (
        Body({"reprompt": {}, "shouldEndSession": False}),
        Body({"reprompt": {"outputSpeech": ASK}, "shouldEndSession": False}),
    ),
    "reprompt-directives": (
        Body({"reprompt": {"outputSpeech": ASK, "directives": [RENDER]}, "shouldEndSession": False}),
        Body({"reprompt": {"outputSpeech": ASK, "directives": []}, "shouldEndSession": False}),
    ),
    "reprompt-ended": (
        Body({"reprompt": {"outputSpeech": ASK}}),
        Body({"reprompt": {"outputSpeech": ASK}, "shouldEndSession": False}),
    ),
    "directives": (Body({"directives": SETUP}), Body({"directives": [SETUP]})),
    "directive": (Body(sent("Setup")), Body(sent(SETUP))),
    "directive-type": (Body(sent({**SETUP, "type": "Connections.SendMoney"})), Body(sent(SETUP))),
    "directive-device": (Body(sent(RENDER), device=KITCHEN), Body(sent(RENDER))),
    "ended-error": (give_up("NO_IDEA"), give_up("INVALID_RESPONSE")),
    "nobody-there": (Body(spoken(), "SessionEndedRequest"), Body({}, "SessionEndedRequest")),
    "event-silent": (
        Body({"card": simple()}, "AlexaSkillEvent.SkillDisabled"), Body({}, "AlexaSkillEvent.SkillDisabled")
    ),
    "exception-silent": (
        Body(sent(SETUP), "System.ExceptionEncountered"), Body({}, "System.ExceptionEncountered")
    ),
    "ssml-xml": (Body(ssml("Salt & pepper")), Body(ssml("Salt &amp; pepper"))),
    "ssml-root": (Body({"outputSpeech": {"type": "SSML", "ssml": "Hello"}}), Body(ssml("Hello"))),
    "ssml-tag": (Body(ssml("<b>loud</b>")), Body(ssml("<emphasis level='strong'>loud</emphasis>"))),
    "ssml-attribute": (Body(ssml("<p class='a'>Hello</p>")), Body(ssml("<p>Hello</p>"))),
    "ssml-value": (
        Body(ssml("<say-as interpret-as='money'>9</say-as>")),
        Body(ssml("<say-as interpret-as='digits'>9</say-as>")),
    ),
    "ssml-needs": (Body(ssml("<say-as>9</say-as>")), Body(ssml("<say-as interpret-as='digits'>9</say-as>"))),
    "ssml-nesting": (Body(ssml("<p>a<p>b</p></p>")), Body(ssml("<p>a</p><p>b</p>"))),
    "ssml-hollow": (Body(ssml("<break time='1s'>a</break>")), Body(ssml("<break time='1s'/>a"))),
    "ssml-clips": (
        Body(ssml("<audio src='https://x.example/a.mp3'/>" * 6)),
        Body(ssml("<audio src='https://x.example/a.mp3'/>" * 5)),
    ),
    "ssml-audio": (
        Body(ssml("<audio src='http://x.example/a.mp3'/>")), Body(ssml("<audio src='soundbank://soundlibrary/a'/>"))
    ),
    "ssml-break": (Body(ssml("<break time='10.1s'/>")), Body(ssml("<break time='10000ms'/>"))),
    "card": (Body({"card": "Thank you"}), Body({"card": simple()})),
    "card-type": (Body({"card": simple(type="Fancy")}), Body({"card": simple()})),
    "card-members": (Body({"card": simple(text="c")}), Body({"card": simple()})),
    "card-text": (Body({"card": simple(title=1)}), Body({"card": simple(title="1")})),
    "card-length": (Body({"card": simple(content="a" * 8000)}), Body({"card": simple(content="a" * 7999)})),
    "card-image": (
        Body({"card": {"type": "Standard", "text": "c", "image": "https://x.example/a.png"}}),
        Body(image(smallImageUrl="https://x.example/a.png")),
    ),
    "card-image-members": (
        Body(image(url="https://x.example/a.png")), Body(image(largeImageUrl="https://x.example/a.png"))
    ),
    "card-url": (Body(image(smallImageUrl=None)), Body(image(smallImageUrl="https://x.example/a.png"))),
    "card-url-https": (
        Body(image(smallImageUrl="http://x.example/a.png")), Body(image(smallImageUrl="https://x.example/a.png"))
    ),
    "card-url-length": (
        Body(image(smallImageUrl="https://x.example/".ljust(2001, "a"))),
        Body(image(smallImageUrl="https://x.example/".ljust(2000, "a"))),
    ),
    "consent-names": (Body({"card": {**CONSENT, "permissions": []}}), Body({"card": CONSENT})),
    "consent-scope": (Body({"card": {**CONSENT, "permissions": ["pay"]}}), Body({"card": CONSENT})),
    "connection-one": (Body(sent(SETUP, SETUP)), Body(sent(SETUP))),
    "connection-ends": (Body(asked(SETUP)), Body(sent(SETUP, shouldEndSession=True))),
    "connection-reprompt": (Body(sent(SETUP, reprompt={"outputSpeech": ASK})), Body(sent(SETUP, **ssml("Wait.")))),
    "connection-name": (Body(sent({**SETUP, "name": "Refund"})), Body(sent({**SETUP, "name": "Charge"}))),
    "connection-payload": (Body(sent(without(SETUP, "payload"))), Body(sent(SETUP))),
    "connection-token": (Body(sent(without(SETUP, "token"))), Body(sent(SETUP))),
    "task-uri": (Body(sent({**START, "uri": "https://x.example"})), Body(sent(START))),
    "task-input": (Body(sent({**START, "input": []})), Body(sent(START))),
    "task-token": (Body(sent({**START, "token": 1})), Body(sent(START))),
    "task-completion": (Body(sent({**START, "onCompletion": "END"})), Body(sent(START))),
    "task-status": (Body(sent({**COMPLETE, "status": "200"})), Body(sent(COMPLETE))),
    "dialog-request": (
        Body(asked(without(ELICIT, "updatedIntent")), "LaunchRequest"), Body(asked(ELICIT), "LaunchRequest")
    ),
    "dialog-open": (Body(sent(ELICIT)), Body(asked(ELICIT))),
    "dialog-one": (Body(asked(ELICIT, ELICIT)), Body(asked(ELICIT))),
    "dialog-model": (Told(asked({**ELICIT, "updatedIntent": {"name": "CartIntent"}})), Told(asked(ELICIT))),
    "dialog-name": (
        Told(asked({**CONFIRM, "updatedIntent": {"name": "VoiceCodeIntent"}})),
        Told(asked({**ELICIT, "slotToElicit": "code", "updatedIntent": {"name": "VoiceCodeIntent"}})),
    ),
    "dialog-intent": (Told(asked({**ELICIT, "updatedIntent": {}})), Told(asked(ELICIT))),
    "dialog-slots": (
        Told(asked({**ELICIT, "updatedIntent": {**BUY, "slots": {"colour": {}}}})),
        Told(asked({**ELICIT, "updatedIntent": {**BUY, "slots": {"product": {}}}})),
    ),
    "dialog-slot-object": (
        Told(asked({**ELICIT, "updatedIntent": {**BUY, "slots": {"product": {"name": "quantity"}}}})),
        Told(asked({**ELICIT, "updatedIntent": {**BUY, "slots": {"product": {"name": "product"}}}})),
    ),
    "dialog-status": (
        Told(asked({**ELICIT, "updatedIntent": {**BUY, "confirmationStatus": "YES"}})),
        Told(asked({**ELICIT, "updatedIntent": {**BUY, "confirmationStatus": "CONFIRMED"}})),
    ),
    "dialog-elicit": (Told(asked({**ELICIT, "slotToElicit": "colour"})), Told(asked(ELICIT))),
    "dialog-confirm": (Told(asked({**CONFIRM, "slotToConfirm": "colour"})), Told(asked(CONFIRM))),
    "dialog-confirm-empty": (
        Told(asked({**CONFIRM, "updatedIntent": {**BUY, "slots": {}}})), Told(asked(CONFIRM))
    ),
    "dialog-delegate": (
        Told(asked({"type": "Dialog.Delegate"})), Told(asked({"type": "Dialog.ConfirmIntent"}))
    ),
    "apl-token": (Body(sent(without(RENDER, "token"))), Body(sent(RENDER))),
    "apl-document": (Body(shown(None)), Body(shown(DOCUMENT))),
    "apl-sources": (
        Body(sent({**RENDER, "datasources": {"a": 1}})), Body(sent({**RENDER, "datasources": {"a": {}}}))
    ),
    "apl-commands": (Body(sent({**EXECUTE, "commands": []})), Body(sent(EXECUTE))),
    "apl-shown": (Told(asked({**EXECUTE, "token": "other"})), Told(asked(EXECUTE))),
    "apl-type": (Body(shown({**DOCUMENT, "type": "HTML"})), Body(shown(DOCUMENT))),
    "apl-link": (
        Body(shown({"type": "Link"})), Body(shown({"type": "Link", "src": "doc://alexa/apl/documents/shop"}))
    ),
    "apl-version": (Body(shown({**DOCUMENT, "version": 1.9})), Body(shown({**DOCUMENT, "version": "1.9"}))),
    "apl-template": (Body(shown(without(DOCUMENT, "mainTemplate"))), Body(shown(DOCUMENT))),
}  # fmt: skip


def test_every_rule_has_a_case_here() -> None:
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("name", CASES)
def test_what_breaks_a_rule_is_refused_by_its_name(name: str) -> None:
    wrong, _ = CASES[name]

    with pytest.raises(RuleBroken) as refusal:
        wrong()

    assert refusal.value.name == name
    assert refusal.value.page == RULES[name].page
    assert "{" not in refusal.value.rule


@pytest.mark.parametrize("name", CASES)
def test_the_nearest_right_response_passes(name: str) -> None:
    _, right = CASES[name]

    right()


def test_the_rule_book_can_be_printed() -> None:
    assert [name for name, *_ in rows()] == list(RULES)
    assert all(text and page and "{" not in text for _, text, page in rows())
