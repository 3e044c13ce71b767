"""A journal in memory: the promises of the services' `Journal` port. It shares the drawers of its ledger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING

from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_record import Checkout, order_number
from voicetill.domain.customers import Customer
from voicetill.domain.erasure import Belongings, Erasure
from voicetill.domain.errors import ConflictError
from voicetill.domain.journal import Change, Due, Entry, Kind
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription, SubscriptionState

if TYPE_CHECKING:
    from tests.fakes.ledger import MemoryLedger

_SHARDS = 2


class MemoryJournal:
    """Writes count as its ledger's, and fail when the ledger is told to fail."""

    def __init__(self, ledger: "MemoryLedger") -> None:
        self._ledger = ledger
        self.attempts: dict[str, Attempt] = {}
        self._meanwhile: Callable[[], object] | None = None
        self.one_at_a_time = RLock()

    def meanwhile(self, turn: Callable[[], object]) -> None:
        """Play somebody else's turn just before the next write."""
        self._meanwhile = turn

    def write(self, *changes: Change) -> tuple[Entry, ...]:
        """Write these, all or nothing; see the port."""
        meant = [change for change in changes if change.after != change.before]
        if meant and self._meanwhile is not None:
            turn, self._meanwhile = self._meanwhile, None
            turn()
        if meant:
            self._ledger.writes += 1
            self._ledger.answer_if_up(writing=True)
            if self._ledger.lose_race():
                raise ConflictError
        with self.one_at_a_time:
            self.refuse_if_stale(meant)
            self.keep(meant)
        return tuple(_raised(change) for change in changes)

    def refuse_if_stale(self, changes: Sequence[Change]) -> None:
        """Raise ConflictError if one of them is not as it was read."""
        for change in changes:
            kept = self._kept(change.after)
            if (kept.version if kept else 0) != (change.before.version if change.before else 0):
                raise ConflictError

    def keep(self, changes: Sequence[Change]) -> None:
        """Keep them all."""
        for change in changes:
            self._put(_raised(change))

    def attempt(self, reference: str) -> Attempt | None:
        """Return an attempt; see the port."""
        self._asked()
        return self.attempts.get(reference)

    def occurrence(self, customer_id: str, id_: str) -> Occurrence | None:
        """Return an occurrence; see the port."""
        self._asked()
        return self._ledger.drawer(customer_id).occurrences.get(id_)

    def subscription(self, customer_id: str, id_: str) -> Subscription | None:
        """Return a subscription; see the port."""
        self._asked()
        return self._ledger.drawer(customer_id).subscriptions.get(id_)

    def subscriptions(self, customer_id: str) -> Sequence[Subscription]:
        """Return a customer's subscriptions; see the port."""
        self._asked()
        return sorted(self._ledger.drawer(customer_id).subscriptions.values(), key=lambda it: it.started_at)

    def order(self, order_id: str) -> Order | None:
        """Return an order; see the port."""
        return next((it for it in self.orders_numbered(order_number(order_id)) if it.id == order_id), None)

    def orders_numbered(self, number: str) -> Sequence[Order]:
        """Return the orders that bear a number; see the port."""
        self._asked()
        return sorted((it for it in self._orders() if it.number == number), key=lambda it: it.placed_at)

    def orders_between(self, first: datetime, last: datetime) -> Iterator[Order]:
        """Return the orders of a time; see the port."""
        self._asked()
        return (order for order in list(self._orders()) if first <= order.placed_at <= last)

    def due(self, kind: Kind, *, at: datetime, limit: int, shard: int) -> Sequence[Due]:
        """Return what is due of one page; see the port."""
        self._asked()
        found = [due for due in self._waiting(kind) if due.at <= at and _shard(due.id) == shard]
        return sorted(found, key=lambda due: due.at)[:limit]

    def belongings(self, customer_id: str) -> Belongings:
        """Return all that is stored of a customer; see the port."""
        self._asked()
        drawer = self._ledger.drawer(customer_id)
        return Belongings(
            customer=drawer.customer or Customer(customer_id),
            current=drawer.current,
            past=tuple(drawer.past[id_] for id_ in sorted(drawer.past)),
            orders=tuple(sorted(drawer.orders, key=lambda it: (it.placed_at, it.id))),
            subscriptions=tuple(drawer.subscriptions[id_] for id_ in sorted(drawer.subscriptions)),
            occurrences=tuple(drawer.occurrences[id_] for id_ in sorted(drawer.occurrences)),
            erasures=tuple(drawer.erasures[id_] for id_ in sorted(drawer.erasures)),
        )

    @property
    def shards(self) -> int:
        """How many pages each kind has."""
        return _SHARDS

    def happenings(self, customer_id: str) -> list[str]:
        """Return what happened to a customer, in order, for the test to look at."""
        return [it.what.value for it in self._ledger.drawer(customer_id).occurrences.values()]

    def _waiting(self, kind: Kind) -> Iterator[Due]:
        match kind:
            case Kind.ATTEMPT:
                waiting = ((it.look_at, it.reference, "") for it in self.attempts.values())
            case Kind.OCCURRENCE:
                waiting = ((it.tell_at, it.id, it.customer_id) for it in self._occurrences())
            case Kind.DOUBT:
                waiting = ((it.doubt_at, id_, it.customer_id) for id_, it in self._checkouts())
            case Kind.TASK:
                tasks = (it for it in self._occurrences() if it.is_task and not it.tell_at)
                waiting = ((it.at, it.id, it.customer_id) for it in tasks)
            case Kind.RENEWAL:
                free = (it for it in self._subscriptions() if it.state is not SubscriptionState.CHARGING)
                waiting = ((it.due_at, it.id, it.customer_id) for it in free)
            case Kind.ERASURE:
                waiting = ((it.look_at, it.id, it.customer_id) for it in self._erasures())
        return (Due(kind, customer_id, id_, at) for at, id_, customer_id in waiting if at)

    def _occurrences(self) -> Iterator[Occurrence]:
        return (it for drawer in self._ledger.drawers() for it in drawer.occurrences.values())

    def _subscriptions(self) -> Iterator[Subscription]:
        return (it for drawer in self._ledger.drawers() for it in drawer.subscriptions.values())

    def _erasures(self) -> Iterator[Erasure]:
        return (it for drawer in self._ledger.drawers() for it in drawer.erasures.values())

    def _checkouts(self) -> Iterator[tuple[str, Checkout]]:
        for drawer in self._ledger.drawers():
            if drawer.current:
                yield "", drawer.current
            yield from drawer.past.items()

    def _orders(self) -> Iterator[Order]:
        return (order for drawer in self._ledger.drawers() for order in drawer.orders)

    def _asked(self) -> None:
        self._ledger.reads += 1
        self._ledger.answer_if_up()

    def _kept(self, entry: Entry) -> Entry | None:
        match entry:
            case Attempt():
                return self.attempts.get(entry.reference)
            case Occurrence():
                return self._ledger.drawer(entry.customer_id).occurrences.get(entry.id)
            case Subscription():
                return self._ledger.drawer(entry.customer_id).subscriptions.get(entry.id)
            case Erasure():
                return self._ledger.drawer(entry.customer_id).erasures.get(entry.id)
            case Order():
                orders = self._ledger.drawer(entry.customer_id).orders
                return next((it for it in orders if it.id == entry.id), None)

    def _put(self, entry: Entry) -> None:
        match entry:
            case Attempt():
                self.attempts[entry.reference] = entry
            case Occurrence():
                self._ledger.drawer(entry.customer_id).occurrences[entry.id] = entry
            case Subscription():
                self._ledger.drawer(entry.customer_id).subscriptions[entry.id] = entry
            case Erasure():
                self._ledger.drawer(entry.customer_id).erasures[entry.id] = entry
            case Order():
                drawer = self._ledger.drawer(entry.customer_id)
                drawer.orders = [*(it for it in drawer.orders if it.id != entry.id), entry]


def _raised(change: Change) -> Entry:
    if change.before == change.after:
        return change.after
    return replace(change.after, version=(change.before.version if change.before else 0) + 1)


def _shard(id_: str) -> int:
    return sum(id_.encode()) % _SHARDS
