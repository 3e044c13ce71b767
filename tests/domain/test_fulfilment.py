"""What the merchant may do with an order, and what is kept of it afterwards."""

from dataclasses import replace

import pytest

from tests.builders import (
    NOW,
    a_checkout,
    a_line,
    a_money,
    a_payment,
    a_product,
    a_quote,
    a_service_quote,
    an_order,
)
from voicetill.domain.checkout_record import State
from voicetill.domain.fulfilment import (
    canceled,
    cancellation,
    captured,
    forgetting,
    is_finished,
    parcel,
    with_refund,
)
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Verdict, Wish, answered, asked, shipped, unanswered
from voicetill.domain.refunds import Reason, Refund, RefundState


def two_things() -> Order:
    quote = a_quote(a_line(), a_line(a_product("refill_pack", price=a_money(650))))
    return an_order(checkout=a_checkout(State.PAID, quote=quote))


def a_refund(minor: int = 900, state: RefundState = RefundState.DONE, number: int = 1) -> Refund:
    return Refund(f"{an_order().id}r{number:02d}", a_money(minor), Reason.RETURN, state, NOW)


def test_a_parcel_holds_what_is_left_to_send_or_what_was_named() -> None:
    order = two_things()

    assert parcel(order, None) == ("starter_kit", "refill_pack")
    assert parcel(order, ["refill_pack"]) == ("refill_pack",)
    assert parcel(shipped(order, at=NOW, product_ids=["refill_pack"]), None) == ("starter_kit",)


def test_what_left_is_not_sent_again() -> None:
    order = shipped(two_things(), at=NOW, product_ids=["refill_pack"])

    assert parcel(order, ["refill_pack"]) is Obstacle.ALREADY_SHIPPED
    assert parcel(order, ["refill_pack", "starter_kit"]) is Obstacle.ALREADY_SHIPPED
    assert parcel(shipped(order, at=NOW), None) is Obstacle.ALREADY_SHIPPED


@pytest.mark.parametrize(
    ("order", "product_ids", "why"),
    [
        (an_order(canceled_at=NOW), None, Obstacle.CANCELED),
        (an_order(refunds=(a_refund(state=RefundState.PENDING),)), None, Obstacle.MONEY_GOES_BACK),
        (an_order(refunds=(a_refund(),)), None, Obstacle.MONEY_GOES_BACK),
        (an_order(checkout=a_checkout(State.PAID, quote=a_service_quote())), None, Obstacle.NOTHING_TO_SHIP),
        (an_order(), ["gold_bar"], Obstacle.NOT_IN_ORDER),
        (an_order(), [], Obstacle.NOT_IN_ORDER),
    ],
)
def test_what_may_not_leave_says_why(order: Order, product_ids: list[str] | None, why: Obstacle) -> None:
    assert parcel(order, product_ids) is why


def test_a_tracking_number_needs_its_carrier() -> None:
    assert parcel(an_order(), None, tracking="1Z999") is Obstacle.NO_CARRIER
    assert parcel(an_order(), None, tracking="1Z999", carrier="UPS") == ("starter_kit",)


def test_a_part_that_went_back_stops_no_parcel() -> None:
    assert parcel(an_order(refunds=(a_refund(400),)), None) == ("starter_kit",)
    assert parcel(an_order(refunds=(a_refund(state=RefundState.REFUSED),)), None) == ("starter_kit",)


def test_an_order_is_canceled_once_and_not_after_a_parcel() -> None:
    assert cancellation(an_order()) is None
    assert cancellation(an_order(canceled_at=NOW)) is Obstacle.CANCELED
    assert cancellation(shipped(an_order(), at=NOW)) is Obstacle.HAS_SHIPPED


def test_what_was_captured_keeps_the_name_of_its_payment() -> None:
    order = an_order(checkout=a_checkout(State.AUTHORIZED))
    told = a_payment(reference="another", provider_charge_id="charge-1", capture_ids=("capture-1",))

    taken = captured(order, told)

    assert taken.is_captured
    assert taken.payment == replace(order.payment, provider_charge_id="charge-1", capture_ids=("capture-1",))


@pytest.mark.parametrize(
    "order",
    [
        canceled(an_order(), at=NOW),
        forgetting(shipped(an_order(), at=NOW)),
        with_refund(an_order(), a_refund()),
    ],
)
def test_addresses_are_kept_only_until_it_is_shipped_or_over(order: Order) -> None:
    assert order.address is None
    assert order.billing_address is None


