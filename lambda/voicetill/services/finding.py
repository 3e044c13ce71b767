"""Finds what the merchant asks for: an order by its number or id, orders of a time, what waits for a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.journal import Due, Kind
from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.domain.orders import Order, Progress
from voicetill.domain.sales import day_of
from voicetill.domain.subscriptions import Subscription
from voicetill.services.caring import Office
from voicetill.services.chores import has_settled_itself
from voicetill.services.ports import Journal

_NUMBER = re.compile(r"([0-9]{4})[- ]?([0-9]{4})", re.ASCII)
_ID = re.compile(r"[a-z0-9]{26}([0-9]{3})?", re.ASCII)

# No place on earth is further from UTC than this.
_FURTHEST = timedelta(hours=14)

# Later than anything is ever due.
_FAR = timedelta(days=400 * 365)

# As many keys as DynamoDB surely gives in one answer are read of a page when something is looked for.
_MOST = 1000


class Mark(StrEnum):
    """What can be said of an order, to pick orders by; several may hold at once."""

    TO_SHIP = "to_ship"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    NOTHING_TO_SHIP = "nothing_to_ship"
    RESERVED = "reserved"
    PAID = "paid"
    CANCELED = "canceled"
    REFUNDING = "refunding"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class NotFound:
    """No order is what was named. `is_a_name`: it could be one. `elsewhere`: where it was found instead."""

    named: str
    is_a_name: bool
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """More than one order bears the number."""

    named: str
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are to be listed: days by each market's clock, both inclusive; None and blank: whichever."""

    first: date
    last: date
    market_id: str = ""
    mark: Mark | None = None
    wishes: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person. `more` says that there is more than was read."""

    attempts: tuple[Attempt, ...]
    checkouts: tuple[Checkout, ...]
    tasks: tuple[Occurrence, ...]
    wishes: tuple[Order, ...]
    more: bool = False


class Finding:
    """Looks things up. `elsewhere` are the journals of the same table's other environment, by its name."""

    def __init__(self, office: Office, *, elsewhere: dict[str, Journal] | None = None) -> None:
        self._office = office
        self._journal = office.journal
        self._elsewhere = elsewhere or {}

    def order(self, named: str) -> Order | NotFound | Several:
        """Return the order that a number (`1234-5678`) or an id names. Raises StoreUnavailableError."""
        found = _named(self._journal, named)
        if found is None:
            return NotFound(named, is_a_name=False)
        if not found:
            places = (place for place, journal in self._elsewhere.items() if _named(journal, named))
            return NotFound(named, is_a_name=True, elsewhere=next(places, ""))
        if len(found) > 1:
            return Several(named, tuple(found))
        self._office.watch.follow(found[0].id)
        return found[0]

    def orders(self, wanted: Wanted) -> list[Order]:
        """Return orders, newest first."""
        found = (order for order in self._between(wanted.first, wanted.last) if _fits(order, wanted))
        return sorted(found, key=lambda order: order.placed_at, reverse=True)

    def _between(self, first: date, last: date) -> Iterator[Order]:
        begin = datetime.combine(first, time(), UTC) - _FURTHEST
        end = datetime.combine(last, time(), UTC) + timedelta(days=1) + _FURTHEST
        for order in self._journal.orders_between(begin, end):
            zone = self._office.markets.by_id(order.market_id).time_zone
            if first.isoformat() <= day_of(order.placed_at, zone) <= last.isoformat():
                yield order

    def subscription(self, named: str) -> Subscription | None:
        """Return a subscription by its id, however it stands."""
        for order_id in (named, f"{named}001"):
            order = self._journal.order(order_id) if _ID.fullmatch(order_id) else None
            if order is not None:
                return self._journal.subscription(order.customer_id, named)
        found = (due for due in self._due(Kind.RENEWAL, limit=_MOST) if due.id == named)
        return next((self._journal.subscription(due.customer_id, due.id) for due in found), None)

    def subscriptions(self, *, limit: int) -> tuple[list[Subscription], bool]:
        """Return the running subscriptions, the next to be charged first, and whether there are more."""
        due = sorted(self._due(Kind.RENEWAL, limit=limit + 1), key=lambda each: each.at)
        found = (self._journal.subscription(each.customer_id, each.id) for each in due[:limit])
        return [each for each in found if each is not None], len(due) > limit

    def waiting(self, *, since: date, limit: int) -> Waiting:
        """Return what waits for a person; wishes of orders placed since a day."""
        attempts = list(self._due(Kind.ATTEMPT, limit=limit))
        doubts = [due for due in self._due(Kind.DOUBT, limit=limit) if due.at <= self._office.clock()]
        tasks = [*self._due(Kind.TASK, limit=limit), *self._untold(_MOST)]
        today = self._office.clock().date()
        return Waiting(
            attempts=tuple(filter(None, (self._journal.attempt(due.id) for due in attempts))),
            checkouts=tuple(filter(None, map(self._checkout, doubts))),
            tasks=tuple(each for each in map(self._occurrence, tasks) if each is not None and self._is_open(each)),
            wishes=tuple(self.orders(Wanted(since, today + timedelta(days=1), wishes=True))),
            more=any(len(found) >= limit for found in (attempts, doubts, tasks)),
        )

    def checkout_in_doubt(self, named: str) -> Checkout | None:
        """Return the checkout whose payment is in doubt, by its order's number, its id or a charge's reference."""
        for due in self._due(Kind.DOUBT, limit=_MOST):
            checkout = self._checkout(due)
            if checkout is not None and named in (checkout.id, checkout.order_number, *checkout.references):
                return checkout
        return None

    def task(self, named: str) -> Occurrence | None:
        """Return a task by its id."""
        for due in (*self._due(Kind.TASK, limit=_MOST), *self._untold(_MOST)):
            if due.id == named:
                return self._occurrence(due)
        return None

    def _untold(self, limit: int) -> Iterator[Due]:
        """Return tasks that are still on their way to whoever listens."""
        what = f".{Happening.MERCHANT_TASK.value}"
        return (due for due in self._due(Kind.OCCURRENCE, limit=limit) if what in due.id)

    def _due(self, kind: Kind, *, limit: int) -> Iterator[Due]:
        at = self._office.clock() + _FAR
        for shard in range(self._journal.shards):
            yield from self._journal.due(kind, at=at, limit=limit, shard=shard)

    def _checkout(self, due: Due) -> Checkout | None:
        standing = self._office.ledger.standing(due.customer_id, checkout_id=due.id or None)
        found = standing.past if due.id else standing.current
        return found if found is not None and found.doubt_at else None

    def _is_open(self, task: Occurrence) -> bool:
        return task.is_task and not has_settled_itself(self._office, task)

    def _occurrence(self, due: Due) -> Occurrence | None:
        return self._journal.occurrence(due.customer_id, due.id)


