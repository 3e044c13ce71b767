"""The promises of the services' `Journal` port, kept by the journal in DynamoDB and by the fake alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from moto import mock_aws

from tests.builders import CUSTOMER_ID, NOW, a_checkout, a_customer, a_payment, a_standing, an_order
from tests.domain.subscriptions import a_begun
from tests.stores import strategies
from tests.stores.journals import Books, DynamoBooks, MemoryBooks
from voicetill.domain import attempts
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import Operation, Prepared
from voicetill.domain.checkout_record import State, order_number
from voicetill.domain.erasure import Erasure, Scope, Why
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.journal import Change, Due, Entry, Kind
from voicetill.domain.occurrences import Happening, Occurrence, closed, happened
from voicetill.domain.orders import Order
from voicetill.domain.payments import Environment
from voicetill.domain.subscriptions import Subscription, SubscriptionState, claimed
from voicetill.services.ports import Journal, Ledger
from voicetill.stores import journal as dynamo_journal

MINUTE = timedelta(minutes=1)
LATER = NOW + 400 * timedelta(days=1)

# The table outlives an example, because every example has names of its own.
generated = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=[MemoryBooks, DynamoBooks], ids=["memory", "dynamodb"])
def books(request: pytest.FixtureRequest) -> Iterator[Books]:
    with mock_aws():
        yield request.param()


@pytest.fixture
def opened(books: Books) -> tuple[Journal, Ledger]:
    return books.open()


@pytest.fixture
def journal(opened: tuple[Journal, Ledger]) -> Journal:
    return opened[0]


def kept(journal: Journal, *entries: Entry) -> tuple[Entry, ...]:
    return journal.write(*(Change(None, entry) for entry in entries))


def begun(number: int = 0, **changes: object) -> Subscription:
    return a_begun(id=f"{number:026d}", **changes)


def an_attempt(reference: str = "reference1", **changes: object) -> Attempt:
    prepared = Prepared(Operation.CHARGE, reference, "agreement-1", f"key-{reference}", "body")
    attempt = attempts.begin(
        prepared, provider="ppro", customer_id=CUSTOMER_ID, owner=Owner.RENEWAL, owner_id="owner", at=NOW
    )
    return replace(attempt, **changes)  # type: ignore[arg-type]


def an_occurrence(part: str = "", **changes: object) -> Occurrence:
    occurrence = happened(
        Happening.ORDER_PAID,
        subject_id="order1",
        customer_id=CUSTOMER_ID,
        market_id="US",
        locale="en-US",
        at=NOW,
        part=part,
    )
    return replace(occurrence, **changes)  # type: ignore[arg-type]


def an_order_placed(number: int = 0, **changes: object) -> Order:
    paid = a_checkout(State.PAID, id=f"{number:026d}")
    return replace(an_order(checkout=paid), payment=a_payment(paid), **changes)  # type: ignore[arg-type]


def due(journal: Journal, kind: Kind, at: datetime = LATER, *, limit: int = 100) -> list[Due]:
    """What all pages tell, page by page."""
    pages = (journal.due(kind, at=at, limit=limit, shard=shard) for shard in range(journal.shards))
    return [each for page in pages for each in page]


# Stored and reloaded.


@generated
@given(subscription=strategies.subscriptions())
def test_a_subscription_stored_and_reloaded_is_equal(journal: Journal, subscription: Subscription) -> None:
    (saved,) = kept(journal, subscription)

    assert saved == replace(subscription, version=1)
    assert journal.subscription(subscription.customer_id, subscription.id) == saved


@generated
@given(erasure=strategies.erasures())
def test_an_erasure_stored_and_reloaded_is_equal(journal: Journal, erasure: Erasure) -> None:
    (saved,) = kept(journal, erasure)

    assert saved == replace(erasure, version=1)
    assert journal.belongings(erasure.customer_id).erasures == (saved,)


def test_an_erasure_is_found_by_the_clock_until_it_is_done(journal: Journal) -> None:
    erasure = Erasure(CUSTOMER_ID, Scope.ALL, Why.BY_REQUEST, NOW, NOW, NOW + MINUTE)
    (saved,) = kept(journal, erasure)
    found = due(journal, Kind.ERASURE)

    journal.write(Change(saved, replace(erasure, look_at=None, done_at=NOW)))

    assert found == [Due(Kind.ERASURE, CUSTOMER_ID, "all", NOW + MINUTE)]
    assert due(journal, Kind.ERASURE) == []


def test_all_that_a_customer_has_is_told_at_once(opened: tuple[Journal, Ledger]) -> None:
    journal, ledger = opened
    first = ledger.save(a_standing(), a_standing(current=a_checkout(State.DECLINED, id="1" * 26, version=0)))
    second = a_checkout(State.PAID, id="2" * 26, version=0)
    standing = ledger.save(first, replace(first, current=second), order=an_order_placed(2))
    subscription, told = kept(journal, begun(), an_occurrence())
    of_another = replace(an_occurrence("else"), customer_id="somebody")
    kept(journal, of_another)

    has = journal.belongings(CUSTOMER_ID)

    assert has.customer == standing.customer
    assert has.current == standing.current
    assert [each.id for each in has.past] == ["1" * 26]
    assert [each.id for each in has.orders] == [an_order_placed(2).id]
    assert (has.subscriptions, has.occurrences) == ((subscription,), (told,))
    assert journal.belongings("nobody").is_nothing


@generated
@given(attempt=strategies.attempts())
def test_an_attempt_stored_and_reloaded_is_equal_to_the_letter(journal: Journal, attempt: Attempt) -> None:
    (saved,) = kept(journal, attempt)

    assert journal.attempt(attempt.reference) == saved == replace(attempt, version=1)


@generated
@given(order=strategies.orders())
def test_an_order_is_found_by_its_id(journal: Journal, order: Order) -> None:
    """Ids are random: no two orders ever share one."""
    order = replace(order, version=0, id=order.customer_id[-26:].replace("r", "0"))

    (saved,) = kept(journal, order)

    assert journal.order(order.id) == saved


def test_an_occurrence_stored_and_reloaded_is_equal(journal: Journal) -> None:
    (saved,) = kept(journal, an_occurrence(email="robin@example.com", details={"minor": 5, "currency": "USD"}))

    assert journal.occurrence(CUSTOMER_ID, an_occurrence().id) == saved


def test_what_is_not_there_is_none(journal: Journal) -> None:
    assert journal.subscription(CUSTOMER_ID, "nothing") is None
    assert journal.attempt("nothing") is None
    assert journal.occurrence(CUSTOMER_ID, "nothing") is None
    assert journal.order(an_order_placed().id) is None
    assert list(journal.orders_numbered("1234-5678")) == []
    assert list(journal.subscriptions(CUSTOMER_ID)) == []


def test_a_customers_subscriptions_come_oldest_first(journal: Journal) -> None:
    kept(journal, begun(1, started_at=NOW), begun(2, started_at=NOW - MINUTE))
    kept(journal, begun(3, customer_id="another"))

    assert [it.id[-1] for it in journal.subscriptions(CUSTOMER_ID)] == ["2", "1"]


# All or nothing.


def test_what_is_written_together_is_written_together(journal: Journal) -> None:
    (first,) = kept(journal, begun())
    assert isinstance(first, Subscription)

    saved = journal.write(Change(first, claimed(first)), Change(None, an_attempt()), Change(None, an_occurrence()))

    assert [entry.version for entry in saved] == [2, 1, 1]
    assert journal.subscription(CUSTOMER_ID, first.id) == saved[0]
    assert journal.attempt("reference1") == saved[1]


@pytest.mark.parametrize("entry", [begun(), an_attempt(), an_occurrence(), an_order_placed()])
def test_what_is_there_already_is_no_new_one(journal: Journal, entry: Entry) -> None:
    kept(journal, entry)

    with pytest.raises(ConflictError):
        kept(journal, an_attempt("reference2"), entry)

    assert journal.attempt("reference2") is None


def test_who_read_before_somebody_wrote_writes_nothing(journal: Journal) -> None:
    (first,) = kept(journal, begun())
    assert isinstance(first, Subscription)
    journal.write(Change(first, replace(first, noticed=1)))

    with pytest.raises(ConflictError):
        journal.write(Change(first, claimed(first)), Change(None, an_attempt()))

    assert journal.attempt("reference1") is None
    stands = journal.subscription(CUSTOMER_ID, first.id)
    assert stands is not None
    assert stands.state is SubscriptionState.ACTIVE


def test_an_order_of_a_journal_is_an_order_of_the_ledger(opened: tuple[Journal, Ledger]) -> None:
    journal, ledger = opened

    (saved,) = kept(journal, an_order_placed())

    assert list(ledger.orders(CUSTOMER_ID, limit=5)) == [saved]


def test_what_goes_along_with_a_standing_stands_or_falls_with_it(opened: tuple[Journal, Ledger]) -> None:
    journal, ledger = opened
    nobody = a_standing()
    known = a_standing(replace(a_customer(), version=0), a_checkout(State.AWAITING_CHARGE, version=0))
    ledger.save(nobody, known, also=[Change(None, an_attempt())])

    with pytest.raises(ConflictError):
        ledger.save(nobody, known, also=[Change(None, an_attempt("reference2"))])

    assert journal.attempt("reference1") is not None
    assert journal.attempt("reference2") is None


def test_nothing_changed_costs_no_call(books: Books) -> None:
    journal, _ = books.open()
    (first,) = kept(journal, begun())
    before = books.calls()

    assert journal.write(Change(first, first)) == (first,)
    assert journal.write() == ()
    assert books.calls() == before


def test_a_write_is_one_call_however_much_it_holds(books: Books) -> None:
    journal, _ = books.open()
    before = books.calls()

    kept(journal, begun(), an_attempt(), an_occurrence(), an_order_placed())

    assert books.calls() == before + 1


# What is due.


def test_what_is_due_is_found_by_its_moment_and_names_whose_it_is(journal: Journal) -> None:
    subscription = begun(7, due_at=NOW)
    kept(journal, subscription, an_attempt(look_at=NOW), an_occurrence(tell_at=NOW))

    assert due(journal, Kind.RENEWAL, NOW) == [Due(Kind.RENEWAL, CUSTOMER_ID, subscription.id, NOW)]
    assert due(journal, Kind.ATTEMPT, NOW) == [Due(Kind.ATTEMPT, "", "reference1", NOW)]
    assert due(journal, Kind.OCCURRENCE, NOW) == [Due(Kind.OCCURRENCE, CUSTOMER_ID, an_occurrence().id, NOW)]
    for kind in Kind:
        assert due(journal, kind, NOW - timedelta(microseconds=1)) == []


@pytest.mark.parametrize(
    "entry",
    [
        begun(due_at=None, state=SubscriptionState.SUSPENDED),
        begun(due_at=None, state=SubscriptionState.ENDED),
        begun(due_at=NOW, state=SubscriptionState.CHARGING),
        attempts.settled(an_attempt(), at=NOW),
        an_occurrence(tell_at=None),
        an_order_placed(),
    ],
)
def test_what_waits_for_nothing_is_never_due(journal: Journal, entry: Entry) -> None:
    kept(journal, entry)

    assert [each for kind in Kind for each in due(journal, kind)] == []


@pytest.mark.parametrize("state", [State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN])
def test_money_in_doubt_is_found_as_the_current_checkout_and_as_a_past_one(
    opened: tuple[Journal, Ledger], state: State
) -> None:
    """A person must find every charge that nobody answered, also where the customer never comes back."""
    journal, ledger = opened
    doubtful = a_checkout(state, version=0)
    from_when = NOW if state is State.UNKNOWN else NOW + timedelta(minutes=15)

    first = ledger.save(a_standing(), a_standing(current=doubtful))

    assert due(journal, Kind.DOUBT) == [Due(Kind.DOUBT, CUSTOMER_ID, "", from_when)]
    second = ledger.save(first, replace(first, current=a_checkout(id="n" * 26, version=0)))
    assert due(journal, Kind.DOUBT) == [Due(Kind.DOUBT, CUSTOMER_ID, doubtful.id, from_when)]
    assert second.past is not None
    ledger.save(second, replace(second, past=replace(a_checkout(State.PAID), version=second.past.version)))
    assert due(journal, Kind.DOUBT) == []


def test_a_task_stays_on_the_list_after_it_was_told_and_until_it_is_closed(journal: Journal) -> None:
    (task,) = kept(journal, an_occurrence(what=Happening.MERCHANT_TASK))
    assert isinstance(task, Occurrence)

    assert due(journal, Kind.TASK) == []
    (told,) = journal.write(Change(task, replace(task, tell_at=None)))
    assert isinstance(told, Occurrence)
    assert due(journal, Kind.TASK) == [Due(Kind.TASK, CUSTOMER_ID, task.id, NOW)]
    journal.write(Change(told, closed(told, at=NOW)))
    assert due(journal, Kind.TASK) == []


def test_what_has_been_done_is_due_no_more(journal: Journal) -> None:
    first, attempt, occurrence = kept(journal, begun(due_at=NOW), an_attempt(), an_occurrence())
    assert isinstance(first, Subscription)
    assert isinstance(attempt, Attempt)
    assert isinstance(occurrence, Occurrence)

    journal.write(
        Change(first, claimed(first)),
        Change(attempt, attempts.settled(attempt, at=NOW)),
        Change(occurrence, replace(occurrence, tell_at=None)),
    )

    assert [each for kind in Kind for each in due(journal, kind)] == []


def test_a_page_tells_the_earliest_first_and_no_more_than_asked_for(journal: Journal) -> None:
    kept(journal, *(begun(number, due_at=NOW - number * MINUTE) for number in range(20)))

    for shard in range(journal.shards):
        page = journal.due(Kind.RENEWAL, at=NOW, limit=100, shard=shard)
        assert [each.at for each in page] == sorted(each.at for each in page)
        assert list(journal.due(Kind.RENEWAL, at=NOW, limit=1, shard=shard)) == list(page[:1])
    assert len(due(journal, Kind.RENEWAL, NOW)) == 20


def test_every_moment_sorts_as_time_does_whatever_its_zone(journal: Journal) -> None:
    tokyo = (NOW + MINUTE).astimezone(ZoneInfo("Asia/Tokyo"))
    kept(journal, begun(1, due_at=tokyo), begun(2, due_at=NOW.replace(microsecond=0)))

    assert {each.id[-1] for each in due(journal, Kind.RENEWAL, NOW)} == {"2"}
    assert {each.at for each in due(journal, Kind.RENEWAL, NOW + MINUTE)} == {NOW, NOW + MINUTE}


def test_no_merchant_and_no_environment_finds_anothers(books: Books) -> None:
    journal, _ = books.open()
    kept(journal, begun(due_at=NOW), an_attempt(), an_occurrence(), an_order_placed())
    for stranger, _ in (
        books.open(seller_id="A1ANOTHER"),
        books.open(environment=Environment.LIVE),
    ):
        assert [each for kind in Kind for each in due(stranger, kind)] == []
        assert stranger.order(an_order_placed().id) is None
        assert stranger.subscription(CUSTOMER_ID, begun().id) is None
        assert list(stranger.orders_between(NOW - MINUTE, NOW + MINUTE)) == []


def test_another_customer_finds_nothing(journal: Journal) -> None:
    kept(journal, begun(), an_occurrence())

    assert journal.subscription("another", begun().id) is None
    assert journal.occurrence("another", an_occurrence().id) is None


# Orders.


def test_a_number_that_two_orders_share_tells_both_oldest_first(journal: Journal) -> None:
    one, two = an_order_placed(5, placed_at=NOW + MINUTE), an_order_placed(5)
    two = replace(two, id=_with_the_same_number(two.id))
    assert order_number(one.id) == order_number(two.id)
    kept(journal, one)
    kept(journal, two)

    assert [order.id for order in journal.orders_numbered(one.number)] == [two.id, one.id]
    assert (journal.order(one.id) or one).placed_at == NOW + MINUTE


def _with_the_same_number(id_: str) -> str:
    """Another id whose digits end in the same eight."""
    number = int(id_, 36) + 10**8
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text.rjust(26, "0")


def test_orders_of_a_time_are_found_with_both_ends_and_over_the_turn_of_a_month(journal: Journal) -> None:
    first, last = datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    times = [first - MINUTE, first, datetime(2026, 2, 14, tzinfo=UTC), last, last + MINUTE]
    kept(journal, *(an_order_placed(number, placed_at=at) for number, at in enumerate(times)))

    found = journal.orders_between(first, last)

    assert sorted(order.placed_at for order in found) == times[1:4]


@pytest.mark.parametrize("counts", [(3,), (1, 4, 0, 2), (2, 2, 2)])
def test_more_orders_than_one_page_holds_are_each_found_once(
    counts: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many share a moment."""
    monkeypatch.setattr(dynamo_journal, "_BATCH", 2)
    # The same page of the index for all of them.
    monkeypatch.setattr("voicetill.stores.entries.SHARDS", 1)
    moments = [NOW + number * MINUTE for number, count in enumerate(counts) for _ in range(count)]
    orders = [an_order_placed(number, placed_at=at) for number, at in enumerate(moments)]
    with mock_aws():
        journal, _ = DynamoBooks().open()
        kept(journal, *orders)

        found = [order.id for order in journal.orders_between(NOW, NOW + 10 * MINUTE)]

    assert sorted(found) == sorted(order.id for order in orders)


# Down.


def test_a_store_that_is_down_is_said_by_every_verb(books: Books) -> None:
    journal, _ = books.open()
    books.break_down()

    for verb in (
        lambda: kept(journal, begun()),
        lambda: journal.attempt("reference1"),
        lambda: journal.occurrence(CUSTOMER_ID, "id"),
        lambda: journal.subscription(CUSTOMER_ID, "id"),
        lambda: journal.subscriptions(CUSTOMER_ID),
        lambda: journal.order(an_order_placed().id),
        lambda: journal.orders_numbered("1234-5678"),
        lambda: list(journal.orders_between(NOW, NOW)),
        lambda: journal.due(Kind.RENEWAL, at=NOW, limit=1, shard=0),
    ):
        with pytest.raises(StoreUnavailableError):
            verb()
