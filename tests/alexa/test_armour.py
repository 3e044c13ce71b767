"""What Alexa, an odd device or a hostile sender could send: each gets a valid answer, and one line in the log."""

import logging
from typing import Any

import pytest

from tests.alexa.door import knock
from tests.alexa.envelopes import ABSENT, NAMES, PERMISSION, Json, an_answer, an_intent, changed, recorded
from tests.alexa.purchases import a_charge_answer, buys_a_starter_kit, hears_the_total
from tests.alexa.test_first_purchase import PLACED
from tests.alexa.tills import Customer, Till

FAULT = "I'm sorry, something went wrong on our side. Please try again in a moment."
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
    "token", ["", "x", None, 5, [], {}, "K3V9X2M7Q4T8W1Z6B5N0C3D7F2", "../" * 9, "a" * 10_000]
)
def test_an_answer_with_a_token_that_is_none_of_ours_reads_and_changes_nothing(till: Till, token: object) -> None:
    envelope = changed(recorded("answer"), "request.token", token)

    answer, records = knock(till.handler, envelope)

    assert "did not fit an open order of yours" in answer["response"]["outputSpeech"]["ssml"]
    assert till.ledger.reads == 0
    assert [record.getMessage() for record in records.alarms] == ["answer for no checkout"]


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


@pytest.mark.parametrize("name", ["launch", "intent", "answer"])
def test_a_request_of_nobody_is_apologised_for_and_logged(till: Till, name: str) -> None:
    envelope = changed(recorded(name), "context.System.user", ABSENT)
    envelope = changed(envelope, "session", ABSENT)

    answer, records = knock(till.handler, envelope)

    assert answer["response"]["outputSpeech"]["ssml"].startswith("<speak>I'm sorry, ")
    (record,) = records.alarms
    assert (record.getMessage(), record.__dict__["fault"]) == ("fault", "NobodyThereError")


def test_without_a_context_the_session_says_who_and_for_which_skill(till: Till) -> None:
    envelope = changed(recorded("launch"), "context", ABSENT)

    answer, _ = knock(till.handler, envelope)

    assert "Welcome to No Nicks." in answer["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize("intent", ["BuyIntent", [], {}, {"name": None}, {"name": 5}, {"name": "X", "slots": 5}])
def test_an_intent_that_is_none_is_asked_for_again(till: Till, intent: object) -> None:
    answer, _ = knock(till.handler, changed(recorded("intent"), "request.intent", intent))

    assert "I did not get that." in answer["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize("intent", [None, ABSENT])
def test_an_intent_request_without_an_intent_is_apologised_for(till: Till, intent: object) -> None:
    answer, records = knock(till.handler, changed(recorded("intent"), "request.intent", intent))

    assert FAULT in answer["response"]["outputSpeech"]["ssml"]
    assert len(records.alarms) == 1


@pytest.mark.parametrize(
    "slots", [None, [], {"product": None}, {"product": "kit"}, {"product": {"value": ["kit"]}}]
)
def test_slots_that_are_none_count_as_unsaid(till: Till, slots: object) -> None:
    answer, _ = knock(till.handler, changed(recorded("intent"), "request.intent.slots", slots))

    assert answer["response"]["directives"][0]["slotToElicit"] == "product"


def test_a_store_that_is_down_is_apologised_for_in_a_few_words(till: Till, customer: Customer) -> None:
    till.ledger.is_down = True

    answer, records = knock(till.handler, recorded("launch"))

    assert answer["response"]["outputSpeech"]["ssml"] == f"<speak>{FAULT}</speak>"
    assert answer["response"]["shouldEndSession"] is True
    (record,) = records.alarms
    assert (record.levelno, record.__dict__["fault"]) == (logging.ERROR, "StoreUnavailableError")


def test_a_store_that_is_down_after_a_charge_claims_nothing_and_names_the_checkout_in_the_log(till: Till) -> None:
    answer = a_charge_answer(till)
    till.ledger.is_down = True

    said, records = knock(till.handler, answer)
    till.ledger.is_down = False
    again, _ = knock(till.handler, answer)

    assert "I can't tell yet how that payment ended." in said["response"]["outputSpeech"]["ssml"]
    assert records.alarms[0].__dict__["token"] == answer["request"]["token"]
    assert PLACED in again["response"]["outputSpeech"]["ssml"]


def test_a_store_that_is_down_after_a_setup_does_not_speak_of_a_payment(till: Till, customer: Customer) -> None:
    setup = buys_a_starter_kit(customer)
    till.ledger.is_down = True

    assert customer.sets_up(setup).speech == FAULT


def test_a_store_that_refuses_to_write_lets_no_request_for_money_out(till: Till, customer: Customer) -> None:
    hears_the_total(customer)
    till.ledger.refuses_writes = True

    turn = customer.says("AMAZON.YesIntent")

    assert turn.speech == FAULT
    assert not turn.directives


def test_a_token_of_somebody_s_own_making_is_not_written_to_the_log(till: Till) -> None:
    envelope = changed(an_answer("Charge", "robin@nonicks.example", {}), "context.System.user", ABSENT)

    _, records = knock(till.handler, changed(envelope, "session", ABSENT))

    assert len(records.alarms) == 1
    assert "robin" not in records.written


def test_a_very_deep_envelope_is_survived(till: Till) -> None:
    deep: Any = {}
    for _ in range(50_000):
        deep = {"deeper": deep}

    answer, _ = knock(till.handler, changed_shallow(recorded("launch"), deep))

    assert "Welcome to No Nicks." in answer["response"]["outputSpeech"]["ssml"]


def test_a_charge_that_cannot_be_read_at_all_claims_nothing(till: Till) -> None:
    deep: Any = {}
    for _ in range(50_000):
        deep = [deep]
    envelope = an_answer("Charge", "k3v9x2m7q4t8w1z6b5n0c3d7f2", {"deep": deep})

    answer, records = knock(till.handler, envelope)

    assert "I can't tell yet how that payment ended." in answer["response"]["outputSpeech"]["ssml"]
    assert len(records.alarms) == 1


def changed_shallow(envelope: Json, deep: object) -> Json:
    """Hang something into the context that is too deep to be copied."""
    envelope["context"]["Tomorrow"] = deep
    return envelope


def test_words_of_an_intent_are_not_run_as_anything_else(customer: Customer) -> None:
    turn = customer.sends(an_intent("AMAZON.YesIntent", product="starter kit"))

    assert turn.speech.startswith("There is nothing to say yes or no to just now.")
