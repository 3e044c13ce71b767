from tests.builders import NOW, a_checkout, a_payment
from voicetill.domain.checkout_record import State
from voicetill.domain.orders import place


def test_an_order_is_what_was_offered_and_where_it_goes() -> None:
    checkout = a_checkout(State.PAID)
    payment = a_payment(checkout)

    order = place(checkout, payment, at=NOW)

    assert (order.quote, order.address, order.billing_address) == (
        checkout.quote,
        checkout.address,
        checkout.billing_address,
    )
    assert (order.payment, order.agreement_id, order.placed_at) == (payment, checkout.agreement_id, NOW)


def test_one_checkout_makes_one_order_however_often_it_is_placed() -> None:
    checkout = a_checkout(State.PAID, attempt=2)

    first, second = (place(checkout, a_payment(checkout, attempt=attempt), at=NOW) for attempt in (1, 2))

    assert first.id == second.id == checkout.id
    assert first.number == second.number == checkout.order_number
