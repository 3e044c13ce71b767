"""Charge answers are read with suspicion: only proof is a payment."""

import pytest

from tests.builders import CHECKOUT_ID, NOW
from tests.gateways.amazon_pay.recordings import ABSENT, changed, read, recorded
from voicetill.domain.checkout_events import (
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeUnknown,
)
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Answer, Environment, Payment

DETAILS = "authorizationDetails"
STATUS = f"{DETAILS}.authorizationStatus"
REFERENCE = f"{CHECKOUT_ID}01"
UNKNOWN = ChargeUnknown(NOW)

NO_FLAGS: list[object] = [None, "false", "true", 0, []]
NO_IDS: list[object] = ["", 7, True, [], {"id": "S01"}]
NO_OBJECTS: list[object] = [ABSENT, None, "Closed", ["Closed"], 7]
NO_WORDS: list[object] = [ABSENT, None, "", " ", 7, True, ["Closed"], {"state": "Closed"}]
NO_AMOUNTS: list[object] = [
    ABSENT,
    None,
    "9.00",
    9,
    9.0,
    ["9.00", "USD"],
    {},
    {"amount": "9.00"},
    {"currencyCode": "USD"},
    {"amount": 9, "currencyCode": "USD"},
    {"amount": 9.0, "currencyCode": "USD"},
    {"amount": True, "currencyCode": "USD"},
    {"amount": "9,00", "currencyCode": "USD"},
    {"amount": "9e0", "currencyCode": "USD"},
    {"amount": "-9.00", "currencyCode": "USD"},
    {"amount": "+9.00", "currencyCode": "USD"},
    {"amount": " 9.00", "currencyCode": "USD"},
    {"amount": "NaN", "currencyCode": "USD"},
    {"amount": "9.001", "currencyCode": "USD"},
    {"amount": "９.00", "currencyCode": "USD"},
    {"amount": "9" * 9000, "currencyCode": "USD"},
    {"amount": "9.00", "currencyCode": "usd"},
    {"amount": "9.00", "currencyCode": "CHF"},
    {"amount": "9.00", "currencyCode": ["USD"]},
]


def test_a_closed_and_fully_captured_charge_is_a_payment() -> None:
    answer = recorded("charge_paid")

    event = read(answer)

    payment = Payment(
        reference=REFERENCE,
        amount=Money(900, Currency.USD),
        provider_order_id="S01-2345678-8765432",
        provider_charge_id="S01-2345678-8765432-A000001",
        capture_ids=("S01-2345678-8765432-C000001",),
    )
    assert event == ChargeCompleted(NOW, payment)


def test_yen_come_back_with_two_decimals() -> None:
    answer = recorded("charge_paid_in_yen")

    event = read(answer)

    assert isinstance(event, ChargeCompleted)
    assert event.payment.amount == Money(300, Currency.JPY)


@pytest.mark.parametrize("written", ["9", "9.0", "9.000", "09.00"])
def test_amounts_are_compared_as_decimals(written: str) -> None:
    answer = changed(recorded("charge_paid"), f"{DETAILS}.capturedAmount.amount", written)

    event = read(answer)

    assert isinstance(event, ChargeCompleted)


@pytest.mark.parametrize("member", ["captureNow", "softDecline", "amazonAuthorizationId", "creationTimestamp"])
def test_a_proof_does_not_need_what_it_may_leave_out(member: str) -> None:
    answer = changed(recorded("charge_paid"), f"{DETAILS}.{member}", ABSENT)

    event = read(answer)

    assert isinstance(event, ChargeCompleted)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *[(f"{STATUS}.state", value) for value in (*NO_WORDS, "closed", "CLOSED", "Completed", "Closed ")],
        *[
            (f"{STATUS}.reasonCode", value)
            for value in (*NO_WORDS, "maxCapturesProcessed", "MaxCapturesProcessed ")
        ],
        *[(f"{STATUS}.reasonCode", value) for value in ("ExpiredUnused", "AmazonClosed", "SellerClosed")],
        *[(STATUS, value) for value in NO_OBJECTS],
        *[(DETAILS, value) for value in NO_OBJECTS],
        *[(f"{DETAILS}.authorizationAmount", value) for value in NO_AMOUNTS],
        *[(f"{DETAILS}.capturedAmount", value) for value in NO_AMOUNTS],
        (f"{DETAILS}.capturedAmount.amount", "8.99"),
        (f"{DETAILS}.capturedAmount.amount", "0.00"),
        (f"{DETAILS}.authorizationAmount.amount", "9.01"),
        (f"{DETAILS}.capturedAmount.currencyCode", "EUR"),
        *[(f"{DETAILS}.idList", value) for value in (ABSENT, None, [], "S01-1-C1", {}, [""], [None], [["S01"]])],
        (f"{DETAILS}.idList", ["S01-2345678-8765432-C000001", 7]),
        *[
            (f"{DETAILS}.authorizationReferenceId", value)
            for value in (ABSENT, None, "", " ", 7, True, [REFERENCE], {})
        ],
        *[(f"{DETAILS}.captureNow", value) for value in (False, None, "true", "True", 1, [True])],
        *[(f"{DETAILS}.softDecline", value) for value in NO_FLAGS],
        *[("amazonOrderReferenceId", value) for value in NO_IDS],
        *[(f"{DETAILS}.amazonAuthorizationId", value) for value in NO_IDS],
    ],
)
def test_a_proof_with_one_part_missing_or_odd_is_no_proof(path: str, value: object) -> None:
    answer = changed(recorded("charge_paid"), path, value)

    event = read(answer)

    assert event == UNKNOWN


