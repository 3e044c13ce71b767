"""A refused charge is believed only where nothing hints at money."""

import pytest

from tests.builders import CHECKOUT_ID, NOW
from tests.gateways.amazon_pay.recordings import ABSENT, changed, read, recorded
from voicetill.domain.checkout_events import ChargeRefused, ChargeUnknown
from voicetill.domain.payments import Refusal

DETAILS = "authorizationDetails"
STATUS = f"{DETAILS}.authorizationStatus"
REFERENCE = f"{CHECKOUT_ID}01"
UNKNOWN = ChargeUnknown(NOW)


@pytest.mark.parametrize(
    ("reason", "soft", "refusal", "may_retry"),
    [
        ("InvalidPaymentMethod", True, Refusal.NOT_PROCESSED, True),
        ("InvalidPaymentMethod", False, Refusal.PAYMENT_METHOD, False),
        ("InvalidPaymentMethod", ABSENT, Refusal.PAYMENT_METHOD, False),
        ("InvalidPaymentMethod", "true", Refusal.PAYMENT_METHOD, False),
        ("InvalidPaymentMethod", 1, Refusal.PAYMENT_METHOD, False),
        ("AmazonRejected", False, Refusal.REJECTED, False),
        ("AmazonRejected", True, Refusal.REJECTED, False),
        ("ProcessingFailure", False, Refusal.NOT_PROCESSED, True),
        ("TransactionTimedOut", False, Refusal.NOT_PROCESSED, True),
        ("SomethingNew", True, Refusal.NOT_PROCESSED, False),
        (ABSENT, True, Refusal.NOT_PROCESSED, False),
        (None, True, Refusal.NOT_PROCESSED, False),
        (["AmazonRejected"], True, Refusal.NOT_PROCESSED, False),
    ],
)
def test_a_declined_charge_is_refused_for_its_reason(
    reason: object, soft: object, refusal: Refusal, may_retry: bool
) -> None:
    answer = changed(recorded("charge_declined"), f"{STATUS}.reasonCode", reason)

    event = read(changed(answer, f"{DETAILS}.softDecline", soft))

    assert event == ChargeRefused(NOW, refusal, may_retry=may_retry, reference=REFERENCE)


@pytest.mark.parametrize("name", ["charge_declined", "charge_closed_unused"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{DETAILS}.idList", ["S01-2345678-8765432-C000001"]),
        (f"{DETAILS}.idList", [None]),
        (f"{DETAILS}.idList", "S01-2345678-8765432-C000001"),
        (f"{DETAILS}.capturedAmount.amount", "9.00"),
        (f"{DETAILS}.capturedAmount.amount", "0.01"),
        (f"{DETAILS}.capturedAmount.amount", 0),
        (f"{DETAILS}.capturedAmount", "9.00"),
        (f"{STATUS}.reasonCode", "MaxCapturesProcessed"),
        (f"{STATUS}.reasonCode", " maxcapturesprocessed"),
        (f"{DETAILS}.authorizationReferenceId", 7),
        (f"{DETAILS}.authorizationReferenceId", ""),
    ],
)
def test_a_refusal_that_contradicts_itself_is_unknown(name: str, path: str, value: object) -> None:
    answer = changed(recorded(name), path, value)

    event = read(answer)

    assert event == UNKNOWN


@pytest.mark.parametrize("name", ["charge_declined", "charge_closed_unused"])
@pytest.mark.parametrize("member", ["idList", "capturedAmount"])
def test_a_refusal_need_not_mention_captures(name: str, member: str) -> None:
    answer = changed(recorded(name), f"{DETAILS}.{member}", ABSENT)

    event = read(answer)

    assert isinstance(event, ChargeRefused)


def test_a_refusal_without_a_reference_names_none() -> None:
    answer = changed(recorded("charge_declined"), f"{DETAILS}.authorizationReferenceId", ABSENT)

    event = read(answer)

    assert event == ChargeRefused(NOW, Refusal.PAYMENT_METHOD)


@pytest.mark.parametrize("reason", ["ExpiredUnused", "AmazonClosed", "OrderReferenceCanceled", "SellerClosed"])
def test_a_charge_that_ended_without_a_capture_was_not_processed(reason: str) -> None:
    answer = changed(recorded("charge_closed_unused"), f"{STATUS}.reasonCode", reason)

    event = read(answer)

    assert event == ChargeRefused(NOW, Refusal.NOT_PROCESSED, reference=REFERENCE)
