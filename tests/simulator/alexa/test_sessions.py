from typing import Any

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import USER_INITIATED, Alexa, NobodyListens
from simulator.customers import AUTOPAY_SCOPE, Consent, Customer, Device, Speaker
from tests.simulator.small_shop import a_directive, a_model, a_response, a_setup

SPEAKER = Speaker(Customer("ann"), Device("kitchen"))
ELSEWHERE = Speaker(SPEAKER.customer, Device("bedroom"))
OPEN = a_response(shouldEndSession=False)


@pytest.fixture
def alexa() -> Alexa:
    return Alexa(Envelopes("skill-1"), {"en-US": a_model()})


def launch(alexa: Alexa, response: dict[str, Any] = OPEN, speaker: Speaker = SPEAKER) -> dict[str, Any]:
    request = alexa.hear(speaker, "open tea corner")
    alexa.take(speaker, request, response)
    return request


def test_a_launch_is_a_true_envelope(alexa: Alexa) -> None:
    request = alexa.hear(SPEAKER, "open tea corner")

    system = request["context"]["System"]
    assert request["version"] == "1.0"
    assert request["session"]["new"] is True
    assert request["session"]["application"] == system["application"] == {"applicationId": "skill-1"}
    assert request["session"]["user"] == system["user"]
    assert system["user"]["permissions"]["scopes"] == {AUTOPAY_SCOPE: {"status": "GRANTED"}}
    assert system["device"] == {"deviceId": SPEAKER.device.device_id, "supportedInterfaces": {}}
    assert system["apiEndpoint"].startswith("https://")
    assert system["apiAccessToken"]
    assert request["request"]["type"] == "LaunchRequest"
    assert request["request"]["locale"] == "en-US"
    assert request["request"]["timestamp"].endswith("Z")


@pytest.mark.parametrize("consent", [Consent.DENIED, Consent.ABSENT])
def test_consent_is_told_as_the_app_has_it(alexa: Alexa, consent: Consent) -> None:
    speaker = Speaker(Customer("ann", consent), Device("kitchen"))

    user = alexa.hear(speaker, "open tea corner")["context"]["System"]["user"]

    denied = {AUTOPAY_SCOPE: {"status": "DENIED"}}
    assert user.get("permissions", {}).get("scopes") == (denied if consent is Consent.DENIED else None)


def test_an_open_session_goes_on_with_the_attributes_of_the_response(alexa: Alexa) -> None:
    first = launch(alexa, {**OPEN, "sessionAttributes": {"asked": "what"}})

    session = alexa.hear(SPEAKER, "green tea")["session"]

    assert session["new"] is False
    assert session["sessionId"] == first["session"]["sessionId"]
    assert session["attributes"] == {"asked": "what"}


def test_attributes_that_a_response_leaves_out_are_gone(alexa: Alexa) -> None:
    launch(alexa, {**OPEN, "sessionAttributes": {"asked": "what"}})
    alexa.take(SPEAKER, alexa.hear(SPEAKER, "green tea"), OPEN)

    assert alexa.hear(SPEAKER, "green tea")["session"]["attributes"] == {}


@pytest.mark.parametrize("body", [{"shouldEndSession": True}, {}])
def test_an_ended_session_hears_nothing_but_the_name(alexa: Alexa, body: dict[str, Any]) -> None:
    launch(alexa, a_response(**body))

    with pytest.raises(NobodyListens):
        alexa.hear(SPEAKER, "green tea")
    assert alexa.hear(SPEAKER, "ask tea corner for green tea")["session"]["new"] is True


def test_a_directive_ends_the_session_and_its_answer_opens_a_new_one(alexa: Alexa) -> None:
    first = launch(alexa, {**OPEN, "sessionAttributes": {"asked": "what"}})
    alexa.take(SPEAKER, alexa.hear(SPEAKER, "green tea"), a_response(directives=[a_directive("Setup", a_setup())]))

    answer = alexa.answer(SPEAKER, {"name": "Setup"})

    assert not alexa.listens(SPEAKER)
    assert answer["request"]["type"] == "Connections.Response"
    assert answer["session"]["new"] is True
    assert answer["session"]["sessionId"] != first["session"]["sessionId"]
    assert "attributes" not in answer["session"]
    assert answer["session"]["user"] == first["session"]["user"]


def test_each_device_has_its_own_session(alexa: Alexa) -> None:
    launch(alexa)

    assert alexa.listens(SPEAKER)
    assert not alexa.listens(ELSEWHERE)
    assert alexa.hear(ELSEWHERE, "open tea corner")["session"]["user"]["userId"] == SPEAKER.customer.user_id


def test_calling_the_skill_in_the_middle_begins_anew(alexa: Alexa) -> None:
    first = launch(alexa)

    again = alexa.hear(SPEAKER, "open tea corner")

    assert again["session"]["new"] is True
    assert again["session"]["sessionId"] != first["session"]["sessionId"]


def test_leaving_ends_the_session_and_says_why(alexa: Alexa) -> None:
    launch(alexa)
    request = alexa.hear(SPEAKER, "exit")

    alexa.take(SPEAKER, request, OPEN)

    assert request["request"]["type"] == "SessionEndedRequest"
    assert request["request"]["reason"] == USER_INITIATED
    assert not alexa.listens(SPEAKER)
    with pytest.raises(NobodyListens):
        alexa.leave(SPEAKER)


def test_a_language_without_a_model_reaches_no_skill(alexa: Alexa) -> None:
    with pytest.raises(NobodyListens):
        alexa.hear(Speaker(SPEAKER.customer, Device("kitchen", locale="de-DE")), "open tea corner")


def test_a_question_for_a_slot_is_answered_with_the_bare_value(alexa: Alexa) -> None:
    launch(alexa)
    request = alexa.hear(SPEAKER, "green tea")
    ask = {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity", "updatedIntent": request["request"]["intent"]}
    alexa.take(SPEAKER, request, a_response(directives=[ask], shouldEndSession=False))

    answer = alexa.hear(SPEAKER, "three")["request"]

    assert request["request"]["dialogState"] == "STARTED"
    assert answer["dialogState"] == "IN_PROGRESS"
    assert answer["intent"]["slots"]["quantity"]["value"] == "3"
    assert answer["intent"]["slots"]["product"]["value"] == "green tea"


def test_a_question_for_a_slot_that_is_not_there_is_refused(alexa: Alexa) -> None:
    launch(alexa)
    request = alexa.hear(SPEAKER, "green tea")
    ask = {"type": "Dialog.ElicitSlot", "slotToElicit": "colour"}

    with pytest.raises(RuleBroken, match="slot of an intent"):
        alexa.take(SPEAKER, request, a_response(directives=[ask], shouldEndSession=False))
