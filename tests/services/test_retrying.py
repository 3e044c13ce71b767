"""Trying again: a yes after a decline that may pass charges the same checkout once more, and nothing else."""

import pytest

from tests.builders import an_agreement
from tests.services.till import Till, a_refusal, a_visitor, handed_off, named
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Refusal
from voicetill.services.outcomes import HandedOff, OrderPlaced, Refused, StillProcessing, TotalTold
from voicetill.services.visits import Question


@pytest.fixture
def till() -> Till:
    """A till that knows its customer's open agreement and address."""
    till = Till()
    till.know(an_agreement())
    return till


def declined(till: Till) -> tuple[HandedOff, Question]:
    """A charge that failed in passing, and the question that the customer is asked."""
    charge = till.charging()
    outcome = till.answer(charge.token, a_refusal(may_retry=True))
    assert isinstance(outcome, Refused)
    assert outcome.retry is not None
    return charge, outcome.retry


def test_a_yes_charges_the_same_checkout_under_its_second_reference(till: Till) -> None:
    first, question = declined(till)

    second = handed_off(till.buying.retry(till.visitor, question), "Charge")

    assert second.token == first.token
    assert second.handoff.payload["reference"] == f"{first.token}02"


def test_a_late_proof_of_the_first_attempt_is_owed_back_and_makes_no_second_order(till: Till) -> None:
    first, question = declined(till)
    second = handed_off(till.buying.retry(till.visitor, question), "Charge")
    till.pay(second)

    till.pay(first)

    assert len(till.orders) == 1
    assert [due.reference for due in till.current.refunds_due] == [f"{first.token}01"]


def test_a_second_yes_hands_nothing_off_again(till: Till) -> None:
    _, question = declined(till)
    till.buying.retry(till.visitor, question)

    assert till.buying.retry(till.visitor, question) == StillProcessing()


def test_a_definite_decline_asks_for_no_other_try(till: Till) -> None:
    charge = till.charging()

    outcome = till.answer(charge.token, a_refusal(Refusal.REJECTED))

    assert isinstance(outcome, Refused)
    assert outcome.retry is None


def test_a_yes_whose_question_is_lost_reads_the_total_back(till: Till) -> None:
    declined(till)

    assert isinstance(till.buying.retry(till.visitor, None), TotalTold)


def test_a_lost_question_while_another_total_waits_for_its_yes_reads_a_total_back(till: Till) -> None:
    """No checkout may be retried here: that nothing was asked must not be taken for the right question."""
    till.told()

    assert isinstance(till.buying.retry(till.visitor, None), TotalTold)


def test_a_lost_question_after_the_order_was_paid_charges_nothing(till: Till) -> None:
    till.bought()

    outcome = till.buying.retry(till.visitor, None)

    assert not isinstance(outcome, HandedOff | OrderPlaced)
    assert len(till.orders) == 1


def test_a_cart_that_changed_meanwhile_is_read_back_first(till: Till) -> None:
    _, question = declined(till)
    till.filling.change(till.visitor, named("starter_kit"), "2")

    told = till.buying.retry(till.visitor, question)

    assert isinstance(told, TotalTold)
    assert told.checkout.quote.lines[0].quantity == 2


def test_without_the_permission_nothing_is_charged(till: Till) -> None:
    _, question = declined(till)

    outcome = till.buying.retry(a_visitor(may_pay=False), question)

    assert outcome == Refused(Refusal.CONSENT_MISSING)


def test_what_sold_out_meanwhile_is_not_charged(till: Till) -> None:
    _, question = declined(till)
    till.shelf.sell_out("starter_kit")

    outcome = till.buying.retry(till.visitor, question)

    assert not isinstance(outcome, HandedOff)
    assert till.current.state is State.DECLINED
