"""Customers who leave at the worst moment: between the read and the write of their own turn, or of a worker's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import CUSTOMER_ID, NOW, an_agreement
from tests.fakes.journal import MemoryJournal
from tests.services.renewals import Room
from tests.services.till import Till
from voicetill.domain.checkout_events import AgreementOpened
from voicetill.domain.erasure import Scope, Why
from voicetill.domain.journal import Change
from voicetill.domain.subscriptions import SubscriptionState
from voicetill.services.erasing import Erasing
from voicetill.services.outcomes import HandedOff, TotalTold


class Interrupted:
    """A journal in which somebody else's turn is played just before one of the writes."""

    def __init__(self, journal: MemoryJournal, *, before: int, turn: Callable[[], object]) -> None:
        self._journal = journal
        self._left = before
        self._turn = turn

    @property
    def happened(self) -> bool:
        return self._left <= 0

    def wrap(self, target: Any) -> Any:
        return self if target is self._journal else target

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def write(self, *changes: Change) -> object:
        self._left -= 1
        if self._left == 0:
            self._turn()
        return self._journal.write(*changes)


def erasing(till: Till) -> Erasing:
    return Erasing(till.ledger, till.ledger.journal, till.clock)


def leaves(till: Till, *, seconds: int = 0) -> None:
    at = till.clock() + timedelta(seconds=seconds)
    erasing(till).hear(till.visitor.customer_id, Scope.ALL, Why.SKILL_DISABLED, at=at)


@pytest.fixture
def till() -> Till:
    till = Till()
    till.know(an_agreement())
    return till


def test_a_yes_that_meets_it_is_not_charged(till: Till) -> None:
    told = till.buy()
    assert isinstance(told, TotalTold)
    till.ledger.meanwhile(lambda: leaves(till))

    outcome = till.yes_to(told)

    assert not isinstance(outcome, HandedOff)
    assert not till.current.is_in_doubt
    assert till.current.address is None
    assert till.customer.agreement is None


def test_a_yes_that_was_faster_is_finished_as_ever(till: Till) -> None:
    told = till.buy()
    asked = till.yes_to(told)
    assert isinstance(asked, HandedOff)
    leaves(till)
    assert till.current.is_in_doubt
    assert till.current.address is not None

    till.pay(asked)

    (order,) = till.orders
    assert order.address is not None, "it is still to be sent"
    assert till.customer.agreement is None


def test_a_purchase_that_begins_meanwhile_is_of_somebody_who_came_back(till: Till) -> None:
    """They leave while their own words are worked on: the turn is played again, on what is left of them."""
    till.ledger.meanwhile(lambda: leaves(till, seconds=-1))

    outcome = till.buy()

    assert not till.customer.cart.is_empty
    assert isinstance(outcome, HandedOff), "a new agreement has to be asked for"


def test_a_setup_that_is_answered_while_they_leave_brings_nothing_back() -> None:
    till = Till()
    asked = till.buy()
    assert isinstance(asked, HandedOff)
    till.ledger.meanwhile(lambda: leaves(till))

    till.answer(asked.token, AgreementOpened(NOW, an_agreement()))

    assert till.customer.agreement is None
    assert till.current.address is None


@pytest.mark.parametrize("write", [1, 2])
def test_at_whatever_write_of_a_renewal_they_leave_nothing_is_charged_twice_or_forgotten(write: int) -> None:
    """Before the claim nothing is sent. After it the period is paid once, and it was the last."""
    room = Room()
    subscription = room.begin(provider="pretend")
    gone = Erasing(room.ledger, room.journal, room.clock)
    interrupted = Interrupted(
        room.journal,
        before=write,
        turn=lambda: gone.hear(CUSTOMER_ID, Scope.ALL, Why.SKILL_DISABLED, at=room.clock()),
    )

    room.service(interrupted.wrap).renew(CUSTOMER_ID, subscription.id)
    room.clock.pass_by(timedelta(days=40))
    room.renewing.renew(CUSTOMER_ID, subscription.id)

    assert interrupted.happened
    paid = [charge for charge in room.company.charges.values() if charge.state == "CAPTURED"]
    assert len(paid) == len(room.ledger.drawer(CUSTOMER_ID).orders) == write - 1
    stored = room.ledger.drawer(CUSTOMER_ID).subscriptions[subscription.id]
    assert stored.state is SubscriptionState.ENDED
