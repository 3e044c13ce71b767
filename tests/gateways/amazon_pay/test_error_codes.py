"""Every error code that Amazon Pay is known to give, for Setup and for Charge, and what is none of them."""

from dataclasses import replace

import pytest

from tests.builders import NOW, a_checkout
from tests.gateways.amazon_pay.recordings import an_error, changed, read, recorded
from voicetill.domain.checkout_events import (
    AgreementRefused,
    ChargeRefused,
    ChargeUnknown,
    Event,
    SetupRefused,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Answer, Refusal
from voicetill.gateways.amazon_pay.codes import ERROR_ROWS, ERRORS, OnCharge, Speaker

WAITING = a_checkout(State.AWAITING_SETUP)
UNKNOWN = ChargeUnknown(NOW)
UNAVAILABLE = SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)

CONSENT = Refusal.CONSENT_MISSING
MERCHANT = Refusal.MERCHANT_UNAVAILABLE

REASONS = {
    "UnsupportedClientPlatform": Refusal.DEVICE_UNSUPPORTED,
    "InvalidShippingAddress": Refusal.ADDRESS_INVALID,
    "InvalidAccountStatus": Refusal.ACCOUNT_CLOSED,
    "InvalidMerchantAccountStatus": Refusal.ACCOUNT_CLOSED,
    "RequestThrottled": Refusal.TRY_LATER,
    "InvalidPaymentMethod": Refusal.PAYMENT_METHOD,
    "ACCESS_DENIED": CONSENT,
    "ACCESS_NOT_REQUESTED": CONSENT,
    "FORBIDDEN": CONSENT,
    "MissingPermissionsToAccessResource": CONSENT,
    "VoicePurchaseNotEnabled": Refusal.VOICE_PURCHASING_OFF,
    "BuyerEqualsSeller": MERCHANT,
    "InvalidParameterValue": MERCHANT,
    "InvalidSandboxCustomerEmail": MERCHANT,
    "InvalidSellerId": MERCHANT,
    "UnauthorizedAccess": MERCHANT,
    "UnsupportedCountryOfEstablishment": MERCHANT,
    "UnsupportedCurrency": MERCHANT,
    "InvalidBillingAgreementType": MERCHANT,
    "InvalidSubscriptionAmount": MERCHANT,
    "MissingSkillManifestData": MERCHANT,
    "ReleaseEnvironmentNotAllowed": MERCHANT,
    "InvalidAuthorizationAmount": MERCHANT,
    "InvalidPaymentAction": MERCHANT,
    "ProviderNotAuthorized": MERCHANT,
    "PeriodicAmountExceeded": Refusal.LIMIT_REACHED,
    "InvalidBillingAgreementId": Refusal.AGREEMENT_NOT_OPEN,
    "InvalidBillingAgreementStatus": Refusal.AGREEMENT_NOT_OPEN,
    "DuplicateRequest": MERCHANT,
    "DuplicateReferenceId": MERCHANT,
    "InternalServerError": MERCHANT,
    "ServiceUnavailable": MERCHANT,
}
NOBODY_KNOWS = {"DuplicateRequest", "DuplicateReferenceId", "InternalServerError", "ServiceUnavailable"}
BAD_AGREEMENT = {"InvalidBillingAgreementId", "InvalidBillingAgreementStatus"}


def _on_charge(code: str) -> Event:
    if code in NOBODY_KNOWS:
        return UNKNOWN
    if code in BAD_AGREEMENT:
        return AgreementRefused(NOW)
    return ChargeRefused(NOW, REASONS[code], may_retry=False)


def test_every_row_is_tested_here() -> None:
    assert set(ERRORS) == set(REASONS)


@pytest.mark.parametrize("code", REASONS)
def test_an_error_refuses_a_setup_for_its_reason(code: str) -> None:
    answer = an_error("Setup", code)

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, REASONS[code])


@pytest.mark.parametrize("code", REASONS)
def test_an_error_says_what_became_of_a_charge(code: str) -> None:
    answer = an_error("Charge", code)

    event = read(answer)

    assert event == _on_charge(code)


@pytest.mark.parametrize("code", REASONS)
def test_a_code_is_found_in_the_payload_if_the_status_names_none(code: str) -> None:
    answer = Answer("Charge", "400", None, {"errorCode": code})

    event = read(answer)

    assert event == _on_charge(code)


