"""Generated records of the store."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.strategies import addresses, agreements, carts, checkouts, matching_payments, moments
from voicetill.domain.checkout_record import State
from voicetill.domain.customers import Customer
from voicetill.domain.orders import Order, Request, Shipment, Wish, place

# A ledger lives through many examples: each has a customer of its own.
_customer_numbers = iter(range(10**9))


def customers() -> SearchStrategy[Customer]:
    """Customers never stored before, whatever they have agreed to and want."""
    return st.builds(
        lambda agreement, cart: Customer(
            f"customer{next(_customer_numbers):024d}", agreement=agreement, cart=cart
        ),
        st.none() | agreements(),
        carts(),
    )


@st.composite
def orders(draw: DrawFn) -> Order:
    """Orders of one customer each."""
    paid = draw(checkouts(State.PAID, State.AUTHORIZED))
    paid = replace(paid, address=draw(st.none() | addresses()), billing_address=draw(st.none() | addresses()))
    placed = place(paid, draw(matching_payments(paid)), at=draw(moments()))
    parcels = draw(st.lists(st.builds(Shipment, moments(), st.just(("starter_kit",))), max_size=2))
    requests = draw(st.lists(st.builds(Request, st.sampled_from(Wish), moments()), max_size=2))
    return replace(placed, customer_id=draw(customers()).id, shipments=tuple(parcels), requests=tuple(requests))
