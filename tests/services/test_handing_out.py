"""What is due is found page by page and handed out, whatever fails on the way."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.ledger import MemoryLedger
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.journal import Change, Due, Kind
from voicetill.services.handing_out import HandedOut, HandingOut

DAY = timedelta(days=1)


class MemoryQueue:
    """Fits the services' `Queue`; takes at most `takes` of what is put in."""

    def __init__(self, *, waiting: int = 0, takes: int = 10**6) -> None:
        self.works: list[Due] = []
        self.waits = waiting
        self.takes = takes

    def waiting(self) -> int:
        return self.waits

    def put(self, works: Sequence[Due]) -> int:
        taken = works[: self.takes]
        self.works += taken
        return len(taken)


class Shop:
    """So many subscriptions, each due a minute after the one before, all of them by now."""

    def __init__(self, count: int = 0) -> None:
        self.ledger = MemoryLedger()
        self.clock = FixedClock()
        for number in range(count):
            due_at = self.clock.now - timedelta(minutes=count - number)
            begun = a_begun(id=f"{number:026d}", customer_id=f"customer{number}", due_at=due_at)
            self.ledger.journal.write(Change(None, begun))

    def handing_out(self, queue: MemoryQueue, *, most: int = 10_000) -> HandingOut:
        return HandingOut(self.ledger.journal, queue, self.clock, most=most)


def test_everything_due_is_handed_out_the_oldest_first() -> None:
    shop, queue = Shop(20), MemoryQueue()

    told = shop.handing_out(queue).find_due()

    assert told == HandedOut(found=20, handed_out=20, oldest_seconds=20 * 60)
    assert [work.id for work in queue.works] == [f"{number:026d}" for number in range(20)]
    assert {work.customer_id for work in queue.works} == {f"customer{number}" for number in range(20)}


def test_what_is_not_due_is_not_even_found() -> None:
    shop, queue = Shop(3), MemoryQueue()
    shop.clock.pass_by(-timedelta(minutes=3, seconds=1))

    assert shop.handing_out(queue).find_due().found == 0
    assert queue.works == []


def test_no_record_is_read_to_find_them() -> None:
    shop, queue = Shop(20), MemoryQueue()
    before = shop.ledger.reads

    shop.handing_out(queue).find_due()

    assert shop.ledger.reads - before == shop.ledger.journal.shards


def test_a_run_has_an_end() -> None:
    shop, queue = Shop(20), MemoryQueue()

    assert shop.handing_out(queue, most=6).find_due().handed_out <= 6


def test_while_the_workers_have_plenty_to_do_they_get_no_more() -> None:
    shop, queue = Shop(20), MemoryQueue(waiting=26)

    assert shop.handing_out(queue, most=100).find_due() == HandedOut(waiting=26)
    assert queue.works == []
    assert shop.handing_out(MemoryQueue(waiting=25), most=100).find_due().handed_out == 20


def test_a_page_that_cannot_be_read_holds_up_no_other() -> None:
    shop, queue = Shop(20), MemoryQueue()
    handing_out = HandingOut(_OnePageShort(shop.ledger), queue, shop.clock)  # type: ignore[arg-type]

    told = handing_out.find_due()

    assert told.pages_failed == 1
    assert 0 < told.handed_out < 20


def test_a_store_that_is_down_altogether_is_said() -> None:
    shop = Shop(2)
    shop.ledger.is_down = True

    with pytest.raises(StoreUnavailableError):
        shop.handing_out(MemoryQueue()).find_due()


def test_what_the_queue_did_not_take_is_counted_and_found_again() -> None:
    shop = Shop(5)

    assert shop.handing_out(MemoryQueue(takes=2)).find_due() == HandedOut(
        found=5, handed_out=2, oldest_seconds=5 * 60
    )
    assert shop.handing_out(MemoryQueue()).find_due().found == 5


class _OnePageShort:
    """A journal of which the first page cannot be read."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._journal = ledger.journal

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)

    def due(self, kind: Kind, **named: object) -> Sequence[Due]:
        if named["shard"] == 0:
            raise StoreUnavailableError
        return self._journal.due(kind, **named)  # type: ignore[arg-type]
