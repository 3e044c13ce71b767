"""Charge permissions: the agreements that customers gave once (vendor page "Charge Permission")."""

from collections.abc import Mapping
from typing import Any

from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import AgreementTold, ChargeResult, ConsentDead, Unknown
from voicetill.domain.errors import GatewayUnavailableError, PayloadRefusedError
from voicetill.domain.money import Money, zero
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2 import merchant_log
from voicetill.gateways.amazon_pay_v2.bodies import close_body, metadata, written
from voicetill.gateways.amazon_pay_v2.calls import Budget, Calls, LostAnswer, Told
from voicetill.gateways.amazon_pay_v2.charge_states import declined
from voicetill.gateways.amazon_pay_v2.codes import (
    CANCELED,
    CHARGE_IN_PROGRESS,
    HINDRANCES,
    UNNAMED_HINDRANCE,
    Means,
    Row,
)
from voicetill.gateways.amazon_pay_v2.throttling import Kind
from voicetill.gateways.amazon_pay_v2.told import amount, code, identifier, is_in, members

# They hinder a charge for a while and say nothing against the agreement.
_PASSING = frozenset({CHARGE_IN_PROGRESS, "TransactionAmountExceeded"})


class Permissions:
    """Reads, names and closes charge permissions."""

    def __init__(self, calls: Calls, environment: Environment) -> None:
        self._calls = calls
        self._environment = environment

    def read(self, agreement_id: str, *, within: float) -> AgreementTold:
        """Read how an agreement stands. Raises GatewayUnavailableError."""
        told = self._look(agreement_id, self._calls.budget(within))
        if told is None:
            # There is none under our key, so we cannot charge it.
            merchant_log.not_known("read agreement")
            return AgreementTold(agreement_id, AgreementStatus.CLOSED)
        return AgreementTold(agreement_id, _status(told), _remaining(told))

    def why_not(self, agreement_id: str, row: Row, *, budget: Budget, again: bool) -> ChargeResult:
        """Say why a charge was refused that found the agreement not chargeable.

        `row` stands for what is known without a look, where there is no time or no way to have one. When a request
        is sent `again`, that is not enough: it may have met itself.
        """
        try:
            told = self._look(agreement_id, budget)
        except GatewayUnavailableError:
            return Unknown() if again else declined(row)
        if told is None:
            return ConsentDead()
        status = _status(told)
        if status in (AgreementStatus.CLOSED, AgreementStatus.CANCELED):
            return ConsentDead(status)
        reasons = _reasons(told)
        hindrance = next((HINDRANCES[reason] for reason in reasons if reason in HINDRANCES), UNNAMED_HINDRANCE)
        # Chargeable again by now: the same may be tried again.
        return declined(hindrance if _state(told) == "NonChargeable" else HINDRANCES[CHARGE_IN_PROGRESS])

    def close(self, agreement_id: str, *, reason: str, within: float) -> None:
        """End an agreement; one that is over, or never was, needs no end. Raises GatewayUnavailableError."""
        budget = self._calls.budget(within)
        path = f"{_path(agreement_id)}/close"
        told = self._ask(Kind.CLOSE_PERMISSION, "DELETE", path, body=close_body(reason), budget=budget)
        if told.is_good:
            return
        if told.row.means is Means.NOT_THERE:
            merchant_log.not_known("close agreement")
            return
        found = self._look(agreement_id, budget)
        if found is not None and _state(found) != "Closed":
            raise GatewayUnavailableError(f"status {told.status}")

    def rename(self, agreement_id: str, *, reference: str, seller: str, note: str, within: float) -> None:
        """Change what the merchant says of an agreement. Raises as `close`, and PayloadRefusedError."""
        body = written({"merchantMetadata": metadata(reference=reference, seller=seller, note=note)})
        budget = self._calls.budget(within)
        told = self._ask(Kind.UPDATE_PERMISSION, "PATCH", _path(agreement_id), body=body, budget=budget)
        if told.is_good:
            return
        if told.row.means is Means.UNKNOWN:
            raise GatewayUnavailableError(f"status {told.status}")
        raise PayloadRefusedError([told.code])

    def _ask(self, kind: Kind, method: str, path: str, *, body: str, budget: Budget) -> Told:
        """Make a call that may be made again as often as one likes."""
        try:
            return self._calls.ask(kind, method, path, body=body, budget=budget)
        except LostAnswer:
            raise GatewayUnavailableError("no answer") from None

    def _look(self, agreement_id: str, budget: Budget) -> Mapping[str, Any] | None:
        told = self._calls.look(Kind.GET_PERMISSION, _path(agreement_id), budget=budget)
        if told is None:
            return None
        known = ("Chargeable", "NonChargeable", "Closed")
        is_it = told.get("chargePermissionId") == agreement_id and is_in(self._environment, told)
        if not is_it or _state(told) not in known:
            merchant_log.not_understood("read agreement", why="not the agreement that was asked for")
            raise GatewayUnavailableError("an answer that nobody understands")
        return told


def _path(agreement_id: str) -> str:
    if identifier(agreement_id) is None:
        raise PayloadRefusedError(["agreement: is none of Amazon Pay"])
    return f"/chargePermissions/{agreement_id}"


def _state(told: Mapping[str, Any]) -> str:
    return code(members(told.get("statusDetails")).get("state"))


def _reasons(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why it is as it is: a list here, where charges and refunds have one code."""
    listed = members(told.get("statusDetails")).get("reasons")
    found = listed if isinstance(listed, list) else []
    return tuple(code(members(reason).get("reasonCode")) for reason in found)


def _status(told: Mapping[str, Any]) -> AgreementStatus:
    reasons = set(_reasons(told))
    if _state(told) == "Closed":
        return AgreementStatus.CANCELED if reasons & CANCELED else AgreementStatus.CLOSED
    chargeable = _state(told) == "Chargeable" or (reasons and reasons <= _PASSING)
    return AgreementStatus.OPEN if chargeable else AgreementStatus.SUSPENDED


def _remaining(told: Mapping[str, Any]) -> Money | None:
    """Return what may still be charged this month; the limits may be absent, or hold nothing."""
    limits = members(told.get("limits"))
    left = amount(limits.get("amountBalance"))
    if left is None and "TransactionAmountExceeded" in _reasons(told):
        limit = amount(limits.get("amountLimit"))
        return zero(limit.currency) if limit else None
    return left
