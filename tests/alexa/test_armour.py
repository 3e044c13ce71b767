"""What Alexa, an odd device or a hostile sender could send: each gets a valid answer, and one line in the log."""

from typing import Any

import pytest

from tests.alexa.door import knock
from tests.alexa.envelopes import ABSENT, NAMES, PERMISSION, SKILL_ID, Json, an_intent, changed, recorded
from tests.alexa.purchases import a_charge_answer
from tests.alexa.test_first_purchase import PLACED
from tests.alexa.tills import Customer, Till
from voicetill.alexa.armour import Armour

NO_ENVELOPES: tuple[Any, ...] = (
    None, True, 0, -1.5, "", "knock", [], [[]], {}, {"request": None}, {"request": []}, {"session": 5},
    {"version": "1.0", "context": {"System": {"application": "nobody"}}},
)  # fmt: skip
ODD: dict[str, tuple[str, object]] = {
    "no session": ("session", ABSENT),
    "a session that is none": ("session", "none"),
    "a session without a user": ("session.user", ABSENT),
    "attributes that are a list": ("session.attributes", ["a"]),
    "attributes that are nothing": ("session.attributes", None),
    "no version": ("version", ABSENT),
    "a version of tomorrow": ("version", 2),
    "a timestamp that is none": ("request.timestamp", "yesterday at noon"),
    "a timestamp as a number": ("request.timestamp", 1772452809),
    "a timestamp as a list": ("request.timestamp", [2026]),
    "no timestamp": ("request.timestamp", ABSENT),
    "a viewport of tomorrow": ("context.Viewport.shape", "HEXAGON"),
    "a second viewport of tomorrow": ("context.Viewports", [{"type": "HOLOGRAM", "id": "main"}]),
    "a viewport that is a word": ("context.Viewport", "wide"),
    "an unknown context": ("context.Tomorrow", {"state": "NEW"}),
    "an unknown display": ("context.Display", {"templateVersion": {}, "token": 5}),
    "no device": ("context.System.device", ABSENT),
    "a device that is a word": ("context.System.device", "speaker"),
    "interfaces that are a list": ("context.System.device.supportedInterfaces", ["Screen"]),
    "no endpoint": ("context.System.apiEndpoint", ABSENT),
    "no permissions in the session": ("session.user.permissions", ABSENT),
    "an unknown permission": ("context.System.user.permissions.scopes.other:scope", {"status": "PERHAPS"}),
    "a permission that is a word": ("context.System.user.permissions.scopes.other:scope", "GRANTED"),
    "a person": ("context.System.person", {"personId": "amzn1.ask.person.EXAMPLE", "accessToken": 5}),
    "a person that is a list": ("context.System.person", ["p"]),
}
BAD_CODES: tuple[object, ...] = (True, 200.5, "200.0", "0200", None, [], {}, "", 10**400)
BAD_PAYLOADS: tuple[object, ...] = ([], "paid", None, 5, {}, ABSENT)


@pytest.mark.parametrize("event", NO_ENVELOPES, ids=repr)
def test_what_is_no_envelope_is_refused_in_silence(till: Till, event: object) -> None:
    answer, records = knock(till.handler, event)

    assert answer == {"version": "1.0", "response": {}}
    assert [record.getMessage() for record in records.alarms] == ["not for this skill"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("skill_id", ["amzn1.ask.skill.of-somebody-else", "", None, 5, ["a"]])
def test_a_request_to_another_skill_gets_nothing_and_touches_nothing(
    till: Till, name: str, skill_id: object
) -> None:
    envelope = changed(recorded(name), "context.System.application.applicationId", skill_id)
    if "session" in envelope:
        envelope = changed(envelope, "session.application.applicationId", skill_id)

    answer, records = knock(till.handler, envelope)

    assert answer == {"version": "1.0", "response": {}}
    assert len(records.alarms) == 1
    assert till.ledger.reads == 0


def test_the_context_says_for_whom_a_request_is_whatever_the_session_says(till: Till) -> None:
    envelope = changed(recorded("launch"), "context.System.application.applicationId", "amzn1.ask.skill.other")

    assert knock(till.handler, envelope)[0]["response"] == {}


@pytest.mark.parametrize("odd", sorted(ODD))
def test_an_oddity_that_does_not_matter_is_passed_over(till: Till, odd: str) -> None:
    envelope = changed(recorded("intent"), *ODD[odd])

    answer, records = knock(till.handler, envelope)

    assert answer["response"]["directives"][0]["name"] == "Setup"
    assert records.alarms == []


@pytest.mark.parametrize("odd", sorted(ODD))
def test_a_paid_answer_becomes_an_order_whatever_odd_comes_with_it(till: Till, odd: str) -> None:
    envelope = changed(a_charge_answer(till), *ODD[odd])

    answer, records = knock(till.handler, envelope)

    assert PLACED in answer["response"]["outputSpeech"]["ssml"]
    assert len(till.orders) == 1
    assert records.alarms == []


@pytest.mark.parametrize("status", ["PERHAPS", "granted", "", 5, None, ["GRANTED"], {}])
def test_a_paid_answer_becomes_an_order_with_a_permission_that_nobody_knows(till: Till, status: object) -> None:
    envelope = changed(a_charge_answer(till), f"{PERMISSION}.status", status)

    answer, _ = knock(till.handler, envelope)

    assert PLACED in answer["response"]["outputSpeech"]["ssml"]
    assert len(till.orders) == 1


@pytest.mark.parametrize("status", ["PERHAPS", "granted", "", 5, None, ["GRANTED"], {}])
def test_a_permission_that_nobody_knows_does_not_count_whatever_the_session_says(
    till: Till, status: object
) -> None:
    envelope = changed(recorded("intent"), f"{PERMISSION}.status", status)

    answer, _ = knock(till.handler, envelope)

    assert answer["response"]["card"]["type"] == "AskForPermissionsConsent"


@pytest.mark.parametrize("code", [200, "200"])
def test_a_good_status_may_come_as_a_number(till: Till, code: object) -> None:
    envelope = changed(a_charge_answer(till), "request.status.code", code)

    assert PLACED in knock(till.handler, envelope)[0]["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *[("request.status.code", code) for code in BAD_CODES],
        ("request.status", ABSENT),
        ("request.status", "200"),
        *[("request.payload", payload) for payload in BAD_PAYLOADS],
        ("request.payload.authorizationDetails", []),
        ("request.payload.authorizationDetails.authorizationStatus.state", "closed"),
        ("request.payload.authorizationDetails.capturedAmount.amount", 9.0),
    ],
)
def test_without_proof_in_the_right_place_nothing_is_called_placed(till: Till, path: str, value: object) -> None:
    envelope = a_charge_answer(till)
    envelope["request"].setdefault("payload", {})

    answer, _ = knock(till.handler, changed(envelope, path, value))

    assert "Your payment is still being processed" in answer["response"]["outputSpeech"]["ssml"]
    assert till.orders == []


