"""Refunds: always under way first, and finished later (vendor page "Refund")."""

from collections.abc import Mapping
from typing import Any

from voicetill.domain.charging import (
    Prepared,
    Refunded,
    RefundPending,
    RefundRefused,
    RefundResult,
    RefundUnknown,
)
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2 import merchant_log
from voicetill.gateways.amazon_pay_v2.calls import Budget, Calls, LostAnswer, Told
from voicetill.gateways.amazon_pay_v2.codes import PROCESSING_FAILURE, Means
from voicetill.gateways.amazon_pay_v2.throttling import Kind
from voicetill.gateways.amazon_pay_v2.told import amount, code, identifier, is_in, members


class Refunds:
    """Gives money back."""

    def __init__(self, calls: Calls, environment: Environment) -> None:
        self._calls = calls
        self._environment = environment

    def send(self, prepared: Prepared, *, within: float) -> RefundResult:
        """Send a prepared refund; raises GatewayUnavailableError if it certainly did nothing."""
        return self._sent(prepared, self._calls.budget(within), again=False)

    def settle(self, prepared: Prepared, *, refund_id: str, within: float) -> RefundResult:
        """Find out what became of a prepared refund; raises GatewayUnavailableError if nobody can tell now."""
        budget = self._calls.budget(within)
        if not refund_id:
            return self._sent(prepared, budget, again=True)
        if identifier(refund_id) is None:
            return RefundUnknown()
        said = self._calls.look(Kind.GET_REFUND, f"/refunds/{refund_id}", budget=budget)
        if said is None:
            merchant_log.not_known("look at a refund")
            return RefundUnknown(refund_id)
        return self._read(said, prepared, refund_id)

    def _sent(self, prepared: Prepared, budget: Budget, *, again: bool) -> RefundResult:
        try:
            told = self._calls.ask(
                Kind.CREATE_REFUND, "POST", "/refunds", body=prepared.body, key=prepared.key, budget=budget
            )
        except LostAnswer:
            return RefundUnknown()
        return self._read(told.said, prepared, "") if told.is_good else _refused(told, again=again)

    def _read(self, said: Mapping[str, Any] | None, prepared: Prepared, known_id: str) -> RefundResult:
        told = members(said)
        refund_id = identifier(told.get("refundId"))
        fits = (
            refund_id is not None
            and known_id in ("", refund_id)
            and told.get("chargeId") == prepared.subject_id
            and prepared.amount is not None
            and amount(told.get("refundAmount")) == prepared.amount
            and is_in(self._environment, told)
        )
        if refund_id is None or prepared.amount is None or not fits:
            return _unproven("not the refund that was asked for", known_id)
        status = members(told.get("statusDetails"))
        match status.get("state"):
            case "RefundInitiated":
                return RefundPending(refund_id)
            case "Refunded":
                return Refunded(refund_id, prepared.amount)
            case "Declined":
                reason = code(status.get("reasonCode"))
                return RefundRefused(reason or "Declined", reason == PROCESSING_FAILURE, refund_id)
        return _unproven("a state that we do not know", refund_id)


def _refused(told: Told, *, again: bool) -> RefundResult:
    """Read an error. What was refused for our request's sake stays refused; a limit or a state may change."""
    if told.code == PROCESSING_FAILURE and again:
        # Told again under the same key: it is the answer, and no passing fault.
        return RefundRefused(told.code, may_retry=True)
    if told.row.means is Means.UNKNOWN:
        return RefundUnknown()
    return RefundRefused(told.code, may_retry=told.row.means is Means.LOOK_AT_CHARGE)


def _unproven(why: str, refund_id: str) -> RefundUnknown:
    merchant_log.not_understood("refund", why=why)
    return RefundUnknown(refund_id)
