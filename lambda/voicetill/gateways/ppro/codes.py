"""What PPRO's statuses and failure codes mean to us: one row a word, and nothing that acts.

Sources: PPRO Developer Hub, pages "PPRO failure codes", "Recurring payments", "Refund", "Void", "Webhook event
payloads", and the OpenAPI documents of payment agreements, payment charges and refunds. A word that stands in no
table is never an error: a status is then still pending, and a code is told by the type of its failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import ConsentState
from voicetill.domain.payments import Refusal


class Standing(StrEnum):
    """How far a charge is."""

    PENDING = "pending"
    RESERVED = "reserved"
    TAKEN = "taken"
    ENDED = "ended without money"
    FAILED = "failed"


# What comes after the capture proves that there was one: money that goes back had come.
CHARGE_STATUSES: Mapping[str, Standing] = {
    "AUTHORIZATION_PROCESSING": Standing.PENDING,
    "AUTHORIZATION_ASYNC": Standing.PENDING,
    "AUTHENTICATION_PENDING": Standing.PENDING,
    "CAPTURE_PENDING": Standing.RESERVED,
    "CAPTURE_PROCESSING": Standing.PENDING,
    "CAPTURED": Standing.TAKEN,
    "REFUND_PROCESSING": Standing.TAKEN,
    "REFUNDED": Standing.TAKEN,
    "VOID_PROCESSING": Standing.PENDING,
    "VOIDED": Standing.ENDED,
    "DISCARDED": Standing.ENDED,
    "FAILED": Standing.FAILED,
}

# Of the parts of a charge: authorizations, captures, voids.
AUTHORIZED, CAPTURED, VOIDED, REFUNDED, PART_FAILED = "AUTHORIZED", "CAPTURED", "VOIDED", "REFUNDED", "FAILED"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One status of an agreement: as the agreement, and as the consent that it came from, in our words."""

    status: AgreementStatus
    consent: ConsentState
    is_over: bool = False


AGREEMENT_STATUSES: Mapping[str, AgreementRow] = {
    "INITIALIZING": AgreementRow(AgreementStatus.DRAFT, ConsentState.OPEN),
    "AUTHENTICATION_PENDING": AgreementRow(AgreementStatus.DRAFT, ConsentState.OPEN),
    "ACTIVE": AgreementRow(AgreementStatus.OPEN, ConsentState.GIVEN),
    "REVOKED_BY_CONSUMER": AgreementRow(AgreementStatus.CANCELED, ConsentState.REFUSED, is_over=True),
    "REVOKED_BY_MERCHANT": AgreementRow(AgreementStatus.CLOSED, ConsentState.FAILED, is_over=True),
    "REVOKED_BY_PROVIDER": AgreementRow(AgreementStatus.CLOSED, ConsentState.FAILED, is_over=True),
    "FAILED": AgreementRow(AgreementStatus.CLOSED, ConsentState.FAILED, is_over=True),
}


