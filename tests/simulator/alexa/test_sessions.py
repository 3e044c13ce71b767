import json
from typing import Any

import pytest

from simulator.alexa.envelopes import Envelopes
from simulator.alexa.rules import RuleBroken
from simulator.alexa.sessions import SILENCE, USER_INITIATED, Alexa, NobodyListens
from simulator.customers import AUTOPAY_SCOPE, Consent, Customer, Device, Speaker
from simulator.language.interaction_model import parse_model
from tests.simulator.small_shop import MODEL, a_directive, a_model, a_response, a_setup, speech

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


ASKING = a_response(shouldEndSession=False, reprompt={"outputSpeech": speech("Well, <p>green or black?</p>")})


def test_silence_brings_the_reprompt_once_and_then_the_end(alexa: Alexa) -> None:
    launch(alexa, ASKING)

    assert alexa.silence(SPEAKER) == "Well, green or black?"
    ended = alexa.silence(SPEAKER)

    assert isinstance(ended, dict)
    assert ended["request"]["type"] == "SessionEndedRequest"
    assert ended["request"]["reason"] == SILENCE
    assert ended["session"]["new"] is False
    with pytest.raises(NobodyListens, match="nobody waits"):
        alexa.silence(SPEAKER)


def test_silence_without_a_reprompt_ends_the_session_at_once(alexa: Alexa) -> None:
    launch(alexa)

    assert isinstance(alexa.silence(SPEAKER), dict)
    assert not alexa.listens(SPEAKER)


def test_an_answer_after_the_reprompt_goes_on_as_if_nothing_were(alexa: Alexa) -> None:
    first = launch(alexa, {**ASKING, "sessionAttributes": {"asked": "what"}})
    alexa.silence(SPEAKER)

    request = alexa.hear(SPEAKER, "green tea")

    assert request["session"]["sessionId"] == first["session"]["sessionId"]
    assert request["session"]["attributes"] == {"asked": "what"}


def test_a_one_shot_opens_a_session_with_its_intent(alexa: Alexa) -> None:
    request = alexa.hear(SPEAKER, "Alexa, ask Tea Corner to buy two green tea")

    assert request["session"]["new"] is True
    assert request["request"]["intent"]["slots"]["quantity"]["value"] == "2"


def test_customers_at_one_device_have_sessions_of_their_own(alexa: Alexa) -> None:
    launch(alexa, {**OPEN, "sessionAttributes": {"asked": "ann"}})
    bob = Speaker(Customer("bob"), SPEAKER.device)
    launch(alexa, {**OPEN, "sessionAttributes": {"asked": "bob"}}, bob)

    for speaker in (SPEAKER, bob):
        session = alexa.hear(speaker, "green tea")["session"]
        assert session["attributes"] == {"asked": speaker.customer.name}
        assert session["user"]["userId"] == speaker.customer.user_id


def test_each_device_listens_in_its_own_language() -> None:
    german = parse_model(json.loads(json.dumps(MODEL).replace("tea corner", "teestube")), locale="de-DE")
    alexa = Alexa(Envelopes("skill-1"), {"en-US": a_model(), "de-DE": german})
    berlin = Speaker(SPEAKER.customer, Device("bedroom", locale="de-DE"))

    launch(alexa)
    request = alexa.hear(berlin, "frage Teestube nach zwei green tea")

    assert request["request"]["locale"] == "de-DE"
    assert request["request"]["intent"]["slots"]["quantity"]["value"] == "2"
    assert alexa.hear(SPEAKER, "two green tea")["request"]["locale"] == "en-US"


def test_a_language_without_a_phrasebook_is_told() -> None:
    alexa = Alexa(Envelopes("skill-1"), {"pt-BR": parse_model(MODEL, locale="pt-BR")})

    with pytest.raises(NobodyListens, match=r"does not speak.*pt-BR"):
        alexa.hear(Speaker(SPEAKER.customer, Device("kitchen", locale="pt-BR")), "open tea corner")
    assert alexa.apology("pt-BR") == alexa.apology("en-US")
    assert alexa.apology("de-DE") != alexa.apology("en-US")


def test_who_is_not_called_says_how_to_call(alexa: Alexa) -> None:
    with pytest.raises(NobodyListens, match='say "open tea corner" first'):
        alexa.hear(SPEAKER, "green tea")


@pytest.mark.parametrize("wrong", [None, a_response(card={"type": "Fancy"})])
def test_a_session_in_which_an_answer_failed_is_over_and_the_skill_is_told(alexa: Alexa, wrong: object) -> None:
    first = launch(alexa)
    request = alexa.hear(SPEAKER, "green tea")
    with pytest.raises(RuleBroken):
        alexa.take(SPEAKER, request, wrong)

    ended = alexa.gives_up(SPEAKER, "INVALID_RESPONSE", "the answer is no good")

    assert ended is not None
    assert ended["request"]["reason"] == "ERROR"
    assert ended["request"]["error"] == {"type": "INVALID_RESPONSE", "message": "the answer is no good"}
    assert ended["session"]["sessionId"] == first["session"]["sessionId"]
    assert not alexa.listens(SPEAKER)


def test_nothing_is_told_when_the_end_itself_was_not_answered(alexa: Alexa) -> None:
    launch(alexa)
    request = alexa.leave(SPEAKER)
    with pytest.raises(RuleBroken):
        alexa.take(SPEAKER, request, None)

    assert alexa.gives_up(SPEAKER, "INVALID_RESPONSE", "why", request=request) is None


def test_an_answer_after_the_limit_is_refused(alexa: Alexa) -> None:
    request = alexa.hear(SPEAKER, "open tea corner")

    with pytest.raises(RuleBroken, match="within 8 seconds"):
        alexa.take(SPEAKER, request, OPEN, seconds=8.4)
    assert not alexa.listens(SPEAKER)


def test_a_late_answer_that_fails_ends_its_own_session_and_no_later_one(alexa: Alexa) -> None:
    late = alexa.answer(SPEAKER, {"name": "Setup"})
    later = launch(alexa)
    with pytest.raises(RuleBroken):
        alexa.take(SPEAKER, late, None)

    ended = alexa.gives_up(SPEAKER, "INVALID_RESPONSE", "why", request=late)

    assert ended is not None
    assert ended["session"]["sessionId"] == late["session"]["sessionId"] != later["session"]["sessionId"]
