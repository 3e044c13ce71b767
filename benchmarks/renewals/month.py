"""A month in the life of many subscriptions, played on a pretend clock.

Every quarter of an hour the finder hands out what is due, workers renew it, and whatever is open is settled: the
services, records and conditions of the real thing, over a table that counts and a payment company in memory.
Some charges are declined, left pending, lost, or never arrive; and a worker dies now and then, wherever it
happens to be. What was taken from whom is read from the company's own ledger.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from benchmarks.renewals.table import Counted, CountingTable
from tests.builders import a_market
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList
from voicetill.domain.charging import ChargeResult, Prepared
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.journal import Change, Due, Kind
from voicetill.domain.payments import Environment
from voicetill.services.handing_out import HandingOut
from voicetill.services.providers import Providers
from voicetill.services.renewing import Books, RenewalRules, Renewing
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 30
RUN_EVERY = timedelta(minutes=15)

# So many workers' deaths and troubles of every sort are looked after, once the month is over.
_AFTERWARDS = 60

_WHERE: dict[str, Any] = {
    "table_name": "till",
    "seller_id": "A1EXAMPLE",
    "environment": Environment.LIVE,
}

# What comes of a charge, in parts of a thousand; the rest is paid.
TROUBLES = {"declined": 40, "declined for good": 5, "pending": 10, "lost": 5, "never sent": 5, "outage": 5}


@dataclass
class Told:
    """What a month came to. Times in seconds.

    `days` is how far it was played: less than all of it where the time that it was given was up.
    """

    subscriptions: int
    days: float = 0.0
    runs: int = 0
    works: int = 0
    charges: int = 0
    paid: int = 0
    orders: int = 0
    twice: int = 0
    without_order: int = 0
    open_at_the_end: int = 0
    deaths: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    preparing: float = 0.0
    working: float = 0.0
    processor: float = 0.0
    finding: Counted = field(default_factory=Counted)
    renewing: Counted = field(default_factory=Counted)

    @property
    def is_right(self) -> bool:
        """Whether each period was charged at most once, each payment is an order, and no doubt is left."""
        return not (self.twice or self.without_order or self.open_at_the_end) and self.orders == self.paid


class Fickle(PretendPayments):
    """A company whose answers are as chance wants them, always the same chance."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def charge(self, prepared: Prepared, *, within: float) -> ChargeResult:
        """Charge, with one of the troubles now and then."""
        match self._trouble():
            case "declined":
                self.decline_next()
            case "declined for good":
                self.decline_next(for_good=True)
            case "pending":
                self.leave_pending_next()
            case "lost":
                self.lose_answer(after_acting=True)
            case "never sent":
                self.lose_answer(after_acting=False)
            case "outage":
                raise GatewayUnavailableError("not connected")
        return super().charge(prepared, within=within)

    def _trouble(self) -> str | None:
        drawn = self._chance.randrange(1000)
        for name, share in TROUBLES.items():
            if drawn < share:
                return name
            drawn -= share
        return None


class _Handed:
    """The queue: a list."""

    def __init__(self) -> None:
        self.works: list[Due] = []

    def waiting(self) -> int:
        return len(self.works)

    def put(self, works: Sequence[Due]) -> int:
        self.works += works
        return len(works)