@pytest.mark.parametrize(
    "kind", ["Alexa.Tomorrow.Request", "CanFulfillIntentRequest2", "", "Launch Request", 5, None]
)
def test_a_request_of_tomorrow_is_refused_in_silence_with_one_line(till: Till, kind: object) -> None:
    answer, records = knock(till.handler, changed(recorded("launch"), "request.type", kind))

    assert answer == {"version": "1.0", "response": {}}
    assert [record.getMessage() for record in records.alarms] == ["request not understood"]


@pytest.mark.parametrize("kind", ["a name: Robin Example", "robin@nonicks.example", "x" * 500, "Röbin"])
def test_a_request_type_that_is_none_is_not_written_to_the_log(till: Till, kind: str) -> None:
    _, records = knock(till.handler, changed(recorded("launch"), "request.type", kind))

    (record,) = records.alarms
    assert record.__dict__["request"] == "malformed"


def test_without_a_context_the_session_says_who_and_for_which_skill(till: Till) -> None:
    envelope = changed(recorded("launch"), "context", ABSENT)

    answer, _ = knock(till.handler, envelope)

    assert "Welcome to No Nicks." in answer["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize("intent", ["BuyIntent", [], {}, {"name": None}, {"name": 5}, {"name": "X", "slots": 5}])
def test_an_intent_that_is_none_is_asked_for_again(till: Till, intent: object) -> None:
    answer, _ = knock(till.handler, changed(recorded("intent"), "request.intent", intent))

    assert "I didn't get that." in answer["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize(
    "slots", [None, [], {"product": None}, {"product": "kit"}, {"product": {"value": ["kit"]}}]
)
def test_slots_that_are_none_count_as_unsaid(till: Till, slots: object) -> None:
    answer, _ = knock(till.handler, changed(recorded("intent"), "request.intent.slots", slots))

    assert answer["response"]["directives"][0]["slotToElicit"] == "product"


def test_a_very_deep_envelope_is_survived(till: Till) -> None:
    deep: Any = {}
    for _ in range(50_000):
        deep = {"deeper": deep}

    answer, _ = knock(till.handler, changed_shallow(recorded("launch"), deep))

    assert "Welcome to No Nicks." in answer["response"]["outputSpeech"]["ssml"]


def changed_shallow(envelope: Json, deep: object) -> Json:
    """Hang something into the context that is too deep to be copied."""
    envelope["context"]["Tomorrow"] = deep
    return envelope


def test_words_of_an_intent_are_not_run_as_anything_else(customer: Customer) -> None:
    turn = customer.sends(an_intent("AMAZON.YesIntent", product="starter kit"))

    assert turn.speech.startswith("There's nothing to say yes or no to right now.")


class BrokenSkill:
    """Fails at everything, exception handlers included."""

    def invoke(self, envelope: object, context: object) -> object:
        raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("kind", "sentence"), [("LaunchRequest", "fault"), ("Connections.Response", "fault_answer")]
)
def test_where_all_else_fails_the_apology_is_in_the_language_of_the_device(kind: str, sentence: str) -> None:
    broken: Any = BrokenSkill()
    armour = Armour(broken, skill_id=SKILL_ID, say=lambda name, locale: f"{name} in {locale}")
    event = recorded("launch" if kind == "LaunchRequest" else "answer")

    answer = armour(changed(event, "request.locale", "ja-JP"), None)

    assert answer["response"]["outputSpeech"]["ssml"] == f"<speak>{sentence} in ja-JP</speak>"
