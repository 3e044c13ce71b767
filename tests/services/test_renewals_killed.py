"""Workers that die at every single point, and at random ones: what is rerun ends the same, and charges once.

The judge is the payment company's own ledger.
"""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.services.renewals import Room
from voicetill.domain.occurrences import Happening
from voicetill.domain.subscriptions import SubscriptionState, due_of

# Both ends of: load, look, prepare, claim, charge, store; and what asks for the company's abilities.
POINTS = 14

SITUATIONS = ("paid", "declined", "pending", "lost", "unsent", "throttled")


def arrange(room: Room, situation: str) -> None:
    match situation:
        case "declined":
            room.company.decline_next()
        case "pending":
            room.company.leave_pending_next()
        case "lost":
            room.company.lose_answer(after_acting=True)
        case "unsent":
            room.company.lose_answer(after_acting=False)
        case "throttled":
            room.company.throttle_next(retry_after=1)


def renew_and_die(room: Room, fuse: Fuse) -> bool:
    """Let one worker try, and return whether it died."""
    worker = room.service(lambda target: Mortal(target, fuse))
    subscription = room.subscription
    try:
        worker.renew(subscription.customer_id, subscription.id)
    except Killed:
        return True
    return False


def end_all_doubt(room: Room) -> None:
    """Run the workers and the job that settles until nothing is due or open, as the clock would."""
    for _ in range(30):
        for charge in [it for it in room.company.charges.values() if it.state == "PENDING"]:
            room.company.decide(charge.id, paid=True)
        room.settle(after=timedelta(minutes=20))
        if room.orders or room.subscription.due_at is None:
            return
        room.wait()
        room.renew()


def test_no_point_is_left_out() -> None:
    room, fuse = Room(), Fuse()
    room.begin()

    assert not renew_and_die(room, fuse)

    assert fuse.burnt == POINTS


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("point", range(1, POINTS + 1))
def test_a_worker_may_die_anywhere(point: int, situation: str) -> None:
    room = Room()
    begun = room.begin()
    arrange(room, situation)
    renew_and_die(room, Fuse(point))

    end_all_doubt(room)

    assert len(room.company.paid()) == 1
    assert [order.id for order in room.orders] == [begun.order_id]
    assert room.open_attempts() == []
    assert (room.subscription.state, room.subscription.period) == (SubscriptionState.ACTIVE, 2)
    assert len(room.happened(Happening.ORDER_PAID)) == 1
    assert room.happened(Happening.MERCHANT_TASK) == []


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_year_of_workers_that_die_at_random_charges_each_month_once(data: st.DataObject) -> None:
    room = Room()
    begun = room.begin()
    for _ in range(80):
        if data.draw(st.booleans()):
            arrange(room, data.draw(st.sampled_from(SITUATIONS)))
        for charge in [it for it in room.company.charges.values() if it.state == "PENDING"]:
            room.company.decide(charge.id, paid=data.draw(st.booleans()))
        renew_and_die(room, Fuse(data.draw(st.integers(1, 2 * POINTS))))
        room.settle(after=timedelta(hours=data.draw(st.sampled_from([1, 20, 24 * 9]))))
        if room.subscription.due_at is None:
            break

    end_all_doubt(room)

    paid = [reference[:-2] for reference in room.company.paid()]
    assert len(set(paid)) == len(paid), "no period was paid twice"
    assert sorted(order.id for order in room.orders) == sorted(paid), "what was paid is an order, and nothing else"
    assert all(order.placed_at >= due_of(begun, order.period) for order in room.orders)