@pytest.mark.parametrize("payload", [None, {}, [], "words", {"errorCode": 7}, {"errorCode": ["InvalidSellerId"]}])
def test_an_error_may_come_without_a_payload(payload: object) -> None:
    answer = Answer("Charge", "403", "UnsupportedClientPlatform", payload)

    event = read(answer)

    assert event == ChargeRefused(NOW, Refusal.DEVICE_UNSUPPORTED)


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("error_invalid_payment_method", ChargeRefused(NOW, Refusal.PAYMENT_METHOD)),
        ("error_unsupported_client_platform", ChargeRefused(NOW, Refusal.DEVICE_UNSUPPORTED)),
        ("error_invalid_shipping_address", SetupRefused(NOW, Refusal.ADDRESS_INVALID)),
    ],
)
def test_recorded_errors_are_read(name: str, event: Event) -> None:
    answer = recorded(name)

    assert read(answer) == event


def test_two_codes_that_differ_are_not_believed() -> None:
    payload = {"errorCode": "InvalidSellerId"}

    charge = read(Answer("Charge", "400", "InvalidBillingAgreementId", payload))
    setup = read(Answer("Setup", "400", "ACCESS_DENIED", payload), WAITING)

    assert charge == UNKNOWN
    assert setup == UNAVAILABLE


def test_two_spellings_of_one_code_do_not_differ() -> None:
    answer = Answer("Charge", "403", "InvalidAccountStatus", {"errorCode": "InvalidMerchantAccountStatus"})

    event = read(answer)

    assert event == ChargeRefused(NOW, Refusal.ACCOUNT_CLOSED)


def test_a_known_code_counts_more_than_an_unknown_one() -> None:
    answer = Answer("Charge", "400", "BadRequest", {"errorCode": "PeriodicAmountExceeded"})

    event = read(answer)

    assert event == ChargeRefused(NOW, Refusal.LIMIT_REACHED)


@pytest.mark.parametrize("status", ["400", "403", "418", "499", 404])
def test_an_unlisted_code_of_our_making_is_refused(status: object) -> None:
    charge = read(an_error("Charge", "SomethingNew", status=status))
    setup = read(an_error("Setup", "SomethingNew", status=status), WAITING)

    assert charge == ChargeRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)
    assert setup == UNAVAILABLE


@pytest.mark.parametrize("status", ["500", "503", "302", "0", "4000", "４00", "", None, True, 400.0, [], {}])
@pytest.mark.parametrize("code", ["SomethingNew", "InvalidSellerId", "InvalidBillingAgreementId"])
def test_a_code_behind_any_other_status_leaves_the_charge_unknown(status: object, code: str) -> None:
    answer = an_error("Charge", code, status=status)

    event = read(answer)

    assert event == UNKNOWN


@pytest.mark.parametrize(
    "message", [None, "", " ", "OK", "ok", 400, [], "Robin, we are sorry.", pytest.param("x" * 10_000, id="long")]
)
def test_an_error_without_a_code_is_unknown(message: object) -> None:
    charge = read(Answer("Charge", "400", message, None))
    setup = read(Answer("Setup", "400", message, None), WAITING)

    assert charge == UNKNOWN
    assert setup == UNAVAILABLE


@pytest.mark.parametrize("name", ["charge_paid", "setup_open"])
def test_a_good_status_that_names_an_error_is_not_believed(name: str) -> None:
    answer = recorded(name)

    event = read(replace(answer, status_message="ServiceUnavailable"))

    assert event in (UNKNOWN, UNAVAILABLE)


def test_an_error_that_brings_a_result_is_unknown() -> None:
    paid = changed(recorded("charge_paid"), "errorCode", "InvalidBillingAgreementId")

    event = read(Answer("Charge", "400", "InvalidBillingAgreementId", paid.payload))

    assert event == UNKNOWN


def test_amazon_pay_speaks_of_five_errors_itself() -> None:
    spoken = {row.names[0] for row in ERROR_ROWS if row.means.told_by is Speaker.AMAZON_PAY}

    assert spoken == {
        "UnsupportedClientPlatform",
        "InvalidShippingAddress",
        "InvalidAccountStatus",
        "RequestThrottled",
        "InvalidPaymentMethod",
    }


def test_what_only_the_merchant_can_mend_tells_how() -> None:
    silent = [
        row.names[0]
        for row in ERROR_ROWS
        if not row.means.cure and (row.means.reason is MERCHANT or row.on_charge is OnCharge.UNKNOWN)
    ]

    assert silent == []
