"""A process that dies at any call that leaves it: afterwards there is one charge at most, and an order for it.

Every turn is killed at every point, just before a call and just after it; then the customer comes back, and the
clock does its work.
"""

from contextlib import suppress
from datetime import timedelta

import pytest

from tests.builders import a_money
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.services.live_till import LiveTill
from voicetill.services.outcomes import OrderPlaced, StillProcessing, TotalTold

# More than any turn has.
MOST_POINTS = 40


def _mortal(fuse: Fuse) -> LiveTill:
    return LiveTill(through=lambda part: Mortal(part, fuse))


def _killed_at(point: int, product: str, *, pending: bool = False) -> tuple[LiveTill, bool]:
    """The till after a yes that was killed at this point, and whether it was."""
    fuse = Fuse()
    till = _mortal(fuse)
    till.link()
    told = till.buy(product)
    assert isinstance(told, TotalTold)
    if pending:
        till.company.leave_pending_next()
    fuse.length = fuse.burnt + point
    try:
        till.yes_to(told)
    except Killed:
        return till, True
    finally:
        fuse.length = None
        till.assemble()
    return till, False


def _settled(till: LiveTill) -> None:
    for _ in range(3):
        till.settle_later(timedelta(hours=1))


@pytest.mark.parametrize("product", ["starter_kit", "barber_voucher"])
def test_whatever_kills_the_turn_that_charges_there_is_one_charge_and_one_order(product: str) -> None:
    killed = 0
    for point in range(1, MOST_POINTS):
        till, was_killed = _killed_at(point, product)
        killed += was_killed

        again = till.buying.remind(till.visitor)
        if isinstance(again, TotalTold):
            # Nothing had been claimed: the customer hears the total again, and says yes again.
            assert till.company.charges == {}
            again = till.yes_to(again)
        assert isinstance(again, OrderPlaced | StillProcessing), (point, again)
        _settled(till)

        assert len(till.company.paid()) == 1, point
        assert [order.payment.reference for order in till.orders] == till.company.paid(), point
        assert till.happenings == ["order.placed", "order.paid"], point
        assert not any(attempt.is_open for attempt in till.attempts), point
    assert killed >= 6


def test_a_kill_in_the_middle_of_settling_is_made_good_by_the_next_look() -> None:
    killed = 0
    for point in range(1, MOST_POINTS):
        fuse = Fuse()
        till = _mortal(fuse)
        told = till.told()
        till.company.leave_pending_next()
        assert till.yes_to(told) == StillProcessing()
        till.company.decide(next(iter(till.company.charges)), paid=True)
        till.clock.pass_by(timedelta(minutes=2))
        # The pages of the index are many; the point counts from the attempt on.
        fuse.length = fuse.burnt + point
        try:
            till.settling.settle(till.attempts[0].reference)
        except Killed:
            killed += 1
        fuse.length = None
        till.assemble()

        _settled(till)

        assert till.company.taken() == a_money(900)
        assert len(till.orders) == 1
        assert till.happenings == ["order.placed", "order.paid"]
    assert killed >= 6


def test_a_kill_while_a_link_is_adopted_leaves_nothing_half_done() -> None:
    for point in range(1, MOST_POINTS):
        fuse = Fuse()
        till = _mortal(fuse)
        link = till.link()
        fuse.length = fuse.burnt + point
        with suppress(Killed):
            till.adopting.linked(till.visitor.customer_id, till.visitor.access_token)
        fuse.length = None
        till.assemble()

        till.adopting.linked(till.visitor.customer_id, till.visitor.access_token)

        assert till.customer.agreement == link.agreement
        assert isinstance(till.yes_to(till.buy()), OrderPlaced)
