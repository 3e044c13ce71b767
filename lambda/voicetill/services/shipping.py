"""Sends goods off: takes what was only reserved first, writes the parcel down, and tells who must hear of it."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from voicetill.domain.agreements import ALEXA
from voicetill.domain.charging import Ability
from voicetill.domain.errors import ConflictError, GatewayUnavailableError, NotPossibleError
from voicetill.domain.fulfilment import forgetting, parcel
from voicetill.domain.journal import Change
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, shipped
from voicetill.services import order_news
from voicetill.services.caring import PATIENCE, NotDone, Office
from voicetill.services.repeating import again_on_conflict
from voicetill.services.reservations import Reservations

logger = logging.getLogger(__name__)


class Tracked(StrEnum):
    """Whether the payment company follows the parcel for the customer; that it does not undoes no shipment."""

    YES = "yes"
    NOT_ASKED = "not_asked"
    NOT_POSSIBLE = "not_possible"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent off: products (None: all that is left to send), and what is known of its way.

    `arrives` is the day on which it is expected to arrive.
    """

    product_ids: tuple[str, ...] | None = None
    carrier: str = ""
    tracking: str = ""
    arrives: date | None = None


@dataclass(frozen=True, slots=True)
class ParcelPlan:
    """What shipping would do now."""

    product_ids: tuple[str, ...]
    captures: bool
    tracks: bool


@dataclass(frozen=True, slots=True)
class Shipped:
    """A parcel left, and stands on the order; `captured` says that the money was taken with it."""

    order: Order
    captured: bool
    tracked: Tracked


class Shipping:
    """Ships orders, one parcel at a time."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._reservations = Reservations(office)

    def plan(self, order: Order, wanted: Parcel) -> ParcelPlan | NotDone:
        """Return what shipping would do now; changes nothing and calls nobody."""
        chosen = _chosen(order, wanted)
        if isinstance(chosen, NotDone):
            return chosen
        if not order.is_captured:
            obstacle = self._reservations.obstacle(order, Ability.CAPTURE_LATER)
            if obstacle is not None:
                return obstacle
        return ParcelPlan(chosen, not order.is_captured, self._can_track(order, wanted))

    def ship(self, order: Order, wanted: Parcel) -> Shipped | NotDone:
        """Send a parcel off. What was only reserved is taken first; if that fails, nothing is shipped.

        Raises StoreUnavailableError; money that was taken by then stays taken, and the order knows it.
        """
        plan = self.plan(order, wanted)
        if isinstance(plan, NotDone):
            return plan
        if plan.captures:
            taken = self._reservations.take(order)
            if isinstance(taken, NotDone):
                return taken
            order = taken
        written = self._written(order, plan.product_ids, wanted)
        if isinstance(written, NotDone):
            return written
        logger.info("order shipped", extra={"order": written.id, "parcel": len(written.shipments)})
        return Shipped(written, plan.captures, self._tracked(written, wanted))

    def _written(self, order: Order, product_ids: tuple[str, ...], wanted: Parcel) -> Order | NotDone:
        """Write the parcel down; whoever sent the same goods off meanwhile was first."""
        try:
            return again_on_conflict(lambda: self._write(order.id, product_ids, wanted), times=3)
        except ConflictError:
            return NotDone(Obstacle.BUSY, order=order)

    def _write(self, order_id: str, product_ids: tuple[str, ...], wanted: Parcel) -> Order | NotDone:
        now, before = self._office.clock(), self._office.journal.order(order_id)
        if before is None:
            return NotDone(Obstacle.UNKNOWN_ORDER)
        chosen = _chosen(before, replace(wanted, product_ids=product_ids))
        if isinstance(chosen, NotDone):
            return chosen
        sent = shipped(before, at=now, product_ids=chosen, carrier=wanted.carrier, tracking=wanted.tracking)
        after = forgetting(sent)
        news = order_news.shipped(after, at=now, arrives=self._arrival(after, wanted.arrives))
        self._office.journal.write(Change(before, after), Change(None, news))
        return self._office.journal.order(order_id) or after

    def _arrival(self, order: Order, day: date | None) -> datetime | None:
        """Return the end of that day, by the market's clock."""
        if day is None:
            return None
        zone = self._office.markets.by_id(order.market_id).time_zone
        return datetime.combine(day, time(23, 59), ZoneInfo(zone))

    def _can_track(self, order: Order, wanted: Parcel) -> bool:
        if order.provider == ALEXA or not (wanted.tracking and wanted.carrier and order.agreement_id):
            return False
        try:
            return Ability.TRACK in self._office.providers.named(order.provider).abilities
        except NotPossibleError:
            return False

    def _tracked(self, order: Order, wanted: Parcel) -> Tracked:
        if not wanted.tracking:
            return Tracked.NOT_ASKED
        if not self._can_track(order, wanted):
            return Tracked.NOT_POSSIBLE
        company = self._office.providers.named(order.provider)
        agreement_id = order.agreement_id or ""
        try:
            taken = company.track(agreement_id, carrier=wanted.carrier, number=wanted.tracking, within=PATIENCE)
        except NotPossibleError:
            return Tracked.NOT_POSSIBLE
        except GatewayUnavailableError:
            return Tracked.UNREACHABLE
        return Tracked.YES if taken else Tracked.REFUSED


def _chosen(order: Order, wanted: Parcel) -> tuple[str, ...] | NotDone:
    ids: Collection[str] | None = wanted.product_ids
    chosen = parcel(order, ids, carrier=wanted.carrier, tracking=wanted.tracking)
    return NotDone(chosen, order=order) if isinstance(chosen, Obstacle) else chosen
