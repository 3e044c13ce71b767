"""What of an answer reaches the merchant's log: a fixed message and a code, and never a person."""

import logging

import pytest

from tests.builders import a_checkout
from tests.gateways.amazon_pay.recordings import an_error, changed, read, recorded
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Answer
from voicetill.gateways.amazon_pay.codes import LOOK_UP

WAITING = a_checkout(State.AWAITING_SETUP)
PRIVATE = ("Robin", "Main Street", "Cupertino", "95014", "buyer@", "C01-", "S01-", "k3v9x2", "Words that")


def _lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.startswith("voicetill.gateways.amazon_pay")]


def _said_in(line: logging.LogRecord) -> str:
    """The message and the fields that were given with it; not the clock, nor where in the code it was said."""
    fields = vars(line).keys() - vars(logging.makeLogRecord({})).keys()
    return " ".join([line.getMessage(), *(f"{name}={vars(line)[name]}" for name in sorted(fields))])


@pytest.mark.parametrize("name", ["Setup", "Charge"])
def test_an_integration_fault_is_logged_once_with_its_code_and_cure(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    read(an_error(name, "UnauthorizedAccess"), WAITING)

    (line,) = _lines(caplog)
    assert line.levelno == logging.WARNING
    assert line.getMessage() == "amazon pay error"
    assert vars(line)["operation"] == name
    assert vars(line)["code"] == "UnauthorizedAccess"
    assert "Seller Central" in vars(line)["cure"]


@pytest.mark.parametrize(
    "answer",
    [
        changed(recorded("charge_paid"), "authorizationDetails.capturedAmount.amount", "8.99"),
        changed(recorded("charge_paid"), "amazonOrderReferenceId", "P01-1"),
        changed(recorded("setup_open"), "billingAgreementDetails.releaseEnvironment", "LIVE"),
        changed(recorded("setup_open"), "billingAgreementDetails.billingAgreementId", ""),
        Answer("Setup", "400", "Robin of 1234 Main Street, buyer@nonicks.example", recorded("setup_open").payload),
        Answer("Charge", "400", "Robin of 1234 Main Street", recorded("charge_paid").payload),
        Answer("Charge", "503", "ServiceUnavailable", recorded("charge_paid").payload),
        Answer("Robin", "200", "OK", recorded("setup_open").payload),
        an_error("Charge", "SomethingNew"),
    ],
)
def test_what_is_not_understood_is_logged_once_without_a_person(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    read(answer, WAITING)

    (line,) = _lines(caplog)
    assert line.levelno == logging.WARNING
    assert "operation=" in _said_in(line)
    assert not [secret for secret in PRIVATE if secret in _said_in(line)]


@pytest.mark.parametrize(
    "answer",
    [
        recorded("setup_open"),
        recorded("setup_suspended"),
        recorded("charge_paid"),
        recorded("charge_authorized"),
        recorded("charge_pending"),
        recorded("charge_declined"),
        recorded("error_invalid_payment_method"),
        an_error("Setup", "ACCESS_DENIED"),
    ],
)
def test_what_is_understood_and_not_the_merchants_affair_is_not_logged(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    read(answer, WAITING)

    assert _lines(caplog) == []


OPENED, AGREED = recorded("setup_open"), "billingAgreementDetails"
DETAILS, STATUS = "authorizationDetails", "authorizationDetails.authorizationStatus"
PAID, RESERVED, DECLINED = recorded("charge_paid"), recorded("charge_authorized"), recorded("charge_declined")


@pytest.mark.parametrize(
    ("answer", "operation", "why"),
    [
        (
            changed(PAID, f"{DETAILS}.capturedAmount.amount", "8.99"),
            "Charge",
            "closed, without full proof of the capture",
        ),
        (changed(PAID, "amazonOrderReferenceId", "P01-1"), "Charge", "an id of another environment"),
        (changed(PAID, f"{STATUS}.state", "Odd"), "Charge", "no authorization state that we know"),
        (
            changed(RESERVED, f"{DETAILS}.authorizationAmount", None),
            "Charge",
            "open, without full proof of the reservation",
        ),
        (
            changed(RESERVED, f"{STATUS}.reasonCode", "StopShipmentAtypicalAuth"),
            "Charge",
            "reserved, but Amazon asks not to ship",
        ),
        (
            changed(DECLINED, f"{DETAILS}.idList", ["S01-2345678-8765432-C000001"]),
            "Charge",
            "declined, but with a trace of a capture",
        ),
        (
            changed(DECLINED, f"{DETAILS}.authorizationReferenceId", 7),
            "Charge",
            "refused, under a reference that is none",
        ),
        (changed(OPENED, f"{AGREED}.releaseEnvironment", "LIVE"), "Setup", "no details from our own environment"),
        (changed(OPENED, f"{AGREED}.billingAgreementStatus", "ODD"), "Setup", "no agreement status that we know"),
        (changed(OPENED, f"{AGREED}.billingAgreementId", ""), "Setup", "open, but no agreement id"),
        (Answer("Robin", "200", "OK", PAID.payload), "another operation", "neither Setup nor Charge"),
        (Answer("Setup", "400", "no code", None), "Setup", "no error code that can be relied on"),
        (Answer("Charge", "400", "no code", None), "Charge", "no error code that can be relied on"),
    ],
)
def test_the_merchant_reads_what_was_asked_and_why_the_answer_proves_nothing(
    answer: Answer, operation: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    read(answer, WAITING)

    (line,) = _lines(caplog)
    assert line.getMessage() == "amazon pay answer not understood"
    assert vars(line)["operation"] == operation
    assert vars(line)["why"] == why


def test_a_charge_that_nobody_knows_of_is_to_be_looked_up_and_the_merchant_reads_how(
    caplog: pytest.LogCaptureFixture,
) -> None:
    read(an_error("Charge", "InternalServerError"), WAITING)

    (line,) = _lines(caplog)
    assert (vars(line)["operation"], vars(line)["code"]) == ("Charge", "InternalServerError")
    assert vars(line)["cure"] == LOOK_UP
