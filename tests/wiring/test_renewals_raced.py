"""Many workers at once over one DynamoDB: the slower send nothing. The judge is the company's own ledger."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from simulator.cloud.double import Cloud
from tests.builders import AGREEMENT_ID, a_market
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList
from tests.stores.dynamo import SELLER_ID
from voicetill.domain.charging import AgreementTold
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.journal import Change, Due, Kind
from voicetill.domain.payments import Environment
from voicetill.domain.subscriptions import Subscription
from voicetill.services.providers import Providers
from voicetill.services.renewing import Books, RenewalRules, Renewing
from voicetill.services.resolving import Outcome
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger

WORKERS = 4


class AllAtOnce(PretendPayments):
    """A company that answers who looks only when everybody looks: they all claim at the same time."""

    def __init__(self, parties: int) -> None:
        super().__init__()
        self._everybody = Barrier(parties)

    def read_agreement(self, agreement_id: str, *, within: float) -> AgreementTold:
        with suppress(BrokenBarrierError):
            self._everybody.wait(timeout=5)
        return super().read_agreement(agreement_id, within=within)


class Shop:
    """One table, one company, and workers that share nothing else but a client, which threads may."""

    def __init__(self, cloud: Cloud, company: PretendPayments) -> None:
        (self._table,) = cloud.deploy().tables.values()
        self._client = cloud.client()
        self.company = company
        self.clock = FixedClock()
        self.journal = self._journal()

    def begin(self, number: int) -> Subscription:
        agreement = self.company.agreement(f"{AGREEMENT_ID}-{number}")
        begun = a_begun(id=f"{number:026d}", customer_id=f"customer{number}", agreement_id=agreement)
        (kept,) = self.journal.write(Change(None, begun))
        assert isinstance(kept, Subscription)
        assert kept.due_at is not None
        self.clock.now = kept.due_at
        return kept

    def worker(self, fuse: Fuse | None = None) -> Renewing:
        burning = fuse or Fuse()
        where: dict[str, Any] = self._where()
        ledger = DynamoLedger(self._client, **where)
        journal: Any = Mortal(self._journal(), burning)
        books = Books(journal, ledger, MarketList(a_market()), self.clock)
        company: Any = Mortal(self.company, burning)
        providers = Providers({"pretend": lambda: company})
        return Renewing(books, providers, RenewalRules(), pause=lambda seconds: None)

    def due(self, kind: Kind) -> list[Due]:
        pages = range(self.journal.shards)
        return [it for shard in pages for it in self.journal.due(kind, at=self.clock.now, limit=100, shard=shard)]

    def settle(self) -> None:
        """Ask the company about every open attempt, as the job that settles does."""
        for due in self.due(Kind.ATTEMPT):
            attempt = self.journal.attempt(due.id)
            assert attempt is not None
            result = self.company.settle(attempt.prepared, charge_id=attempt.charge_id, within=1)
            self.worker().resolve(attempt, result)

    def _journal(self) -> DynamoJournal:
        return DynamoJournal(self._client, **self._where())

    def _where(self) -> dict[str, Any]:
        return {"table_name": self._table, "seller_id": SELLER_ID, "environment": Environment.SANDBOX}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud(inside=True) as cloud:
        yield cloud


def test_of_workers_that_claim_at_the_same_time_one_charges(cloud: Cloud) -> None:
    shop = Shop(cloud, AllAtOnce(WORKERS))
    begun = shop.begin(1)
    workers = [shop.worker() for _ in range(WORKERS)]

    with ThreadPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(lambda worker: worker.renew(begun.customer_id, begun.id), workers))

    assert sorted(outcomes) == sorted([Outcome.RENEWED, *[Outcome.TAKEN] * (WORKERS - 1)])
    assert len(shop.company.charges) == 1
    assert shop.journal.order(begun.order_id) is not None


def test_workers_that_race_and_die_charge_each_period_once(cloud: Cloud) -> None:
    """Everybody gets everything, in another order each, and dies somewhere; the clock hands out what is left."""
    shop = Shop(cloud, PretendPayments())
    begun = [shop.begin(number) for number in range(5)]
    chance = random.Random(5)

    def work(seed: int) -> int:
        deaths = 0
        own = random.Random(seed)
        for each in own.sample(begun, len(begun)):
            try:
                shop.worker(Fuse(own.randint(1, 24))).renew(each.customer_id, each.id)
            except (Killed, StoreUnavailableError):
                deaths += 1
        return deaths

    with ThreadPoolExecutor(WORKERS) as pool:
        deaths = sum(pool.map(work, [chance.randrange(10**6) for _ in range(WORKERS)]))
    for _ in range(3):
        shop.clock.pass_by(timedelta(hours=1))
        shop.settle()
        for due in shop.due(Kind.RENEWAL):
            shop.worker().renew(due.customer_id, due.id)

    assert deaths > 0
    assert sorted(shop.company.paid()) == sorted(set(shop.company.paid()))
    assert sorted(it[:-2] for it in shop.company.paid()) == sorted(each.order_id for each in begun)
    assert all(shop.journal.order(each.order_id) is not None for each in begun)
    assert shop.due(Kind.ATTEMPT) == shop.due(Kind.RENEWAL) == []


def test_a_result_that_two_bring_at_once_makes_one_order(cloud: Cloud) -> None:
    shop = Shop(cloud, PretendPayments())
    begun = shop.begin(1)
    shop.company.lose_answer(after_acting=True)
    shop.worker().renew(begun.customer_id, begun.id)
    shop.clock.pass_by(timedelta(hours=1))
    (due,) = shop.due(Kind.ATTEMPT)
    attempt = shop.journal.attempt(due.id)
    assert attempt is not None
    result = shop.company.settle(attempt.prepared, charge_id="", within=1)
    bringers = [shop.worker() for _ in range(WORKERS)]

    with ThreadPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(lambda it: it.resolve(attempt, result), bringers))

    assert sorted(outcomes) == sorted([Outcome.RENEWED, *[Outcome.NOTHING_NEW] * (WORKERS - 1)])
    stands = shop.journal.subscription(begun.customer_id, begun.id)
    assert stands is not None
    assert replace(stands, version=0).period == 2
    assert len(list(shop.journal.orders_between(shop.clock.now, shop.clock.now))) == 1
