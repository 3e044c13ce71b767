"""Vouching: the merchant's word on a request that its company has not told about for a day.

A company that was asked for so long without a result is not likely to give one: PPRO has forgotten the key of the
request by then, so that it is not sent again. Whoever has looked at the company's own desk may then say whether
the money moved. Their word is taken in like the company's, and leads to all that an answer would; a proof that
comes after all still wins.
"""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    DeclinedForNow,
    Operation,
    Paid,
    Refunded,
    RefundRefused,
    RefundResult,
    Released,
    Unknown,
)
from voicetill.domain.errors import ConflictError
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.payments import Capture, Payment, Refusal
from voicetill.services.caring import NotDone, Office
from voicetill.services.deciding import Word
from voicetill.services.remembering import named
from voicetill.services.settling import Settled

logger = logging.getLogger(__name__)

# PPRO knows the key of a request for 24 hours, in which the very same one is sent again; and an hour on top.
VOUCHED_AFTER = timedelta(hours=25)

_WHY = "the merchant's word"


class Takes(Protocol):
    """Who takes in what was found out elsewhere."""

    def take(self, attempt: Attempt, result: ChargeResult | RefundResult) -> Settled:
        """Store a result with all that it means."""


class Vouching:
    """Takes the merchant's word on requests of the server's."""

    def __init__(self, office: Office, settling: Takes) -> None:
        self._office = office
        self._settling = settling

    def obstacle(self, attempt: Attempt) -> NotDone | None:
        """Return why nobody's word is taken yet: it has its result, or its company may still tell."""
        if not attempt.is_open:
            return NotDone(Obstacle.NOT_IN_DOUBT)
        too_soon = self._office.clock() - attempt.made_at < VOUCHED_AFTER
        return NotDone(Obstacle.ASK_PROVIDER) if too_soon else None

    def vouch(self, attempt: Attempt, word: Word) -> Settled | NotDone:
        """Take the word in; raises StoreUnavailableError."""
        stands = self.obstacle(attempt)
        if stands is not None:
            return stands
        self._office.watch.follow(attempt.owner_id)
        try:
            came = self._settling.take(attempt, self._result(attempt, word))
        except ConflictError:
            return NotDone(Obstacle.BUSY)
        said = "moved" if word.paid else "not moved"
        logger.warning("decided by the merchant's word", extra={"reference": attempt.reference, "word": said})
        return came if came is Settled.SETTLED else NotDone(Obstacle.IN_DOUBT)

    def _result(self, attempt: Attempt, word: Word) -> ChargeResult | RefundResult:
        operation, amount = attempt.prepared.operation, attempt.prepared.amount
        if operation is Operation.REFUND:
            went_back = word.paid and amount is not None
            return Refunded(word.charge_id, amount) if went_back and amount else RefundRefused(_WHY)
        if not word.paid:
            ended = operation is Operation.CANCEL
            return Released(attempt.prepared.subject_id) if ended else DeclinedForNow(Refusal.NOT_PROCESSED)
        payment = self._payment(attempt, word)
        if payment is None:
            return Unknown(attempt.charge_id)
        return Authorized(payment) if self._is_reserved(attempt, word) else Paid(payment)

    def _payment(self, attempt: Attempt, word: Word) -> Payment | None:
        """Return what was paid; of an order, its own payment, for only what became of it was asked."""
        captures = (word.capture_id,) if word.capture_id else ()
        if attempt.owner is Owner.ORDER:
            order = self._office.journal.order(attempt.owner_id)
            return replace(order.payment, capture_ids=captures or order.payment.capture_ids) if order else None
        amount, order_id = attempt.prepared.amount, word.order_reference_id or word.charge_id
        return Payment(attempt.reference, amount, order_id, word.charge_id, captures) if amount else None

    def _is_reserved(self, attempt: Attempt, word: Word) -> bool:
        """Whether the money was reserved as was asked for, and nobody says that it was taken."""
        if attempt.owner is not Owner.CHECKOUT or word.capture_id:
            return False
        standing = self._office.ledger.standing(attempt.customer_id, checkout_id=attempt.owner_id)
        checkout = named(standing, attempt.owner_id)
        return checkout is not None and checkout.capture is not Capture.NOW