def test_nothing_at_all_is_no_payment() -> None:
    both = changed(recorded("charge_paid"), f"{DETAILS}.authorizationAmount.amount", "0.00")

    event = read(changed(both, f"{DETAILS}.capturedAmount.amount", "0.00"))

    assert event == UNKNOWN


def test_the_state_one_level_too_high_is_not_read() -> None:
    answer = changed(recorded("charge_paid"), STATUS, ABSENT)

    event = read(changed(answer, f"{DETAILS}.state", "Closed"))

    assert event == UNKNOWN


@pytest.mark.parametrize("payload", [None, {}, [], "Closed", 7, True, {"authorizationDetails": {}}])
def test_a_missing_payload_is_unknown(payload: object) -> None:
    answer = Answer("Charge", "200", "OK", payload)

    event = read(answer)

    assert event == UNKNOWN


def test_a_setup_answer_where_a_charge_was_expected_proves_nothing() -> None:
    setup = recorded("setup_open")

    event = read(Answer("Charge", "200", "OK", setup.payload))

    assert event == UNKNOWN


@pytest.mark.parametrize("name", ["Buy", "Upsell", "", None, 7, ["Charge"], "charge"])
def test_an_answer_to_another_operation_proves_nothing(name: object) -> None:
    paid = recorded("charge_paid")

    event = read(Answer(name, "200", "OK", paid.payload))  # type: ignore[arg-type]

    assert event == UNKNOWN


@pytest.mark.parametrize(
    ("path", "foreign"),
    [
        ("amazonOrderReferenceId", "P01-2345678-8765432"),
        (f"{DETAILS}.amazonAuthorizationId", "P01-2345678-8765432-A000001"),
        (f"{DETAILS}.idList", ["S01-2345678-8765432-C000001", "P01-2345678-8765432-C000002"]),
    ],
)
@pytest.mark.parametrize(
    "name", ["charge_paid", "charge_authorized", "charge_pending", "charge_declined", "charge_closed_unused"]
)
def test_ids_of_another_environment_say_nothing_about_our_charge(name: str, path: str, foreign: object) -> None:
    answer = changed(recorded(name), path, foreign)

    event = read(answer)

    assert event == UNKNOWN


def test_a_sandbox_payment_is_none_in_live() -> None:
    answer = recorded("charge_paid")

    event = read(answer, environment=Environment.LIVE)

    assert event == UNKNOWN


def test_ids_whose_first_letter_tells_nothing_are_taken() -> None:
    answer = changed(recorded("charge_paid"), "amazonOrderReferenceId", "X99-1")

    event = read(answer)

    assert isinstance(event, ChargeCompleted)


@pytest.mark.parametrize("member", ["errorCode", "errorMessage"])
def test_a_good_status_with_an_error_object_is_unknown(member: str) -> None:
    answer = changed(recorded("charge_paid"), member, "InternalServerError")

    event = read(answer)

    assert event == UNKNOWN


# Reserved.


def test_an_open_charge_is_reserved() -> None:
    answer = recorded("charge_authorized")

    event = read(answer)

    assert isinstance(event, ChargeAuthorized)
    assert event.payment.amount == Money(900, Currency.USD)
    assert event.payment.reference == REFERENCE
    assert event.payment.capture_ids == ()


@pytest.mark.parametrize("member", ["captureNow", "softDecline", "capturedAmount", "idList"])
def test_a_reservation_does_not_need_what_it_may_leave_out(member: str) -> None:
    answer = changed(recorded("charge_authorized"), f"{DETAILS}.{member}", ABSENT)

    event = read(answer)

    assert isinstance(event, ChargeAuthorized)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *[(f"{DETAILS}.authorizationAmount", value) for value in NO_AMOUNTS],
        (f"{DETAILS}.authorizationAmount.amount", "0.00"),
        (f"{DETAILS}.authorizationReferenceId", ABSENT),
        (f"{DETAILS}.authorizationReferenceId", 7),
        *[(f"{DETAILS}.captureNow", value) for value in (True, "false", 0, None)],
        (f"{DETAILS}.softDecline", "false"),
        (f"{DETAILS}.idList", ["S01-2345678-8765432-C000001"]),
        (f"{DETAILS}.idList", "none"),
        (f"{DETAILS}.capturedAmount.amount", "9.00"),
        (f"{DETAILS}.capturedAmount.amount", 0),
        (f"{STATUS}.reasonCode", "StopShipmentAtypicalAuth"),
    ],
)
def test_a_reservation_with_one_part_missing_or_odd_is_unknown(path: str, value: object) -> None:
    answer = changed(recorded("charge_authorized"), path, value)

    event = read(answer)

    assert event == UNKNOWN


def test_pending_is_still_open() -> None:
    answer = recorded("charge_pending")

    event = read(answer)

    assert event == ChargePending(NOW)
