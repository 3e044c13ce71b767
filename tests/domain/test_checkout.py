"""The machine's table: every state with every event, and the two rules that stand above it."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW, a_checkout, a_payment
from tests.domain.sample_events import FOREIGN_REFERENCE, almost_proofs, proofs, sample_events
from tests.strategies import (
    charged_checkouts,
    checkouts,
    events,
    events_of,
    fresh_checkouts,
    matching_payments,
    strange_payments,
)
from voicetill.domain import checkout_events as happened
from voicetill.domain.checkout import RULES, step
from voicetill.domain.checkout_events import (
    EVENTS,
    ChargeAuthorized,
    ChargeCompleted,
    Confirm,
    Event,
    PlaceOrder,
    RefundDue,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.errors import IllegalStep
from voicetill.domain.payments import Refusal

EVERY_PAIR = [(state, kind) for state in State for kind in EVENTS]


def _named(pair: tuple[State, type[Event]]) -> str:
    return f"{pair[0]}-{pair[1].__name__}"


def test_the_generated_events_are_of_every_type() -> None:
    assert {type(event) for event in sample_events(a_checkout(State.AWAITING_CHARGE))} == set(EVENTS)


def test_every_kind_of_event_is_listed_once() -> None:
    defined = [it for it in vars(happened).values() if isinstance(it, type) and issubclass(it, Event)]

    assert sorted(kind.__name__ for kind in EVENTS) == sorted(
        kind.__name__ for kind in defined if kind is not Event
    )
    assert set(EVENTS) < set(defined)


def test_the_table_names_only_events_that_can_happen() -> None:
    assert {event for _, event in RULES} == set(EVENTS)


@pytest.mark.parametrize("pair", EVERY_PAIR, ids=_named)
@settings(max_examples=10)
@given(data=st.data())
def test_a_step_leads_where_its_rule_says_or_is_illegal(
    pair: tuple[State, type[Event]], data: st.DataObject
) -> None:
    state, kind = pair
    checkout = data.draw(checkouts(state))
    event = data.draw(events_of(kind, checkout))

    # A rule may still refuse: no payment can be for a checkout that never asked for one.
    if pair in RULES and (checkout.attempt or kind not in (ChargeCompleted, ChargeAuthorized)):
        reached = step(checkout, event).checkout
        assert reached.state in RULES[pair].leads_to
        assert reached.updated_at == (event.at if reached.state is not state else checkout.updated_at)
    elif pair not in RULES or _never_asked(checkout):
        with pytest.raises(IllegalStep) as illegal:
            step(checkout, event)
        assert (illegal.value.state, illegal.value.event) == (state, kind.__name__)


def test_a_checkout_cannot_be_changed_in_place() -> None:
    checkout = a_checkout()

    with pytest.raises(FrozenInstanceError):
        checkout.state = State.PAID  # type: ignore[misc]


@given(st.data())
def test_a_step_is_decided_by_checkout_and_event_alone(data: st.DataObject) -> None:
    checkout = data.draw(checkouts())
    event = data.draw(events(checkout))

    assert _taken(checkout, event) == _taken(checkout, event)


@given(st.data())
def test_money_wins_from_every_state(data: st.DataObject) -> None:
    """Whatever happened since: a charge was asked for, the money was taken, so the order exists."""
    checkout = data.draw(charged_checkouts())
    payment = data.draw(matching_payments(checkout))

    taken = step(checkout, ChargeCompleted(NOW, payment))

    assert taken.checkout.state is State.PAID
    assert taken.checkout.payment is not None
    assert Confirm() in taken.commands


@pytest.mark.parametrize("state", [state for state in State if state not in (State.NEW, State.ENROLLED)])
@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_any_attempt_counts(state: State, attempt: int) -> None:
    checkout = a_checkout(state, attempt=3)

    taken = step(checkout, ChargeCompleted(NOW, a_payment(checkout, attempt=attempt)))

    assert taken.checkout.state is State.PAID


@given(st.data())
def test_what_does_not_match_never_pays(data: st.DataObject) -> None:
    checkout = data.draw(checkouts().filter(lambda it: it.state not in (State.PAID, State.AUTHORIZED)))
    kind = data.draw(st.sampled_from([ChargeCompleted, ChargeAuthorized]))
    event = kind(NOW, data.draw(strange_payments(checkout)))

    reached, commands = _taken(checkout, event)

    assert reached.state not in (State.PAID, State.AUTHORIZED)
    assert not any(isinstance(command, PlaceOrder | RefundDue) for command in commands)


@pytest.mark.parametrize("state", State)
def test_a_strange_payment_changes_no_payment_that_is_known(state: State) -> None:
    checkout = a_checkout(state)

    for payment in almost_proofs(checkout):
        reached, commands = _taken(checkout, ChargeCompleted(NOW, payment))

        assert reached.payment == checkout.payment
        assert not any(isinstance(command, PlaceOrder | RefundDue) for command in commands)


@pytest.mark.parametrize("kind", [kind for kind in EVENTS if kind is not ChargeCompleted])
@settings(max_examples=25)
@given(data=st.data())
def test_nothing_but_a_completed_charge_pays(kind: type[Event], data: st.DataObject) -> None:
    checkout = data.draw(checkouts().filter(lambda it: it.state is not State.PAID))

    reached, _ = _taken(checkout, data.draw(events_of(kind, checkout)))

    assert reached.state is not State.PAID


@given(st.data())
def test_paid_and_enrolled_never_change(data: st.DataObject) -> None:
    checkout = data.draw(checkouts(State.PAID, State.ENROLLED))

    reached, _ = _taken(checkout, data.draw(events(checkout)))

    # Only what must go back is noted.
    assert replace(reached, refunds_due=checkout.refunds_due) == checkout


@given(st.data())
def test_over_any_sequence_at_most_one_order_is_placed_and_the_price_charged_was_spoken(
    data: st.DataObject,
) -> None:
    checkout = start = data.draw(fresh_checkouts())
    orders, told = 0, None
    for _ in range(data.draw(st.integers(0, 25))):
        checkout, commands = _taken(checkout, data.draw(_likely_events(checkout)))
        orders += sum(isinstance(command, PlaceOrder) for command in commands)
        told = checkout.quote.total if happened.TellTotal() in commands else told
        assert happened.RequestCharge() not in commands or checkout.quote.total == told

    assert orders <= 1
    assert orders == 1 or checkout.state not in (State.PAID, State.AUTHORIZED)
    assert checkout.quote.lines == start.quote.lines
    assert checkout.quote.total - checkout.quote.delivery == start.quote.total - start.quote.delivery


@pytest.mark.parametrize("state", State)
def test_a_refusal_of_another_checkout_is_never_taken_for_ours(state: State) -> None:
    checkout = a_checkout(state)
    refused = happened.ChargeRefused(NOW, Refusal.REJECTED, may_retry=True, reference=FOREIGN_REFERENCE)

    reached, _ = _taken(checkout, refused)

    assert reached.state is state or reached.state is State.UNKNOWN


def test_the_proofs_of_the_samples_are_proofs() -> None:
    checkout = a_checkout(State.UNKNOWN, attempt=2)

    assert {payment.reference for payment in proofs(checkout)} == checkout.references
    assert all(payment not in proofs(checkout) for payment in almost_proofs(checkout))


def _never_asked(checkout: Checkout) -> bool:
    """Whether no charge was asked for, nor had to be because nothing was due."""
    return checkout.attempt == 0 and checkout.state is not State.ENROLLED


def _likely_events(checkout: Checkout) -> st.SearchStrategy[Event]:
    """Events that mostly have a rule here: random ones would seldom get beyond the first question."""
    expected = [kind for kind in EVENTS if (checkout.state, kind) in RULES]
    return st.sampled_from([*expected * 3, *EVENTS]).flatmap(lambda kind: events_of(kind, checkout))


def _taken(checkout: Checkout, event: Event) -> tuple[Checkout, tuple[happened.Command, ...]]:
    try:
        taken = step(checkout, event)
    except IllegalStep:
        return checkout, ()
    return taken.checkout, taken.commands
