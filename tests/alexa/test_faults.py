"""When something of ours breaks, or nothing fits: a few honest words, and one line in the log."""

import logging
from typing import Any

import pytest

from tests.alexa.door import knock
from tests.alexa.envelopes import ABSENT, an_answer, changed, recorded
from tests.alexa.purchases import a_charge_answer, buys_a_starter_kit, hears_the_total
from tests.alexa.test_first_purchase import PLACED
from tests.alexa.tills import Customer, Till

FAULT = "I'm sorry, something went wrong on our side. Please try again in a moment."


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


@pytest.mark.parametrize("name", ["launch", "intent", "answer"])
def test_a_request_of_nobody_is_apologised_for_and_logged(till: Till, name: str) -> None:
    envelope = changed(recorded(name), "context.System.user", ABSENT)
    envelope = changed(envelope, "session", ABSENT)

    answer, records = knock(till.handler, envelope)

    assert answer["response"]["outputSpeech"]["ssml"].startswith("<speak>I'm sorry, ")
    (record,) = records.alarms
    assert (record.getMessage(), record.__dict__["fault"]) == ("fault", "NobodyThereError")


@pytest.mark.parametrize("intent", [None, ABSENT])
def test_an_intent_request_without_an_intent_is_apologised_for(till: Till, intent: object) -> None:
    answer, records = knock(till.handler, changed(recorded("intent"), "request.intent", intent))

    assert FAULT in answer["response"]["outputSpeech"]["ssml"]
    assert len(records.alarms) == 1


def test_a_token_of_somebody_s_own_making_is_not_written_to_the_log(till: Till) -> None:
    envelope = changed(an_answer("Charge", "robin@nonicks.example", {}), "context.System.user", ABSENT)

    _, records = knock(till.handler, changed(envelope, "session", ABSENT))

    assert len(records.alarms) == 1
    assert "robin" not in records.written


def test_a_charge_that_cannot_be_read_at_all_claims_nothing(till: Till) -> None:
    deep: Any = {}
    for _ in range(50_000):
        deep = [deep]
    envelope = an_answer("Charge", "k3v9x2m7q4t8w1z6b5n0c3d7f2", {"deep": deep})

    answer, records = knock(till.handler, envelope)

    assert "I can't tell yet how that payment ended." in answer["response"]["outputSpeech"]["ssml"]
    assert len(records.alarms) == 1


@pytest.mark.parametrize(
    "token", ["", "x", None, 5, [], {}, "K3V9X2M7Q4T8W1Z6B5N0C3D7F2", "../" * 9, "a" * 10_000]
)
def test_an_answer_with_a_token_that_is_none_of_ours_reads_and_changes_nothing(till: Till, token: object) -> None:
    envelope = changed(recorded("answer"), "request.token", token)

    answer, records = knock(till.handler, envelope)

    assert "didn't match an open order of yours" in answer["response"]["outputSpeech"]["ssml"]
    assert till.ledger.reads == 0
    assert [record.getMessage() for record in records.alarms] == ["answer for no checkout"]
