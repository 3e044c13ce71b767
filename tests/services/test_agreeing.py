"""The yes and the no: what a customer's word charges, and every reason why it charges nothing."""

import pytest

from tests.builders import a_cart, a_money, an_agreement
from tests.services.till import Till, a_visitor, handed_off, named, question_of
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import ConflictError, PayloadRefusedError, StoreUnavailableError
from voicetill.domain.payments import Refusal
from voicetill.services.outcomes import (
    Declined,
    HandedOff,
    NothingAsked,
    Refused,
    StillProcessing,
    TotalTold,
)
from voicetill.services.visits import Question


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
def returning() -> Till:
    """A till that knows its customer's open agreement and address."""
    till = Till()
    till.know(an_agreement())
    return till


# The yes.


def test_a_yes_to_the_total_charges_it(returning: Till) -> None:
    told = returning.told()

    charge = handed_off(returning.yes_to(told), "Charge")

    assert charge.token == told.checkout.id
    assert charge.handoff.payload["reference"] == f"{told.checkout.id}01"
    assert charge.handoff.payload["amount"] == "9.00"
    assert returning.current.state is State.AWAITING_CHARGE


def test_a_changed_price_does_not_change_an_offer(returning: Till) -> None:
    told = returning.told()
    returning.shelf.reprice("starter_kit", a_money(99_00))

    assert handed_off(returning.yes_to(told), "Charge").handoff.payload["amount"] == "9.00"


def test_a_changed_price_does_not_change_an_offer_before_setup_answers(till: Till) -> None:
    setup = till.buy()
    till.shelf.reprice("starter_kit", a_money(99_00))

    told = till.set_up(setup)

    assert isinstance(told, TotalTold)
    assert told.checkout.quote.total == a_money(900)


def test_a_yes_to_an_older_question_is_read_the_newer_total(returning: Till) -> None:
    stale = returning.told("starter_kit")
    newer = returning.told("refill_pack")

    outcome = returning.yes_to(stale)

    assert outcome == newer
    assert returning.current == newer.checkout


@pytest.mark.parametrize("version", [0, 2, 99, -1])
def test_a_yes_to_another_version_charges_nothing(returning: Till, version: int) -> None:
    told = returning.told()

    assert returning.yes_to(Question(told.checkout.id, version)) == told


def test_a_yes_whose_question_is_forgotten_is_read_the_total_again(returning: Till) -> None:
    told = returning.told()

    assert returning.yes_to(None) == told
    assert returning.ledger.writes == 1


def test_a_yes_to_nothing_is_told_so(till: Till) -> None:
    assert till.yes_to(None) == NothingAsked()
    till.buy()
    assert till.yes_to(None) == NothingAsked()


def test_a_second_yes_charges_no_second_time(returning: Till) -> None:
    told = returning.told()
    returning.yes_to(told)

    assert returning.yes_to(told) == StillProcessing()
    assert returning.current.attempt == 1


def test_two_devices_at_the_same_moment_charge_once(returning: Till) -> None:
    told = returning.told()
    others: list[object] = []
    returning.ledger.meanwhile(lambda: others.append(returning.yes_to(told)))

    outcomes = [returning.yes_to(told), *others]

    assert [type(outcome) for outcome in outcomes] == [StillProcessing, HandedOff]
    assert returning.current.attempt == 1


def test_a_yes_and_a_no_at_the_same_moment_are_one_of_the_two(returning: Till) -> None:
    told = returning.told()
    returning.ledger.meanwhile(lambda: returning.buying.refuse(returning.visitor, question_of(told)))

    outcome = returning.yes_to(told)

    assert not isinstance(outcome, HandedOff)
    assert returning.current.state is State.ABANDONED


def test_two_devices_that_both_begin_leave_one_purchase(till: Till) -> None:
    others: list[object] = []
    till.ledger.meanwhile(lambda: others.append(till.buy("refill_pack")))

    mine = handed_off(till.buy("starter_kit"), "Setup")

    assert till.current.id == mine.token
    assert {line.product_id for line in till.current.quote.lines} == {"starter_kit", "refill_pack"}
    [theirs] = others
    assert isinstance(theirs, HandedOff)
    assert till.checkout(theirs.token).state is State.ABANDONED


