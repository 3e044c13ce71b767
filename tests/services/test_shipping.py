"""Shipping: reserved money is taken first, once; a parcel stands on the order, and the customer hears of it."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AGREEMENT_ID, NOW, a_checkout, a_line, a_money, a_product, a_quote, an_order
from tests.fakes.mortal import Fuse, Killed, Mortal
from tests.fakes.server_payments import PretendPayments
from tests.services.office import NAME, PretendOffice
from voicetill.domain.charging import Ability, Authorized, ChargeResult, DeclinedForNow, Paid, Pending, Released
from voicetill.domain.checkout_record import State
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Wish, asked
from voicetill.domain.payments import Capture, Refusal
from voicetill.domain.refunds import Asked, Reason
from voicetill.services.caring import NotDone
from voicetill.services.order_verdicts import Came
from voicetill.services.refunding import Refunding
from voicetill.services.reservations import Reservations
from voicetill.services.shipping import Parcel, ParcelPlan, Shipped, Shipping, Tracked

PARCEL = Parcel(carrier="UPS", tracking="1Z999")


@pytest.fixture
def pretend() -> PretendOffice:
    return PretendOffice()


def ship(pretend: PretendOffice, order: Order, wanted: Parcel = PARCEL) -> Shipped:
    told = Shipping(pretend.office).ship(order, wanted)
    assert isinstance(told, Shipped)
    return told


def not_shipped(pretend: PretendOffice, order: Order, wanted: Parcel = PARCEL) -> NotDone:
    told = Shipping(pretend.office).ship(order, wanted)
    assert isinstance(told, NotDone)
    return told


def reserved(pretend: PretendOffice) -> Order:
    return pretend.sold(capture=Capture.ON_SHIPPING)


def test_a_parcel_stands_on_the_order_and_is_told(pretend: PretendOffice) -> None:
    order = pretend.sold()

    told = ship(pretend, order)

    parcel = pretend.order(order.id).shipments[0]
    assert (parcel.carrier, parcel.tracking, parcel.product_ids) == ("UPS", "1Z999", ("starter_kit",))
    assert told.tracked is Tracked.YES
    assert pretend.company.parcels == [(AGREEMENT_ID, "UPS", "1Z999")]
    assert pretend.happenings == ["order.shipped"]
    assert pretend.order(order.id).address is None


def test_the_tracking_number_is_told_to_no_machine(pretend: PretendOffice) -> None:
    order = pretend.sold()

    ship(pretend, order)

    occurrence = next(iter(pretend.ledger.drawer(order.customer_id).occurrences.values()))
    assert "1Z999" not in str(occurrence.details)
    assert occurrence.details["carrier"] == "UPS"


def test_the_day_of_its_arrival_is_told_by_the_market_s_clock(pretend: PretendOffice) -> None:
    order = pretend.sold()

    ship(pretend, order, Parcel(arrives=date(2026, 3, 5)))

    occurrence = next(iter(pretend.ledger.drawer(order.customer_id).occurrences.values()))
    assert occurrence.details["expected_arrival"] == "2026-03-05T23:59:00-08:00"


@given(length=st.integers(1, 60))
def test_whoever_is_killed_anywhere_takes_the_money_once_and_ships_once(length: int) -> None:
    pretend = PretendOffice()
    order = reserved(pretend)
    fuse = Fuse(length)
    office = replace(pretend.office, journal=Mortal(pretend.journal, fuse), ledger=Mortal(pretend.ledger, fuse))
    office.providers._opened[NAME] = Mortal(pretend.company, fuse)

    with contextlib.suppress(Killed):
        Shipping(office).ship(order, PARCEL)
    for _ in range(2):
        Shipping(pretend.office).ship(pretend.order(order.id), PARCEL)

    assert pretend.taken(order) == a_money(900)
    assert len(pretend.order(order.id).shipments) == 1
    assert pretend.happenings == ["order.paid", "order.shipped"]
    assert pretend.checkout(order).state is State.PAID
    assert not any(attempt.is_open for attempt in pretend.journal.attempts.values())


def test_what_was_reserved_is_taken_first(pretend: PretendOffice) -> None:
    order = reserved(pretend)

    told = ship(pretend, order)

    assert told.captured
    assert pretend.taken(order) == a_money(900)
    assert pretend.order(order.id).is_captured
    assert pretend.order(order.id).payment.reference == order.payment.reference
    assert pretend.happenings == ["order.paid", "order.shipped"]
    assert pretend.checkout(order).state is State.PAID


def test_where_it_cannot_be_taken_nothing_is_shipped(pretend: PretendOffice) -> None:
    order = reserved(pretend)
    pretend.company.charges[order.payment.provider_charge_id] = replace(
        pretend.company.charges[order.payment.provider_charge_id],
        state="DECLINED",
        refusal=DeclinedForNow(Refusal.NOT_PROCESSED),
    )

    told = not_shipped(pretend, order)

    assert told.obstacle is Obstacle.REFUSED
    assert not pretend.order(order.id).shipments
    assert pretend.happenings == ["merchant.task"]


def test_a_capture_that_others_heard_to_be_declined_ships_nothing(pretend: PretendOffice) -> None:
    """The job that settles was faster: what this one hears of the same decline is no news, and no capture."""
    order = reserved(pretend)
    made = pretend.company.charges[order.payment.provider_charge_id]
    declined = DeclinedForNow(Refusal.NOT_PROCESSED, made.id)
    pretend.company.charges[made.id] = replace(made, state="DECLINED", refusal=declined)
    pretend.company.meanwhile(
        lambda: Refunding(pretend.office).resolve(pretend.journal.attempts[f"{order.id}c01"], declined)
    )

    assert not_shipped(pretend, order).obstacle is Obstacle.BUSY
    assert not pretend.order(order.id).shipments
    assert not pretend.order(order.id).is_captured


def test_a_reservation_that_ended_ships_nothing(pretend: PretendOffice) -> None:
    order = reserved(pretend)
    made = pretend.company.charges[order.payment.provider_charge_id]
    pretend.company.charges[made.id] = replace(made, state="RELEASED")

    assert not_shipped(pretend, order).obstacle is Obstacle.RESERVATION_ENDED
    assert not pretend.order(order.id).shipments


@pytest.mark.parametrize("after_acting", [True, False])
def test_a_capture_without_an_answer_ships_nothing_until_it_is_known(
    pretend: PretendOffice, after_acting: bool
) -> None:
    order = reserved(pretend)
    pretend.company.lose_answer(after_acting=after_acting)

    told = not_shipped(pretend, order)

    assert told.obstacle is Obstacle.IN_DOUBT
    assert not pretend.order(order.id).shipments
    # Trying again looks after the first request; it never makes a second one.
    assert ship(pretend, pretend.order(order.id)).captured
    assert pretend.taken(order) == a_money(900)
    assert list(pretend.journal.attempts) == [f"{order.id}c01"]


def test_a_capture_that_was_never_sent_may_be_tried_again_under_another_name(pretend: PretendOffice) -> None:
    order = reserved(pretend)
    pretend.company.refuse_connection()

    assert not_shipped(pretend, order).obstacle is Obstacle.UNREACHABLE
    ship(pretend, pretend.order(order.id))

    assert list(pretend.journal.attempts) == [f"{order.id}c01", f"{order.id}c02"]
    assert pretend.taken(order) == a_money(900)


def test_whoever_dies_after_asking_leaves_something_to_go_on_with(pretend: PretendOffice) -> None:
    order = reserved(pretend)
    pretend.company.crash_next(Killed())
    with pytest.raises(Killed):
        Shipping(pretend.office).ship(order, PARCEL)

    told = ship(pretend, pretend.order(order.id))

    assert told.captured
    assert pretend.taken(order) == a_money(900)


def test_two_who_ship_at_once_capture_once_and_send_one_parcel(pretend: PretendOffice) -> None:
    order = reserved(pretend)
    shipping = Shipping(pretend.office)

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda _: shipping.ship(order, PARCEL), range(4)))

    assert sum(isinstance(each, Shipped) for each in told) == 1
    assert len(pretend.order(order.id).shipments) == 1
    assert pretend.taken(order) == a_money(900)
    assert pretend.happenings.count("order.shipped") == 1


def test_in_several_parcels(pretend: PretendOffice) -> None:
    quote = a_quote(a_line(), a_line(a_product("refill_pack", price=a_money(650))))
    order = pretend.sold(quote=quote)

    ship(pretend, order, Parcel(("refill_pack",)))
    assert pretend.order(order.id).address is not None
    ship(pretend, pretend.order(order.id), Parcel())

    assert [each.product_ids for each in pretend.order(order.id).shipments] == [("refill_pack",), ("starter_kit",)]
    assert not_shipped(pretend, pretend.order(order.id)).obstacle is Obstacle.ALREADY_SHIPPED
    assert pretend.happenings == ["order.shipped", "order.shipped"]


def test_a_wish_that_is_spoken_meanwhile_stays(pretend: PretendOffice) -> None:
    order = pretend.sold()

    def wishes() -> None:
        pretend.ledger.save_order(order, asked(order, Wish.REFUND, at=NOW))

    pretend.journal.meanwhile(wishes)

    ship(pretend, order)

    assert pretend.order(order.id).open_wishes == (Wish.REFUND,)


def test_what_is_refunded_meanwhile_does_not_leave(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.journal.meanwhile(
        lambda: Refunding(pretend.office).refund(order, Asked(None, Reason.CUSTOMER_REQUEST))
    )

    assert not_shipped(pretend, order).obstacle is Obstacle.MONEY_GOES_BACK
    assert not pretend.order(order.id).shipments


def test_a_parcel_that_cannot_be_tracked_has_left_all_the_same(pretend: PretendOffice) -> None:
    order = pretend.sold()
    pretend.company.refuse_connection()

    assert ship(pretend, order).tracked is Tracked.UNREACHABLE
    assert pretend.order(order.id).shipments


@pytest.mark.parametrize(
    ("wanted", "tracked"), [(Parcel(), Tracked.NOT_ASKED), (Parcel(carrier="UPS"), Tracked.NOT_ASKED)]
)
def test_without_a_number_nobody_is_asked_to_track(
    pretend: PretendOffice, wanted: Parcel, tracked: Tracked
) -> None:
    assert ship(pretend, pretend.sold(), wanted).tracked is tracked
    assert not pretend.company.parcels


def test_where_the_company_tracks_nothing_that_is_said() -> None:
    pretend = PretendOffice(company=PretendPayments(NAME, abilities=frozenset(Ability) - {Ability.TRACK}))

    assert ship(pretend, pretend.sold()).tracked is Tracked.NOT_POSSIBLE


def test_a_plan_changes_nothing_and_calls_nobody(pretend: PretendOffice) -> None:
    order = reserved(pretend)

    plan = Shipping(pretend.office).plan(order, PARCEL)

    assert plan == ParcelPlan(("starter_kit",), captures=True, tracks=True)
    assert not pretend.company.calls
    assert pretend.order(order.id) == order


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (an_order(checkout=a_checkout(State.AUTHORIZED)), Obstacle.DONE_ELSEWHERE),
        (an_order(canceled_at=NOW), Obstacle.CANCELED),
    ],
)
def test_what_cannot_be_shipped_says_why(pretend: PretendOffice, order: Order, why: Obstacle) -> None:
    assert not_shipped(pretend, order).obstacle is why


def test_what_was_taken_in_seller_central_can_be_written_down_and_shipped(pretend: PretendOffice) -> None:
    order = pretend.over_alexa(State.AUTHORIZED)

    taken = Reservations(pretend.office).record_taken(order, "P01-1-C1")

    assert isinstance(taken, Order)
    assert taken.payment.capture_ids == ("P01-1-C1",)
    assert pretend.checkout(order).state is State.PAID
    ship(pretend, taken)
    assert pretend.happenings == ["order.paid", "order.shipped"]


@pytest.mark.parametrize("result", ["paid", "pending", "authorized", "released"])
def test_a_capture_that_ends_later_is_taken_in_once(pretend: PretendOffice, result: str) -> None:
    order = reserved(pretend)
    pretend.company.lose_answer(after_acting=True)
    not_shipped(pretend, order)
    attempt = pretend.journal.attempts[f"{order.id}c01"]
    told: dict[str, ChargeResult] = {
        "paid": Paid(order.payment),
        "pending": Pending(order.payment.provider_charge_id),
        "authorized": Authorized(order.payment),
        "released": Released(order.payment.provider_charge_id),
    }

    came = [Refunding(pretend.office).resolve(attempt, told[result]) for _ in range(2)]

    waits = result in ("pending", "authorized")
    assert came[0] is (Came.WAITING if waits else Came.ENDED if result == "released" else Came.DONE)
    assert pretend.order(order.id).is_captured is (result == "paid")
    assert pretend.happenings == {"paid": ["order.paid"], "released": ["merchant.task"]}.get(result, [])


def test_another_amount_than_was_reserved_proves_no_capture(pretend: PretendOffice) -> None:
    order = reserved(pretend)
    pretend.company.lose_answer(after_acting=True)
    not_shipped(pretend, order)

    wrong = Paid(replace(order.payment, amount=a_money(901)))

    assert Refunding(pretend.office).resolve(pretend.journal.attempts[f"{order.id}c01"], wrong) is Came.WAITING
    assert not pretend.order(order.id).is_captured
