"""Orders: how far they are, what is asked for them, and how a customer names one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from tests.builders import (
    CHECKOUT_ID,
    NOW,
    a_checkout,
    a_line,
    a_money,
    a_payment,
    a_product,
    a_quote,
    a_renewal,
    a_service,
    an_order,
)
from tests.stores.strategies import orders
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.orders import (
    Order,
    Progress,
    Request,
    Shipment,
    Verdict,
    Wish,
    answered,
    asked,
    named,
    place,
    shipped,
    unanswered,
)
from voicetill.domain.products import Product
from voicetill.domain.refunds import Reason, Refund, RefundState

LATER = NOW + timedelta(days=1)


def sold(*goods: Product) -> Checkout:
    """A paid checkout of one of each."""
    return a_checkout(State.PAID, quote=a_quote(*(a_line(product) for product in goods)))


def test_an_order_is_shipped_once_all_that_is_sent_has_left() -> None:
    order = an_order()

    sent = shipped(order, at=NOW)

    assert order.progress is Progress.TO_SHIP
    assert order.shipped_at is None
    assert sent.progress is Progress.SHIPPED
    assert sent.shipped_at == NOW


def test_an_order_of_which_something_has_left_is_partly_shipped() -> None:
    order = an_order(checkout=sold(a_product(), a_product("refill_pack")))

    sent = shipped(order, at=NOW, product_ids=["refill_pack"])

    assert sent.progress is Progress.PARTLY_SHIPPED
    assert shipped(sent, at=NOW, product_ids=["starter_kit"]).progress is Progress.SHIPPED


def test_of_a_service_nothing_is_shipped() -> None:
    order = an_order(checkout=sold(a_service()))

    assert order.progress is Progress.NOTHING_TO_SHIP


def test_an_order_can_be_canceled_until_something_of_it_has_left() -> None:
    order = an_order()

    assert order.can_be_canceled
    assert not shipped(order, at=NOW).can_be_canceled


@given(order=orders())
def test_a_wish_is_written_once_and_changes_nothing_else(order: Order) -> None:
    for wish in Wish:
        once = asked(order, wish, at=NOW)

        again = asked(once, wish, at=NOW + timedelta(days=1))

        assert once.has_asked(wish)
        assert again == once
        assert (once.payment, once.quote, once.shipments) == (order.payment, order.quote, order.shipments)


@given(order=orders())
def test_the_whole_number_and_its_end_name_an_order(order: Order) -> None:
    for digits in (order.number.replace("-", ""), order.short_number):
        assert named([order], digits=digits, product_ids=()) == (order,)


@pytest.mark.parametrize("digits", ["?", "0", "12345678901", "1"])
def test_other_digits_name_no_order(digits: str) -> None:
    assert named([an_order()], digits=digits, product_ids=()) == ()


def test_a_product_names_the_orders_it_is_in_and_nothing_names_them_all() -> None:
    kit, refills = an_order(), an_order(checkout=sold(a_product("refill_pack")))

    assert named([kit, refills], digits="", product_ids=["refill_pack"]) == (refills,)
    assert named([kit, refills], digits="", product_ids=["a_spaceship"]) == ()
    assert named([kit, refills], digits="", product_ids=()) == (kit, refills)


def test_an_order_knows_what_went_back_of_it() -> None:
    back = Refund(f"{CHECKOUT_ID}r01", a_money(400), Reason.RETURN, RefundState.DONE, NOW)
    going = Refund(f"{CHECKOUT_ID}r02", a_money(500), Reason.RETURN, RefundState.PENDING, NOW)

    order = an_order(refunds=(back, going))

    assert (order.given_back, order.on_its_way_back, order.left) == (a_money(400), a_money(500), a_money(0))
    assert order.is_given_back
    assert not an_order(refunds=(back,)).is_given_back
    assert not an_order().is_given_back


def test_what_left_in_one_parcel_is_not_in_the_next() -> None:
    order = shipped(
        an_order(checkout=sold(a_product(), a_product("refill_pack"))), at=NOW, product_ids=["refill_pack"]
    )

    rest = shipped(order, at=NOW, carrier="UPS", tracking="1Z999")

    assert rest.shipments[-1] == Shipment(NOW, ("starter_kit",), "UPS", "1Z999")


# All of it, word for word.


@pytest.mark.parametrize("state", [State.PAID, State.AUTHORIZED])
@pytest.mark.parametrize("terms", [{}, a_renewal()])
def test_an_order_says_who_bought_what_and_how_it_was_paid(state: State, terms: dict[str, object]) -> None:
    checkout = a_checkout(state, **terms, provider="ppro")  # type: ignore[arg-type]
    payment = a_payment(checkout)

    order = place(checkout, payment, at=NOW)

    assert order == Order(
        id=checkout.id,
        customer_id=checkout.customer_id,
        market_id=checkout.market_id,
        locale=checkout.locale,
        quote=checkout.quote,
        payment=payment,
        agreement_id=checkout.agreement_id,
        placed_at=NOW,
        provider="ppro",
        is_captured=state is State.PAID,
        address=checkout.address,
        billing_address=checkout.billing_address,
        subscription_id=checkout.id if terms else None,
    )


def test_a_wish_says_when_it_was_said_and_an_answer_when_and_why() -> None:
    order = asked(asked(an_order(), Wish.CANCEL, at=NOW), Wish.REFUND, at=LATER)

    refused = answered(order, Verdict.REFUSED, at=LATER, because="too late", wishes=(Wish.CANCEL,))

    open_one = Request(Wish.REFUND, LATER)
    assert order.requests == (Request(Wish.CANCEL, NOW), open_one)
    assert refused.requests == (Request(Wish.CANCEL, NOW, Verdict.REFUSED, LATER, "too late"), open_one)
    assert answered(refused, Verdict.GRANTED, at=LATER).requests[0] == refused.requests[0]


def test_only_what_was_granted_at_that_moment_is_open_again() -> None:
    wished = asked(asked(an_order(), Wish.CANCEL, at=NOW), Wish.REFUND, at=NOW)
    granted = answered(wished, Verdict.GRANTED, at=LATER, because="gladly")
    refused = answered(wished, Verdict.REFUSED, at=LATER)

    assert unanswered(granted, since=LATER) == wished
    assert unanswered(granted, since=NOW) == granted
    assert unanswered(refused, since=LATER) == refused
    assert unanswered(wished, since=LATER) == wished


def test_a_parcel_says_when_it_left_what_is_in_it_and_how_to_follow_it() -> None:
    order = an_order(checkout=sold(a_product(), a_product("refill_pack")))

    sent = shipped(order, at=NOW, product_ids=["refill_pack"], carrier="UPS", tracking="1Z")

    assert sent.shipments == (Shipment(NOW, ("refill_pack",), "UPS", "1Z"),)
    assert shipped(sent, at=LATER).shipments[1:] == (Shipment(LATER, ("starter_kit",)),)


def test_all_is_given_back_once_nothing_of_what_was_paid_is_left() -> None:
    refund = Refund("r", a_money(899), Reason.RETURN, RefundState.DONE, NOW)
    order = an_order()

    assert not replace(order, refunds=(refund,)).is_given_back
    assert replace(order, refunds=(replace(refund, amount=a_money(900)),)).is_given_back
    assert not an_order(is_captured=False).is_given_back
    assert not replace(order, payment=a_payment(amount=a_money(0))).is_given_back


def test_four_digits_from_the_end_name_an_order_and_four_from_the_front_do_not() -> None:
    order = an_order()
    whole = order.number.replace("-", "")

    assert named([order], digits=whole[-4:], product_ids=()) == (order,)
    assert named([order], digits=whole[-5:], product_ids=()) == ()
    assert named([order], digits=whole[:4], product_ids=()) == ()
    assert order.short_number == whole[-4:]
