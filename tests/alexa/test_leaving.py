"""Help, goodbye, words that nobody knows, and requests that want no words."""

import logging

import pytest

from tests.alexa.envelopes import changed, recorded
from tests.alexa.tills import Customer, Till, Turn


def test_help_names_the_commands_and_waits(customer: Customer) -> None:
    turn = customer.says("AMAZON.HelpIntent")

    for command in ("what you can buy", "hear about a product", "buy", "cart", "change", "remove", "check out"):
        assert command in turn.speech
    assert turn.waits


@pytest.mark.parametrize("intent", ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"])
def test_who_wants_out_is_let_out(customer: Customer, intent: str) -> None:
    turn = customer.says(intent)

    assert turn.speech == "Goodbye."
    assert turn.response["shouldEndSession"] is True
    assert turn.reprompt == ""


@pytest.mark.parametrize("intent", ["AMAZON.FallbackIntent", "AnIntentOfTomorrow", ""])
def test_words_that_nobody_knows_are_asked_for_again(customer: Customer, intent: str) -> None:
    turn = customer.says(intent)

    assert turn.speech == (
        "I'm sorry, I didn't get that. You can say: what can I buy, or: help. What would you like?"
    )
    assert turn.waits


@pytest.mark.parametrize(
    "name",
    ["session_ended", "session_ended_by_fault", "exception_encountered"],
)
def test_requests_that_want_no_words_get_none(till: Till, name: str) -> None:
    turn = Turn(till.answer(recorded(name)))

    assert turn.response == {}
    assert till.ledger.reads == 0


def test_a_session_that_ends_for_a_reason_of_tomorrow_gets_no_words_either(till: Till) -> None:
    envelope = changed(recorded("session_ended"), "request.reason", "BORED")

    assert Turn(till.answer(envelope)).response == {}


@pytest.mark.parametrize("name", ["session_ended_by_fault", "exception_encountered"])
def test_a_fault_that_alexa_reports_is_logged_without_its_text(
    till: Till, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    envelope = changed(recorded(name), "request.error.message", "speech was: ROBIN'S ADDRESS")

    till.answer(envelope)

    (record,) = (record for record in caplog.records if record.levelno >= logging.WARNING)
    assert record.getMessage() == "alexa reports a fault"
    assert record.__dict__["fault"] == "INVALID_RESPONSE"
    assert "ROBIN" not in repr(record.__dict__)