def marks(order: Order) -> frozenset[Mark]:
    """Return what can be said of an order."""
    found = {Mark.PAID if order.is_captured else Mark.RESERVED}
    if order.is_canceled:
        found.add(Mark.CANCELED)
    elif order.progress is not Progress.TO_SHIP or not order.is_given_back:
        found.add(Mark(order.progress.value))
    if not order.on_its_way_back.is_zero:
        found.add(Mark.REFUNDING)
    if not order.given_back.is_zero:
        whole = order.given_back.covers(order.payment.amount)
        found.add(Mark.REFUNDED if whole else Mark.PARTLY_REFUNDED)
    return frozenset(found)


def number_of(named: str) -> str | None:
    """Return an order's number as we write it; None if this is none."""
    fits = _NUMBER.fullmatch(named.strip())
    return f"{fits[1]}-{fits[2]}" if fits else None


def _named(journal: Journal, named: str) -> list[Order] | None:
    """Return the orders that a name fits; None if it is no name of an order."""
    number, id_ = number_of(named), named.strip().lower()
    if number is not None:
        return list(journal.orders_numbered(number))
    if not _ID.fullmatch(id_):
        return None
    order = journal.order(id_)
    return [order] if order else []


def _fits(order: Order, wanted: Wanted) -> bool:
    return (
        wanted.market_id in ("", order.market_id)
        and (wanted.mark is None or wanted.mark in marks(order))
        and (not wanted.wishes or bool(order.open_wishes))
    )
