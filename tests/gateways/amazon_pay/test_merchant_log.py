"""What of an answer reaches the merchant's log: a fixed message and a code, and never a person."""

import logging

import pytest

from tests.builders import a_checkout
from tests.gateways.amazon_pay.recordings import an_error, changed, read, recorded
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Answer

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
