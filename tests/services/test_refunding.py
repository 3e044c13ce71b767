"""Refunds through a payment company: once, within what was paid, and settled however the answer comes."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CUSTOMER_ID, NOW, a_checkout, a_money, an_order
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.fakes.server_payments import PretendPayments
from tests.services.office import NAME, PretendOffice
from voicetill.domain.attempts import Owner
from voicetill.domain.charging import Ability, Operation, Refunded, RefundPending, RefundRefused, RefundUnknown
from voicetill.domain.checkout_record import State
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Verdict, Wish, asked
from voicetill.domain.payments import Capture
from voicetill.domain.refunds import Asked, Reason, RefundState
from voicetill.services.caring import NotDone
from voicetill.services.order_verdicts import Came
from voicetill.services.refunding import Refunding, RefundMade

ALL = Asked(None, Reason.RETURN)


@pytest.fixture
def pretend() -> PretendOffice:
    return PretendOffice()


def refund(pretend: PretendOffice, order: Order, wanted: Asked = ALL) -> RefundMade:
    made = Refunding(pretend.office).refund(order, wanted)
    assert isinstance(made, RefundMade)
    return made


def refused(pretend: PretendOffice, order: Order, wanted: Asked = ALL) -> NotDone:
    told = Refunding(pretend.office).refund(order, wanted)
    assert isinstance(told, NotDone)
    return told


def part(minor: int, **more: object) -> Asked:
    return replace(Asked(a_money(minor), Reason.RETURN), **more)  # type: ignore[arg-type]


def test_money_goes_back_and_the_order_and_the_customer_hear_of_it(pretend: PretendOffice) -> None:
    order = pretend.sold()

    made = refund(pretend, order)

    assert (made.came, made.refund.state, made.refund.amount) == (Came.DONE, RefundState.DONE, a_money(900))
    assert pretend.given_back(order) == a_money(900)
    assert pretend.order(order.id).given_back == a_money(900)
    assert pretend.happenings == ["order.refunded"]


def test_in_parts_and_never_above_what_was_paid(pretend: PretendOffice) -> None:
    order = pretend.sold()

    for minor in (400, 300):
        refund(pretend, pretend.order(order.id), part(minor))

    assert refused(pretend, pretend.order(order.id), part(201)).obstacle is Obstacle.TOO_MUCH
    assert refund(pretend, pretend.order(order.id)).refund.amount == a_money(200)
    assert refused(pretend, pretend.order(order.id)).obstacle is Obstacle.NOTHING_LEFT
    assert pretend.given_back(order) == a_money(900)
    assert pretend.happenings == ["order.refunded"] * 3


def test_a_refund_that_is_under_way_holds_its_amount_and_is_told_when_it_is_done(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.leave_pending_next()

    made = refund(pretend, order, part(600))

    assert (made.came, made.refund.state) == (Came.WAITING, RefundState.PENDING)
    assert pretend.happenings == []
    assert refused(pretend, pretend.order(order.id), part(301)).obstacle is Obstacle.TOO_MUCH
    pretend.company.finish_refund(made.refund.provider_refund_id, done=True)
    attempt = pretend.journal.attempts[made.refund.reference]
    assert attempt.charge_id == made.refund.provider_refund_id
    assert Refunding(pretend.office).settle(attempt) is Came.DONE
    assert pretend.happenings == ["order.refunded"]
    assert not pretend.journal.attempts[made.refund.reference].is_open


def test_a_refused_refund_frees_its_amount_and_the_merchant_is_told(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.leave_pending_next()
    made = refund(pretend, order)
    pretend.company.finish_refund(made.refund.provider_refund_id, done=False)

    came = Refunding(pretend.office).settle(pretend.journal.attempts[made.refund.reference])

    assert came is Came.REFUSED
    assert pretend.order(order.id).left == a_money(900)
    assert pretend.order(order.id).refunds[0].note == "refused"
    assert pretend.happenings == ["refund.failed"]
    again = refund(pretend, pretend.order(order.id))
    assert (again.came, again.refund.part) == (Came.DONE, "r02")


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_lost_answer_is_settled_and_never_sent_under_another_name(
    pretend: PretendOffice, after_acting: bool
) -> None:
    order = pretend.sold()
    pretend.company.lose_answer(after_acting=after_acting)

    made = refund(pretend, order)

    assert (made.came, made.refund.state) == (Came.WAITING, RefundState.UNKNOWN)
    assert refused(pretend, pretend.order(order.id)).obstacle is Obstacle.NOTHING_LEFT
    assert Refunding(pretend.office).settle(pretend.journal.attempts[made.refund.reference]) is Came.DONE
    assert pretend.given_back(order) == a_money(900)
    assert len(pretend.company.refunds) == 1


def test_what_was_never_sent_frees_its_amount_at_once(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.refuse_connection()

    told = refused(pretend, order)

    assert told.obstacle is Obstacle.UNREACHABLE
    assert pretend.order(order.id).refunds[0].state is RefundState.REFUSED
    assert not any(attempt.is_open for attempt in pretend.journal.attempts.values())
    assert refund(pretend, pretend.order(order.id)).came is Came.DONE
    assert pretend.happenings == ["order.refunded"]


def test_the_request_is_stored_with_the_refund_before_it_is_sent(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.crash_next(Killed())

    with pytest.raises(Killed):
        Refunding(pretend.office).refund(order, ALL)

    (attempt,) = pretend.journal.attempts.values()
    assert (attempt.owner, attempt.owner_id, attempt.prepared.operation) == (
        Owner.ORDER,
        order.id,
        Operation.REFUND,
    )
    assert pretend.order(order.id).refunds[0].state is RefundState.PENDING
    assert Refunding(pretend.office).settle(attempt) is Came.DONE
    assert pretend.given_back(order) == a_money(900)


def test_a_result_that_comes_again_changes_nothing(pretend: PretendOffice) -> None:
    order = pretend.sold()
    made = refund(pretend, order)
    attempt, refunding = pretend.journal.attempts[made.refund.reference], Refunding(pretend.office)
    before = pretend.order(order.id)

    for result in (
        Refunded(made.refund.provider_refund_id, a_money(900)),
        RefundPending("late"),
        RefundUnknown(),
        RefundRefused("late"),
    ):
        assert refunding.resolve(attempt, result) is Came.NOTHING_NEW

    assert pretend.order(order.id) == before
    assert pretend.happenings == ["order.refunded"]


def test_money_that_went_back_after_all_is_told_whatever_was_said_before(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.refuse_connection()
    refused(pretend, order)
    (attempt,) = pretend.journal.attempts.values()

    assert Refunding(pretend.office).resolve(attempt, Refunded("refund-9", a_money(900))) is Came.DONE

    assert pretend.order(order.id).given_back == a_money(900)
    assert pretend.happenings == ["order.refunded"]


def test_another_amount_than_was_asked_for_proves_nothing(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.leave_pending_next()
    made = refund(pretend, order, part(500))

    came = Refunding(pretend.office).resolve(
        pretend.journal.attempts[made.refund.reference], Refunded("refund-9", a_money(900))
    )

    assert came is Came.WAITING
    assert pretend.order(order.id).refunds[0].state is RefundState.UNKNOWN


def test_a_result_of_no_order_of_ours_is_left_alone(pretend: PretendOffice) -> None:
    order = pretend.sold()
    made = refund(pretend, order)
    attempt = replace(pretend.journal.attempts[made.refund.reference], owner_id="z" * 26)
    pretend.journal.attempts.clear()

    assert Refunding(pretend.office).resolve(attempt, Refunded("r", a_money(900))) is Came.NO_ORDER


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (an_order(), Obstacle.DONE_ELSEWHERE),
        (an_order(provider="bankrupt"), Obstacle.NO_PROVIDER),
        (an_order(checkout=a_checkout(State.AUTHORIZED), provider=NAME), Obstacle.NOT_CAPTURED),
    ],
)
def test_what_cannot_be_refunded_here_says_so_and_calls_nobody(
    pretend: PretendOffice, order: Order, why: Obstacle
) -> None:
    assert refused(pretend, order).obstacle is why
    assert not pretend.company.calls


def test_a_company_that_gives_nothing_back_is_not_asked() -> None:
    pretend = PretendOffice(company=PretendPayments(NAME, abilities=frozenset(Ability) - {Ability.REFUND}))
    order = pretend.sold()

    assert refused(pretend, order).obstacle is Obstacle.NOT_ABLE


def test_a_plan_changes_nothing_and_calls_nobody(pretend: PretendOffice) -> None:
    order = pretend.sold()
    writes = pretend.ledger.writes

    plan = Refunding(pretend.office).plan(order, part(450))

    assert not isinstance(plan, NotDone)
    assert plan.amount == a_money(450)
    assert (pretend.ledger.writes, pretend.company.calls) == (writes, [])
    assert pretend.order(order.id) == order


def test_a_key_that_comes_again_makes_no_second_refund(pretend: PretendOffice) -> None:
    order = pretend.sold()
    refund(pretend, order, part(300, key="ticket7"))

    again = refund(pretend, pretend.order(order.id), part(300, key="ticket7"))

    assert again.repeated
    assert refused(pretend, pretend.order(order.id), part(301, key="ticket7")).obstacle is Obstacle.KEY_USED
    assert pretend.given_back(order) == a_money(300)


def test_a_key_whose_refund_was_never_sent_may_come_again(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.refuse_connection()
    refused(pretend, order, part(300, key="ticket7"))

    assert refund(pretend, pretend.order(order.id), part(300, key="ticket7")).came is Came.DONE


def test_a_wish_is_granted_with_the_refund_and_open_again_if_it_does_not_come_about(
    pretend: PretendOffice,
) -> None:
    order = pretend.sold()
    pretend.ledger.save_order(order, asked(order, Wish.REFUND, at=NOW))
    pretend.clock.pass_by(timedelta(hours=1))
    refunding = Refunding(pretend.office)
    pretend.company.refuse_connection()

    refunding.refund(pretend.order(order.id), ALL, granting=(Wish.REFUND,))

    assert pretend.order(order.id).open_wishes == (Wish.REFUND,)
    refunding.refund(pretend.order(order.id), ALL, granting=(Wish.REFUND,))
    assert pretend.order(order.id).requests[0].verdict is Verdict.GRANTED


def test_of_two_operators_at_once_one_refunds(pretend: PretendOffice) -> None:
    """Real threads, which all read the order before anybody writes it."""
    order = pretend.sold()
    refunding = Refunding(pretend.office)

    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda _: refunding.refund(order, part(400)), range(6)))

    assert sum(isinstance(each, RefundMade) for each in told) == 1
    assert {each.obstacle for each in told if isinstance(each, NotDone)} == {Obstacle.BUSY}
    assert pretend.given_back(order) == a_money(400)
    assert len(pretend.order(order.id).refunds) == 1


def test_a_result_is_stored_although_others_keep_writing(pretend: PretendOffice) -> None:
    order = pretend.sold()

    def wishes() -> None:
        found = pretend.order(order.id)
        pretend.ledger.save_order(found, asked(found, Wish.REFUND, at=NOW))

    pretend.company.meanwhile(wishes)

    assert refund(pretend, order).came is Came.DONE
    assert pretend.order(order.id).given_back == a_money(900)
    assert pretend.order(order.id).open_wishes == (Wish.REFUND,)


def test_what_others_keep_from_being_stored_is_left_to_be_settled(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.meanwhile(lambda: pretend.ledger.lose_races(6))

    made = refund(pretend, order)

    assert made.came is Came.WAITING
    assert Refunding(pretend.office).settle(pretend.journal.attempts[made.refund.reference]) is Came.DONE
    assert pretend.given_back(order) == a_money(900)


def test_a_store_that_does_not_answer_says_so_and_nothing_is_sent(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.ledger.refuses_writes = True

    with pytest.raises(StoreUnavailableError):
        Refunding(pretend.office).refund(order, ALL)

    assert not pretend.company.refunds


@given(length=st.integers(1, 30))
def test_whoever_is_killed_anywhere_leaves_one_refund_at_most(length: int) -> None:
    pretend = PretendOffice()
    order = pretend.sold()
    fuse = Fuse(length)
    office = replace(pretend.office, journal=Mortal(pretend.journal, fuse))
    company = Mortal(pretend.company, fuse)
    office.providers._opened[NAME] = company

    with contextlib.suppress(Killed):
        Refunding(office).refund(order, part(500))
    for attempt in list(pretend.journal.attempts.values()):
        if attempt.is_open:
            Refunding(pretend.office).settle(attempt)

    found = pretend.order(order.id)
    assert found.given_back == pretend.given_back(order)
    assert len(pretend.company.refunds) <= 1
    assert not found.on_its_way_back.minor
    assert pretend.happenings == ["order.refunded"] * len(pretend.company.refunds)


def test_a_second_payment_goes_back_of_its_own_charge(pretend: PretendOffice) -> None:
    order = pretend.sold()
    second = pretend.charged(replace(pretend.checkout(order), attempt=2), Capture.NOW)

    made = Refunding(pretend.office).refund(order, ALL, second=second)

    assert isinstance(made, RefundMade)
    assert made.came is Came.DONE
    assert pretend.company.given_back(second.provider_charge_id) == a_money(900)
    assert pretend.given_back(order) == a_money(0)
    assert pretend.order(order.id).left == a_money(900)
    again = Refunding(pretend.office).refund(pretend.order(order.id), ALL, second=second)
    assert isinstance(again, NotDone)
    assert again.obstacle is Obstacle.NOTHING_LEFT


# Made elsewhere.


def test_a_refund_made_elsewhere_is_written_down_and_told(pretend: PretendOffice) -> None:
    order = pretend.over_alexa()

    made = Refunding(pretend.office).record(order, part(400, note="R-123"))

    assert isinstance(made, RefundMade)
    assert pretend.order(order.id).given_back == a_money(400)
    assert pretend.happenings == ["order.refunded"]
    assert not pretend.company.calls


def test_no_more_is_written_down_than_amazon_pay_gives_back(pretend: PretendOffice) -> None:
    order = pretend.over_alexa()
    refunding = Refunding(pretend.office)

    over = refunding.record(order, part(1036, over=True))
    plain = refunding.record(order, part(901))
    most = refunding.record(order, part(1035, over=True))

    assert isinstance(over, NotDone)
    assert isinstance(plain, NotDone)
    assert isinstance(most, RefundMade)
    assert most.order.customer_id == CUSTOMER_ID
