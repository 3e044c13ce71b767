"""Charges, captures and releases: sent once, and settled without ever making a second one.

How a lost answer is settled. For 24 hours PPRO knows the key of a request and gives its first answer again, so
within that time the very same request may be repeated: it makes the charge if there is none, and never a second.
That a *search* finds nothing proves nothing soon after a time-out: the request may still be under way, and an
index may lag behind. So a search only ever finds; what it does not find is asked for with the key.

After those hours the key is forgotten, and a repeat would be a new charge. Then a charge that no search finds
stays unknown, for a person to look at: "declined" would let another charge be made under another reference, on no
better evidence than an empty list. The services look within minutes and again for hours, so this takes a day of
silence at PPRO, and is not the usual end of a lost answer.

A charge that was already found is read by its id: that is the object itself, and no index. So a capture or a
release of which it shows no trace may be sent again at any age: the object refuses a second one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from voicetill.domain.charging import (
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    FoundCharge,
    Operation,
    Paid,
    Pending,
    Prepared,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Payment, Refusal
from voicetill.gateways.fetching import NoAnswerError
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.charges import Charge, Expected, failed, is_duplicate, read_charge
from voicetill.gateways.ppro.client import CONFLICT, REFUSED, Budget, Client, Reply
from voicetill.gateways.ppro.codes import CAPTURED, PART_FAILED, VOIDED, Standing
from voicetill.gateways.ppro.keys import is_remembered
from voicetill.gateways.ppro.reading import identifier, is_identifier, members, objects, parsed, whole, word
from voicetill.gateways.ppro.search import CHARGES, search

AGREEMENTS = "/v1/payment-agreements"


@dataclass(frozen=True, slots=True)
class Charging:
    """Sends prepared requests about charges, and reads charges. `now` is the clock of the keys' age."""

    client: Client
    now: Callable[[], datetime]
    separate_captures: bool

    def first(self, prepared: Prepared, *, within: float) -> ChargeResult:
        """Send it for the first time; raises GatewayUnavailableError only if it certainly did nothing."""
        return self._send(prepared, self.client.budget(within))

    def settle(self, prepared: Prepared, *, charge_id: str, within: float) -> ChargeResult:
        """Find out what became of it; raises GatewayUnavailableError."""
        budget = self.client.budget(within)
        if prepared.operation is Operation.CHARGE:
            return self._settle_charge(prepared, charge_id, budget)
        reply = self.client.get(_path(prepared.subject_id), budget)
        if reply.is_absent:
            return Unknown(prepared.subject_id)
        seen = _seen(reply.told, prepared, Charge(members(reply.told)))
        return self._send(prepared, budget) if seen is None else seen

    def found(self, charge_id: str, *, within: float) -> FoundCharge | None:
        """Read a charge by its id; None if there is none. Raises GatewayUnavailableError."""
        if not is_identifier(charge_id):
            return None
        return self.read(charge_id, self.client.budget(within))

    def read(self, charge_id: str, budget: Budget) -> FoundCharge | None:
        """Read a charge by its id, in the time that is left; None if there is none."""
        reply = self.client.get(_path(charge_id), budget)
        if reply.is_absent:
            return None
        charge = Charge(members(reply.told))
        if charge.id != charge_id:
            raise GatewayUnavailableError("ppro: another charge was told than was asked for")
        return FoundCharge(charge.reference, read_charge(reply.told, Expected(reserves=self.separate_captures)))

    def _settle_charge(self, prepared: Prepared, charge_id: str, budget: Budget) -> ChargeResult:
        expected = _expected(prepared)
        if is_identifier(charge_id):
            reply = self.client.get(_path(charge_id), budget)
            if not reply.is_absent and not is_duplicate(reply.told):
                return read_charge(reply.told, expected)
        if (found := search(self.client, expected, budget)) is not None:
            return found
        if charge_id or not is_remembered(prepared.body, now=self.now()):
            return Unknown(charge_id)
        return self._send(prepared, budget)

    def _send(self, prepared: Prepared, budget: Budget) -> ChargeResult:
        try:
            reply = self.client.post(
                _target(prepared), prepared.body, budget, key=prepared.key, reference=prepared.reference
            )
        except NoAnswerError:
            return Unknown(_known(prepared))
        if reply.is_good:
            return self._answered(prepared, reply, budget)
        if reply.status == CONFLICT:
            # The first call is still running, or had another body: what there is under our name says more.
            return self._read_back(prepared, budget)
        if reply.status in REFUSED:
            return _turned_away(prepared, reply)
        return Unknown(_known(prepared))

    def _answered(self, prepared: Prepared, reply: Reply, budget: Budget) -> ChargeResult:
        match prepared.operation:
            case Operation.CAPTURE:
                return _captured(reply.told, prepared)
            case Operation.CANCEL:
                return _voided(reply.told, prepared)
        if is_duplicate(reply.told):
            return self._read_back(prepared, budget)
        result = read_charge(reply.told, _expected(prepared))
        if reply.is_replay and isinstance(result, Pending):
            # What was stored is how it stood at first.
            return self._now(prepared, result, budget)
        return result

    def _now(self, prepared: Prepared, then: Pending, budget: Budget) -> ChargeResult:
        try:
            reply = self.client.get(_path(then.charge_id), budget)
        except GatewayUnavailableError:
            return then
        return then if reply.is_absent else read_charge(reply.told, _expected(prepared))

    def _read_back(self, prepared: Prepared, budget: Budget) -> ChargeResult:
        """Say what there is under our name. Something was sent: that it cannot be read is no proof of nothing."""
        try:
            if prepared.operation is Operation.CHARGE:
                return search(self.client, _expected(prepared), budget) or Unknown()
            told = self.client.get(_path(prepared.subject_id), budget).told
        except GatewayUnavailableError:
            return Unknown(_known(prepared))
        return _seen(told, prepared, Charge(members(told))) or Unknown(prepared.subject_id)


