"""What an answer says about a refund; money went back only where a whole picture says so."""

from collections.abc import Mapping
from typing import Any

from voicetill.domain.charging import Prepared, Refunded, RefundPending, RefundRefused, RefundResult, RefundUnknown
from voicetill.gateways.ppro import merchant_log
from voicetill.gateways.ppro.codes import PART_FAILED, REFUNDED, Follow, is_known, meaning
from voicetill.gateways.ppro.reading import identifier, members, whole, word


def read_refund(told: object, prepared: Prepared) -> RefundResult:
    """Say what a refund as PPRO tells it comes to; `told` may be anything."""
    said = members(told)
    found, status = identifier(said.get("id")), word(said.get("status"))
    if not found or not status:
        return _unproven("no refund with id and status")
    if word(said.get("merchantRefundReference")) not in ("", prepared.reference):
        return _unproven("another refund than was asked for")
    if status == PART_FAILED:
        return _failed(members(said.get("failure")), found)
    if status != REFUNDED:
        return RefundPending(found)
    if prepared.amount is None or whole(said.get("amount")) != prepared.amount.minor:
        return _unproven("refunded, but another amount", found)
    return Refunded(found, prepared.amount)


def is_duplicate_refund(told: object) -> bool:
    """Whether PPRO says that there is another refund like it already."""
    code = word(members(members(told).get("failure")).get("failureCode"))
    return meaning(code, "").follow is Follow.READ_BACK


def _failed(failure: Mapping[str, Any], refund_id: str) -> RefundResult:
    code = word(failure.get("failureCode"))
    row = meaning(code, word(failure.get("failureType")))
    if row.follow in (Follow.UNKNOWN, Follow.READ_BACK):
        return RefundUnknown(refund_id)
    # The code in words, where it is one of those that we know: nothing else of an answer is passed on.
    reason = code.replace("_", " ").lower() if is_known(code) else "refused"
    may_retry = row.follow is Follow.NOT_NOW and failure.get("isRetryable") is not False
    return RefundRefused(reason, may_retry=may_retry, refund_id=refund_id)


def _unproven(why: str, refund_id: str = "") -> RefundUnknown:
    merchant_log.not_understood("refund", why=why)
    return RefundUnknown(refund_id)
