"""What an answer says about a charge, in one of the seven words.

A 200 does not mean paid. Proof of money taken is a whole picture: a status that only captured money has, captures
that add up to our amount in our currency, and nothing that names another agreement or another reference. A refusal
is believed only where nothing hints at money. Whatever is neither is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicetill.domain.agreements import AgreementStatus
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
from voicetill.domain.money import Money
from voicetill.domain.payments import Payment
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.codes import (
    AUTHORIZED,
    CAPTURED,
    CHARGE_STATUSES,
    FailureRow,
    Follow,
    Standing,
    is_known,
    meaning,
)
from voicetill.gateways.ppro.reading import currency, identifier, members, money, objects, whole, word


@dataclass(frozen=True, slots=True)
class Expected:
    """The charge that an answer ought to be about. Blank or None where that is not known.

    `reserves` says that it shall only be reserved.
    """

    reference: str = ""
    agreement_id: str = ""
    amount: Money | None = None
    reserves: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge as PPRO tells it, member by member."""

    said: Mapping[str, Any]

    @property
    def id(self) -> str:
        """PPRO's id."""
        return identifier(self.said.get("id"))

    @property
    def reference(self) -> str:
        """Our name for it, where it is told."""
        return word(self.said.get("merchantPaymentChargeReference"))

    @property
    def standing(self) -> Standing:
        """How far it is; a status that we do not know is on its way."""
        return CHARGE_STATUSES.get(word(self.said.get("status")), Standing.PENDING)

    def capture_ids(self) -> tuple[str, ...]:
        """The ids of what was taken."""
        parts = objects(self.said.get("captures"))
        return tuple(identifier(part.get("id")) for part in parts if part.get("status") == CAPTURED)

    def summed(self, parts: str, status: str) -> Money | None:
        """Add up the parts of a status; None where one cannot be read, or the currency is not told."""
        told = self.said.get("currency") or members(self.said.get("amount")).get("currency")
        unit = currency(told)
        amounts = [
            whole(part.get("amount")) for part in objects(self.said.get(parts)) if part.get("status") == status
        ]
        sound = [amount for amount in amounts if amount is not None]
        return Money(sum(sound), unit) if unit and len(sound) == len(amounts) else None

    def is_another(self, expected: Expected) -> bool:
        """Whether it names, anywhere, another one than is expected."""
        agreement = word(self.said.get("paymentAgreementId"))
        told, amount = money(self.said.get("amount")), expected.amount
        # After a partial capture a charge may well tell less; a currency stays.
        foreign = amount and told and told.currency is not amount.currency
        return bool(
            (expected.reference and self.reference not in ("", expected.reference))
            or (expected.agreement_id and agreement not in ("", expected.agreement_id))
            or foreign
        )


def read_charge(told: object, expected: Expected) -> ChargeResult:
    """Say what a charge as PPRO tells it comes to; `told` may be anything."""
    charge = Charge(members(told))
    if not charge.id or not word(charge.said.get("status")):
        return _unproven("no charge with id and status")
    if charge.is_another(expected):
        return _unproven("another charge than was asked for")
    match charge.standing:
        case Standing.TAKEN:
            return _taken(charge, expected)
        case Standing.RESERVED:
            return _reserved(charge, expected)
        case Standing.PENDING:
            return Pending(charge.id)
    return _over(charge)


def failed(failure: Mapping[str, Any], charge_id: str) -> ChargeResult:
    """Say what a failure comes to; there may be no word of why."""
    code = word(failure.get("failureCode"))
    row = meaning(code, word(failure.get("failureType")))
    if row.merchants and is_known(code):
        merchant_log.mend(code)
    match row.follow:
        case Follow.AGREEMENT_DEAD:
            revoked = code == "AGREEMENT_REVOKED"
            return ConsentDead(AgreementStatus.CANCELED if revoked else AgreementStatus.CLOSED, charge_id)
        case Follow.UNKNOWN | Follow.READ_BACK:
            return Unknown(charge_id)
        case _ if _is_final(row, failure):
            return DeclinedForGood(row.reason, charge_id)
    return DeclinedForNow(row.reason, charge_id)


def is_duplicate(told: object) -> bool:
    """Whether PPRO says that there is another charge like it already."""
    code = word(members(members(told).get("failure")).get("failureCode"))
    return meaning(code, "").follow is Follow.READ_BACK


def _is_final(row: FailureRow, failure: Mapping[str, Any]) -> bool:
    # PPRO's own word against a retry counts; its word for one does not overrule what the code means.
    return row.follow is Follow.NEVER or (row.is_about_means and failure.get("isRetryable") is False)


def _taken(charge: Charge, expected: Expected) -> ChargeResult:
    amount = charge.summed("captures", CAPTURED)
    ids = charge.capture_ids()
    if amount is None or amount.is_zero or not all(ids):
        return _unproven("captured, without full proof of the captures", charge.id)
    if expected.amount is not None and amount != expected.amount:
        return _unproven("captured, but another amount", charge.id)
    return Paid(Payment(expected.reference or charge.reference, amount, "", charge.id, ids))


def _reserved(charge: Charge, expected: Expected) -> ChargeResult:
    amount = charge.summed("authorizations", AUTHORIZED)
    if not expected.reserves or charge.said.get("autoCapture") is True:
        # What is captured by itself is only on its way there.
        return Pending(charge.id)
    if amount is None or amount.is_zero or (expected.amount is not None and amount != expected.amount):
        return _unproven("reserved, without full proof of the amount", charge.id)
    return Authorized(Payment(expected.reference or charge.reference, amount, "", charge.id))


def _over(charge: Charge) -> ChargeResult:
    if charge.capture_ids():
        return _unproven("over, but with a trace of a capture", charge.id)
    if charge.standing is Standing.ENDED:
        return Released(charge.id)
    return failed(members(charge.said.get("failure")), charge.id)


def _unproven(why: str, charge_id: str = "") -> Unknown:
    merchant_log.not_understood("charge", why=why)
    return Unknown(charge_id)