def _path(charge_id: str) -> str:
    return f"{CHARGES}/{charge_id}"


def _target(prepared: Prepared) -> str:
    match prepared.operation:
        case Operation.CAPTURE:
            return f"{_path(prepared.subject_id)}/captures"
        case Operation.CANCEL:
            return f"{_path(prepared.subject_id)}/voids"
    return f"{AGREEMENTS}/{prepared.subject_id}/payment-charges"


def _known(prepared: Prepared) -> str:
    """Return the charge's id, as far as the request itself names it."""
    return "" if prepared.operation is Operation.CHARGE else prepared.subject_id


def _expected(prepared: Prepared) -> Expected:
    reserves = members(parsed(prepared.body.encode())).get("autoCapture") is False
    return Expected(prepared.reference, prepared.subject_id, prepared.amount, reserves)


def _turned_away(prepared: Prepared, reply: Reply) -> ChargeResult:
    """Say what it means that PPRO refused a request as wrong: it did nothing."""
    if reply.is_absent and prepared.operation is Operation.CHARGE:
        return ConsentDead()
    merchant_log.refused(prepared.operation.value, status=reply.status)
    return DeclinedForGood(Refusal.MERCHANT_UNAVAILABLE, _known(prepared))


def _captured(told: object, prepared: Prepared) -> ChargeResult:
    said = members(told)
    found, status = identifier(said.get("id")), word(said.get("status"))
    if status == PART_FAILED:
        return failed(members(said.get("failure")), prepared.subject_id)
    if status != CAPTURED:
        return Pending(prepared.subject_id) if found and status else Unknown(prepared.subject_id)
    if not found or prepared.amount is None or whole(said.get("amount")) != prepared.amount.minor:
        merchant_log.not_understood("capture", why="captured, without full proof of the amount")
        return Unknown(prepared.subject_id)
    return Paid(Payment(prepared.reference, prepared.amount, "", prepared.subject_id, (found,)))


def _voided(told: object, prepared: Prepared) -> ChargeResult:
    said = members(told)
    status = word(said.get("status"))
    if status == VOIDED:
        return Released(prepared.subject_id)
    if status == PART_FAILED:
        return failed(members(said.get("failure")), prepared.subject_id)
    return Pending(prepared.subject_id) if status else Unknown(prepared.subject_id)


def _seen(told: object, prepared: Prepared, charge: Charge) -> ChargeResult | None:
    """Say what a charge shows of a capture or a release; None if it shows no trace of one."""
    if charge.id != prepared.subject_id:
        return Unknown(prepared.subject_id)
    if charge.standing is not Standing.RESERVED:
        amount = prepared.amount if prepared.operation is Operation.CAPTURE else None
        expected = Expected(amount=amount)
        result = read_charge(told, expected)
        return _renamed(result, prepared)
    part = "captures" if prepared.operation is Operation.CAPTURE else "voids"
    traces = objects(charge.said.get(part))
    if not traces:
        return None
    if prepared.operation is Operation.CAPTURE:
        return _captured(traces[-1], prepared)
    return _voided(traces[-1], prepared)


def _renamed(result: ChargeResult, prepared: Prepared) -> ChargeResult:
    """Put a payment under the name of its capture, if this is what was asked for."""
    if not isinstance(result, Paid) or prepared.operation is not Operation.CAPTURE:
        return result
    paid = result.payment
    return Paid(
        Payment(prepared.reference, paid.amount, paid.provider_order_id, paid.provider_charge_id, paid.capture_ids)
    )
