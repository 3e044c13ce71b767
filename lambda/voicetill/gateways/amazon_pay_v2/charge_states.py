"""What a charge object proves (vendor page "Charge").

Proof of money taken is a whole picture: the state Captured, the amount that was asked for as charged and as
captured, and the agreement, our reference and the environment that it was asked under. What is half one and half
the other is unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.money import Money
from voicetill.domain.payments import Environment, Payment
from voicetill.gateways.amazon_pay_v2 import merchant_log
from voicetill.gateways.amazon_pay_v2.codes import DECLINES, UNLISTED_DECLINE, Means, Row
from voicetill.gateways.amazon_pay_v2.told import amount, code, identifier, is_in, is_nothing, members


@dataclass(frozen=True, slots=True)
class Expected:
    """What a charge must be like to be the one that we mean; blank or None where nothing is known beforehand.

    `charged` is the amount that was asked for, `captured` what was to be taken of it. `reference` is what the
    charge is called, `named` what we call the payment: for a capture that is the capture's. `takes_now` says that
    the money was to be captured at once.
    """

    environment: Environment
    charge_id: str = ""
    agreement_id: str = ""
    reference: str = ""
    named: str = ""
    charged: Money | None = None
    captured: Money | None = None
    takes_now: bool = False


@dataclass(frozen=True, slots=True)
class _Charge:
    """A charge that is the one we mean."""

    expected: Expected
    said: Mapping[str, Any]
    id: str
    agreement_id: str
    reference: str
    charged: Money

    @property
    def state(self) -> object:
        return members(self.said.get("statusDetails")).get("state")

    @property
    def reason(self) -> str:
        return code(members(self.said.get("statusDetails")).get("reasonCode"))

    @property
    def captured(self) -> Money | None:
        return amount(self.said.get("captureAmount"))

    @property
    def takes_nothing(self) -> bool:
        return is_nothing(self.said.get("captureAmount"))

    def payment(self, money: Money) -> Payment:
        named = self.expected.named or self.reference
        return Payment(named, money, provider_order_id=self.agreement_id, provider_charge_id=self.id)


def read_charge(said: Mapping[str, Any] | None, expected: Expected, *, operation: str) -> ChargeResult:
    """Read how a charge stands; Unknown for whatever is not clearly the charge that we mean."""
    charge = _the_charge(said, expected)
    if charge is None:
        return _unproven(operation, "not the charge that was asked for", expected.charge_id)
    read = _STATES.get(charge.state) if isinstance(charge.state, str) else None
    result = read(charge) if read else None
    return result or _unproven(operation, "a state without full proof", charge.id)


def reference_of(said: Mapping[str, Any] | None) -> str:
    """Return our name of a charge; blank where it has none."""
    return identifier(members(members(said).get("merchantMetadata")).get("merchantReferenceId")) or ""


def _the_charge(said: Mapping[str, Any] | None, expected: Expected) -> _Charge | None:
    told = members(said)
    charge_id, agreement_id = identifier(told.get("chargeId")), identifier(told.get("chargePermissionId"))
    charged, reference = amount(told.get("chargeAmount")), reference_of(told)
    if charge_id is None or agreement_id is None or charged is None or not is_in(expected.environment, told):
        return None
    fits = (
        expected.charge_id in ("", charge_id)
        and expected.agreement_id in ("", agreement_id)
        and expected.reference in ("", reference)
        and expected.charged in (None, charged)
        and (expected.named or reference)
    )
    return _Charge(expected, told, charge_id, agreement_id, reference, charged) if fits else None


def _captured(charge: _Charge) -> ChargeResult | None:
    taken = charge.captured
    if taken is None or taken.is_zero or taken.currency is not charge.charged.currency:
        return None
    wanted = charge.expected.captured
    proven = taken == wanted if wanted else charge.charged.covers(taken)
    return Paid(charge.payment(taken)) if proven else None


def _authorized(charge: _Charge) -> ChargeResult | None:
    if not charge.takes_nothing:
        return None
    # Reserved, though it was to be taken at once: the taking is still to come, or to fail.
    return Pending(charge.id) if charge.expected.takes_now else Authorized(charge.payment(charge.charged))


def _pending(charge: _Charge) -> ChargeResult | None:
    return Pending(charge.id)


def _declined(charge: _Charge) -> ChargeResult | None:
    return declined(DECLINES.get(charge.reason, UNLISTED_DECLINE), charge.id) if charge.takes_nothing else None


def _canceled(charge: _Charge) -> ChargeResult | None:
    return Released(charge.id) if charge.takes_nothing else None


_STATES: Mapping[str, Callable[[_Charge], ChargeResult | None]] = MappingProxyType(
    {
        "AuthorizationInitiated": _pending,
        "Authorized": _authorized,
        "CaptureInitiated": _pending,
        "Captured": _captured,
        "Declined": _declined,
        "Canceled": _canceled,
    }
)


def declined(row: Row, charge_id: str = "") -> ChargeResult:
    """Return the decline that a code stands for."""
    kind = DeclinedForGood if row.means is Means.DECLINED_FOR_GOOD else DeclinedForNow
    return kind(row.reason, charge_id)


def _unproven(operation: str, why: str, charge_id: str) -> Unknown:
    merchant_log.not_understood(operation, why=why)
    return Unknown(charge_id)
