"""Answers what a customer asked for by voice, and puts things off the merchant's list. To grant is to do it."""

from voicetill.domain import occurrences
from voicetill.domain.errors import ConflictError
from voicetill.domain.journal import Change
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.occurrences import Channel, Happening, Occurrence, happened, mailed_again
from voicetill.domain.orders import Order, Verdict, Wish, answered
from voicetill.services.caring import NotDone, Office
from voicetill.services.repeating import again_on_conflict


class Answering:
    """Words to customers: no to a wish, and the confirmation once more."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def refuse(self, order: Order, *, because: str, wishes: tuple[Wish, ...] = tuple(Wish)) -> Order | NotDone:
        """Answer the open wishes of these kinds with no; the customer hears so when they ask for the order."""
        if not set(order.open_wishes) & set(wishes):
            return NotDone(Obstacle.NO_WISH, order=order)
        now = self._office.clock()
        after = answered(order, Verdict.REFUSED, at=now, because=because, wishes=wishes)
        try:
            return self._office.ledger.save_order(order, after)
        except ConflictError:
            return NotDone(Obstacle.BUSY, order=order)

    def resend(self, order: Order, *, email: str = "") -> Occurrence | NotDone:
        """Have the order's confirmation mailed once more, and nothing else told again.

        Without an address it goes to where the customer is known to read mail, if anywhere.
        """
        try:
            return again_on_conflict(lambda: self._resend(order, email), times=2)
        except ConflictError:
            return NotDone(Obstacle.BUSY, order=order)

    def _resend(self, order: Order, email: str) -> Occurrence:
        now, journal = self._office.clock(), self._office.journal
        fresh = happened(
            Happening.ORDER_PLACED,
            subject_id=order.id,
            customer_id=order.customer_id,
            market_id=order.market_id,
            locale=order.locale,
            at=now,
            number=order.number,
            minor=order.payment.amount.minor,
            currency=order.payment.amount.currency.value,
        )
        known = journal.occurrence(order.customer_id, fresh.id)
        if known is None:
            # The first one is forgotten by now: machines have heard of the order long ago.
            for channel in (Channel.EVENT_BUS, Channel.NOTICE):
                fresh = occurrences.told(fresh, channel)
        again = mailed_again(known or fresh, email=email, at=now)
        journal.write(Change(known, again))
        return again

    def close(self, task: Occurrence) -> Occurrence | NotDone:
        """Put a task off the list: it is done."""
        after = occurrences.closed(task, at=self._office.clock())
        try:
            self._office.journal.write(Change(task, after))
        except ConflictError:
            return NotDone(Obstacle.BUSY)
        return after