@pytest.mark.parametrize(
    "order",
    [
        with_refund(an_order(), a_refund(400)),
        with_refund(an_order(), a_refund(state=RefundState.PENDING)),
        with_refund(an_order(), a_refund(state=RefundState.UNKNOWN)),
        with_refund(an_order(), a_refund(state=RefundState.REFUSED)),
        forgetting(shipped(two_things(), at=NOW, product_ids=["refill_pack"])),
    ],
)
def test_addresses_are_kept_as_long_as_they_may_be_needed(order: Order) -> None:
    assert order.address is not None


def test_a_refund_that_goes_on_takes_its_own_place() -> None:
    order = with_refund(with_refund(an_order(), a_refund(100)), a_refund(200, number=2))

    told = with_refund(order, a_refund(100, RefundState.REFUSED))

    assert [(each.part, each.state) for each in told.refunds] == [
        ("r01", RefundState.REFUSED),
        ("r02", RefundState.DONE),
    ]


def test_a_wish_is_answered_once_and_may_be_asked_again() -> None:
    order = asked(an_order(), Wish.REFUND, at=NOW)

    refused = answered(order, Verdict.REFUSED, at=NOW, because="worn")

    assert not refused.open_wishes
    assert refused.was_refused
    assert refused.requests[0].because == "worn"
    again = asked(refused, Wish.REFUND, at=NOW)
    assert again.open_wishes == (Wish.REFUND,)
    assert not again.was_refused
    assert answered(again, Verdict.GRANTED, at=NOW, wishes=[Wish.CANCEL]) == again


def test_a_wish_that_was_granted_in_vain_is_open_again() -> None:
    order = asked(an_order(), Wish.REFUND, at=NOW)
    granted = answered(order, Verdict.GRANTED, at=NOW)

    assert unanswered(granted, since=NOW) == order


# Nobody owes anybody anything.


def _shipped_order(**changes: object) -> Order:
    return replace(shipped(an_order(), at=NOW), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "order",
    [
        _shipped_order(),
        an_order(checkout=a_checkout(State.PAID, quote=a_service_quote())),
        with_refund(an_order(), a_refund()),
        with_refund(canceled(an_order(), at=NOW), a_refund()),
        canceled(an_order(is_captured=False), at=NOW),
        answered(asked(_shipped_order(), Wish.REFUND, at=NOW), Verdict.REFUSED, at=NOW),
        with_refund(_shipped_order(), a_refund(1)),
    ],
    ids=[
        "shipped",
        "a service",
        "all back",
        "canceled, all back",
        "canceled, not taken",
        "answered",
        "a part back",
    ],
)
def test_an_order_is_finished_once_nobody_owes_anybody_anything(order: Order) -> None:
    assert is_finished(order)


@pytest.mark.parametrize(
    "order",
    [
        an_order(),
        _shipped_order(is_captured=False),
        canceled(an_order(), at=NOW),
        with_refund(canceled(an_order(), at=NOW), a_refund(899)),
        with_refund(_shipped_order(), a_refund(1, RefundState.UNKNOWN)),
        with_refund(_shipped_order(), a_refund(1, RefundState.PENDING)),
        asked(_shipped_order(), Wish.REFUND, at=NOW),
        with_refund(an_order(), a_refund(899)),
    ],
    ids=[
        "goods",
        "money",
        "all of it",
        "a cent",
        "a doubt",
        "a refund under way",
        "an answer",
        "goods for a cent",
    ],
)
def test_an_order_is_not_finished_while_somebody_owes(order: Order) -> None:
    assert not is_finished(order)


def test_canceling_answers_what_was_wished_at_that_moment() -> None:
    order = canceled(asked(an_order(), Wish.CANCEL, at=NOW), at=NOW)

    assert [(each.verdict, each.answered_at) for each in order.requests] == [(Verdict.GRANTED, NOW)]
    assert order.canceled_at == NOW


def test_both_addresses_go_and_neither_while_a_refund_is_under_way() -> None:
    back = with_refund(an_order(), a_refund())
    under_way = with_refund(an_order(), a_refund(state=RefundState.PENDING))

    assert (back.address, back.billing_address) == (None, None)
    assert under_way.address is not None
    assert under_way.billing_address is not None
