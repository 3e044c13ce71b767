"""Generated records of the store."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.strategies import (
    addresses,
    agreements,
    carts,
    checkout_ids,
    checkouts,
    matching_payments,
    moments,
    moneys,
    product_ids,
    quotes,
)
from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charging import Operation, Prepared
from voicetill.domain.checkout_record import State
from voicetill.domain.customers import Customer
from voicetill.domain.erasure import Erasure, Held, Scope, Why
from voicetill.domain.occurrences import Happening
from voicetill.domain.orders import Order, Request, Shipment, Verdict, Wish, place
from voicetill.domain.presence import Presence
from voicetill.domain.products import Plan
from voicetill.domain.refunds import Reason, Refund, RefundState
from voicetill.domain.subscriptions import Subscription, SubscriptionState

# A ledger lives through many examples: each has a customer of its own.
_customer_numbers = iter(range(10**9))


def customers() -> SearchStrategy[Customer]:
    """Customers never stored before, whatever they have agreed to and want."""
    return st.builds(
        lambda agreement, cart, notices_to, unheard, presence: Customer(
            f"customer{next(_customer_numbers):024d}",
            agreement=agreement,
            cart=cart,
            notices_to=notices_to,
            unheard=unheard,
            presence=presence,
        ),
        st.none() | agreements(),
        carts(),
        st.text(max_size=20),
        st.none() | st.sampled_from(Happening),
        st.builds(Presence, *[st.none() | moments() for _ in range(5)]),
    )


def erasures() -> SearchStrategy[Erasure]:
    """Erasures of customers never stored before, however far they are."""
    held = st.lists(
        st.builds(Held, st.sampled_from(["alexa", "ppro"]), st.text(min_size=1, max_size=20)), max_size=3
    )
    return st.builds(
        lambda scope, why, up_to, begun_at, look_at, to_close, closed, looks, done_at: Erasure(
            f"customer{next(_customer_numbers):024d}",
            scope,
            why,
            up_to,
            begun_at,
            look_at,
            tuple(to_close),
            tuple(closed),
            looks,
            done_at,
        ),
        st.sampled_from(Scope),
        st.sampled_from(Why),
        moments(),
        moments(),
        st.none() | moments(),
        held,
        held,
        st.integers(0, 99),
        st.none() | moments(),
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
        of_charge=texts,
    )
    return replace(
        placed,
        customer_id=draw(customers()).id,
        shipments=tuple(draw(st.lists(parcels, max_size=2))),
        requests=tuple(draw(st.lists(requests(), max_size=2))),
        refunds=tuple(draw(st.lists(refunds, max_size=2))),
        canceled_at=draw(st.none() | moments()),
    )


def plans() -> SearchStrategy[Plan]:
    return st.builds(Plan, st.sampled_from([1, 3, 12]), st.integers(0, 90), st.integers(0, 60))


@st.composite
def subscriptions(draw: DrawFn) -> Subscription:
    """Subscriptions of one customer each, anywhere in their lives."""
    state = draw(st.sampled_from(SubscriptionState))
    ended = state is SubscriptionState.ENDED
    return Subscription(
        id=draw(checkout_ids()),
        customer_id=draw(customers()).id,
        market_id="US",
        locale="en-US",
        product_id=draw(product_ids()),
        quote=draw(quotes()),
        plan=draw(plans()),
        provider=draw(st.sampled_from(["alexa", "ppro", "amazon_pay_v2"])),
        agreement_id=draw(st.text(min_size=1, max_size=30)),
        time_zone=draw(st.sampled_from(["America/Los_Angeles", "Asia/Tokyo"])),
        started_at=draw(moments()),
        anchor=draw(moments()),
        anchor_period=draw(st.integers(0, 999)),
        due_at=draw(st.none() | moments()),
        state=state,
        period=draw(st.integers(1, 999)),
        attempt=draw(st.integers(0, 99)),
        declines=draw(st.integers(0, 9)),
        noticed=draw(st.integers(0, 999)),
        address=draw(st.none() | addresses()),
        ended_at=draw(moments()) if ended else None,
        end_reason=draw(st.text(max_size=20)) if ended else "",
    )


@st.composite
def attempts(draw: DrawFn) -> Attempt:
    """Attempts of any kind, open or settled, each under a name of its own."""
    prepared = Prepared(
        operation=draw(st.sampled_from(Operation)),
        reference=f"{next(_customer_numbers):030d}",
        subject_id=draw(st.text(min_size=1, max_size=30)),
        key=draw(st.text(max_size=32)),
        body=draw(st.text(max_size=200)),
        amount=draw(st.none() | moneys()),
        remains=draw(st.none() | st.text(max_size=200)),
    )
    return Attempt(
        prepared=prepared,
        provider=draw(st.sampled_from(["ppro", "amazon_pay_v2"])),
        customer_id=draw(customers()).id,
        owner=draw(st.sampled_from(Owner)),
        owner_id=draw(checkout_ids()),
        made_at=draw(moments()),
        look_at=draw(st.none() | moments()),
        charge_id=draw(st.text(max_size=20)),
        looks=draw(st.integers(0, 50)),
        raised=draw(st.booleans()),
        settled_at=draw(st.none() | moments()),
    )
