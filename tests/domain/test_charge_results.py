"""What the company answers, and what that is to the checkout: every result in every state it can meet."""

from dataclasses import replace

import pytest

from tests.builders import NOW, a_checkout, a_payment
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charge_results import charge_id_of, event_of, is_final
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Paid,
    Pending,
    Released,
    Unknown,
)
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    AgreementRefused,
    AuthorizationEnded,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Event,
    Explain,
    MarkAgreement,
    Settle,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Capture, Refusal

CHARGING = a_checkout(State.AWAITING_CHARGE)
REFERENCE = CHARGING.reference
PAYMENT = a_payment(CHARGING)
NOTHING_TAKEN = (
    DeclinedForNow(Refusal.NOT_PROCESSED),
    DeclinedForGood(Refusal.PAYMENT_METHOD),
    ConsentDead(AgreementStatus.CANCELED),
    Released("charge-1"),
)
EVERY_RESULT: tuple[ChargeResult, ...] = (
    Paid(PAYMENT),
    Authorized(PAYMENT),
    Pending("charge-1"),
    Unknown(),
    *NOTHING_TAKEN,
)


def test_each_result_is_one_event_that_names_its_attempt() -> None:
    events: list[Event] = [event_of(result, CHARGING, REFERENCE, at=NOW) for result in EVERY_RESULT]

    assert events == [
        ChargeCompleted(NOW, PAYMENT),
        ChargeAuthorized(NOW, PAYMENT),
        ChargePending(NOW),
        ChargeUnknown(NOW),
        ChargeRefused(NOW, Refusal.NOT_PROCESSED, may_retry=True, reference=REFERENCE),
        ChargeRefused(NOW, Refusal.PAYMENT_METHOD, may_retry=False, reference=REFERENCE),
        AgreementRefused(NOW, reference=REFERENCE, status=AgreementStatus.CANCELED),
        ChargeRefused(NOW, Refusal.NOT_PROCESSED, may_retry=True, reference=REFERENCE),
    ]


def test_what_was_reserved_and_released_has_ended() -> None:
    reserved = a_checkout(State.AUTHORIZED)

    assert event_of(Released("charge-1"), reserved, REFERENCE, at=NOW) == AuthorizationEnded(NOW)


def test_only_pending_and_unknown_leave_it_open() -> None:
    assert [is_final(result) for result in EVERY_RESULT] == [True, True, False, False, True, True, True, True]


def test_the_company_s_id_is_found_wherever_it_stands() -> None:
    assert charge_id_of(Paid(PAYMENT)) == PAYMENT.provider_charge_id
    assert charge_id_of(Pending("charge-1")) == "charge-1"
    assert charge_id_of(Unknown()) == ""


@pytest.mark.parametrize("state", [State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN])
@pytest.mark.parametrize("result", NOTHING_TAKEN, ids=lambda result: type(result).__name__)
def test_certainly_nothing_taken_ends_the_doubt(state: State, result: ChargeResult) -> None:
    checkout = a_checkout(state)

    after = step(checkout, event_of(result, checkout, checkout.reference, at=NOW)).checkout

    assert not after.is_in_doubt
    assert not after.is_placed


@pytest.mark.parametrize("state", [State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN])
def test_proof_is_an_order_from_every_doubt(state: State) -> None:
    checkout = a_checkout(state)

    assert step(checkout, event_of(Paid(PAYMENT), checkout, checkout.reference, at=NOW)).checkout.is_placed


def test_a_consent_found_dead_later_is_marked_and_explained() -> None:
    checkout = a_checkout(State.PENDING)

    taken = step(checkout, AgreementRefused(NOW, reference=REFERENCE, status=AgreementStatus.CANCELED))

    assert taken.checkout.state is State.DECLINED
    assert taken.checkout.refusal is Refusal.AGREEMENT_NOT_OPEN
    assert not taken.checkout.may_retry
    assert taken.commands == (MarkAgreement(AgreementStatus.CANCELED), Explain(Refusal.AGREEMENT_NOT_OPEN))


@pytest.mark.parametrize("reference", [None, f"{'x' * 26}01"])
@pytest.mark.parametrize("state", [State.PENDING, State.UNKNOWN])
def test_a_refusal_that_names_no_attempt_of_ours_ends_no_doubt(state: State, reference: str | None) -> None:
    checkout = a_checkout(state)

    assert step(checkout, AgreementRefused(NOW, reference=reference)).checkout == checkout


def test_after_money_that_did_not_match_only_proof_ends_the_doubt() -> None:
    doubted = replace(a_checkout(State.UNKNOWN), money_seen=True)

    taken = step(doubted, AgreementRefused(NOW, reference=REFERENCE))

    assert taken.checkout == doubted
    assert Settle() in taken.commands


def test_a_second_attempt_is_refused_by_its_own_name_alone() -> None:
    second: Checkout = replace(CHARGING, attempt=2, answers=("first",))

    earlier = step(second, AgreementRefused(NOW, reference=REFERENCE)).checkout
    own = step(second, AgreementRefused(NOW, reference=second.reference)).checkout

    assert earlier == second
    assert own.state is State.AWAITING_SETUP


def test_what_was_only_reserved_is_an_order_where_that_was_asked_for() -> None:
    asked = replace(CHARGING, capture=Capture.ON_SHIPPING)

    assert step(asked, event_of(Authorized(PAYMENT), asked, REFERENCE, at=NOW)).checkout.state is State.AUTHORIZED
    assert step(CHARGING, ChargeAuthorized(NOW, PAYMENT)).checkout.state is State.UNKNOWN
