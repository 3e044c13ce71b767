"""What the result of a charge from the server means to the checkout that it was made for."""

from datetime import datetime

from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.checkout_events import (
    AgreementRefused,
    AuthorizationEnded,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Event,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Refusal

_Nothing = DeclinedForNow | DeclinedForGood | ConsentDead | Released


def event_of(result: ChargeResult, checkout: Checkout, reference: str, *, at: datetime) -> Event:
    """Return the event that a result is, of the attempt of this name.

    A refusal names its attempt, so that it can never be taken for another one's.
    """
    match result:
        case Paid(payment):
            return ChargeCompleted(at, payment)
        case Authorized(payment):
            return ChargeAuthorized(at, payment)
        case Pending():
            return ChargePending(at)
        case Unknown():
            return ChargeUnknown(at)
    return _without_money(result, checkout, reference, at=at)


def _without_money(result: _Nothing, checkout: Checkout, reference: str, *, at: datetime) -> Event:
    match result:
        case ConsentDead(status):
            return AgreementRefused(at, reference=reference, status=status)
        case Released() if checkout.state is State.AUTHORIZED:
            return AuthorizationEnded(at)
        case Released():
            return ChargeRefused(at, Refusal.NOT_PROCESSED, may_retry=True, reference=reference)
    again = isinstance(result, DeclinedForNow)
    return ChargeRefused(at, result.reason, may_retry=again, reference=reference)


def is_final(result: ChargeResult) -> bool:
    """Whether a result says for certain what became of the money."""
    return not isinstance(result, Pending | Unknown)


def charge_id_of(result: ChargeResult) -> str:
    """Return the provider's id of the charge, blank if the result does not name it."""
    if isinstance(result, Paid | Authorized):
        return result.payment.provider_charge_id
    return result.charge_id
