"""The promises of the services' `Ledger` port, kept by the ledger in DynamoDB and by the fake alike.

A service that is right over the fake is right over the real one only as far as both pass here.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.builders import (
    ANOTHER_CHECKOUT_ID,
    CHECKOUT_ID,
    CUSTOMER_ID,
    NOW,
    a_cart,
    a_checkout,
    a_customer,
    a_payment,
    a_renewal,
    an_agreement,
    an_order,
)
from tests.stores import dynamo
from tests.stores.ledgers import DynamoSubject, MemorySubject, Subject
from tests.stores.strategies import customers, orders
from tests.strategies import checkouts
from voicetill.domain.agreements import AgreementKind
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.orders import Order, Request, Wish, asked, place, shipped
from voicetill.domain.payments import Environment
from voicetill.services.ports import Ledger

NOBODY = Standing(a_customer())
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(params=[MemorySubject, DynamoSubject], ids=["memory", "dynamodb"])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    with mock_aws():
        yield request.param()


@pytest.fixture
def ledger(subject: Subject) -> Ledger:
    return subject.open()


# The table outlives an example, because every example has a customer of its own.
generated = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _kept(ledger: Ledger, checkout: Checkout | None = None, customer: Customer | None = None) -> Standing:
    """Save a first standing of the customer of the builders."""
    known = customer or a_customer(cart=a_cart(), agreement=an_agreement())
    return ledger.save(NOBODY, Standing(known, checkout or a_checkout(version=0)))


def _with_past(ledger: Ledger) -> Standing:
    """Replace one checkout by another, and return the standing that a late answer to the first one reads."""
    first = _kept(ledger)
    ledger.save(first, replace(first, current=a_checkout(id=ANOTHER_CHECKOUT_ID, version=0)))
    return ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID)


def _an_order(checkout_id: str = CHECKOUT_ID) -> Order:
    paid = a_checkout(State.PAID, id=checkout_id)
    return place(paid, a_payment(paid), at=NOW)


def test_nobody_stands_anywhere_before_their_first_turn(ledger: Ledger) -> None:
    assert ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID) == Standing(Customer(CUSTOMER_ID))


@generated
@given(customer=customers(), checkout=checkouts())
def test_stored_and_reloaded_is_equal(ledger: Ledger, customer: Customer, checkout: Checkout) -> None:
    saved = ledger.save(
        Standing(Customer(customer.id)), Standing(customer, replace(checkout, customer_id=customer.id, version=0))
    )

    assert ledger.standing(customer.id) == saved
    assert (saved.current and saved.current.quote) == checkout.quote


@pytest.mark.parametrize("kind", [None, *AgreementKind])
def test_the_terms_of_a_subscription_are_kept(ledger: Ledger, kind: AgreementKind | None) -> None:
    begun = a_checkout(State.ENROLLED, version=0, kind_needed=kind)
    checkout = replace(begun, **a_renewal())  # type: ignore[arg-type]

    saved = _kept(ledger, checkout)

    assert ledger.standing(CUSTOMER_ID) == saved
    assert saved.current == replace(checkout, version=1)


@generated
@given(order=orders())
def test_an_order_stored_and_reloaded_is_equal(ledger: Ledger, order: Order) -> None:
    nothing = Standing(Customer(order.customer_id))

    ledger.save(nothing, nothing, order=order)

    assert list(ledger.orders(order.customer_id, limit=5)) == [replace(order, version=1)]


@generated
@given(order=orders())
def test_a_wish_is_written_on_an_order_once_and_stays_with_it(ledger: Ledger, order: Order) -> None:
    nothing = Standing(Customer(order.customer_id))
    ledger.save(nothing, nothing, order=order)
    (before,) = ledger.orders(order.customer_id, limit=5)

    saved = ledger.save_order(before, asked(before, Wish.REFUND, at=NOW))
    same = ledger.save_order(saved, asked(saved, Wish.REFUND, at=NOW + timedelta(days=1)))

    assert same == saved
    assert list(ledger.orders(order.customer_id, limit=5)) == [saved]
    assert saved.requests == (*before.requests, Request(Wish.REFUND, NOW)) or before.has_asked(Wish.REFUND)


def test_of_two_who_write_on_an_order_at_once_the_slower_is_told(ledger: Ledger) -> None:
    order = an_order()
    nothing = Standing(Customer(order.customer_id))
    ledger.save(nothing, nothing, order=order)
    (before,) = ledger.orders(order.customer_id, limit=5)
    first = ledger.save_order(before, shipped(before, at=NOW))

    with pytest.raises(ConflictError):
        ledger.save_order(before, asked(before, Wish.CANCEL, at=NOW))

    assert list(ledger.orders(order.customer_id, limit=5)) == [first]


@generated
@given(customer=customers(), replaced=checkouts(), newer=checkouts())
def test_a_replaced_checkout_is_found_by_its_token_as_it_was(
    ledger: Ledger, customer: Customer, replaced: Checkout, newer: Checkout
) -> None:
    first = ledger.save(Standing(Customer(customer.id)), Standing(customer, replace(replaced, version=0)))

    ledger.save(first, replace(first, current=replace(newer, id=ANOTHER_CHECKOUT_ID, version=0)))

    later = ledger.standing(customer.id, checkout_id=replaced.id)
    assert (later.current and later.current.id) == ANOTHER_CHECKOUT_ID
    assert later.past is not None
    assert replace(later.past, version=replaced.version) == replaced


def test_what_changed_gets_the_next_version_and_what_did_not_keeps_its_own(ledger: Ledger) -> None:
    first = _kept(ledger)

    second = ledger.save(first, replace(first, current=a_checkout(State.AWAITING_CHARGE, version=1)))

    assert (first.customer.version, first.current and first.current.version) == (1, 1)
    assert (second.customer.version, second.current and second.current.version) == (1, 2)
    assert ledger.standing(CUSTOMER_ID) == second


def test_a_replaced_checkout_is_kept_in_the_form_that_the_turn_gave_it(ledger: Ledger) -> None:
    first = _kept(ledger)
    given_up = a_checkout(State.ABANDONED, version=1)

    ledger.save(first, Standing(first.customer, a_checkout(id=ANOTHER_CHECKOUT_ID, version=0), given_up))

    past = ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID).past
    assert past == replace(given_up, version=2)


def test_a_past_checkout_can_still_change(ledger: Ledger) -> None:
    standing = _with_past(ledger)
    assert standing.past is not None
    paid = replace(a_checkout(State.PAID), version=standing.past.version)

    saved = ledger.save(standing, replace(standing, past=paid), order=_an_order())

    assert ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID) == saved
    assert [order.id for order in ledger.orders(CUSTOMER_ID, limit=5)] == [CHECKOUT_ID]


def test_several_checkouts_of_the_past_are_kept(ledger: Ledger) -> None:
    third_id = "z" * 26
    standing = _with_past(ledger)

    ledger.save(
        ledger.standing(CUSTOMER_ID), replace(standing, current=a_checkout(id=third_id, version=0), past=None)
    )

    found = [ledger.standing(CUSTOMER_ID, checkout_id=it).past for it in (CHECKOUT_ID, ANOTHER_CHECKOUT_ID)]
    assert [past and past.id for past in found] == [CHECKOUT_ID, ANOTHER_CHECKOUT_ID]


def test_a_token_that_was_never_given_out_finds_nothing(ledger: Ledger) -> None:
    _kept(ledger)

    assert ledger.standing(CUSTOMER_ID, checkout_id="q" * 26).past is None


# Conditional writes.


def _other_cart(standing: Standing) -> Standing:
    return replace(standing, customer=replace(standing.customer, cart=a_cart(refill_pack=7)))


def _other_current(standing: Standing) -> Standing:
    assert standing.current is not None
    return replace(standing, current=replace(standing.current, updated_at=LATER))


def _other_past(standing: Standing) -> Standing:
    assert standing.past is not None
    return replace(standing, past=replace(standing.past, updated_at=LATER))


def _newer_current(standing: Standing) -> Standing:
    return replace(standing, current=a_checkout(id="n" * 26, version=0), past=None)


CHANGES = [_other_cart, _other_current, _other_past, _newer_current]


@pytest.mark.parametrize("change", CHANGES)
def test_of_two_who_read_the_same_only_the_first_writes(
    ledger: Ledger, change: Callable[[Standing], Standing]
) -> None:
    seen = _with_past(ledger)
    first = ledger.save(seen, change(seen))

    with pytest.raises(ConflictError):
        ledger.save(seen, change(seen), order=_an_order())

    token = seen.past.id if seen.past else None
    found = ledger.standing(CUSTOMER_ID, checkout_id=token)
    assert (found.customer, found.current) == (first.customer, first.current)
    assert not ledger.orders(CUSTOMER_ID, limit=5)


@pytest.mark.parametrize("stale", CHANGES[:3])
@pytest.mark.parametrize("fresh", CHANGES[:3])
def test_a_write_with_one_stale_part_writes_no_part(
    ledger: Ledger, stale: Callable[[Standing], Standing], fresh: Callable[[Standing], Standing]
) -> None:
    seen = _with_past(ledger)
    first = ledger.save(seen, stale(seen))

    with pytest.raises(ConflictError):
        ledger.save(seen, fresh(stale(seen)), order=_an_order())

    assert ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID) == first
    assert not ledger.orders(CUSTOMER_ID, limit=5)


def test_a_record_that_is_there_already_is_not_written_as_a_first_one(ledger: Ledger) -> None:
    first = _kept(ledger)

    with pytest.raises(ConflictError):
        ledger.save(NOBODY, Standing(a_customer(cart=a_cart(refill_pack=9))))
    with pytest.raises(ConflictError):
        ledger.save(NOBODY, Standing(a_customer(), a_checkout(id=ANOTHER_CHECKOUT_ID, version=0)))

    assert ledger.standing(CUSTOMER_ID) == first


def test_an_order_is_never_written_over(ledger: Ledger) -> None:
    ledger.save(NOBODY, NOBODY, order=_an_order())

    with pytest.raises(ConflictError):
        ledger.save(NOBODY, Standing(a_customer(cart=a_cart())), order=_an_order())

    assert ledger.standing(CUSTOMER_ID).customer == a_customer()


@pytest.mark.parametrize("theirs", [_other_cart, _other_current])
def test_a_part_that_does_not_change_may_be_stale_and_keeps_what_others_wrote(
    ledger: Ledger, theirs: Callable[[Standing], Standing]
) -> None:
    """The proof of a payment for a past checkout must not wait for a customer who fills a cart, nor undo it."""
    seen = _with_past(ledger)
    winner = ledger.save(seen, theirs(seen))

    mine = ledger.save(seen, _other_past(seen))

    found = ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID)
    assert found == replace(winner, past=mine.past)


def test_a_checkout_does_not_begin_from_a_cart_that_changed_meanwhile(ledger: Ledger) -> None:
    """Another device took something out, or a late proof paid for it: the offer must be made anew."""
    seen = _kept(ledger)
    winner = ledger.save(seen, replace(seen, customer=replace(seen.customer, cart=a_cart(refill_pack=9))))

    with pytest.raises(ConflictError):
        ledger.save(seen, replace(seen, current=a_checkout(id=ANOTHER_CHECKOUT_ID, version=0)))

    assert ledger.standing(CUSTOMER_ID) == winner


# Calls.


def test_one_read_and_one_write_are_one_call_each(subject: Subject, ledger: Ledger) -> None:
    standing = _with_past(ledger)
    before = subject.calls()

    ledger.standing(CUSTOMER_ID)
    ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID)
    ledger.orders(CUSTOMER_ID, limit=5)
    assert subject.calls() - before == 3
    ledger.save(standing, _other_past(_other_customer_and_current(standing)), order=_an_order())
    assert subject.calls() - before == 4


def _other_customer_and_current(standing: Standing) -> Standing:
    return _other_cart(_other_current(standing))


def test_nothing_changed_costs_no_call(subject: Subject, ledger: Ledger) -> None:
    standing = _with_past(ledger)
    before = subject.calls()

    saved = ledger.save(standing, standing)

    assert saved == standing
    assert subject.calls() == before


# Orders.


def test_orders_come_newest_first_and_no_more_than_asked(ledger: Ledger) -> None:
    ids = [letter * 26 for letter in "abcd"]
    # Written in another order than they were placed in, and each in another time zone's spelling.
    for hours in (2, 0, 3, 1):
        zone = timezone(timedelta(hours=9 * hours % 12))
        placed = replace(_an_order(ids[hours]), placed_at=(NOW + timedelta(hours=hours)).astimezone(zone))
        ledger.save(NOBODY, NOBODY, order=placed)

    assert [order.id for order in ledger.orders(CUSTOMER_ID, limit=9)] == ids[::-1]
    assert [order.id for order in ledger.orders(CUSTOMER_ID, limit=2)] == [ids[3], ids[2]]


@generated
@given(
    customer=customers(),
    distances=st.lists(st.timedeltas(timedelta(days=-400), timedelta(days=400)), max_size=6, unique=True),
)
def test_orders_are_sorted_by_their_moment(ledger: Ledger, customer: Customer, distances: list[timedelta]) -> None:
    nothing = Standing(Customer(customer.id))
    for number, distance in enumerate(distances):
        placed = replace(_an_order(f"{number:026d}"), customer_id=customer.id, placed_at=NOW + distance)
        ledger.save(nothing, nothing, order=placed)

    moments = [order.placed_at for order in ledger.orders(customer.id, limit=10)]

    assert moments == sorted(moments, reverse=True)


# Apart.


def test_another_customers_token_finds_nothing(ledger: Ledger) -> None:
    _with_past(ledger)
    stranger = "0" * 32

    for token in (CHECKOUT_ID, ANOTHER_CHECKOUT_ID):
        assert ledger.standing(stranger, checkout_id=token) == Standing(Customer(stranger))
    assert not ledger.orders(stranger, limit=5)


@pytest.mark.parametrize(
    ("seller_id", "environment"),
    [("A2ANOTHER", Environment.SANDBOX), (dynamo.SELLER_ID, Environment.LIVE)],
    ids=["merchant", "environment"],
)
def test_merchants_and_environments_never_meet(subject: Subject, seller_id: str, environment: Environment) -> None:
    ours, theirs = subject.open(), subject.open(seller_id=seller_id, environment=environment)
    kept = _with_past(ours)
    ours.save(kept, kept, order=_an_order())

    assert theirs.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID) == Standing(a_customer())
    assert not theirs.orders(CUSTOMER_ID, limit=5)
    _kept(theirs, customer=a_customer(cart=a_cart(refill_pack=3)))
    assert ours.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID) == kept


# Out of order.


def test_a_store_that_does_not_answer_says_so(subject: Subject, ledger: Ledger) -> None:
    standing = _kept(ledger)
    subject.break_down()

    with pytest.raises(StoreUnavailableError):
        ledger.standing(CUSTOMER_ID)
    with pytest.raises(StoreUnavailableError):
        ledger.save(standing, _other_cart(standing))
    with pytest.raises(StoreUnavailableError):
        ledger.orders(CUSTOMER_ID, limit=1)
