"""A ledger in memory: the promises of the services' `Ledger` port, without a cloud.

It keeps the very objects that it is given; they are frozen. That it keeps the same promises as the real one is
proved by `tests/contracts/test_ledgers.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.fakes.journal import MemoryJournal
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.erasure import Erasure
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.payments import Environment
from voicetill.domain.subscriptions import Subscription


@dataclass(slots=True)
class Drawer:
    """What is kept of one customer."""

    customer: Customer | None = None
    current: Checkout | None = None
    past: dict[str, Checkout] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    occurrences: dict[str, Occurrence] = field(default_factory=dict)
    erasures: dict[str, Erasure] = field(default_factory=dict)


Drawers = dict[tuple[Environment, str, str], Drawer]
"""One drawer a customer of a merchant in an environment; ledgers of several merchants can share them."""


class MemoryLedger:
    """Counts its calls, and can be told to be down, to lose races, or to let another device in between."""

    def __init__(
        self,
        drawers: Drawers | None = None,
        *,
        seller_id: str = "A1EXAMPLE",
        environment: Environment = Environment.SANDBOX,
    ) -> None:
        self.reads = 0
        self.writes = 0
        self.is_down = False
        self.refuses_writes = False
        self._races_to_lose = 0
        self._meanwhile: Callable[[], object] | None = None
        self._drawers: Drawers = {} if drawers is None else drawers
        self._shop = (environment, seller_id)
        self.journal = MemoryJournal(self)

    def lose_races(self, times: int) -> None:
        """Let somebody else be faster at the next writes."""
        self._races_to_lose = times

    def meanwhile(self, turn: Callable[[], object]) -> None:
        """Play another device's turn just before the next write: after its read, the moment it hurts."""
        self._meanwhile = turn

    def forget_meanwhile(self) -> None:
        """Let nobody in between after all: the turn wrote nothing."""
        self._meanwhile = None

    def drawer(self, customer_id: str) -> Drawer:
        """Return what is kept of a customer, for the test to look at; counts as no call."""
        return self._drawers.setdefault((*self._shop, customer_id), Drawer())

    def standing(self, customer_id: str, *, checkout_id: str | None = None) -> Standing:
        """Read where a customer stands; see the port."""
        self.reads += 1
        self._answer_if_up()
        drawer = self.drawer(customer_id)
        past = drawer.past.get(checkout_id) if checkout_id else None
        return Standing(drawer.customer or Customer(customer_id), drawer.current, past)

    def save(
        self, before: Standing, after: Standing, *, order: Order | None = None, also: Sequence[Change] = ()
    ) -> Standing:
        """Write what changed, all or nothing; see the port."""
        saved = _with_new_versions(before, after)
        if saved == before and order is None and not also:
            return saved
        if self._meanwhile is not None:
            turn, self._meanwhile = self._meanwhile, None
            turn()
        self.writes += 1
        self._answer_if_up(writing=True)
        drawer = self.drawer(after.customer.id)
        with self.journal.one_at_a_time:
            self._refuse_if_stale(drawer, before, saved, order)
            self.journal.refuse_if_stale(also)
            _keep(drawer, before, saved, order)
            self.journal.keep(also)
        return saved

    def lose_race(self) -> bool:
        """Return whether somebody else is faster at this write, as a test wanted it."""
        if not self._races_to_lose:
            return False
        self._races_to_lose -= 1
        return True

    def answer_if_up(self, *, writing: bool = False) -> None:
        """Raise StoreUnavailableError where a test wanted that."""
        self._answer_if_up(writing=writing)

    def drawers(self) -> Iterator[Drawer]:
        """Return every customer's drawer of this merchant."""
        return (drawer for (*shop, _), drawer in self._drawers.items() if tuple(shop) == self._shop)

    def orders(self, customer_id: str, *, limit: int) -> Sequence[Order]:
        """Return the latest orders, newest first; see the port."""
        self.reads += 1
        self._answer_if_up()
        latest = sorted(self.drawer(customer_id).orders, key=lambda it: (it.placed_at, it.id), reverse=True)
        return latest[:limit]

    def save_order(self, before: Order, after: Order) -> Order:
        """Write an order that changed; see the port."""
        if after == before:
            return before
        self.writes += 1
        self._answer_if_up(writing=True)
        drawer = self.drawer(after.customer_id)
        kept = next((it for it in drawer.orders if it.id == before.id), None)
        if self._races_to_lose or kept is None or kept.version != before.version:
            self._races_to_lose = max(0, self._races_to_lose - 1)
            raise ConflictError
        saved = replace(after, version=before.version + 1)
        drawer.orders = [saved if it.id == saved.id else it for it in drawer.orders]
        return saved

    def _answer_if_up(self, *, writing: bool = False) -> None:
        if self.is_down or (writing and self.refuses_writes):
            raise StoreUnavailableError

    def _refuse_if_stale(self, drawer: Drawer, before: Standing, saved: Standing, order: Order | None) -> None:
        if self._races_to_lose:
            self._races_to_lose -= 1
            raise ConflictError
        stale = (
            saved.customer != before.customer and _version(drawer.customer) != before.customer.version,
            saved.current != before.current and not _same_record(drawer.current, before.current),
            before.past is not None
            and saved.past != before.past
            and not _same_record(drawer.past.get(before.past.id), before.past),
            order is not None and any(_same_key(order, kept) for kept in drawer.orders),
        )
        if any(stale):
            raise ConflictError


def _with_new_versions(before: Standing, after: Standing) -> Standing:
    customer, current, past = after.customer, after.current, after.past
    begins = current is not None and (before.current is None or current.id != before.current.id)
    if begins or customer != before.customer:
        customer = replace(customer, version=before.customer.version + 1)
    if before.current and current and current.id != before.current.id:
        replaced = past if past and past.id == before.current.id else before.current
        past = replace(replaced, version=before.current.version + 1)
    elif past and past != before.past:
        past = replace(past, version=past.version + 1)
    if current and current != before.current:
        current = replace(current, version=current.version + 1)
    return Standing(customer, current, past)


def _keep(drawer: Drawer, before: Standing, saved: Standing, order: Order | None) -> None:
    """Keep what changed; what did not may have been changed by somebody else since."""
    if saved.customer != before.customer:
        drawer.customer = saved.customer
    if saved.current is not None and saved.current != before.current:
        drawer.current = saved.current
    if saved.past is not None and saved.past != before.past:
        drawer.past[saved.past.id] = saved.past
    if order is not None:
        drawer.orders.append(replace(order, version=1))


def _version(customer: Customer | None) -> int:
    return customer.version if customer else 0


def _same_record(kept: Checkout | None, read: Checkout | None) -> bool:
    return (kept and (kept.id, kept.version)) == (read and (read.id, read.version))


def _same_key(order: Order, kept: Order) -> bool:
    return (order.placed_at, order.id) == (kept.placed_at, kept.id)
