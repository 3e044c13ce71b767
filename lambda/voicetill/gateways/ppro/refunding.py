"""Refunds: sent once, and settled without ever giving money back twice.

As with charges, what a list does not show yet is asked for with the key of the very same request, as long as PPRO
knows the key; after that it stays unknown, for a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from voicetill.domain.charging import Prepared, RefundRefused, RefundResult, RefundUnknown
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.gateways.fetching import NoAnswerError
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.client import CONFLICT, NOT_FOUND, REFUSED, Budget, Client
from voicetill.gateways.ppro.keys import is_remembered
from voicetill.gateways.ppro.reading import is_identifier, listed, word
from voicetill.gateways.ppro.refunds import is_duplicate_refund, read_refund
from voicetill.gateways.ppro.search import CHARGES


@dataclass(frozen=True, slots=True)
class Refunding:
    """Sends prepared refunds, and reads them. `now` is the clock of the keys' age."""

    client: Client
    now: Callable[[], datetime]

    def first(self, prepared: Prepared, *, within: float) -> RefundResult:
        """Send it for the first time; raises GatewayUnavailableError only if it certainly did nothing."""
        return self._send(prepared, self.client.budget(within))

    def settle(self, prepared: Prepared, *, refund_id: str, within: float) -> RefundResult:
        """Find out what became of it; raises GatewayUnavailableError."""
        budget = self.client.budget(within)
        if is_identifier(refund_id):
            reply = self.client.get(f"{_path(prepared)}/{refund_id}", budget)
            if not reply.is_absent and not is_duplicate_refund(reply.told):
                return read_refund(reply.told, prepared)
        if (listed := self._listed(prepared, budget)) is not None:
            return listed
        if refund_id or not is_remembered(prepared.body, now=self.now()):
            return RefundUnknown(refund_id)
        return self._send(prepared, budget)

    def _send(self, prepared: Prepared, budget: Budget) -> RefundResult:
        try:
            reply = self.client.post(
                _path(prepared), prepared.body, budget, key=prepared.key, reference=prepared.reference
            )
        except NoAnswerError:
            return RefundUnknown()
        if reply.status == CONFLICT or (reply.is_good and is_duplicate_refund(reply.told)):
            return self._read_back(prepared, budget)
        if reply.is_good:
            return read_refund(reply.told, prepared)
        if reply.status in REFUSED:
            merchant_log.refused(prepared.operation.value, status=reply.status)
            return RefundRefused("no such payment" if reply.status == NOT_FOUND else "the request was refused")
        return RefundUnknown()

    def _read_back(self, prepared: Prepared, budget: Budget) -> RefundResult:
        try:
            return self._listed(prepared, budget) or RefundUnknown()
        except GatewayUnavailableError:
            return RefundUnknown()

    def _listed(self, prepared: Prepared, budget: Budget) -> RefundResult | None:
        """Look for it among the refunds of its charge; None if none has our name."""
        told = self.client.get(_path(prepared), budget).told
        for refund in listed(told):
            named = word(refund.get("merchantRefundReference")) == prepared.reference
            if named and not is_duplicate_refund(refund):
                return read_refund(refund, prepared)
        return None


def _path(prepared: Prepared) -> str:
    return f"{CHARGES}/{prepared.subject_id}/refunds"
