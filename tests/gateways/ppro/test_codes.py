"""Every documented word has a meaning, and any other word has a safe one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.payments import Refusal
from voicetill.gateways.ppro.codes import (
    AGREEMENT_STATUSES,
    CHARGE_STATUSES,
    FailureRow,
    Follow,
    Standing,
    is_known,
    meaning,
)

DEAD = "AGREEMENT_REVOKED AGREEMENT_INACTIVE INVALID_MANDATE_ID INSTRUMENT_NOT_FOUND"
MEANS = (
    "INSUFFICIENT_FUNDS EXPIRED_CARD CARD_CLOSED_OR_INVALID IS_EXCEEDING_ACCOUNT_LIMIT IS_GENERIC_DECLINE "
    "IS_NOT_PERMITTED IS_HIGH_VELOCITY ACCOUNT_NOT_SUPPORTED AUTHENTICATION_FAILED INCORRECT_PIN INCORRECT_CVV "
    "BLOCKED_ACCOUNT"
)
SILENT = "SUS_FRAUD SUS_LOST SUS_STOLEN BLOCKED_IP BLOCKED_EMAIL BLOCKED_BIN HIGH_IP_VELOCITY HIGH_EMAIL_VELOCITY"
WALKED_AWAY = "CANCELED_BY_CONSUMER EXPIRED_SESSION PAYMENT_METHOD_TIMEOUT"
LATER = (
    "UNRESPONSIVE_PROVIDER UNRESPONSIVE_ISSUER PROVIDER_PROCESSING_ERROR GENERIC_DECLINE RETRY_REFUND_LATER "
    "REFUND_BLOCKED_TEMPORARILY SIMULTANEOUS_OPERATION_IN_PROGRESS"
)
NOBODY_KNOWS = "INTERNAL_SERVICE_UNAVAILABLE INTERNAL_PROCESSING_ERROR"
NO_REFUND = (
    "EXCEEDS_CAPTURED_AMOUNT EXCEEDS_REFUNDABLE_AMOUNT EXCEEDS_REFUND_LIMIT NO_CAPTURED_AMOUNT "
    "REFUND_PERIOD_EXPIRED REFUND_NOT_SUPPORTED TRANSACTION_DISPUTED CHARGEBACK_DETECTED"
)
OURS = (
    "INVALID_AMOUNT AMOUNT_NOT_SUPPORTED INVALID_CURRENCY CURRENCY_NOT_SUPPORTED INVALID_COUNTRY "
    "COUNTRY_NOT_SUPPORTED INVALID_PAYMENT_METHOD INVALID_INPUT_DATA INVALID_AUTHENTICATION_SETTINGS FORMAT_ERROR "
    "INVALID_MERCHANT INVALID_IP INVALID_TAX_ID INVALID_ACCOUNT MISSING_IBAN NO_AUTHORIZED_AMOUNT "
    "EXCEEDS_AUTHORIZED_AMOUNT"
)
ALL = " ".join((DEAD, MEANS, SILENT, WALKED_AWAY, LATER, NOBODY_KNOWS, NO_REFUND, OURS, "DUPLICATE_DETECTED"))


def rows(codes: str) -> list[FailureRow]:
    return [meaning(code, "") for code in codes.split()]


@pytest.mark.parametrize("code", [*ALL.split(), "UNKNOWN"])
def test_every_documented_code_is_known(code: str) -> None:
    assert is_known(code)


def test_a_dead_agreement_wants_a_new_consent() -> None:
    assert {row.follow for row in rows(DEAD)} == {Follow.AGREEMENT_DEAD}


def test_what_the_customer_can_mend_comes_with_the_card_of_the_payment_method() -> None:
    assert {row.reason for row in rows(MEANS)} == {Refusal.PAYMENT_METHOD}


def test_nobody_hears_of_a_suspicion() -> None:
    assert {row.reason for row in rows(SILENT)} == {Refusal.NOT_PROCESSED}
    assert not any(row.merchants for row in rows(SILENT))


def test_who_walked_away_may_come_back() -> None:
    assert {row.follow for row in rows(WALKED_AWAY)} == {Follow.NOT_NOW}


def test_trouble_of_others_passes() -> None:
    assert {(row.follow, row.reason) for row in rows(LATER)} == {(Follow.NOT_NOW, Refusal.TRY_LATER)}


def test_where_nobody_knows_nothing_is_repeated() -> None:
    assert {row.follow for row in rows(NOBODY_KNOWS)} == {Follow.UNKNOWN}


def test_a_refund_that_cannot_be_is_not_tried_again() -> None:
    assert {row.follow for row in rows(NO_REFUND)} == {Follow.NEVER}


def test_what_is_ours_to_mend_is_told_to_the_merchant() -> None:
    assert {(row.reason, row.merchants) for row in rows(OURS)} == {(Refusal.MERCHANT_UNAVAILABLE, True)}


def test_a_duplicate_is_looked_at() -> None:
    assert meaning("DUPLICATE_DETECTED", "").follow is Follow.READ_BACK


@pytest.mark.parametrize("kind", ["INTERNAL_ERROR", "PROVIDER_ERROR"])
@pytest.mark.parametrize("code", ["UNKNOWN", "", "NEWLY_INVENTED"])
def test_an_error_without_a_known_code_may_have_come_after_the_money(kind: str, code: str) -> None:
    assert meaning(code, kind).follow is Follow.UNKNOWN


@pytest.mark.parametrize("kind", ["INTERNAL_DECLINE", "PROVIDER_DECLINE", "", "NEW_TYPE"])
def test_a_decline_without_a_known_code_may_be_tried_again(kind: str) -> None:
    assert meaning("NEWLY_INVENTED", kind) == FailureRow(Follow.NOT_NOW, Refusal.NOT_PROCESSED)


@given(code=st.text(max_size=30), kind=st.text(max_size=30))
def test_any_word_has_a_meaning(code: str, kind: str) -> None:
    assert isinstance(meaning(code, kind), FailureRow)


def test_every_status_of_a_charge_is_known() -> None:
    pending = (
        "AUTHORIZATION_PROCESSING AUTHORIZATION_ASYNC AUTHENTICATION_PENDING CAPTURE_PROCESSING VOID_PROCESSING"
    )
    expected = {
        **dict.fromkeys(pending.split(), Standing.PENDING),
        "CAPTURE_PENDING": Standing.RESERVED,
        **dict.fromkeys(["CAPTURED", "REFUND_PROCESSING", "REFUNDED"], Standing.TAKEN),
        **dict.fromkeys(["VOIDED", "DISCARDED"], Standing.ENDED),
        "FAILED": Standing.FAILED,
    }

    assert expected == CHARGE_STATUSES


def test_every_status_of_an_agreement_is_known() -> None:
    assert {name: row.status for name, row in AGREEMENT_STATUSES.items()} == {
        "INITIALIZING": AgreementStatus.DRAFT,
        "AUTHENTICATION_PENDING": AgreementStatus.DRAFT,
        "ACTIVE": AgreementStatus.OPEN,
        "REVOKED_BY_CONSUMER": AgreementStatus.CANCELED,
        "REVOKED_BY_MERCHANT": AgreementStatus.CLOSED,
        "REVOKED_BY_PROVIDER": AgreementStatus.CLOSED,
        "FAILED": AgreementStatus.CLOSED,
    }
    over = {name for name, row in AGREEMENT_STATUSES.items() if row.is_over}
    assert over == {"REVOKED_BY_CONSUMER", "REVOKED_BY_MERCHANT", "REVOKED_BY_PROVIDER", "FAILED"}
