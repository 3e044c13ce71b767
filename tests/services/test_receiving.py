"""Answers at the wrong door, and answers that cannot be saved."""

import pytest

from tests.builders import (
    ANOTHER_CHECKOUT_ID,
    NOW,
    a_market,
    a_payment,
    an_agreement,
)
from tests.services.till import (
    DOUBT,
    PENDING,
    STRANGER_ID,
    Till,
    a_refusal,
    a_visitor,
    question_of,
)
from voicetill.domain.checkout_events import (
    AgreementOpened,
    ChargeAuthorized,
    ChargeCompleted,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import ConflictError, PayloadRefusedError, StoreUnavailableError
from voicetill.services.outcomes import (
    HandedOff,
    OrderPlaced,
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


# Tokens.


@pytest.mark.parametrize(
    "token",
    [None, "", 5, [], "k" * 25, "k" * 27, "K" * 26, "k" * 25 + "\n", "é" * 26, "../../etc", {"a": 1}, b"k" * 26],
)
def test_a_garbage_token_fits_nothing_and_is_not_looked_up(till: Till, token: object) -> None:
    till.charging()
    reads = till.ledger.reads

    assert till.answer(token, ChargeCompleted(NOW, a_payment(till.current))) == Unmatched()
    assert till.ledger.reads == reads
    assert till.payments.answers_read == 1  # the Setup answer of before


def test_a_token_of_nobody_fits_nothing(till: Till) -> None:
    assert till.answer(ANOTHER_CHECKOUT_ID, DOUBT) == Unmatched()
    assert till.ledger.writes == 0


def test_another_customers_token_fits_nothing(till: Till) -> None:
    charge = till.charging()
    proof = till.proof(charge)
    till.visitor = a_visitor(STRANGER_ID)

    assert till.answer(charge.token, proof) == Unmatched()
    assert not till.orders
    till.visitor = a_visitor()
    assert till.current.state is State.AWAITING_CHARGE


# Save first, speak after.


def test_an_answer_is_tried_again_after_lost_races(till: Till) -> None:
    """It may be the only proof that money moved."""
    charge = till.charging()
    till.ledger.lose_races(4)

    assert isinstance(till.pay(charge), OrderPlaced)


def test_an_answer_that_loses_every_race_says_so(till: Till) -> None:
    charge = till.charging()
    till.ledger.lose_races(5)

    with pytest.raises(ConflictError):
        till.pay(charge)

    assert isinstance(till.pay(charge), OrderPlaced)


def test_a_proof_that_could_not_be_saved_is_not_confirmed(till: Till) -> None:
    charge = till.charging()
    till.ledger.refuses_writes = True

    with pytest.raises(StoreUnavailableError):
        till.pay(charge)

    till.ledger.refuses_writes = False
    assert isinstance(till.pay(charge), OrderPlaced)


def test_a_charge_that_cannot_be_asked_for_leaves_no_trace(till: Till) -> None:
    setup = till.yes_to(till.told("barber_voucher"))
    before = till.current
    till.payments.refuses_payloads = True

    with pytest.raises(PayloadRefusedError):
        till.set_up(setup)

    assert till.current == before


def test_a_proof_that_meets_a_new_purchase_is_not_lost(till: Till) -> None:
    """The declined checkout becomes a past one between the answer's read and its write."""
    charge = till.charging("starter_kit")
    till.answer(charge.token, a_refusal())
    till.ledger.meanwhile(lambda: till.buy("refill_pack"))

    outcome = till.pay(charge)

    assert isinstance(outcome, OrderPlaced)
    assert till.current.id != charge.token
    assert till.checkout(charge.token).state is State.PAID


def test_an_old_refusal_says_nothing_about_a_charge_that_is_under_way(till: Till) -> None:
    """The customer would hear "nothing was charged" of an order whose money may be on its way."""
    declined = till.charging("starter_kit")
    till.answer(declined.token, a_refusal(), answer_id="the decline")
    till.charging("refill_pack")

    outcome = till.answer(declined.token, a_refusal(), answer_id="the decline")

    assert outcome == StillProcessing()


def test_an_old_refusal_takes_nothing_back_of_an_order_that_was_placed_since(till: Till) -> None:
    declined = till.charging("starter_kit")
    till.answer(declined.token, a_refusal(), answer_id="the decline")
    placed = till.bought("refill_pack")

    outcome = till.answer(declined.token, a_refusal(), answer_id="the decline")

    assert outcome == placed


# Known faults.


def test_a_repeated_setup_answer_with_the_consent_denied_hands_no_charge_off(till: Till) -> None:
    """`receive` promises that nothing is charged when the permission was denied by now."""
    setup = till.yes_to(till.told("barber_voucher"))
    till.set_up(setup)

    outcome = till.set_up(setup, consent_denied=True)

    assert not isinstance(outcome, HandedOff)


def test_a_proof_for_a_market_that_is_no_more_is_confirmed(till: Till) -> None:
    charge = till.charging()
    without = Till(market=a_market(id="UK"), ledger=till.ledger)

    outcome = without.answer(charge.token, till.proof(charge))

    assert isinstance(outcome, OrderPlaced)


def test_a_late_proof_takes_back_the_offer_of_what_it_paid_for(till: Till) -> None:
    """Declined, tried again, and the first charge turns out to be paid: nobody wants the second offer now."""
    charge = till.charging()
    till.answer(charge.token, a_refusal())
    told = till.told()
    till.pay(charge)

    outcome = till.buying.agree(till.visitor, question_of(told))

    assert not isinstance(outcome, HandedOff)


def test_an_opened_agreement_for_an_unreadable_checkout_changes_nothing(till: Till) -> None:
    assert till.answer(ANOTHER_CHECKOUT_ID, AgreementOpened(NOW, an_agreement())) == Unmatched()
    assert till.customer.agreement is None
