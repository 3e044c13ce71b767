"""Wherever goods go: the price that is spoken is the price that is charged, and it is the place's own."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_market, a_money, an_address, an_agreement
from tests.fakes.addresses import ACCESS, AddressBook
from tests.services.till import Till, a_visitor, handed_off
from voicetill.domain.addresses import Address
from voicetill.domain.markets import DeliveryFee, DeliveryRule, Market, TaxRule
from voicetill.domain.money import to_decimal_string
from voicetill.domain.pricing import included_tax
from voicetill.services.outcomes import HandedOff, OrderPlaced, TotalTold

COUNTRIES = ("US", "CA", "MX")

amounts = st.integers(0, 3000).map(a_money)
fees = st.builds(DeliveryFee, flat=amounts, free_from=st.none() | amounts)
rates = st.sampled_from([Decimal(0), Decimal("0.04"), Decimal("0.0725"), Decimal("0.2")])
places = st.builds(
    an_address,
    country=st.sampled_from([*COUNTRIES, "us", ""]),
    region=st.sampled_from(["CA", "ca ", "California", "NY", ""]),
    lines=st.sampled_from([("1234 Main Street",), ("1234  MAIN street",), ("9 Other Street",)]),
)


@st.composite
def some_markets(draw: st.DrawFn) -> Market:
    own = draw(fees)
    abroad = draw(st.dictionaries(st.sampled_from(COUNTRIES), fees))
    regions = draw(st.dictionaries(st.sampled_from(["CA", "CALIFORNIA", "NY"]), rates))
    countries = draw(st.dictionaries(st.sampled_from(COUNTRIES[1:]), rates))
    return a_market(
        delivery=DeliveryRule(own.flat, own.free_from, frozenset(COUNTRIES), abroad),
        tax=TaxRule(draw(rates), regions, countries),
    )


@given(
    some_markets(),
    st.none() | places,
    st.none() | places,
    places,
    st.tuples(st.sampled_from(["starter_kit", "refill_pack"]), st.integers(1, 5)),
)
def test_the_price_spoken_for_a_place_is_the_price_charged(
    market: Market, known: Address | None, home: Address | None, there: Address, wish: tuple[str, int]
) -> None:
    """`known` is an earlier purchase's address, `home` what Amazon tells before, `there` what Setup tells."""
    thing, number = wish
    till = Till(market=market, addresses=AddressBook(home), visitor=replace(a_visitor(), access=ACCESS))
    till.know(an_agreement(address=known) if known else None)

    told = till.buy(thing, str(number))
    if isinstance(told, HandedOff):
        told = till.set_up(told, an_agreement(address=there))
    assert isinstance(told, TotalTold)
    charge = handed_off(till.yes_to(told), "Charge")
    placed = till.pay(charge)

    spoken, place = told.checkout.quote, told.checkout.address
    assert place is not None
    goods = till.shelf.products[thing].prices["US"] * number
    fee = market.delivery.fee_to(place).due_for(goods)
    assert spoken.total == goods + fee
    assert spoken.tax == included_tax(spoken.total, market.tax_rate_at(place))
    assert charge.handoff.payload["amount"] == to_decimal_string(spoken.total)
    assert isinstance(placed, OrderPlaced)
    assert (placed.order.quote, placed.order.address) == (spoken, place)
    assert placed.order.payment.amount == spoken.total


@given(some_markets(), places, places)
def test_no_charge_follows_for_a_place_whose_total_was_not_heard(
    market: Market, first: Address, second: Address
) -> None:
    till = Till(market=market)
    told = till.set_up(till.buy(), an_agreement(address=first))
    till.know(None)

    outcome = till.set_up(till.yes_to(told), an_agreement(address=second))

    if first.is_same_place_as(second):
        assert isinstance(told, TotalTold)
        amount = handed_off(outcome, "Charge").handoff.payload["amount"]
        assert amount == to_decimal_string(told.checkout.quote.total)
    else:
        assert isinstance(outcome, TotalTold)
        assert outcome.checkout.quote.delivery == market.delivery.fee_to(second).due_for(a_money())
