"""What holds on every path of a checkout, from its first moment on."""

from dataclasses import replace

import pytest

from tests.builders import AGREEMENT_ID
from tests.domain.every_path import Move, every_move
from tests.domain.sample_events import proofs
from voicetill.domain.checkout import RULES, step
from voicetill.domain.checkout_charges import MOST_ATTEMPTS
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    AuthorizationEnded,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Event,
    PlaceOrder,
    RefundDue,
    RequestCharge,
    SetupRefused,
    StartSubscription,
    TellTotal,
)
from voicetill.domain.checkout_record import KEPT_WITHOUT_MONEY, State

# What a payment company may say, and may say twice.
ANSWERS = (
    AgreementOpened,
    SetupRefused,
    ChargeCompleted,
    ChargeAuthorized,
    ChargePending,
    ChargeUnknown,
    ChargeRefused,
    AgreementRefused,
    AuthorizationEnded,
)


def _commanding(kind: type) -> list[Move]:
    return [move for move in every_move() if move.commands(kind)]


def test_every_declared_target_is_reached_from_a_new_checkout() -> None:
    reached = {(m.before.checkout.state, type(m.event).__name__, m.after.checkout.state) for m in every_move()}

    declared = {(state, event.__name__, to) for (state, event), rule in RULES.items() for to in rule.leads_to}

    assert declared - reached == set()


def test_every_step_leads_where_its_rule_says() -> None:
    for move in every_move():
        rule = RULES[move.before.checkout.state, type(move.event)]

        assert move.after.checkout.state in rule.leads_to, str(move)


def test_no_charge_is_asked_before_the_total_was_told_and_agreed_to() -> None:
    for move in _commanding(RequestCharge):
        assert move.after.agreed is not None, str(move)


def test_what_is_charged_and_where_it_goes_is_what_the_customer_agreed_to() -> None:
    for move in _commanding(RequestCharge):
        charged = move.after.checkout

        assert move.after.agreed == (charged.quote.total, charged.address), str(move)


def test_nothing_is_enrolled_before_the_terms_were_told_and_agreed_to() -> None:
    for move in _commanding(StartSubscription):
        assert move.after.agreed is not None, str(move)


def test_what_is_charged_later_is_what_the_customer_agreed_to() -> None:
    for move in _commanding(StartSubscription):
        begun = move.after.checkout
        if RULES[move.before.checkout.state, type(move.event)].late:
            # Money wins, whatever was talked about since.
            continue

        assert move.after.agreed == (begun.full_price.total, begun.address), str(move)


def test_a_trial_is_free_wherever_its_goods_go() -> None:
    for move in every_move():
        if move.after.checkout.is_on_trial:
            assert move.after.checkout.quote.total.is_zero, str(move)


def test_an_agreement_of_another_kind_is_never_charged_and_begins_nothing() -> None:
    for move in every_move():
        event, needed = move.event, move.before.checkout.kind_needed
        if isinstance(event, AgreementOpened) and needed is not None and event.agreement.kind is not needed:
            moved = move.after.checkout.agreement_id != move.before.checkout.agreement_id
            assert not moved, str(move)
            assert not move.commands(StartSubscription) or move.before.agreed, str(move)


def test_at_most_one_order_is_placed() -> None:
    for move in every_move():
        assert move.after.orders <= 1, str(move)


def test_an_order_is_placed_only_on_proof() -> None:
    for move in _commanding(PlaceOrder):
        assert isinstance(move.event, ChargeCompleted | ChargeAuthorized)
        assert move.event.payment.reference in move.before.charged, str(move)
        assert move.event.payment.amount == move.before.checkout.quote.total


def test_a_paid_checkout_has_an_order() -> None:
    for move in every_move():
        if move.after.checkout.state in (State.PAID, State.AUTHORIZED):
            assert move.after.orders == 1, str(move)


def test_each_new_charge_has_a_name_of_its_own_and_a_repeat_has_the_old_one() -> None:
    for move in _commanding(RequestCharge):
        repeated = move.after.checkout.attempt == move.before.checkout.attempt

        assert (move.after.checkout.reference in move.before.charged) is repeated, str(move)


def test_every_attempt_is_a_charge_that_was_asked_for() -> None:
    for move in every_move():
        assert move.after.charged == move.after.checkout.references, str(move)


