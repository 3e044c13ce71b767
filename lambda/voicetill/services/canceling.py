"""Calls orders off: lets go what was only reserved, gives back what was taken."""

from dataclasses import dataclass
from enum import StrEnum

from voicetill.domain.charging import Ability
from voicetill.domain.checkout_events import AuthorizationEnded
from voicetill.domain.errors import ConflictError
from voicetill.domain.fulfilment import canceled, cancellation
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Verdict, Wish, answered
from voicetill.domain.refunds import Asked, Reason, Refund
from voicetill.services import order_news
from voicetill.services.caring import NotDone, Office
from voicetill.services.order_verdicts import Came, Told
from voicetill.services.refunding import Refunding
from voicetill.services.reservations import Reservations


class Way(StrEnum):
    """How an order is called off: its reservation is let go, its money given back, or no money is left to move."""

    RELEASE = "release"
    REFUND = "refund"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """How an order would be called off now; `refund` is what would go back."""

    way: Way
    refund: Refund | None = None
    reason: Reason = Reason.CUSTOMER_REQUEST


@dataclass(frozen=True, slots=True)
class Canceled:
    """The order is off, or will be once its money is certainly on its way (`came` is WAITING)."""

    order: Order
    way: Way
    came: Came = Came.DONE
    refund: Refund | None = None


class Canceling:
    """Cancels orders of which nothing has left."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._refunding = Refunding(office)
        self._reservations = Reservations(office)

    def plan(self, order: Order, *, reason: Reason = Reason.CUSTOMER_REQUEST) -> CancelPlan | NotDone:
        """Return how an order would be called off now; changes nothing and calls nobody."""
        obstacle = cancellation(order)
        if obstacle is not None:
            return NotDone(obstacle, order=order)
        if not order.is_captured:
            stands = self._reservations.obstacle(order, Ability.CANCEL)
            return stands or CancelPlan(Way.RELEASE)
        if order.left.minor <= 0:
            return CancelPlan(Way.MARK)
        refund = self._refunding.plan(order, _all(reason, ""))
        return refund if isinstance(refund, NotDone) else CancelPlan(Way.REFUND, refund)

    def cancel(
        self,
        order: Order,
        *,
        reason: Reason = Reason.CUSTOMER_REQUEST,
        note: str = "",
        granting: tuple[Wish, ...] = (),
    ) -> Canceled | NotDone:
        """Call an order off; open wishes of these kinds are granted with it. Raises StoreUnavailableError."""
        plan = self.plan(order, reason=reason)
        if isinstance(plan, NotDone):
            return plan
        match plan.way:
            case Way.RELEASE:
                return self._release(order, granting)
            case Way.REFUND:
                return self._refund(order, _all(reason, note), granting)
            case Way.MARK:
                return self.mark(order, granting=granting)

    def plan_record(self, order: Order, *, note: str = "") -> CancelPlan | NotDone:
        """Return how it would be written down that an order was called off elsewhere; changes nothing."""
        obstacle = cancellation(order)
        if obstacle is not None:
            return NotDone(obstacle, order=order)
        if not order.is_captured or order.left.minor <= 0:
            return CancelPlan(Way.MARK)
        refund = self._refunding.planned_record(order, _all(Reason.CUSTOMER_REQUEST, note))
        return refund if isinstance(refund, NotDone) else CancelPlan(Way.REFUND, refund)

    def record(self, order: Order, *, note: str = "") -> Canceled | NotDone:
        """Write down that an order was called off elsewhere, with its money let go or given back."""
        plan = self.plan_record(order, note=note)
        if isinstance(plan, NotDone):
            return plan
        if plan.way is Way.MARK:
            return self.mark(order)
        made = self._refunding.record(order, _all(Reason.CUSTOMER_REQUEST, note))
        if isinstance(made, NotDone):
            return made
        return Canceled(made.order, Way.REFUND, made.came, made.refund)

    def mark(self, order: Order, *, granting: tuple[Wish, ...] = ()) -> Canceled | NotDone:
        """Write down that an order is off whose money is dealt with already, here or elsewhere."""
        obstacle = cancellation(order)
        if obstacle is not None:
            return NotDone(obstacle, order=order)
        now = self._office.clock()
        after = canceled(answered(order, Verdict.GRANTED, at=now, wishes=granting), at=now)
        ended = None if order.is_captured else AuthorizationEnded(now)
        told = Told(Came.DONE, after, (order_news.canceled(after, at=now),), ended)
        try:
            self._office.results.record(order, told)
        except ConflictError:
            return NotDone(Obstacle.BUSY, order=order)
        return Canceled(self._office.journal.order(order.id) or after, Way.MARK)

    def _release(self, order: Order, granting: tuple[Wish, ...]) -> Canceled | NotDone:
        claim = answered(order, Verdict.GRANTED, at=self._office.clock(), wishes=granting)
        done = self._reservations.release(order, claim)
        return done if isinstance(done, NotDone) else Canceled(done, Way.RELEASE)

    def _refund(self, order: Order, asked: Asked, granting: tuple[Wish, ...]) -> Canceled | NotDone:
        made = self._refunding.refund(order, asked, granting=granting)
        if isinstance(made, NotDone):
            return made
        return Canceled(made.order, Way.REFUND, made.came, made.refund)


def _all(reason: Reason, note: str) -> Asked:
    return Asked(None, reason, cancels=True, note=note)
