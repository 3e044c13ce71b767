"""Refunds of an order: what was given back, and what still may be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voicetill.domain.money import Money


class Reason(StrEnum):
    """Why money goes back."""

    CUSTOMER_REQUEST = "customer_request"
    RETURN = "return"
    DUPLICATE = "duplicate"
    FRAUD = "fraud"
    OTHER = "other"


class RefundState(StrEnum):
    """How far a refund is. Only a refused one frees its amount again."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back, or went. `reference` is ours: order id and a number of its own."""

    reference: str
    amount: Money
    reason: Reason
    state: RefundState
    asked_at: datetime
    provider_refund_id: str = ""
    note: str = ""
