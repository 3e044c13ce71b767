"""What one event makes of a checkout for which a charge was asked: from here on money may move."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    a_checkout,
    a_line,
    a_money,
    a_payment,
    a_quote,
    a_subscription,
    an_address,
    an_agreement,
)
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import (
    AgreementOpened,
    AgreementRefused,
    AuthorizationEnded,
    BuyerRetried,
    ChargeAuthorized,
    ChargeCompleted,
    ChargePending,
    ChargeRefused,
    ChargeUnknown,
    Command,
    Confirm,
    Event,
    Expired,
    Explain,
    ExplainWait,
    MarkAgreement,
    PlaceOrder,
    RefundDue,
    RequestCharge,
    RequestSetup,
    Settle,
    StartSubscription,
    TellTotal,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Capture, Refusal

LATER = NOW + timedelta(minutes=5)
OPEN = an_agreement()
ELSEWHERE = an_agreement(address=an_address(lines=("9 Other Street",)))


# Charge's answer.


def test_proof_places_the_order() -> None:
    checkout = a_checkout(State.AWAITING_CHARGE)
    payment = a_payment(checkout)

    taken = step(checkout, ChargeCompleted(NOW, payment))

    assert (taken.checkout.state, taken.checkout.payment) == (State.PAID, payment)
    assert taken.commands == (PlaceOrder(payment), Confirm())


def test_proof_for_a_subscription_starts_it() -> None:
    checkout = a_checkout(State.AWAITING_CHARGE, quote=a_quote(a_line(a_subscription())))

    taken = step(checkout, ChargeCompleted(NOW, a_payment(checkout)))

    assert StartSubscription() in taken.commands


def test_the_second_of_two_payments_goes_back() -> None:
    paid = a_checkout(State.PAID, attempt=2)
    first = a_payment(paid, attempt=1)

    taken = step(paid, ChargeCompleted(NOW, first))

    assert taken.checkout == replace(paid, refunds_due=(first,))
    assert taken.commands == (RefundDue(first), Confirm())


def test_a_second_payment_told_again_is_owed_once() -> None:
    paid = a_checkout(State.PAID, attempt=2)
    first = ChargeCompleted(NOW, a_payment(paid, attempt=1))

    owed = step(paid, first).checkout
    taken = step(owed, first)

    assert taken.checkout == owed
    assert taken.commands == (Confirm(),)


def test_the_same_payment_told_again_is_not_a_second_one() -> None:
    paid = a_checkout(State.PAID)

    taken = step(paid, ChargeCompleted(NOW, a_payment(paid)))

    assert taken.commands == (Confirm(),)


def test_a_reservation_counts_only_where_it_was_asked_for() -> None:
    at_once, later = (a_checkout(State.AWAITING_CHARGE, capture=capture) for capture in Capture)

    doubted = step(at_once, ChargeAuthorized(NOW, a_payment(at_once)))
    reserved = step(later, ChargeAuthorized(NOW, a_payment(later)))

    assert (doubted.checkout.state, doubted.commands) == (State.UNKNOWN, (Settle(), ExplainWait()))
    assert (reserved.checkout.state, reserved.commands[-1]) == (State.AUTHORIZED, Confirm())


def test_shipping_takes_the_reserved_money_and_places_no_second_order() -> None:
    reserved = a_checkout(State.AUTHORIZED)

    taken = step(reserved, ChargeCompleted(NOW, a_payment(reserved)))

    assert taken.checkout.state is State.PAID
    assert taken.commands == (Confirm(),)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (ChargePending(NOW), State.PENDING),
        (ChargeUnknown(NOW), State.UNKNOWN),
        (Expired(NOW), State.UNKNOWN),
        (ChargeRefused(NOW, Refusal.REJECTED), State.DECLINED),
    ],
)
def test_what_is_no_proof_places_no_order(event: Event, state: State) -> None:
    taken = step(a_checkout(State.AWAITING_CHARGE), event)

    assert taken.checkout.state is state
    assert not any(isinstance(command, PlaceOrder | Confirm) for command in taken.commands)


def test_an_unusable_payment_method_is_remembered() -> None:
    refused = ChargeRefused(NOW, Refusal.PAYMENT_METHOD, may_retry=False)

    taken = step(a_checkout(State.AWAITING_CHARGE), refused)

    assert taken.commands == (MarkAgreement(AgreementStatus.SUSPENDED), Explain(Refusal.PAYMENT_METHOD))


def test_a_refusal_of_an_earlier_attempt_says_nothing_about_the_current_one() -> None:
    second = a_checkout(State.AWAITING_CHARGE, attempt=2)

    taken = step(second, ChargeRefused(NOW, Refusal.REJECTED, reference=f"{second.id}01"))

    assert taken.checkout == second


# A second try.


def test_a_dead_agreement_is_renewed_once() -> None:
    charging = a_checkout(State.AWAITING_CHARGE)

    once = step(charging, AgreementRefused(NOW))
    again = step(replace(charging, agreement_renewed=True), AgreementRefused(NOW))

    assert once.commands == (MarkAgreement(AgreementStatus.CLOSED), RequestSetup())
    assert (again.checkout.state, again.commands[-1]) == (State.DECLINED, Explain(Refusal.AGREEMENT_NOT_OPEN))


def test_a_renewed_agreement_is_charged_under_a_new_reference_at_the_same_price() -> None:
    charging = a_checkout(State.AWAITING_CHARGE)
    renewing = step(charging, AgreementRefused(NOW)).checkout

    taken = step(renewing, AgreementOpened(NOW, OPEN))

    assert taken.checkout.references > charging.references
    assert taken.checkout.quote.total == charging.quote.total
    assert taken.commands[-1] == RequestCharge()


def test_another_address_takes_the_yes_back() -> None:
    renewing = step(a_checkout(State.AWAITING_CHARGE), AgreementRefused(NOW)).checkout

    taken = step(renewing, AgreementOpened(NOW, ELSEWHERE))

    assert (taken.checkout.state, taken.checkout.total_heard) == (State.AWAITING_YES, False)
    assert taken.commands[-1] == TellTotal()


def test_a_retry_is_a_new_attempt() -> None:
    taken = step(a_checkout(State.DECLINED), BuyerRetried(NOW, OPEN))

    assert (taken.checkout.state, taken.checkout.attempt) == (State.AWAITING_CHARGE, 2)
    assert (taken.checkout.refusal, taken.checkout.may_retry) == (None, False)
    assert taken.commands == (RequestCharge(),)


def test_a_retry_without_an_open_agreement_opens_one() -> None:
    taken = step(a_checkout(State.DECLINED), BuyerRetried(NOW))

    assert taken.commands == (RequestSetup(),)


def test_what_may_not_be_retried_is_explained_again() -> None:
    declined = a_checkout(State.DECLINED, may_retry=False, refusal=Refusal.REJECTED)

    taken = step(declined, BuyerRetried(NOW, OPEN))

    assert (taken.checkout, taken.commands) == (declined, (Explain(Refusal.REJECTED),))


def test_an_ended_reservation_is_a_decline() -> None:
    taken = step(a_checkout(State.AUTHORIZED), AuthorizationEnded(NOW))

    assert (taken.checkout.state, taken.checkout.may_retry) == (State.DECLINED, False)
    assert taken.commands == (Explain(Refusal.NOT_PROCESSED),)


# What is remembered of the way there.


def test_an_answer_that_left_a_doubt_is_remembered_so_that_it_is_not_taken_for_news() -> None:
    doubted = step(a_checkout(State.AWAITING_CHARGE, answers=("setup",)), ChargeUnknown(NOW, answer_id="charge"))

    assert doubted.checkout.answers == ("setup", "charge")
    assert doubted.commands == (Settle(), ExplainWait())


def test_a_doubt_after_a_refusal_is_looked_into_and_the_refusal_is_told_again() -> None:
    refused = a_checkout(State.DECLINED)

    taken = step(refused, ChargeUnknown(NOW))

    assert taken.checkout == refused
    assert taken.commands == (Settle(), Explain(Refusal.NOT_PROCESSED))


def test_late_proof_takes_the_refusal_and_the_second_try_away() -> None:
    refused = a_checkout(State.DECLINED)

    paid = step(refused, ChargeCompleted(NOW, a_payment(refused))).checkout

    assert (paid.state, paid.refusal, paid.may_retry) == (State.PAID, None, False)


def test_a_proof_that_does_not_match_leaves_a_doubt_in_doubt() -> None:
    doubted = a_checkout(State.UNKNOWN)

    taken = step(doubted, ChargeCompleted(NOW, a_payment(doubted, reference="somebody-elses")))

    assert taken.checkout == replace(doubted, money_seen=True)
    assert taken.commands == (Settle(), ExplainWait())


def test_of_three_attempts_the_third_is_the_last() -> None:
    refusal = ChargeRefused(NOW, Refusal.REJECTED, may_retry=True, answer_id="a")
    second, third = (step(a_checkout(State.AWAITING_CHARGE, attempt=count), refusal).checkout for count in (2, 3))

    assert (second.state, second.may_retry) == (State.DECLINED, True)
    assert (third.state, third.may_retry) == (State.DECLINED, False)


def test_after_the_third_attempt_no_other_agreement_is_opened() -> None:
    dead = AgreementRefused(NOW, answer_id="a")
    second, third = (step(a_checkout(State.AWAITING_CHARGE, attempt=count), dead).checkout for count in (2, 3))

    assert second.state is State.AWAITING_SETUP
    assert third.state is State.DECLINED


# What follows, word for word.


def test_another_payment_of_the_wrong_amount_is_looked_into_and_takes_the_order_away_from_nobody() -> None:
    paid = a_checkout(State.PAID, attempt=2)
    odd = a_payment(paid, attempt=1, amount=a_money(1))

    taken = step(paid, ChargeCompleted(NOW, odd))

    assert taken.checkout == paid
    assert taken.commands == (Settle(), Confirm())


def test_what_shipping_took_is_kept_and_what_does_not_match_is_looked_into() -> None:
    reserved = a_checkout(State.AUTHORIZED)
    shipped = a_payment(reserved, capture_ids=("C1",))

    captured = step(reserved, ChargeCompleted(LATER, shipped))
    odd = step(reserved, ChargeCompleted(LATER, replace(shipped, amount=a_money(1))))

    assert captured.checkout == replace(reserved, state=State.PAID, payment=shipped, updated_at=LATER)
    assert odd.checkout == reserved
    assert odd.commands == (Confirm(), Settle())


def test_late_money_that_is_reserved_places_the_order_and_takes_the_refusal_away() -> None:
    refused = a_checkout(State.DECLINED, capture=Capture.ON_SHIPPING)
    payment = a_payment(refused, capture_ids=())

    taken = step(refused, ChargeAuthorized(LATER, payment))

    wanted = {"state": State.AUTHORIZED, "payment": payment, "refusal": None, "may_retry": False}
    assert taken.checkout == replace(refused, **wanted, updated_at=LATER)  # type: ignore[arg-type]
    assert taken.commands == (PlaceOrder(payment), Confirm())


def test_what_is_pending_is_waited_for_and_said_so() -> None:
    charging = a_checkout(State.AWAITING_CHARGE)

    taken = step(charging, ChargePending(LATER))

    assert taken.checkout == replace(charging, state=State.PENDING, updated_at=LATER)
    assert taken.commands == (ExplainWait(),)


@pytest.mark.parametrize(
    "stale",
    [
        ChargeRefused(NOW, Refusal.REJECTED, reference=a_checkout(attempt=1).reference),
        ChargeRefused(NOW, Refusal.REJECTED, answer_id="heard"),
        AgreementRefused(NOW, reference=a_checkout(attempt=1).reference),
        AgreementRefused(NOW, answer_id="heard"),
    ],
)
def test_a_refusal_that_is_none_of_this_attempt_s_changes_nothing_and_the_customer_is_told_to_wait(
    stale: Event,
) -> None:
    second = a_checkout(State.AWAITING_CHARGE, attempt=2, answers=("heard",))

    taken = step(second, stale)

    assert taken.checkout == second
    assert taken.commands == (ExplainWait(),)


@pytest.mark.parametrize("refused", [ChargeRefused(NOW, Refusal.REJECTED), AgreementRefused(NOW)])
def test_a_refusal_of_a_charge_of_which_money_was_seen_is_looked_into(
    refused: ChargeRefused | AgreementRefused,
) -> None:
    seen = a_checkout(State.UNKNOWN, money_seen=True)

    taken = step(seen, replace(refused, reference=seen.reference))

    assert taken.checkout == seen
    assert taken.commands == (Settle(), ExplainWait())


@pytest.mark.parametrize(
    ("reason", "may_retry"),
    [(Refusal.REJECTED, False), (Refusal.REJECTED, True), (Refusal.PAYMENT_METHOD, True)],
)
def test_an_agreement_is_suspended_only_with_a_payment_method_that_cannot_be_used(
    reason: Refusal, may_retry: bool
) -> None:
    taken = step(a_checkout(State.AWAITING_CHARGE), ChargeRefused(NOW, reason, may_retry=may_retry))

    assert taken.commands == (Explain(reason),)
    assert taken.checkout.may_retry is may_retry


def test_the_answer_that_refused_is_remembered() -> None:
    charging = a_checkout(State.AWAITING_CHARGE, answers=("setup",))

    declined = step(charging, ChargeRefused(NOW, Refusal.REJECTED, answer_id="charge")).checkout
    renewing = step(charging, AgreementRefused(NOW, answer_id="charge")).checkout

    assert declined.answers == ("setup", "charge")
    assert renewing.answers == ("setup", "charge")


@pytest.mark.parametrize("state", [State.PENDING, State.UNKNOWN])
def test_an_agreement_that_died_while_a_charge_was_in_doubt_ends_it(state: State) -> None:
    doubted = a_checkout(state)
    dead = AgreementRefused(LATER, status=AgreementStatus.CANCELED, reference=doubted.reference)

    taken = step(doubted, dead)

    wanted = {"state": State.DECLINED, "refusal": Refusal.AGREEMENT_NOT_OPEN, "may_retry": False}
    assert taken.checkout == replace(doubted, **wanted, updated_at=LATER)  # type: ignore[arg-type]
    assert taken.commands == (MarkAgreement(AgreementStatus.CANCELED), Explain(Refusal.AGREEMENT_NOT_OPEN))


@pytest.mark.parametrize(
    ("state", "follows"), [(State.PENDING, (ExplainWait(),)), (State.UNKNOWN, (Settle(), ExplainWait()))]
)
def test_an_agreement_that_died_says_nothing_about_a_charge_that_it_does_not_name(
    state: State, follows: tuple[Command, ...]
) -> None:
    doubted = a_checkout(state, attempt=2)

    taken = step(doubted, AgreementRefused(LATER, reference=a_checkout(attempt=1).reference))

    assert taken.checkout == doubted
    assert taken.commands == follows


def test_a_retry_without_an_open_agreement_asks_for_one_and_the_total_was_heard() -> None:
    refused = a_checkout(State.DECLINED)

    taken = step(refused, BuyerRetried(LATER, None))

    wanted = {"state": State.AWAITING_SETUP, "refusal": None, "may_retry": False, "retried": True}
    assert taken.checkout == replace(refused, **wanted, total_heard=True, updated_at=LATER)  # type: ignore[arg-type]
    assert taken.commands == (RequestSetup(),)


def test_a_retry_that_is_not_allowed_says_again_why() -> None:
    refused = a_checkout(State.DECLINED, may_retry=False)

    taken = step(refused, BuyerRetried(NOW, OPEN))

    assert taken.checkout == refused
    assert taken.commands == (Explain(Refusal.NOT_PROCESSED),)


def test_a_reservation_that_ended_is_told_and_cannot_be_tried_again() -> None:
    reserved = a_checkout(State.AUTHORIZED)

    taken = step(reserved, AuthorizationEnded(LATER))

    wanted = {"state": State.DECLINED, "refusal": Refusal.NOT_PROCESSED, "may_retry": False}
    assert taken.checkout == replace(reserved, **wanted, updated_at=LATER)  # type: ignore[arg-type]
    assert taken.commands == (Explain(Refusal.NOT_PROCESSED),)


def test_an_agreement_that_died_after_the_last_attempt_declines_it_for_good() -> None:
    third = a_checkout(State.AWAITING_CHARGE, attempt=3, may_retry=True)

    taken = step(third, AgreementRefused(LATER, status=AgreementStatus.CANCELED, answer_id="a"))

    wanted = {"state": State.DECLINED, "refusal": Refusal.AGREEMENT_NOT_OPEN, "may_retry": False}
    assert taken.checkout == replace(third, **wanted, answers=("a",), updated_at=LATER)  # type: ignore[arg-type]
    assert taken.commands == (MarkAgreement(AgreementStatus.CANCELED), Explain(Refusal.AGREEMENT_NOT_OPEN))


def test_a_retry_is_charged_anew_with_its_moment_and_its_agreement() -> None:
    refused = a_checkout(State.DECLINED)
    another = an_agreement(id="another", provider="ppro")

    taken = step(refused, BuyerRetried(LATER, another))

    again = {"state": State.AWAITING_CHARGE, "attempt": 2, "retried": True, "refusal": None, "may_retry": False}
    known = {"agreement_id": "another", "provider": "ppro", "updated_at": LATER}
    assert taken.checkout == replace(refused, **again, **known)  # type: ignore[arg-type]
    assert taken.commands == (RequestCharge(),)


def test_a_retry_with_an_agreement_that_is_not_open_asks_for_another() -> None:
    taken = step(a_checkout(State.DECLINED), BuyerRetried(LATER, an_agreement(AgreementStatus.SUSPENDED)))

    assert taken.checkout.state is State.AWAITING_SETUP
    assert taken.commands == (RequestSetup(),)
