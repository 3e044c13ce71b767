"""The customer's own code before larger orders: asked, compared, counted, locked, and never kept or said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import a_market, a_money
from tests.services.live_till import LiveTill
from tests.services.till import question_of
from voicetill.domain.checkout_record import State
from voicetill.domain.payments import Refusal
from voicetill.domain.voice_codes import UNTRIED
from voicetill.services.outcomes import (
    CodeAsked,
    CodeLocked,
    OrderPlaced,
    Outcome,
    Refused,
    TotalTold,
)
from voicetill.services.visits import Question

CODE, WRONG = "4821", "1111"


@pytest.fixture
def till() -> LiveTill:
    """A shop that guards what costs more than eight dollars, and a customer who has a code."""
    till = LiveTill(market=a_market(voice_code_over=a_money(800)))
    till.link(code=CODE)
    return till


def _say(till: LiveTill, question: Question, code: str | None) -> Outcome:
    return till.buying.say_code(till.visitor, question, code)


def _asked(till: LiveTill) -> Question:
    told = till.told()
    asked = till.yes_to(told)
    assert asked == CodeAsked(question_of(told))
    return question_of(told)


def test_after_the_yes_the_code_is_asked_and_nothing_is_charged(till: LiveTill) -> None:
    _asked(till)

    assert till.company.calls == []
    assert till.current.state is State.AWAITING_YES


@pytest.mark.parametrize("said", ["4821", "4 8 2 1", "48 21"])
def test_the_right_code_places_the_order(till: LiveTill, said: str) -> None:
    question = _asked(till)

    assert isinstance(_say(till, question, said), OrderPlaced)
    assert till.company.calls.count("charge") == 1


def test_a_guarded_turn_writes_no_more_than_any_other_that_charges(till: LiveTill) -> None:
    question = _asked(till)
    _say(till, question, WRONG)
    reads, writes = till.ledger.reads, till.ledger.writes

    _say(till, question, CODE)

    assert (till.ledger.reads - reads, till.ledger.writes - writes) == (1, 2)
    assert till.customer.tries == UNTRIED


@pytest.mark.parametrize("said", [None, "", "?", "48", "twelve"])
def test_what_is_no_code_is_asked_again_and_costs_no_try(till: LiveTill, said: str | None) -> None:
    question = _asked(till)

    assert _say(till, question, said) == CodeAsked(question, unclear=True)
    assert till.customer.tries == UNTRIED


def test_wrong_codes_are_counted_and_lock_it_for_an_hour(till: LiveTill) -> None:
    question = _asked(till)

    heard = [_say(till, question, WRONG) for _ in range(3)]

    assert heard == [CodeAsked(question, wrong=True)] * 2 + [CodeLocked()]
    assert _say(till, question, CODE) == CodeLocked()
    assert till.company.calls == []
    till.clock.pass_by(timedelta(minutes=59))
    assert till.yes_to(question) == CodeLocked()
    till.clock.pass_by(timedelta(minutes=1))
    assert isinstance(_say(till, question, CODE), OrderPlaced)


def test_of_two_wrong_codes_at_once_both_are_counted(till: LiveTill) -> None:
    question = _asked(till)
    till.ledger.meanwhile(lambda: _say(till, question, WRONG))

    _say(till, question, WRONG)

    assert till.customer.tries.wrong == 2


def test_a_right_code_that_comes_after_the_last_try_does_not_count(till: LiveTill) -> None:
    """Several devices guess at once: no more codes are compared than there are tries."""
    question = _asked(till)
    _say(till, question, WRONG)
    _say(till, question, WRONG)
    till.ledger.meanwhile(lambda: _say(till, question, WRONG))

    assert _say(till, question, CODE) == CodeLocked()
    assert till.company.calls == []


def test_a_right_code_forgets_the_wrong_ones(till: LiveTill) -> None:
    question = _asked(till)
    _say(till, question, WRONG)
    _say(till, question, CODE)

    question = _asked(till)

    assert _say(till, question, WRONG) == CodeAsked(question, wrong=True)


@pytest.mark.parametrize("over", [None, a_money(900), a_money(5000)])
def test_what_costs_no_more_than_the_limit_needs_no_code(over: object) -> None:
    till = LiveTill(market=a_market(voice_code_over=over))
    till.link(code=CODE)

    assert isinstance(till.yes_to(till.told()), OrderPlaced)


def test_who_chose_no_code_is_not_asked_for_one() -> None:
    till = LiveTill(market=a_market(voice_code_over=a_money(1)))
    till.link()

    assert isinstance(till.yes_to(till.told()), OrderPlaced)


def test_a_link_that_is_not_good_any_more_lets_no_larger_order_pass(till: LiveTill) -> None:
    told = till.told()
    link = next(iter(till.links.kept.links.values()))
    till.links.kept.links[link.id] = replace(link, closed_at=till.clock())

    assert till.yes_to(told) == Refused(Refusal.LINK_MISSING)
    assert till.company.calls == []


def test_a_code_for_an_older_total_is_answered_with_the_newer_one(till: LiveTill) -> None:
    question = _asked(till)
    newer = till.buy("starter_kit", "2")
    assert isinstance(newer, TotalTold)

    outcome = _say(till, question, CODE)

    assert isinstance(outcome, TotalTold)
    assert outcome.checkout.id == newer.checkout.id
    assert till.company.calls == []


def test_a_second_try_is_guarded_too(till: LiveTill) -> None:
    question = _asked(till)
    till.company.decline_next()
    declined = _say(till, question, CODE)
    assert isinstance(declined, Refused)
    assert declined.retry is not None

    asked = till.buying.retry(till.visitor, declined.retry)

    assert asked == CodeAsked(declined.retry)
    assert isinstance(_say(till, declined.retry, CODE), OrderPlaced)


def test_the_code_is_in_nothing_that_is_stored(till: LiveTill) -> None:
    question = _asked(till)
    _say(till, question, "7395")
    _say(till, question, CODE)

    kept = repr((till.drawer, till.ledger.journal.attempts))
    assert "7395" not in kept
    assert f"'{CODE}'" not in kept


def test_no_becomes_no_whatever_was_asked_last(till: LiveTill) -> None:
    question = _asked(till)

    till.buying.refuse(till.visitor, question)

    assert till.current.state is State.ABANDONED
    assert till.company.calls == []
