"""Proof that money was taken or reserved, and what a Charge answer says without it.

Proof of money taken is a whole picture, in which every part has its known shape and none contradicts another:
the state Closed with MaxCapturesProcessed, an amount and the same amount captured, the captures by their ids, and
our reference. Whether reference and amount are those of the checkout is for the checkout's machine to say.

A refusal is believed only where nothing hints at money: what is half one and half the other is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voicetill.domain.checkout_events import (
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Event,
)
from voicetill.domain.money import Money
from voicetill.domain.payments import Environment, Payment, Refusal
from voicetill.gateways.amazon_pay import merchant_log
from voicetill.gateways.amazon_pay.codes import DECLINES, UNLISTED_DECLINE
from voicetill.gateways.amazon_pay.suspicion import amount, identifier, identifiers, members

_CAPTURED_IN_FULL = "MaxCapturesProcessed"

# Amazon asks not to ship yet, though the money is reserved (legacy authorization reason codes).
_DO_NOT_SHIP = "StopShipmentAtypicalAuth"

# The first letter of an order reference, and of the authorizations and captures made of it, tells where it lives.
_FIRST_LETTERS = {"P": Environment.LIVE, "S": Environment.SANDBOX}


@dataclass(frozen=True, slots=True)
class _Said:
    """A charge answer, member by member; what the wire spells is in `details` and `status`."""

    order_id: object
    details: Mapping[str, Any]
    status: Mapping[str, Any]

    @property
    def state(self) -> object:
        return self.status.get("state")

    @property
    def reason(self) -> object:
        return self.status.get("reasonCode")

    @property
    def ids(self) -> tuple[object, ...]:
        """The ids of Amazon's making."""
        captures = self.details.get("idList")
        listed = captures if isinstance(captures, list) else ()
        return self.order_id, self.details.get("amazonAuthorizationId"), *listed

    @property
    def flags_are_sound(self) -> bool:
        return isinstance(self.details.get("softDecline", False), bool)


def read_charge(payload: object, environment: Environment, *, at: datetime) -> Event:
    """Read an answer with a good status; the payload may still be anything."""
    said = _said(payload)
    if any(_tells_another(found, environment) for found in said.ids):
        return _unproven("an id of another environment", at)
    match said.state:
        case "Closed":
            return _read_closed(said, at)
        case "Open":
            return _read_open(said, at)
        case "Pending":
            return ChargePending(at)
        case "Declined":
            return _read_declined(said, at)
    return _unproven("no authorization state that we know", at)


def _said(payload: object) -> _Said:
    # The state stands one level deeper than official samples looked for it: in authorizationStatus.
    details = members(members(payload).get("authorizationDetails"))
    return _Said(
        members(payload).get("amazonOrderReferenceId"), details, members(details.get("authorizationStatus"))
    )


def _read_closed(said: _Said, at: datetime) -> Event:
    payment = _captured(said)
    if payment:
        return ChargeCompleted(at, payment)
    if isinstance(said.reason, str) and said.reason.strip() and not _hints_at_money(said):
        return _refused(said, Refusal.NOT_PROCESSED, at=at, may_retry=False)
    return _unproven("closed, without full proof of the capture", at)


def _read_open(said: _Said, at: datetime) -> Event:
    payment = _reserved(said)
    if payment is None:
        return _unproven("open, without full proof of the reservation", at)
    if said.reason == _DO_NOT_SHIP:
        return _unproven("reserved, but Amazon asks not to ship", at)
    return ChargeAuthorized(at, payment)


def _read_declined(said: _Said, at: datetime) -> Event:
    if _hints_at_money(said):
        return _unproven("declined, but with a trace of a capture", at)
    row = DECLINES.get(said.reason, UNLISTED_DECLINE) if isinstance(said.reason, str) else UNLISTED_DECLINE
    means = row.meaning(soft=said.details.get("softDecline") is True)
    return _refused(said, means.reason, at=at, may_retry=means.may_retry)


def _refused(said: _Said, reason: Refusal, *, at: datetime, may_retry: bool) -> ChargeRefused | ChargeUnknown:
    """Say that a charge was refused, if it is clear which one: no reference at all means the current one."""
    named = said.details.get("authorizationReferenceId")
    reference = identifier(named)
    if named is not None and reference is None:
        return _unproven("refused, under a reference that is none", at)
    return ChargeRefused(at, reason, may_retry=may_retry, reference=reference)


def _captured(said: _Said) -> Payment | None:
    """Return the payment that an answer proves in full; None if any part is missing or odd."""
    taken = amount(said.details.get("capturedAmount"))
    captures = identifiers(said.details.get("idList"))
    proven = (
        said.reason == _CAPTURED_IN_FULL
        and said.flags_are_sound
        and said.details.get("captureNow", True) is True
        and captures
        and taken == amount(said.details.get("authorizationAmount"))
    )
    return _payment(said, taken, captures or ()) if proven else None


def _reserved(said: _Said) -> Payment | None:
    """Return the payment that an answer proves to be reserved, and no part of it taken."""
    untouched = (
        said.flags_are_sound and said.details.get("captureNow", False) is False and _is_no_capture(said.details)
    )
    return _payment(said, amount(said.details.get("authorizationAmount")), ()) if untouched else None


def _payment(said: _Said, money: Money | None, captures: tuple[str, ...]) -> Payment | None:
    reference = identifier(said.details.get("authorizationReferenceId"))
    order_id, charge_id = (_optional(found) for found in said.ids[:2])
    if money is None or money.is_zero or reference is None or order_id is None or charge_id is None:
        return None
    return Payment(reference, money, order_id, charge_id, captures)


def _optional(found: object) -> str | None:
    """Read an id that may be absent, which reads as empty; None if something else stands in its place."""
    return "" if found is None else identifier(found)


def _hints_at_money(said: _Said) -> bool:
    """Whether anything says, however badly, that money was taken."""
    garbled = isinstance(said.reason, str) and said.reason.strip().lower() == _CAPTURED_IN_FULL.lower()
    return garbled or not _is_no_capture(said.details)


def _is_no_capture(details: Mapping[str, Any]) -> bool:
    """Whether captures and captured amount are absent or plainly nothing."""
    captures, taken = details.get("idList"), details.get("capturedAmount")
    nothing_taken = taken is None or ((money := amount(taken)) is not None and money.is_zero)
    return nothing_taken and (captures is None or captures == [])


def _tells_another(found: object, environment: Environment) -> bool:
    if not isinstance(found, str):
        return False
    return _FIRST_LETTERS.get(found[:1], environment) is not environment


def _unproven(why: str, at: datetime) -> ChargeUnknown:
    merchant_log.not_understood("Charge", why=why)
    return ChargeUnknown(at)
