"""Both doors of renewals, over DynamoDB and a queue: from the clock to the stored order."""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from simulator.cloud.queues import PretendQueues
from tests.builders import AGREEMENT_ID
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.server_payments import PretendPayments
from tests.stores import dynamo
from tests.wiring.test_renewal_settings import FINDER, WORKER
from voicetill.domain.journal import Change, Due
from voicetill.domain.payments import Environment
from voicetill.domain.subscriptions import Subscription
from voicetill.messengers.queues import WorkQueue
from voicetill.services.providers import Providers
from voicetill.settings.renewals import read_renewal_worker, read_renewals
from voicetill.stores.journal import DynamoJournal
from voicetill.wiring.renewals import Handler, open_renewal_worker, open_renewals
from voicetill.wiring.starting import CannotStartError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

URL = FINDER["RENEWALS_QUEUE_URL"]


class Context:
    """Lambda's context, with so many milliseconds left."""

    def __init__(self, left: int = 200_000) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left


class Lagging:
    """A queue whose workers have plenty to do."""

    def waiting(self) -> int:
        return 10**6

    def put(self, works: Sequence[Due]) -> int:
        raise AssertionError("nothing is put into a full queue")


class Shop:
    """Both functions of one deployment, over the same table, queue and company."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.journal = DynamoJournal(
            client,
            table_name=dynamo.TABLE,
            seller_id=dynamo.SELLER_ID,
            environment=Environment.SANDBOX,
        )
        self.clock = FixedClock()
        self.queues = PretendQueues()
        self.company = PretendPayments()
        self.finder = open_renewals(
            read_renewals(FINDER),
            dynamodb=client,
            queue=WorkQueue(self.queues, url=URL),
            clock=self.clock,
        )
        self.worker: Handler = open_renewal_worker(
            read_renewal_worker(WORKER),
            dynamodb=client,
            providers=Providers({"pretend": lambda: self.company}),
            clock=self.clock,
            pause=lambda seconds: None,
        )

    def begin(self, number: int, *, due_at: datetime | None = None, **changes: object) -> Subscription:
        agreement = self.company.agreement(f"{AGREEMENT_ID}-{number}")
        begun = a_begun(
            id=f"{number:026d}",
            customer_id=f"customer{number:024d}",
            agreement_id=agreement,
            **changes,
        )
        (kept,) = self.journal.write(Change(None, replace(begun, due_at=due_at or begun.due_at)))
        assert isinstance(kept, Subscription)
        return kept

    def work(self) -> list[dict[str, Any]]:
        """Let Lambda hand every batch to the worker, and return what failed."""
        failed: list[dict[str, Any]] = []
        while event := self.queues.batch(URL):
            failed += self.worker(event, Context())["batchItemFailures"]
        return failed


@pytest.fixture
def shop() -> Iterator[Shop]:
    with mock_aws():
        yield Shop(dynamo.a_client_with_table())


def test_from_the_clock_to_the_order(shop: Shop) -> None:
    begun = [shop.begin(number) for number in range(12)]
    later = shop.begin(
        99, started_at=shop.clock.now + timedelta(days=3), anchor=shop.clock.now + timedelta(days=3)
    )
    assert begun[0].due_at is not None
    shop.clock.now = begun[0].due_at

    told = shop.finder({}, Context())

    counts = {"found": 12, "handed_out": 12, "waiting": 0, "pages_failed": 0}
    assert told == {**counts, "closed": False, "oldest_seconds": 0}
    assert shop.work() == []
    orders = [shop.journal.order(subscription.order_id) for subscription in begun]
    assert all(order is not None and order.period == 1 for order in orders)
    assert len(shop.company.paid()) == 12
    assert shop.journal.order(later.order_id) is None
    assert shop.finder({}, Context())["found"] == 0


def test_a_run_that_looked_for_nothing_measures_nothing(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """While the workers lag, the oldest is as old as it was: a zero would call the alarm off."""
    finder = open_renewals(
        read_renewals({**FINDER, "STACK_NAME": "till"}), journal=shop.journal, queue=Lagging(), clock=shop.clock
    )

    finder({}, Context())

    printed = capsys.readouterr().out
    assert '"WorkersLag"' in printed
    assert '"OldestRenewalSeconds"' not in printed


def test_what_is_handed_out_twice_is_renewed_once(shop: Shop) -> None:
    begun = shop.begin(1)
    assert begun.due_at is not None
    shop.clock.now = begun.due_at

    shop.finder({}, Context())
    shop.finder({}, Context())

    assert len(shop.queues.waiting[URL]) == 2
    assert shop.work() == []
    assert len(shop.company.charges) == 1


def test_one_that_fails_stops_no_other(shop: Shop) -> None:
    begun = [shop.begin(number) for number in range(3)]
    assert begun[0].due_at is not None
    shop.clock.now = begun[0].due_at
    shop.finder({}, Context())
    event = shop.queues.batch(URL)
    assert event is not None
    # The second dies while it looks; each looks and charges.
    shop.company.crash_next(RuntimeError("out of order"), after=2)

    told = shop.worker(event, Context())

    assert told == {"batchItemFailures": [{"itemIdentifier": event["Records"][1]["messageId"]}]}
    shop.queues.put_back(URL, [event["Records"][1]])
    assert shop.work() == []
    assert len(shop.company.paid()) == 3


def test_what_an_error_says_of_a_customer_is_not_logged(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    begun = shop.begin(1)
    assert begun.due_at is not None
    shop.clock.now = begun.due_at
    shop.finder({}, Context())
    shop.company.crash_next(RuntimeError("Robin Example, Main Street"), after=1)

    assert shop.worker(shop.queues.batch(URL) or {}, Context())["batchItemFailures"]

    assert "Robin" not in caplog.text
    assert "RuntimeError" in [getattr(record, "fault", "") for record in caplog.records]


def test_with_no_time_left_the_rest_is_given_back(shop: Shop) -> None:
    begun = [shop.begin(number) for number in range(3)]
    assert begun[0].due_at is not None
    shop.clock.now = begun[0].due_at
    shop.finder({}, Context())
    event = shop.queues.batch(URL)
    assert event is not None

    told = shop.worker(event, Context(left=1000))

    assert len(told["batchItemFailures"]) == 2
    assert len(shop.company.paid()) == 1


def test_called_by_hand_it_has_all_the_time(shop: Shop) -> None:
    assert shop.worker({"Records": []}, None) == {"batchItemFailures": []}


# Starting.


def imported(name: str) -> ModuleType:
    module = importlib.import_module(name)
    return importlib.reload(module)


@pytest.mark.parametrize(
    ("door", "environment"), [("renewals_function", FINDER), ("renewal_worker_function", WORKER)]
)
def test_the_doors_open_with_their_environment(
    door: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**environment, "AWS_DEFAULT_REGION": "eu-west-1"}.items():
        monkeypatch.setenv(name, value)

    assert callable(imported(door).lambda_handler)


@pytest.mark.parametrize("open_door", [open_renewals, open_renewal_worker])
def test_without_it_they_say_what_is_missing(open_door: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {**FINDER, **WORKER}:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(CannotStartError) as refused:
        open_door()

    assert "TABLE_NAME: is missing" in str(refused.value)
