"""Canceling: what was reserved is let go, what was taken goes back, and nothing is canceled that has left."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_money
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.services.office import NAME, PretendOffice
from voicetill.domain.charging import DeclinedForGood
from voicetill.domain.checkout_record import State
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Verdict, Wish, asked, shipped
from voicetill.domain.payments import Capture, Refusal
from voicetill.domain.refunds import Asked, Reason, RefundState
from voicetill.services.canceling import Canceled, Canceling, CancelPlan, Way
from voicetill.services.caring import NotDone
from voicetill.services.order_verdicts import Came
from voicetill.services.refunding import Refunding
from voicetill.services.shipping import Parcel, Shipped, Shipping


@pytest.fixture
def pretend() -> PretendOffice:
    return PretendOffice()


def cancel(pretend: PretendOffice, order: Order) -> Canceled:
    told = Canceling(pretend.office).cancel(order)
    assert isinstance(told, Canceled)
    return told


def not_canceled(pretend: PretendOffice, order: Order) -> NotDone:
    told = Canceling(pretend.office).cancel(order)
    assert isinstance(told, NotDone)
    return told


def test_what_was_reserved_is_let_go(pretend: PretendOffice) -> None:
    order = pretend.sold(capture=Capture.ON_SHIPPING)

    told = cancel(pretend, order)

    assert told.way is Way.RELEASE
    assert pretend.company.charges[order.payment.provider_charge_id].state == "RELEASED"
    assert pretend.order(order.id).is_canceled
    assert pretend.order(order.id).address is None
    assert pretend.happenings == ["order.canceled"]
    assert pretend.checkout(order).state is State.DECLINED


def test_what_was_taken_goes_back(pretend: PretendOffice) -> None:
    order = pretend.sold()

    told = cancel(pretend, order)

    assert (told.way, told.came) == (Way.REFUND, Came.DONE)
    assert pretend.given_back(order) == a_money(900)
    assert pretend.order(order.id).is_canceled
    assert sorted(pretend.happenings) == ["order.canceled", "order.refunded"]


def test_an_order_is_off_once_its_money_is_on_its_way(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.leave_pending_next()

    told = cancel(pretend, order)

    assert told.came is Came.WAITING
    assert pretend.order(order.id).is_canceled
    assert pretend.happenings == ["order.canceled"]
    assert isinstance(Shipping(pretend.office).ship(pretend.order(order.id), Parcel()), NotDone)
    assert told.refund is not None
    pretend.company.finish_refund(told.refund.provider_refund_id, done=False)
    Refunding(pretend.office).settle(pretend.journal.attempts[told.refund.reference])
    assert pretend.happenings == ["order.canceled", "refund.failed", "merchant.task"]


def test_an_order_whose_refund_nobody_knows_of_is_not_off_yet_and_does_not_leave(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.lose_answer(after_acting=True)

    told = cancel(pretend, order)

    assert told.came is Came.WAITING
    assert not pretend.order(order.id).is_canceled
    assert isinstance(Shipping(pretend.office).ship(pretend.order(order.id), Parcel()), NotDone)
    Refunding(pretend.office).settle(pretend.journal.attempts[f"{order.id}r01"])
    assert pretend.order(order.id).is_canceled


def test_where_the_money_does_not_go_back_the_order_stands(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.refuse_connection()

    assert not_canceled(pretend, order).obstacle is Obstacle.UNREACHABLE
    assert not pretend.order(order.id).is_canceled
    assert pretend.order(order.id).refunds[0].state is RefundState.REFUSED
    assert isinstance(Shipping(pretend.office).ship(pretend.order(order.id), Parcel()), Shipped)


def test_what_went_back_already_is_only_marked(pretend: PretendOffice) -> None:
    order = pretend.sold()
    Refunding(pretend.office).refund(order, Asked(None, Reason.OTHER))

    told = cancel(pretend, pretend.order(order.id))

    assert told.way is Way.MARK
    assert len(pretend.company.refunds) == 1
    assert not_canceled(pretend, pretend.order(order.id)).obstacle is Obstacle.CANCELED


def test_what_has_left_is_not_canceled(pretend: PretendOffice) -> None:
    order = pretend.sold()
    sent = pretend.ledger.save_order(order, shipped(order, at=NOW))

    assert not_canceled(pretend, sent).obstacle is Obstacle.HAS_SHIPPED


def test_what_was_taken_meanwhile_is_not_released(pretend: PretendOffice) -> None:
    order = pretend.sold(capture=Capture.ON_SHIPPING)
    made = pretend.company.charges[order.payment.provider_charge_id]
    pretend.company.charges[made.id] = replace(made, state="CAPTURED")

    told = not_canceled(pretend, order)

    assert told.obstacle is Obstacle.CAPTURED_MEANWHILE
    assert pretend.order(order.id).is_captured
    assert not pretend.order(order.id).is_canceled
    assert cancel(pretend, pretend.order(order.id)).way is Way.REFUND


def test_a_reservation_that_is_dead_already_is_enough(pretend: PretendOffice) -> None:
    order = pretend.sold(capture=Capture.ON_SHIPPING)
    made = pretend.company.charges[order.payment.provider_charge_id]
    refusal = DeclinedForGood(Refusal.REJECTED, made.id)
    pretend.company.charges[made.id] = replace(made, state="DECLINED", refusal=refusal)

    cancel(pretend, order)

    assert pretend.order(order.id).is_canceled
    assert pretend.happenings == ["order.canceled"]


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_release_without_an_answer_is_looked_after(pretend: PretendOffice, after_acting: bool) -> None:
    order = pretend.sold(capture=Capture.ON_SHIPPING)
    pretend.company.lose_answer(after_acting=after_acting)

    assert not_canceled(pretend, order).obstacle is Obstacle.IN_DOUBT
    assert isinstance(Shipping(pretend.office).ship(pretend.order(order.id), Parcel()), NotDone)

    assert pretend.order(order.id).is_canceled
    assert pretend.taken(order) == a_money(0)


def test_who_ships_and_who_cancels_at_once_do_not_both(pretend: PretendOffice) -> None:
    order = pretend.sold(capture=Capture.ON_SHIPPING)

    with ThreadPoolExecutor(2) as threads:
        sent = threads.submit(Shipping(pretend.office).ship, order, Parcel())
        off = threads.submit(Canceling(pretend.office).cancel, order)
    both = isinstance(sent.result(), Shipped) and isinstance(off.result(), Canceled)

    assert not both
    found = pretend.order(order.id)
    assert found.is_canceled != bool(found.shipments) or not (found.is_canceled or found.shipments)
    assert pretend.taken(order) == (a_money(900) if found.is_captured else a_money(0))


@given(length=st.integers(1, 60), captured=st.booleans())
def test_whoever_is_killed_anywhere_moves_the_money_once(length: int, captured: bool) -> None:
    pretend = PretendOffice()
    order = pretend.sold(capture=Capture.NOW if captured else Capture.ON_SHIPPING)
    fuse = Fuse(length)
    office = replace(pretend.office, journal=Mortal(pretend.journal, fuse), ledger=Mortal(pretend.ledger, fuse))
    office.providers._opened[NAME] = Mortal(pretend.company, fuse)

    with contextlib.suppress(Killed):
        Canceling(office).cancel(order)
    for attempt in list(pretend.journal.attempts.values()):
        if attempt.is_open:
            Refunding(pretend.office).settle(attempt)
    Canceling(pretend.office).cancel(pretend.order(order.id))

    assert pretend.order(order.id).is_canceled
    assert pretend.taken(order) == pretend.given_back(order)
    assert len(pretend.company.refunds) == int(captured)
    assert pretend.happenings.count("order.canceled") == 1


def test_a_wish_is_granted_with_it(pretend: PretendOffice) -> None:
    order = pretend.sold()
    wished = pretend.ledger.save_order(order, asked(order, Wish.CANCEL, at=NOW))

    cancel(pretend, wished)

    assert pretend.order(order.id).requests[0].verdict is Verdict.GRANTED


def test_a_plan_changes_nothing_and_calls_nobody(pretend: PretendOffice) -> None:
    order = pretend.sold()

    plan = Canceling(pretend.office).plan(order)

    assert isinstance(plan, CancelPlan)
    assert plan.refund is not None
    assert plan.refund.amount == a_money(900)
    assert not pretend.company.calls
    assert pretend.order(order.id) == order


def test_over_alexa_nothing_is_released_or_refunded_here(pretend: PretendOffice) -> None:
    order = pretend.over_alexa()

    assert not_canceled(pretend, order).obstacle is Obstacle.DONE_ELSEWHERE


def test_what_was_released_elsewhere_can_be_written_down(pretend: PretendOffice) -> None:
    order = pretend.over_alexa(State.AUTHORIZED)

    told = Canceling(pretend.office).mark(order)

    assert isinstance(told, Canceled)
    assert pretend.order(order.id).is_canceled
    assert pretend.checkout(order).state is State.DECLINED
    assert pretend.happenings == ["order.canceled"]
