"""Charge answers: only proof places an order, once, and however late it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    ANOTHER_CHECKOUT_ID,
    NOW,
    a_cart,
    a_money,
    a_payment,
    an_address,
)
from tests.services.till import (
    AGREEMENT_REFUSED,
    DOUBT,
    PENDING,
    Till,
    a_refusal,
    a_setup_refusal,
    handed_off,
)
from voicetill.domain.checkout_events import (
    ChargeAuthorized,
    ChargeCompleted,
    Event,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.money import Currency, Money
from voicetill.domain.orders import Order
from voicetill.domain.payments import Refusal
from voicetill.services.outcomes import (
    OrderPlaced,
    Refused,
    StillProcessing,
    Unmatched,
)

NO_PROOFS = {
    "pending": PENDING,
    "unknown": DOUBT,
    "declined": a_refusal(),
    "reserved only": ChargeAuthorized(NOW, a_payment()),
}


@pytest.fixture
def till() -> Till:
    return Till()


# Charge answers.


def stored(order: Order) -> Order:
    """An order as it is once it was written."""
    return replace(order, version=1)


def test_proof_places_the_order(till: Till) -> None:
    charge = till.charging()

    outcome = till.pay(charge)

    assert isinstance(outcome, OrderPlaced)
    assert till.orders == [stored(outcome.order)]
    assert outcome.order.id == charge.token
    assert outcome.order.payment.amount == a_money(900)
    assert (outcome.order.address, outcome.order.placed_at) == (an_address(), till.clock.now)
    assert till.current.state is State.PAID
    assert till.customer.cart.is_empty


def test_the_same_charge_answer_twice_makes_one_order_and_the_same_words(till: Till) -> None:
    charge = till.charging()
    first = till.pay(charge)
    till.clock.pass_by(timedelta(hours=1))

    second = till.pay(charge)

    assert isinstance(first, OrderPlaced)
    assert second == first
    assert till.orders == [stored(first.order)]


def test_two_deliveries_of_one_proof_at_the_same_moment_make_one_order(till: Till) -> None:
    charge = till.charging()
    till.ledger.meanwhile(lambda: till.pay(charge))

    outcome = till.pay(charge)

    assert isinstance(outcome, OrderPlaced)
    assert till.orders == [stored(outcome.order)]


@pytest.mark.parametrize("event", NO_PROOFS.values(), ids=NO_PROOFS)
def test_without_proof_there_is_no_order(till: Till, event: Event) -> None:
    charge = till.charging()

    outcome = till.answer(charge.token, event)

    assert not isinstance(outcome, OrderPlaced)
    assert not till.orders
    assert till.customer.cart == a_cart()


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": a_money(899)},
        {"amount": a_money(901)},
        {"amount": Money(900, Currency.EUR)},
        {"reference": f"{ANOTHER_CHECKOUT_ID}01"},
        {"reference": ""},
    ],
    ids=str,
)
def test_a_payment_that_does_not_match_confirms_nothing(till: Till, changes: dict[str, object]) -> None:
    charge = till.charging()
    strange = replace(a_payment(till.current), **changes)  # type: ignore[arg-type]

    assert till.answer(charge.token, ChargeCompleted(NOW, strange)) == StillProcessing()
    assert till.current.state is State.UNKNOWN
    assert not till.orders
    assert isinstance(till.pay(charge), OrderPlaced)


@pytest.mark.parametrize("event", NO_PROOFS.values(), ids=NO_PROOFS)
def test_a_proof_after_any_other_answer_still_becomes_an_order(till: Till, event: Event) -> None:
    charge = till.charging()
    till.answer(charge.token, event)

    assert isinstance(till.pay(charge), OrderPlaced)
    assert len(till.orders) == 1


def test_a_late_proof_for_a_declined_and_replaced_checkout_becomes_an_order(till: Till) -> None:
    charge = till.charging("starter_kit")
    till.answer(charge.token, a_refusal())
    newer = till.told("refill_pack")

    outcome = till.pay(charge)

    assert isinstance(outcome, OrderPlaced)
    assert outcome.order.id == charge.token
    assert till.checkout(charge.token).state is State.PAID
    assert till.checkout(newer.checkout.id).state is State.ABANDONED  # it held the starter kit too


def test_a_late_proof_for_an_abandoned_checkout_becomes_an_order(till: Till) -> None:
    """A refused agreement leads back to Setup, where a purchase can be given up; money may have moved."""
    charge = till.charging()
    proof = till.proof(charge)
    handed_off(till.answer(charge.token, AGREEMENT_REFUSED), "Setup")
    till.filling.start_over(till.visitor)
    assert till.current.state is State.ABANDONED

    outcome = till.answer(charge.token, proof)

    assert isinstance(outcome, OrderPlaced)
    assert len(till.orders) == 1


def test_what_was_added_to_the_cart_meanwhile_stays(till: Till) -> None:
    charge = till.charging("starter_kit")
    drawer = till.drawer
    assert drawer.customer is not None
    drawer.customer = replace(drawer.customer, version=9, cart=a_cart(starter_kit=3, refill_pack=1))

    till.pay(charge)

    assert till.customer.cart == a_cart(starter_kit=2, refill_pack=1)


def test_a_decline_keeps_the_cart_and_says_why(till: Till) -> None:
    charge = till.charging()

    outcome = till.answer(charge.token, a_refusal(Refusal.REJECTED))

    assert outcome == Refused(Refusal.REJECTED)
    assert till.customer.cart == a_cart()
    assert till.answer(charge.token, a_refusal(Refusal.REJECTED)) == outcome


def test_a_pending_charge_is_said_to_be_pending_as_often_as_it_is_told(till: Till) -> None:
    charge = till.charging()

    assert [till.answer(charge.token, PENDING) for _ in range(2)] == [StillProcessing()] * 2
    assert till.current.state is State.PENDING


def test_a_setup_answer_where_a_charge_was_expected_confirms_nothing(till: Till) -> None:
    charge = till.charging()

    assert till.answer(charge.token, a_setup_refusal()) == StillProcessing()
    assert till.current.state is State.AWAITING_CHARGE


def test_a_charge_answer_where_setup_was_expected_confirms_nothing(till: Till) -> None:
    setup = handed_off(till.buy())
    never_asked = ChargeCompleted(NOW, a_payment(till.current))

    for event in (never_asked, PENDING, DOUBT, a_refusal()):
        assert till.answer(setup.token, event) == Unmatched()
    assert till.current.state is State.AWAITING_SETUP
    assert not till.orders