class Month:
    """So many subscriptions, each due once in so many days; `killed` is the share of works whose worker dies.

    It is given `patience` seconds, and stops then, wherever it is.
    """

    def __init__(
        self,
        subscriptions: int,
        *,
        days: int = DAYS,
        seed: int = 1,
        killed: float = 0.0,
        patience: float = float("inf"),
    ) -> None:
        self._days = days
        self._patience = patience
        self._told = Told(subscriptions)
        self._chance = random.Random(seed)  # noqa: S311 - no secret, and the same each time
        self._killed = killed
        self._table = CountingTable()
        client: Any = self._table
        self._journal = DynamoJournal(client, **_WHERE)
        self._ledger = DynamoLedger(client, **_WHERE)
        self._company = Fickle(random.Random(seed + 1))  # noqa: S311
        self._clock = FixedClock(FIRST)
        self._handed = _Handed()
        self._finder = HandingOut(self._journal, self._handed, self._clock, most=100_000)
        self._renewing = self._worker()

    def play(self) -> Told:
        """Play the month, and then as long as it takes until nothing is open."""
        began = perf_counter()
        for number in range(self._told.subscriptions):
            self._begin(number)
        self._told.preparing = perf_counter() - began
        began, worked = perf_counter(), process_time()
        end = FIRST + timedelta(days=self._days)
        while self._clock.now < end and perf_counter() - began < self._patience:
            self._quarter()
        self._told.days = (self._clock.now - FIRST) / timedelta(days=1)
        for _ in range(_AFTERWARDS):
            if not self._found(Kind.ATTEMPT):
                break
            self._quarter()
        self._told.working, self._told.processor = perf_counter() - began, process_time() - worked
        return self._judged()

    def _begin(self, number: int) -> None:
        due_at = FIRST + timedelta(seconds=self._chance.randrange(self._days * 86_400))
        begun = a_begun(
            id=f"{number:026d}",
            customer_id=f"{number:032x}",
            agreement_id=self._company.agreement(),
            time_zone="UTC",
            started_at=due_at - timedelta(days=30),
            anchor=due_at,
            anchor_period=1,
            due_at=due_at,
        )
        self._journal.write(Change(None, begun))

    def _quarter(self) -> None:
        self._clock.pass_by(RUN_EVERY)
        self._told.runs += 1
        before = self._table.counted.copy()
        self._finder.find_due()
        self._add(self._told.finding, before)
        before = self._table.counted.copy()
        works, self._handed.works = self._handed.works, []
        for due in works:
            self._work(due)
        self._add(self._told.renewing, before)
        self._settle()

    def _work(self, due: Due) -> None:
        self._told.works += 1
        if self._killed and self._chance.random() < self._killed:
            # Somewhere on its way; the message comes again, as it would from a queue.
            try:
                self._worker(Fuse(self._chance.randint(1, 14))).renew(due.customer_id, due.id)
            except Killed:
                self._told.deaths += 1
        outcome = self._renewing.renew(due.customer_id, due.id)
        self._told.outcomes[outcome.value] += 1

    def _settle(self) -> None:
        """Ask the company about what is open, as the job that settles does; pending charges get decided."""
        for due in self._found(Kind.ATTEMPT):
            attempt = self._journal.attempt(due.id)
            if attempt is None or not attempt.is_open:
                continue
            made = self._company.charges.get(attempt.charge_id)
            if made is not None and made.state == "PENDING" and attempt.looks > 1:
                self._company.decide(made.id, paid=True)
            found = self._company.settle(attempt.prepared, charge_id=attempt.charge_id, within=1)
            self._renewing.resolve(attempt, found)

    def _found(self, kind: Kind) -> list[Due]:
        pages = range(self._journal.shards)
        return [
            it for shard in pages for it in self._journal.due(kind, at=self._clock.now, limit=10_000, shard=shard)
        ]

    def _worker(self, fuse: Fuse | None = None) -> Renewing:
        journal: Any = Mortal(self._journal, fuse) if fuse else self._journal
        company: Any = Mortal(self._company, fuse) if fuse else self._company
        books = Books(journal, self._ledger, MarketList(a_market()), self._clock)
        providers = Providers({"pretend": lambda: company})
        return Renewing(books, providers, RenewalRules(), pause=lambda seconds: None)

    def _add(self, part: Counted, before: Counted) -> None:
        spent = self._table.counted.since(before)
        part.calls += spent.calls
        part.evaluated += spent.evaluated
        part.read_units += spent.read_units
        part.write_units += spent.write_units
        part.index_units += spent.index_units

    def _judged(self) -> Told:
        """Compare the company's ledger with our records."""
        told = self._told
        paid = Counter(reference[:-2] for reference in self._company.paid())
        orders = {
            str(item["id"]["S"]) for item in self._table.items() if str(item["sk"]["S"]).startswith("ORDER#")
        }
        told.charges, told.paid, told.orders = len(self._company.charges), len(paid), len(orders)
        told.twice = sum(count > 1 for count in paid.values())
        told.without_order = len(set(paid) - orders)
        told.open_at_the_end = len(self._found(Kind.ATTEMPT))
        return told


def added(halves: Sequence[Told]) -> Told:
    """Return what several processes came to together; they worked at the same time."""
    whole = Told(sum(half.subscriptions for half in halves), days=min(half.days for half in halves))
    for half in halves:
        for name in ("runs", "works", "charges", "paid", "orders", "twice", "without_order", "open_at_the_end"):
            setattr(whole, name, getattr(whole, name) + getattr(half, name))
        whole.deaths += half.deaths
        whole.outcomes += half.outcomes
        whole.preparing = max(whole.preparing, half.preparing)
        whole.processor += half.processor
        whole.working = max(whole.working, half.working)
        for mine, its in ((whole.finding, half.finding), (whole.renewing, half.renewing)):
            mine.calls += its.calls
            mine.evaluated += its.evaluated
            mine.read_units += its.read_units
            mine.write_units += its.write_units
            mine.index_units += its.index_units
    return whole