def test_no_charge_is_asked_after_the_last_attempt() -> None:
    for move in every_move():
        assert move.after.checkout.attempt <= MOST_ATTEMPTS, str(move)


def test_a_refund_is_due_exactly_when_another_attempt_of_a_paid_checkout_is_paid() -> None:
    for move in every_move():
        paid, event = move.before.checkout, move.event
        if paid.state is not State.PAID or not isinstance(event, ChargeCompleted):
            assert not move.commands(RefundDue), str(move)
            continue
        second = (
            paid.payment is not None
            and event.payment in proofs(paid)
            and event.payment.reference != paid.payment.reference
            and event.payment not in paid.refunds_due
        )

        assert move.commands(RefundDue) == ([RefundDue(event.payment)] if second else []), str(move)


def test_the_lines_of_an_offer_are_frozen_and_its_total_is_theirs_with_delivery() -> None:
    for move in every_move():
        before, after = move.before.checkout.quote, move.after.checkout.quote

        assert after.lines == before.lines
        assert after.total - after.delivery == before.total - before.delivery


def test_terms_change_only_with_the_place_that_setup_tells_and_are_then_told() -> None:
    for move in every_move():
        before, after = move.before, move.after.checkout
        if after.quote == before.checkout.quote:
            continue
        heard = before.told[1] if before.told else None

        assert before.checkout.state is State.AWAITING_SETUP, str(move)
        assert move.commands(TellTotal), str(move)
        assert heard is None or (after.address and not heard.is_same_place_as(after.address)), str(move)


def test_a_checkout_keeps_its_names() -> None:
    for move in every_move():
        before, after = move.before.checkout, move.after.checkout

        assert (after.id, after.customer_id, after.market_id) == (before.id, before.customer_id, before.market_id)
        assert (after.version, after.created_at) == (before.version, before.created_at)


def test_attempts_are_never_forgotten() -> None:
    for move in every_move():
        assert move.after.checkout.attempt - move.before.checkout.attempt in (0, 1)


def test_paid_and_enrolled_are_never_left() -> None:
    for move in every_move():
        if move.before.checkout.state in (State.PAID, State.ENROLLED):
            owed = move.before.checkout.refunds_due
            assert replace(move.after.checkout, refunds_due=owed) == move.before.checkout, str(move)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_that_comes_twice_is_as_good_as_once(kind: type[Event]) -> None:
    """The second changes nothing, and the customer hears the same."""
    for move in every_move():
        if type(move.event) is kind:
            again = step(move.after.checkout, move.event)

            assert again.checkout == move.after.checkout, str(move)
            assert again.commands[-1:] == move.taken.commands[-1:], str(move)


def test_goods_are_charged_only_with_a_place_to_send_them_to() -> None:
    for move in _commanding(RequestCharge):
        charged = move.after.checkout

        assert not charged.needs_delivery or (charged.address and charged.address.is_deliverable), str(move)
        assert charged.agreement_id == AGREEMENT_ID


def test_setup_for_a_place_where_we_do_not_deliver_charges_nothing() -> None:
    for move in every_move():
        waited = move.before.checkout.state is State.AWAITING_SETUP and move.before.checkout.needs_delivery
        if waited and isinstance(move.event, AgreementOpened) and not move.event.reachable:
            assert move.after.checkout.state is State.ABANDONED, str(move)


def test_what_holds_a_payment_is_never_forgotten() -> None:
    for move in every_move():
        assert move.after.checkout.payment is None or move.after.checkout.forget_at is None, str(move)


def test_a_refusal_that_was_told_before_moves_nothing() -> None:
    for move in every_move():
        before = move.before.checkout
        refusal = isinstance(move.event, ChargeRefused | AgreementRefused)
        if refusal and move.event.answer_id in before.answers:
            assert move.after.checkout == before, str(move)


def test_only_what_is_certainly_unpaid_is_ever_forgotten() -> None:
    """A record that the store lets expire must hold neither money nor doubt, however it came to be so."""
    for move in every_move():
        now = move.after.checkout
        has_money = now.payment is not None or bool(now.refunds_due) or now.is_placed or now.is_enrolled

        assert now.forget_at is None or not (has_money or now.is_in_doubt or now.money_seen), str(move)


def test_what_is_forgotten_stays_its_time() -> None:
    for move in every_move():
        now = move.after.checkout

        assert now.forget_at in (None, now.updated_at + KEPT_WITHOUT_MONEY), str(move)
