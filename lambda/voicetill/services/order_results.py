"""The one door for results of requests about an order: a refund, a capture, a release.

Whoever learns what became of one brings it here: the command that asked for it at once; a notification, or the job
that settles, perhaps hours later, twice, or after the command did. What was brought before changes nothing. Every
result is stored in one transaction with what it means and with what others are told of it.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from voicetill.domain import attempts
from voicetill.domain.aftermath import refund_marks
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import ChargeResult, RefundResult
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import Event
from voicetill.domain.checkout_record import State
from voicetill.domain.customers import Standing
from voicetill.domain.errors import ConflictError
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.services.order_verdicts import Came, Case, Told, judged, taken_back
from voicetill.services.ports import NOBODY, Clock, Journal, Ledger, Watch

logger = logging.getLogger(__name__)

# A result must be stored: who loses a race reads again, so often.
_MOST_RACES = 6


class OrderResults:
    """Stores results with all that follows from them."""

    def __init__(self, journal: Journal, ledger: Ledger, clock: Clock, *, watch: Watch = NOBODY) -> None:
        self._journal = journal
        self._ledger = ledger
        self._clock = clock
        self._watch = watch

    def resolve(self, attempt: Attempt, result: RefundResult | ChargeResult) -> Came:
        """Take in what became of an attempt whose owner is an order, however often it is told.

        Raises ConflictError if others kept writing all the time, and StoreUnavailableError: then nothing is
        stored, and the attempt is still looked after.
        """
        return self._try_again(attempt, lambda case: self._stored(case, judged(case, result)))

    def take_back(self, attempt: Attempt) -> Came:
        """Take back an attempt that certainly did nothing; raises what `resolve` raises."""
        return self._try_again(attempt, self._taken_back)

    def record(self, order: Order, told: Told) -> None:
        """Store what was done elsewhere and is only written down here; raises ConflictError."""
        news = [Change(None, each) for each in told.news if not self._is_told(each)]
        self._write(told, Change(order, told.order), *news)
        self._watch.count(*refund_marks(order, told.order))

    def _try_again(self, attempt: Attempt, turn: Callable[[Case], Came]) -> Came:
        for _ in range(_MOST_RACES - 1):
            try:
                return self._turn(attempt, turn)
            except ConflictError:
                continue
        return self._turn(attempt, turn)

    def _turn(self, attempt: Attempt, turn: Callable[[Case], Came]) -> Came:
        fresh = self._journal.attempt(attempt.reference) or attempt
        order = self._journal.order(fresh.owner_id)
        if order is None:
            logger.error("a result is of no order that we know", extra={"reference": fresh.reference})
            return Came.NO_ORDER
        return turn(Case(fresh, order, self._clock()))

    def _taken_back(self, case: Case) -> Came:
        if not case.attempt.is_open:
            return Came.NOTHING_NEW
        if attempts.is_looked_after(case.attempt, at=case.at):
            # The very same request may have been sent by whoever looks.
            return Came.WAITING
        return self._stored(case, taken_back(case))

    def _stored(self, case: Case, told: Told) -> Came:
        if told.came is Came.NO_ORDER:
            return told.came
        before, attempt = case.attempt, case.attempt
        if before.is_open and told.is_final:
            attempt = attempts.settled(before, at=case.at, charge_id=told.charge_id)
        elif before.is_open:
            attempt = attempts.looked(before, at=case.at, charge_id=told.charge_id)
        elif not told.is_final:
            # It has its result; "not known yet" comes too late.
            return Came.NOTHING_NEW
        news = [Change(None, each) for each in told.news if not self._is_told(each)]
        self._write(told, Change(case.order, told.order), Change(before, attempt), *news)
        self._watch.count(*refund_marks(case.order, told.order))
        fields = {"order": case.order.id, "reference": attempt.reference, "came": told.came.value}
        logger.info("a request about an order goes on", extra=fields)
        return told.came

    def _write(self, told: Told, *changes: Change) -> None:
        """Write all of it or nothing, with the order's checkout where that waits for its reservation to end."""
        before = self._waiting_checkout(told.order) if told.event else None
        if before is None or told.event is None:
            self._journal.write(*changes)
            return
        meant = [change for change in changes if change.before != change.after]
        self._ledger.save(before, _stepped(before, told.order.id, told.event), also=meant)

    def _waiting_checkout(self, order: Order) -> Standing | None:
        if order.subscription_id is not None:
            return None
        standing = self._ledger.standing(order.customer_id, checkout_id=order.id)
        checkouts = (standing.past, standing.current)
        waits = any(each and each.id == order.id and each.state is State.AUTHORIZED for each in checkouts)
        return standing if waits else None

    def _is_told(self, occurrence: Occurrence) -> bool:
        return self._journal.occurrence(occurrence.customer_id, occurrence.id) is not None


def _stepped(before: Standing, checkout_id: str, event: Event) -> Standing:
    """Return the standing in which this checkout, wherever it stands, has heard of the event."""
    if before.current is not None and before.current.id == checkout_id:
        return replace(before, current=step(before.current, event).checkout)
    if before.past is not None and before.past.id == checkout_id:
        return replace(before, past=step(before.past, event).checkout)
    return before
