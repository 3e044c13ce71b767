"""Several devices say yes at the same time, against one real table: one charge, one order, the truth for all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from simulator.cloud.double import Cloud
from simulator.cloud.shop import SELLER_ID
from tests.builders import CUSTOMER_ID, a_money
from tests.fakes.journal import MemoryJournal
from tests.fakes.ledger import MemoryLedger
from tests.fakes.server_payments import PretendPayments
from tests.services.live_till import LiveTill
from voicetill.domain.customers import Standing
from voicetill.domain.journal import Kind
from voicetill.domain.payments import Environment
from voicetill.services.outcomes import OrderPlaced, Outcome, StillProcessing, TotalTold
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.links import DynamoLinks

DEVICES = 4


class AllAtOnce(DynamoLedger):
    """A ledger that answers whoever reads first only when everybody reads."""

    barrier: Barrier | None = None

    def standing(self, customer_id: str, *, checkout_id: str | None = None) -> Standing:
        found = super().standing(customer_id, checkout_id=checkout_id)
        if self.barrier is not None:
            with suppress(BrokenBarrierError):
                self.barrier.wait(timeout=5)
        return found


class House:
    """One table and one company; every device has a process of its own."""

    def __init__(self, cloud: Cloud) -> None:
        (table,) = cloud.deploy().tables.values()
        self._client = cloud.client()
        self._where: dict[str, Any] = {
            "table_name": table,
            "seller_id": SELLER_ID,
            "environment": Environment.SANDBOX,
        }
        self.company = PretendPayments()
        self.ledger = AllAtOnce(self._client, **self._where)
        self.journal = DynamoJournal(self._client, **self._where)
        self.tokens: dict[str, str] = {}

    def device(self) -> LiveTill:
        links: Any = DynamoLinks(self._client, **self._where)
        till = LiveTill(links=links, company=self.company, through=self._stored)
        till.tokens = self.tokens
        return till

    def open_attempts(self, till: LiveTill) -> int:
        at, pages = till.clock.now.replace(year=till.clock.now.year + 1), range(self.journal.shards)
        return sum(len(self.journal.due(Kind.ATTEMPT, at=at, limit=10, shard=page)) for page in pages)

    def _stored(self, part: object) -> Any:
        if isinstance(part, MemoryLedger):
            return self.ledger
        return self.journal if isinstance(part, MemoryJournal) else part


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud(inside=True) as cloud:
        yield cloud


@pytest.mark.parametrize("product", ["starter_kit", "barber_voucher"])
def test_of_devices_that_say_yes_at_once_one_charges(cloud: Cloud, product: str) -> None:
    house = House(cloud)
    devices = [house.device() for _ in range(DEVICES)]
    devices[0].link()
    told = devices[0].buy(product)
    assert isinstance(told, TotalTold)
    house.ledger.barrier = Barrier(DEVICES)

    with ThreadPoolExecutor(DEVICES) as pool:
        heard = list(pool.map(lambda device: device.yes_to(told), devices))

    house.ledger.barrier = None
    assert len(house.company.paid()) == 1
    assert house.company.calls.count("charge") == 1
    assert len(house.ledger.orders(CUSTOMER_ID, limit=9)) == 1
    assert any(isinstance(it, OrderPlaced) for it in heard)
    assert all(isinstance(it, OrderPlaced | StillProcessing) for it in heard)
    assert house.open_attempts(devices[0]) == 0


def test_a_lost_answer_is_settled_once_however_many_look(cloud: Cloud) -> None:
    house = House(cloud)
    devices = [house.device() for _ in range(DEVICES)]
    devices[0].link()
    told = devices[0].buy()
    house.company.lose_answer(after_acting=True)
    assert devices[0].yes_to(told) == StillProcessing()
    assert isinstance(told, TotalTold)
    reference = f"{told.checkout.id}01"

    with ThreadPoolExecutor(DEVICES) as pool:
        list(pool.map(lambda device: device.settling.settle(reference), devices))

    assert house.company.taken() == a_money(900)
    assert len(house.ledger.orders(CUSTOMER_ID, limit=9)) == 1
    told_of: Outcome = devices[1].buying.remind(devices[1].visitor)
    assert isinstance(told_of, OrderPlaced)
    assert house.open_attempts(devices[0]) == 0