class Follow(StrEnum):
    """What follows from a failure."""

    AGREEMENT_DEAD = "a new consent is needed"
    NOT_NOW = "it may be tried again later"
    NEVER = "trying again with the same means is useless"
    UNKNOWN = "money may have moved: wait for word, never repeat blindly"
    READ_BACK = "there may be another charge of the same name"


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One failure: what follows, what the customer is told, and whether the merchant has something to mend.

    `is_about_means` is false where the same means of payment may still be as good as any.
    """

    follow: Follow
    reason: Refusal = Refusal.NOT_PROCESSED
    merchants: bool = False
    is_about_means: bool = True


def _rows(row: FailureRow, *codes: str) -> dict[str, FailureRow]:
    return dict.fromkeys(codes, row)


_DEAD = FailureRow(Follow.AGREEMENT_DEAD, Refusal.AGREEMENT_NOT_OPEN)
_MEANS_NOW = FailureRow(Follow.NOT_NOW, Refusal.PAYMENT_METHOD)
_MEANS = FailureRow(Follow.NEVER, Refusal.PAYMENT_METHOD)
# Why somebody is suspected is told to nobody: the words for it are those of any payment that did not go through.
_SUSPECT = FailureRow(Follow.NEVER)
_TOO_OFTEN = FailureRow(Follow.NOT_NOW)
_WALKED_AWAY = FailureRow(Follow.NOT_NOW, is_about_means=False)
_LATER = FailureRow(Follow.NOT_NOW, Refusal.TRY_LATER)
_UNKNOWN = FailureRow(Follow.UNKNOWN, Refusal.NOT_PROCESSED)
_NO_REFUND = FailureRow(Follow.NEVER)
_OURS = FailureRow(Follow.NEVER, Refusal.MERCHANT_UNAVAILABLE, merchants=True)

FAILURES: Mapping[str, FailureRow] = {
    **_rows(_DEAD, "AGREEMENT_REVOKED", "AGREEMENT_INACTIVE", "INVALID_MANDATE_ID", "INSTRUMENT_NOT_FOUND"),
    **_rows(
        _MEANS_NOW, "INSUFFICIENT_FUNDS", "IS_EXCEEDING_ACCOUNT_LIMIT", "IS_GENERIC_DECLINE", "IS_HIGH_VELOCITY"
    ),
    **_rows(
        _MEANS,
        "EXPIRED_CARD",
        "CARD_CLOSED_OR_INVALID",
        "IS_NOT_PERMITTED",
        "ACCOUNT_NOT_SUPPORTED",
        "AUTHENTICATION_FAILED",
        "BLOCKED_ACCOUNT",
    ),
    **_rows(_SUSPECT, "SUS_FRAUD", "SUS_LOST", "SUS_STOLEN", "BLOCKED_IP", "BLOCKED_EMAIL", "BLOCKED_BIN"),
    **_rows(_WALKED_AWAY, "CANCELED_BY_CONSUMER", "EXPIRED_SESSION", "PAYMENT_METHOD_TIMEOUT"),
    **_rows(
        _LATER,
        "UNRESPONSIVE_PROVIDER",
        "UNRESPONSIVE_ISSUER",
        "PROVIDER_PROCESSING_ERROR",
        "GENERIC_DECLINE",
        "RETRY_REFUND_LATER",
        "REFUND_BLOCKED_TEMPORARILY",
        "SIMULTANEOUS_OPERATION_IN_PROGRESS",
    ),
    **_rows(_UNKNOWN, "INTERNAL_SERVICE_UNAVAILABLE", "INTERNAL_PROCESSING_ERROR"),
    **_rows(
        _NO_REFUND,
        "EXCEEDS_CAPTURED_AMOUNT",
        "EXCEEDS_REFUNDABLE_AMOUNT",
        "EXCEEDS_REFUND_LIMIT",
        "NO_CAPTURED_AMOUNT",
        "REFUND_PERIOD_EXPIRED",
        "REFUND_NOT_SUPPORTED",
        "TRANSACTION_DISPUTED",
        "CHARGEBACK_DETECTED",
    ),
    **_rows(
        _OURS,
        "INVALID_AMOUNT",
        "AMOUNT_NOT_SUPPORTED",
        "INVALID_CURRENCY",
        "CURRENCY_NOT_SUPPORTED",
        "INVALID_COUNTRY",
        "COUNTRY_NOT_SUPPORTED",
        "INVALID_PAYMENT_METHOD",
        "INVALID_INPUT_DATA",
        "INVALID_AUTHENTICATION_SETTINGS",
        "FORMAT_ERROR",
        "INVALID_MERCHANT",
        "INVALID_IP",
        "INVALID_TAX_ID",
        "INVALID_ACCOUNT",
        "MISSING_IBAN",
        "NO_AUTHORIZED_AMOUNT",
        "EXCEEDS_AUTHORIZED_AMOUNT",
    ),
    "DUPLICATE_DETECTED": FailureRow(Follow.READ_BACK),
}

_CONSUMERS = frozenset({"CANCELED_BY_CONSUMER"})

# What stands for a whole family: INCORRECT_CVV and its like, HIGH_IP_VELOCITY and its like.
_INCORRECT, _HIGH, _VELOCITY = "INCORRECT_", "HIGH_", "_VELOCITY"

# A failure without a code that we know. A decline is somebody's decision; an error is somebody's trouble, and may
# have come after the money moved.
FAILURE_TYPES: Mapping[str, FailureRow] = {
    "INTERNAL_DECLINE": FailureRow(Follow.NOT_NOW),
    "PROVIDER_DECLINE": FailureRow(Follow.NOT_NOW),
    "INTERNAL_ERROR": _UNKNOWN,
    "PROVIDER_ERROR": _UNKNOWN,
}


def meaning(code: str, kind: str) -> FailureRow:
    """Return what a failure of this code and type means; both may be blank or new."""
    if row := FAILURES.get(code):
        return row
    if code.startswith(_INCORRECT):
        return _MEANS
    if code.startswith(_HIGH) and code.endswith(_VELOCITY):
        return _TOO_OFTEN
    # Without any word of why, a final FAILED still says that nothing was taken.
    return FAILURE_TYPES.get(kind, FailureRow(Follow.NOT_NOW))


def is_known(code: str) -> bool:
    """Whether a code is one of the documented ones, so that it may be shown to the merchant and logged."""
    family = code.startswith(_INCORRECT) or (code.startswith(_HIGH) and code.endswith(_VELOCITY))
    return code in FAILURES or code == "UNKNOWN" or (family and code.replace("_", "").isalpha() and code.isascii())


def is_refusal_by_consumer(code: str) -> bool:
    """Whether it was the customer who said no, rather than something that went wrong."""
    return code in _CONSUMERS
