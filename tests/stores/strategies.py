"""Generated records of the store."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.strategies import addresses, agreements, carts, checkouts, matching_payments, moments
from voicetill.domain.checkout_record import State
from voicetill.domain.customers import Customer
from voicetill.domain.orders import Order, Request, Shipment, Verdict, Wish, place
from voicetill.domain.refunds import Reason, Refund, RefundState

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


def requests() -> SearchStrategy[Request]:
    """Wishes, open and answered."""
    opened = st.builds(Request, st.sampled_from(Wish), moments())
    answers = st.builds(
        Request, st.sampled_from(Wish), moments(), st.sampled_from(Verdict), moments(), st.text(max_size=20)
    )
    return opened | answers


@st.composite
def orders(draw: DrawFn) -> Order:
    """Orders of one customer each."""
    paid = draw(checkouts(State.PAID, State.AUTHORIZED))
    paid = replace(paid, address=draw(st.none() | addresses()), billing_address=draw(st.none() | addresses()))
    placed = place(paid, draw(matching_payments(paid)), at=draw(moments()))
    texts = st.text(max_size=9)
    parcels = st.builds(Shipment, moments(), st.just(("starter_kit",)), carrier=texts, tracking=texts)
    refunds = st.builds(
        Refund,
        reference=st.integers(1, 99).map(lambda number: f"{paid.id}r{number:02d}"),
        amount=st.just(paid.quote.total),
        reason=st.sampled_from(Reason),
        state=st.sampled_from(RefundState),
        asked_at=moments(),
        provider_refund_id=texts,
        note=texts,
        cancels=st.booleans(),
        key=texts,
    )
    return replace(
        placed,
        customer_id=draw(customers()).id,
        shipments=tuple(draw(st.lists(parcels, max_size=2))),
        requests=tuple(draw(st.lists(requests(), max_size=2))),
        refunds=tuple(draw(st.lists(refunds, max_size=2))),
        canceled_at=draw(st.none() | moments()),
    )
