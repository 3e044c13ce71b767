"""The month of renewals: its table is as good as DynamoDB's, and what it finds out is told."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from benchmarks import __main__ as benchmark
from benchmarks.renewals import report
from benchmarks.renewals.month import Month
from benchmarks.renewals.table import CountingTable, size_of
from benchmarks.renewals.throttled import throttled
from simulator.cloud.database import Database
from simulator.cloud.double import Cloud
from tests.builders import NOW, a_market
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList
from voicetill.domain.errors import ConflictError
from voicetill.domain.journal import Change, Kind
from voicetill.domain.payments import Environment
from voicetill.services.providers import Providers
from voicetill.services.renewing import Books, RenewalRules, Renewing
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud(inside=True, database=Database()) as cloud:
        yield cloud


def test_a_month_is_right_and_says_so() -> None:
    told = Month(300, days=2, killed=0.5).play()

    assert told.is_right
    assert told.deaths > 50
    assert told.paid >= 280
    assert told.finding.evaluated == told.works


def test_a_month_whose_time_is_up_says_how_far_it_came() -> None:
    told = Month(300, patience=0.0).play()

    assert told.days == 0
    assert told.is_right


def test_no_figure_is_drawn_of_more_than_was_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["renewals", "--subscriptions", "1000", "--processes", "1", "--seconds", "1"]) == 0

    printed = capsys.readouterr().out
    assert "of them played" in printed
    assert "in full" not in printed


def test_a_crowd_waits_at_the_companys_door_and_is_never_sent_away() -> None:
    told = throttled(30)

    assert (told.renewed, told.refused, told.twice) == (30, 0, 0)
    assert told.waits > 0
    assert told.busiest <= 10 + 4
    assert told.seconds == pytest.approx(5, abs=1)


def test_it_draws_and_judges(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        benchmark.main(["renewals", "--subscriptions", "1000", "--days", "2", "--processes", "1", "--strict"]) == 0
    )

    printed = capsys.readouterr().out
    assert "2 days of 1,000 subscriptions, played in full" in printed
    assert printed.count("PASS") == 5
    assert "FAIL" not in printed


def test_it_tells_programs_and_who_is_strict_is_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "SAME", 0.5)

    assert (
        benchmark.main(
            ["renewals", "--subscriptions", "1000", "--days", "1", "--processes", "2", "--json", "--strict"]
        )
        == 1
    )

    told = json.loads(capsys.readouterr().out)
    assert [month["subscriptions"] for month in told["months"]] == [100, 1000]
    assert list(told["promises"].values()).count(False) == 1
    assert told["months"][1]["paid_twice"] == 0


@pytest.mark.parametrize(
    "arguments", [["--subscriptions", "999"], ["--processes", "0"], ["--days", "0"], ["--nonsense"]]
)
def test_wrong_usage_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        benchmark.main(["renewals", *arguments])

    assert left.value.code == 2
    assert capsys.readouterr().err


# The table that counts.


def played(client: Any, table: str) -> None:
    """A few renewals: paid, declined, pending, and one told ahead."""
    where: dict[str, Any] = {"table_name": table, "seller_id": "A1EXAMPLE", "environment": Environment.SANDBOX}
    journal, ledger, clock = DynamoJournal(client, **where), DynamoLedger(client, **where), FixedClock()
    company = PretendPayments()
    for number in range(4):
        company.agreement(f"agreement-{number}")
        begun = a_begun(id=f"{number:026d}", customer_id=f"customer{number}", agreement_id=f"agreement-{number}")
        journal.write(Change(None, begun))
        assert begun.due_at is not None
        clock.now = begun.due_at
    books = Books(journal, ledger, MarketList(a_market()), clock)
    renewing = Renewing(books, Providers({"pretend": lambda: company}), RenewalRules(), pause=lambda _: None)
    for act in (company.pass_next, company.decline_next, company.leave_pending_next, company.pass_next):
        act()
    for shard in range(journal.shards):
        for due in journal.due(Kind.RENEWAL, at=clock.now, limit=10, shard=shard):
            renewing.renew(due.customer_id, due.id)
    first = journal.subscription("customer0", f"{0:026d}")
    assert first is not None
    with pytest.raises(ConflictError):
        journal.write(Change(a_begun(version=1, id=first.id, customer_id="customer0"), first))
    assert len(list(journal.orders_between(NOW, NOW + timedelta(days=60)))) == 2
    assert len(journal.orders_numbered("0000-0001")) == len(list(ledger.orders("customer0", limit=5)))


def test_what_stands_in_it_is_what_stands_in_dynamodb(cloud: Cloud) -> None:
    """But for the name that each write makes up."""
    deployment = cloud.deploy()
    (name,) = deployment.tables.values()
    counting = CountingTable()
    played(cloud.client(), name)
    played(counting, "till")

    theirs = cloud.client().scan(TableName=name)["Items"]

    assert _comparable(counting.items()) == _comparable(theirs)


def _comparable(items: Any) -> list[dict[str, Any]]:
    plain = [{name: value for name, value in item.items() if name != "write_id"} for item in items]
    return sorted(plain, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def test_units_are_counted_as_the_developer_guide_says() -> None:
    table = CountingTable()
    small = {"pk": {"S": "a"}, "sk": {"S": "b"}, "text": {"S": "x" * 1000}}

    table.put_item(TableName="till", Item=small)
    assert table.counted.write_units == 1
    table.put_item(TableName="till", Item={**small, "text": {"S": "x" * 1024}})
    assert table.counted.write_units == 1 + 2, "a kilobyte each, begun ones count"
    table.put_item(TableName="till", Item=small)
    assert table.counted.write_units == 1 + 2 + 2, "the larger of before and after counts"
    table.transact_write_items(TransactItems=[{"Put": {"Item": {**small, "sk": {"S": "c"}}}}])
    assert table.counted.write_units == 1 + 2 + 2 + 2, "a transaction costs twice"

    keys = [{"pk": {"S": "a"}, "sk": {"S": sk}} for sk in ("b", "nothing")]
    table.batch_get_item(RequestItems={"till": {"Keys": keys}})
    assert table.counted.read_units == 2
    assert table.counted.index_units == 0

    for at in ("1", "2", "2"):
        entry = {**small, "agenda": {"S": "page"}, "agenda_at": {"S": at}}
        table.put_item(TableName="till", Item=entry)
    assert table.counted.index_units == 1 + 2, "to move an entry is to delete one and to write one"


def test_sizes_are_those_of_the_developer_guide() -> None:
    assert size_of({"pk": {"S": "ä"}}) == 2 + 2
    assert size_of({"n": {"N": "123"}}) == 1 + 3
    assert size_of({"b": {"BOOL": True}}) == 1 + 1
    assert size_of({"l": {"L": [{"S": "ab"}]}}) == 1 + 3 + 1 + 2
    assert size_of({"m": {"M": {"a": {"S": "ab"}}}}) == 1 + 3 + 1 + 1 + 2


def test_it_refuses_what_it_does_not_know() -> None:
    with pytest.raises(AssertionError):
        CountingTable().query(KeyConditionExpression="pk > :pk", ExpressionAttributeValues={":pk": {"S": "a"}})


def test_a_condition_that_does_not_hold_tells_what_stands_there() -> None:
    table = CountingTable()
    item = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    put = {"TableName": "till", "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    table.put_item(**put)

    with pytest.raises(ClientError) as single:
        table.put_item(**put)
    with pytest.raises(ClientError) as several:
        table.transact_write_items(
            TransactItems=[{"Put": put}, {"Put": {**put, "Item": {**item, "sk": {"S": "c"}}}}]
        )

    assert single.value.response["Item"] == item
    reasons = several.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["ConditionalCheckFailed", "None"]
    assert len(table) == 1