def test_a_cart_changed_at_the_moment_of_the_yes_charges_nothing(returning: Till) -> None:
    told = returning.told()
    returning.ledger.meanwhile(
        lambda: returning.filling.change(returning.visitor, named("starter_kit"), "3"),
    )

    outcome = returning.yes_to(told)

    assert not isinstance(outcome, HandedOff)
    assert returning.current.attempt == 0


@pytest.mark.parametrize("take", ["sell_out", "withdraw", "forget"])
def test_what_is_gone_at_the_yes_is_not_charged(returning: Till, take: str) -> None:
    told = returning.told()
    getattr(returning.shelf, take)("starter_kit")

    outcome = returning.yes_to(told)

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.ITEMS_GONE
    assert [line.product_id for line in outcome.gone] == ["starter_kit"]
    assert returning.current.state is State.ABANDONED
    assert returning.customer.cart.is_empty


def test_what_is_left_when_something_is_gone_can_still_be_bought(returning: Till) -> None:
    returning.told("starter_kit")
    told = returning.told("refill_pack")
    returning.shelf.sell_out("starter_kit")
    returning.yes_to(told)

    again = returning.buying.check_out(returning.visitor)

    assert isinstance(again, TotalTold)
    assert [line.product_id for line in again.checkout.quote.lines] == ["refill_pack"]


def test_consent_gone_at_the_yes_charges_nothing_and_keeps_the_cart(returning: Till) -> None:
    told = returning.told()

    outcome = returning.buying.agree(a_visitor(may_pay=False), question_of(told))

    assert outcome == Refused(Refusal.CONSENT_MISSING)
    assert returning.current.state is State.ABANDONED
    assert returning.customer.cart == a_cart()


# The no.


def test_a_no_gives_the_offer_up_and_keeps_the_cart(returning: Till) -> None:
    told = returning.told()

    assert returning.buying.refuse(returning.visitor, question_of(told)) == Declined(told.checkout.quote)
    assert returning.current.state is State.ABANDONED
    assert returning.customer.cart == a_cart()
    assert not isinstance(returning.yes_to(told), HandedOff)


def test_a_no_to_an_older_question_gives_nothing_up(returning: Till) -> None:
    stale = returning.told("starter_kit")
    newer = returning.told("refill_pack")

    assert returning.buying.refuse(returning.visitor, question_of(stale)) == newer
    assert returning.current == newer.checkout


def test_a_no_after_the_yes_says_that_it_is_under_way(returning: Till) -> None:
    told = returning.told()
    returning.yes_to(told)

    assert returning.buying.refuse(returning.visitor, question_of(told)) == StillProcessing()
    assert returning.current.state is State.AWAITING_CHARGE


# Save first, speak after.


def test_a_failing_store_lets_no_charge_leave(returning: Till) -> None:
    told = returning.told()
    returning.ledger.refuses_writes = True

    with pytest.raises(StoreUnavailableError):
        returning.yes_to(told)

    assert returning.current == told.checkout


def test_a_failing_store_lets_no_setup_leave(till: Till) -> None:
    till.ledger.is_down = True

    with pytest.raises(StoreUnavailableError):
        till.buy()


def test_a_refused_payload_leaves_no_trace(returning: Till) -> None:
    told = returning.told()
    returning.payments.refuses_payloads = True

    with pytest.raises(PayloadRefusedError):
        returning.yes_to(told)

    assert returning.current == told.checkout


def test_a_lost_race_is_played_once_more(returning: Till) -> None:
    told = returning.told()
    returning.ledger.lose_races(1)

    handed_off(returning.yes_to(told), "Charge")
    assert returning.current.attempt == 1


def test_a_race_lost_twice_charges_nothing(returning: Till) -> None:
    told = returning.told()
    returning.ledger.lose_races(2)

    with pytest.raises(ConflictError):
        returning.yes_to(told)

    assert returning.current == told.checkout
