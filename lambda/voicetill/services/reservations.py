"""Money that was only reserved: takes it when goods leave, or lets it go.

A reservation is either taken or released. Both go under the same row of names (`c01`, `c02`, ...), so that a
capture and a release can never be under way at the same time.
"""

from dataclasses import dataclass, replace

from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import (
    Ability,
    CancelWish,
    CaptureWish,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Operation,
    Released,
)
from voicetill.domain.checkout_events import ChargeCompleted
from voicetill.domain.errors import ConflictError, GatewayUnavailableError
from voicetill.domain.fulfilment import captured
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order
from voicetill.services import order_news
from voicetill.services.caring import PATIENCE, NotDone, Office, company_of, prepared, sent, settled
from voicetill.services.order_verdicts import Came, Told
from voicetill.services.provider_ports import ServerPayments

_MOST = 99

_NOT_TAKEN = {
    Came.REFUSED: Obstacle.REFUSED,
    Came.ENDED: Obstacle.RESERVATION_ENDED,
    Came.CAPTURED: Obstacle.CAPTURED_MEANWHILE,
}


@dataclass(frozen=True, slots=True)
class _Names:
    """The next free name for a request about a reservation, and the latest one that was made."""

    free: str
    latest: Attempt | None


class Reservations:
    """Captures and releases."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def obstacle(self, order: Order, ability: Ability) -> NotDone | None:
        """Return why the reservation of an order can be neither taken nor released here; None if it can."""
        company = company_of(self._office, order, ability)
        return company if isinstance(company, NotDone) else None

    def take(self, order: Order) -> Order | NotDone:
        """Take what was reserved for an order, all of it, and return the order as it is then.

        A request that is still open is looked after first: it is never made twice. Raises StoreUnavailableError.
        """
        company = company_of(self._office, order, Ability.CAPTURE_LATER)
        if isinstance(company, NotDone):
            return company
        done = self._done(order, Operation.CAPTURE, company, order)
        if isinstance(done, NotDone) or done.is_captured:
            return done
        return NotDone(Obstacle.BUSY, order=done)

    def release(self, order: Order, claim: Order) -> Order | NotDone:
        """Let go what was reserved, and return the canceled order; meanwhile the order is as `claim` says."""
        company = company_of(self._office, order, Ability.CANCEL)
        if isinstance(company, NotDone):
            return company
        done = self._done(order, Operation.CANCEL, company, claim)
        if isinstance(done, NotDone):
            return self._looked(order, company) if done.obstacle is Obstacle.REFUSED else done
        return done if done.is_canceled else NotDone(Obstacle.BUSY, order=done)

    def record_taken(self, order: Order, capture_id: str) -> Order | NotDone:
        """Write down that the reserved money was taken elsewhere (in Seller Central, say)."""
        now = self._office.clock()
        after = captured(order, replace(order.payment, capture_ids=(capture_id,)))
        told = Told(Came.DONE, after, (order_news.paid(after, at=now),), ChargeCompleted(now, after.payment))
        try:
            self._office.results.record(order, told)
        except ConflictError:
            return NotDone(Obstacle.BUSY, order=order)
        return self._office.journal.order(order.id) or after

    def _done(self, order: Order, operation: Operation, company: ServerPayments, claim: Order) -> Order | NotDone:
        names = self._names(order)
        if names.latest is not None and names.latest.is_open:
            ended = self._ended(order, names.latest)
            if isinstance(ended, NotDone):
                return ended
            done = ended.is_captured if operation is Operation.CAPTURE else ended.is_canceled
            if done:
                return ended
            if ended.is_captured or ended.is_canceled:
                taken = Obstacle.CAPTURED_MEANWHILE if ended.is_captured else Obstacle.CANCELED
                return NotDone(taken, order=ended)
            return NotDone(Obstacle.BUSY, order=ended)
        request = prepared(
            order,
            lambda: (
                company.prepare_capture(self._capture(order, names.free))
                if operation is Operation.CAPTURE
                else company.prepare_cancel(_cancel(order, names.free))
            ),
        )
        if isinstance(request, NotDone):
            return request
        return self._told(order, sent(self._office, order, claim, request, company))

    def _ended(self, order: Order, attempt: Attempt) -> Order | NotDone:
        """Find out what became of the request before; the order as it is then, or that nobody knows."""
        came = settled(self._office, attempt)
        if isinstance(came, NotDone):
            return came
        after = self._office.journal.order(order.id) or order
        return NotDone(Obstacle.IN_DOUBT, attempt.reference, after) if came is Came.WAITING else after

    def _told(self, order: Order, came: Came | NotDone) -> Order | NotDone:
        if isinstance(came, NotDone):
            return came
        after = self._office.journal.order(order.id) or order
        if came in _NOT_TAKEN:
            return NotDone(_NOT_TAKEN[came], order=after)
        return NotDone(Obstacle.IN_DOUBT, order=after) if came is Came.WAITING else after

    def _looked(self, order: Order, company: ServerPayments) -> Order | NotDone:
        """See whether there is anything left to release: what was declined or ended holds no money."""
        charge_id = order.payment.provider_charge_id
        try:
            found = company.find_charge(charge_id, within=PATIENCE)
        except GatewayUnavailableError as error:
            return NotDone(Obstacle.UNREACHABLE, error.why, order)
        over = found is not None and isinstance(
            found.result, Released | DeclinedForNow | DeclinedForGood | ConsentDead
        )
        latest = self._names(order).latest
        if not over or latest is None:
            return NotDone(Obstacle.REFUSED, order=order)
        self._office.results.resolve(latest, Released(charge_id))
        return self._office.journal.order(order.id) or order

    def _names(self, order: Order) -> _Names:
        latest = None
        for number in range(1, _MOST + 1):
            name = f"{order.id}c{number:02d}"
            known = self._office.journal.attempt(name)
            if known is None:
                return _Names(name, latest)
            latest = known
        return _Names(f"{order.id}c{_MOST:02d}", latest)

    def _capture(self, order: Order, reference: str) -> CaptureWish:
        return CaptureWish(
            reference=reference,
            charge_id=order.payment.provider_charge_id,
            amount=order.payment.amount,
            seller=self._office.markets.by_id(order.market_id).seller,
        )


def _cancel(order: Order, reference: str) -> CancelWish:
    return CancelWish(reference, order.payment.provider_charge_id, reason="canceled by the merchant")
