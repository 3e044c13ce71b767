"""What Amazon Pay answered, in our words: the first look at an answer, and its errors.

Nothing in an answer is trusted: it is what reached us, not what Amazon sent. Reading never raises, and only proof
reads as an open agreement or as money taken; see `setup_answers` and `charge_answers` for what is proof.
"""

import re
from datetime import datetime

from voicetill.domain.agreements import AgreementKind
from voicetill.domain.checkout_events import AgreementRefused, ChargeRefused, ChargeUnknown, Event, SetupRefused
from voicetill.domain.payments import Answer, Environment, Refusal
from voicetill.gateways.amazon_pay import merchant_log
from voicetill.gateways.amazon_pay.charge_answers import read_charge
from voicetill.gateways.amazon_pay.codes import ERRORS, LOOK_UP, UNLISTED_ERROR, ErrorRow, OnCharge
from voicetill.gateways.amazon_pay.setup_answers import SetupAsked, read_setup
from voicetill.gateways.amazon_pay.suspicion import members

# What a code looks like; a sentence, or an address of somebody, is none and is not logged as one.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,63}", re.ASCII)
_LARGEST_STATUS = 999


def read_answer(
    answer: Answer, *, environment: Environment, kind: AgreementKind | None, asked_at: datetime, at: datetime
) -> Event:
    """Read an answer to a request of ours.

    `kind` is the kind of agreement that a Setup asked for, and `asked_at` when the checkout began.
    """
    if answer.name == "Setup":
        asked = SetupAsked(environment, kind, asked_at)
        return read_setup(answer.payload, asked, at=at) if _succeeded(answer) else _failed_setup(answer, at)
    if answer.name == "Charge":
        return (
            read_charge(answer.payload, environment, at=at) if _succeeded(answer) else _failed_charge(answer, at)
        )
    merchant_log.not_understood("another operation", why="neither Setup nor Charge")
    return ChargeUnknown(at)


def _succeeded(answer: Answer) -> bool:
    """Whether the status is good, and nothing beside it speaks of an error."""
    said = members(answer.payload)
    brings_error = said.get("errorCode") is not None or said.get("errorMessage") is not None
    names_error = isinstance(answer.status_message, str) and answer.status_message in ERRORS
    return _status(answer) == "200" and not brings_error and not names_error


def _failed_setup(answer: Answer, at: datetime) -> SetupRefused:
    row, code = _error(answer)
    if row is None:
        merchant_log.not_understood("Setup", why="no error code that can be relied on")
        return SetupRefused(at, Refusal.MERCHANT_UNAVAILABLE)
    merchant_log.fault("Setup", code, row.means.cure)
    return SetupRefused(at, row.means.reason)


def _failed_charge(answer: Answer, at: datetime) -> Event:
    row, code = _error(answer)
    if row is None:
        merchant_log.not_understood("Charge", why="no error code that can be relied on")
        return ChargeUnknown(at)
    if row.on_charge is OnCharge.UNKNOWN or not _is_plainly_refused(answer):
        merchant_log.fault("Charge", code, row.means.cure or LOOK_UP)
        return ChargeUnknown(at)
    merchant_log.fault("Charge", code, row.means.cure)
    if row.on_charge is OnCharge.AGREEMENT_REFUSED:
        return AgreementRefused(at)
    return ChargeRefused(at, row.means.reason, may_retry=row.means.may_retry)


def _error(answer: Answer) -> tuple[ErrorRow | None, str]:
    """Find the row of the error that an answer names; none if it names no error, or two."""
    codes = [
        said
        for said in (answer.status_message, members(answer.payload).get("errorCode"))
        if isinstance(said, str) and _CODE.fullmatch(said) and said.upper() != "OK"
    ]
    listed = [code for code in codes if code in ERRORS]
    if _status(answer) == "200" or not codes or len({ERRORS[code].names for code in listed}) > 1:
        return None, ""
    return (ERRORS[listed[0]], listed[0]) if listed else (UNLISTED_ERROR, codes[0])


def _status(answer: Answer) -> str:
    """Write the status code as a string: it is one on the wire, but may reach us as a number."""
    code = answer.status_code
    if isinstance(code, int) and 0 <= code <= _LARGEST_STATUS:
        return str(code)
    return code if isinstance(code, str) else ""


def _is_plainly_refused(answer: Answer) -> bool:
    """Whether an error leaves no doubt: it has a status of the caller's making (4xx), and brings no result.

    The same word behind a fault of Amazon's, or behind no status at all, may have come after the money moved.
    """
    refused = re.fullmatch(r"4[0-9]{2}", _status(answer), re.ASCII) is not None
    return refused and members(answer.payload).get("authorizationDetails") is None
