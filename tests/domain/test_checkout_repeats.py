"""Charge exactly once, and what was agreed to, whatever is repeated or late."""

from dataclasses import replace

import pytest

from tests.builders import (
    NOW,
    a_checkout,
    a_money,
    a_payment,
    an_address,
    an_agreement,
)
from voicetill.domain.checkout import step
from voicetill.domain.checkout_charges import MOST_ATTEMPTS
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    BuyerRetried,
    ChargeCompleted,
    ChargeRefused,
    ChargeUnknown,
    Event,
    RequestCharge,
    Superseded,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Refusal

OPEN = an_agreement()
ELSEWHERE = an_agreement(address=an_address(lines=("9 Other Street",)))


def test_the_last_attempt_may_not_be_retried() -> None:
    exhausted = a_checkout(State.AWAITING_CHARGE, attempt=MOST_ATTEMPTS)

    declined = step(exhausted, ChargeRefused(NOW, Refusal.NOT_PROCESSED, may_retry=True)).checkout

    assert not declined.may_retry


@pytest.mark.parametrize("answer_id", ["", "answer-1"])
@pytest.mark.parametrize("answer", [ChargeRefused(NOW, Refusal.TRY_LATER, may_retry=True), AgreementRefused(NOW)])
def test_an_earlier_refusal_told_again_does_not_decline_the_current_attempt(answer: Event, answer_id: str) -> None:
    """It names no attempt, so it may be the first one's: the second charge may still take the money."""
    told = replace(answer, answer_id=answer_id)
    second = _second_attempt(after=told)

    taken = step(second, told)

    assert taken.checkout.state is (State.AWAITING_CHARGE if answer_id else State.UNKNOWN)


@pytest.mark.parametrize("answer", [ChargeRefused(NOW, Refusal.TRY_LATER, may_retry=True), AgreementRefused(NOW)])
def test_a_refusal_of_the_current_attempt_is_known_by_its_own_answer(answer: Event) -> None:
    second = _second_attempt(after=replace(answer, answer_id="answer-1"))

    taken = step(second, replace(answer, answer_id="answer-2"))

    assert taken.checkout.state is State.DECLINED


@pytest.mark.parametrize("answer_id", ["", "answer-1"])
def test_doubt_about_the_current_attempt_is_not_cleared_by_an_earlier_refusal(answer_id: str) -> None:
    answer = ChargeRefused(NOW, Refusal.TRY_LATER, may_retry=True, answer_id=answer_id)
    doubted = step(_second_attempt(after=answer), ChargeUnknown(NOW)).checkout

    taken = step(doubted, answer)

    assert taken.checkout.state is State.UNKNOWN


def test_a_superseded_decline_is_not_retried() -> None:
    superseded = step(a_checkout(State.DECLINED), Superseded(NOW)).checkout

    taken = step(superseded, BuyerRetried(NOW, OPEN))

    assert RequestCharge() not in taken.commands


def _second_attempt(after: Event) -> Checkout:
    first = step(a_checkout(State.AWAITING_CHARGE), after).checkout
    again = BuyerRetried(NOW, OPEN) if first.state is State.DECLINED else AgreementOpened(NOW, OPEN)
    return step(first, again).checkout


def test_a_refusal_does_not_end_a_doubt_that_an_answer_with_money_in_it_left() -> None:
    asked = a_checkout(State.AWAITING_CHARGE)
    short = replace(a_payment(asked), amount=a_money(1))
    doubted = step(asked, ChargeCompleted(NOW, short)).checkout

    taken = step(doubted, ChargeRefused(NOW, Refusal.TRY_LATER, True, asked.reference))

    assert taken.checkout.state is State.UNKNOWN
    assert RequestCharge() not in taken.commands
