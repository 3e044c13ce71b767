from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    LOCALE,
    a_cart,
    a_delivery_rule,
    a_donation,
    a_line,
    a_market,
    a_money,
    a_product,
    a_quote,
    a_service,
    a_subscription,
    an_address,
    products,
)
from tests.strategies import addresses, carts, catalogues, moneys
from voicetill.domain.addresses import Address
from voicetill.domain.carts import Cart
from voicetill.domain.errors import CurrencyMismatchError
from voicetill.domain.markets import DeliveryFee, Market, TaxRule
from voicetill.domain.money import Currency, Money, zero
from voicetill.domain.pricing import Quote, Terms, due_today, included_tax, quote, sort_out, terms_at
from voicetill.domain.products import Plan, Product

rates = st.decimals(0, 1, places=4)


def _priced(cart: Cart, *some: Product, market: Market | None = None, place: Address | None = None) -> Quote:
    return quote(cart, products(*some), market or a_market(), locale=LOCALE, place=place)


@given(carts(), catalogues(), rates)
def test_totals_add_up(cart: Cart, catalogue: dict[str, Product], rate: Decimal) -> None:
    market = a_market(tax=TaxRule(rate, {}))
    buyable = sort_out(cart, catalogue, market, locale=LOCALE).buyable

    offer = quote(buyable, catalogue, market, locale=LOCALE)

    assert offer.total == sum((line.amount for line in offer.lines), offer.delivery)
    assert [line.cart_line for line in offer.lines] == list(buyable.lines)
    assert zero(Currency.USD).minor <= offer.tax.minor <= offer.total.minor


@given(moneys(), rates)
def test_the_tax_contained_is_never_above_the_amount(gross: Money, rate: Decimal) -> None:
    tax = included_tax(gross, rate)

    assert tax.currency is gross.currency
    assert gross.covers(tax)
    # What remains is the net amount, and the rate on it gives the tax, to within the rounding.
    net = gross - tax
    assert abs(net.minor * (1 + rate) - gross.minor) <= Decimal("0.5") * (1 + rate)


@pytest.mark.parametrize(
    ("gross", "rate", "tax"),
    [
        (900, "0", 0),
        (900, "0.0725", 61),
        (11900, "0.19", 1900),
        # 3 at 0.2 contain exactly half a minor unit.
        (3, "0.2", 1),
        (0, "0.0725", 0),
    ],
)
def test_tax_is_rounded_half_up(gross: int, rate: str, tax: int) -> None:
    assert included_tax(a_money(gross), Decimal(rate)) == a_money(tax)


def test_the_tax_is_that_of_the_region_and_leaves_the_total_alone() -> None:
    here = _priced(a_cart(), place=an_address(region="CA"))
    there = _priced(a_cart(), place=an_address(region="OR"))

    assert (here.tax, there.tax) == (a_money(61), a_money(0))
    assert here.total == there.total == a_money(900)


@pytest.mark.parametrize(
    ("price", "quantity", "fee"), [(899, 1, 250), (900, 1, 0), (901, 1, 0), (450, 1, 250), (450, 2, 0)]
)
def test_delivery_is_free_from_the_amount_on(price: int, quantity: int, fee: int) -> None:
    kit = a_product(price=a_money(price))

    offer = _priced(a_cart(starter_kit=quantity), kit)

    assert offer.delivery == a_money(fee)
    assert offer.total == a_money(price * quantity + fee)


@pytest.mark.parametrize(
    ("place", "fee", "tax"),
    [
        (None, 250, 0),
        (an_address(), 250, 61),
        (an_address(country="ca", region=""), 1250, 90),
        # The region CA of another country is not California.
        (an_address(country="MX"), 250, 0),
        (an_address(country=""), 250, 61),
    ],
    ids=["unknown", "home", "fee and rate of its own", "neither of its own", "no country named"],
)
def test_delivery_and_tax_follow_the_place(place: Address | None, fee: int, tax: int) -> None:
    market = a_market(
        delivery=a_delivery_rule(
            countries=frozenset({"US", "CA", "MX"}), fees={"CA": DeliveryFee(a_money(1250), a_money(9000))}
        ),
        tax=TaxRule(Decimal(0), {"CA": Decimal("0.0725")}, {"CA": Decimal("0.05")}),
    )

    offer = _priced(a_cart(), a_product(price=a_money(650)), market=market, place=place)

    assert (offer.delivery, offer.total) == (a_money(fee), a_money(650 + fee))
    assert offer.tax == a_money(tax)


def test_where_nothing_is_sent_no_place_matters() -> None:
    assert _priced(a_cart(barber_voucher=1), a_service(), place=an_address()).tax == a_money(0)


@given(carts(), catalogues(), addresses(), addresses())
def test_an_offer_made_anew_for_a_place_is_the_one_that_would_have_been_made_there(
    cart: Cart, catalogue: dict[str, Product], here: Address, there: Address
) -> None:
    market = a_market(
        delivery=a_delivery_rule(fees={"GB": DeliveryFee(a_money(1999), None)}),
        tax=TaxRule(Decimal("0.01"), {"CA": Decimal("0.0725")}, {"JP": Decimal("0.1")}),
    )
    buyable = sort_out(cart, catalogue, market, locale=LOCALE).buyable
    offer, wanted = (quote(buyable, catalogue, market, locale=LOCALE, place=place) for place in (here, there))

    assert offer.on(terms_at(offer, market, there)) == wanted


def test_an_offer_in_money_that_the_market_does_not_keep_stays_as_it_was_made() -> None:
    yen = a_quote(a_line(unit_price=Money(300, Currency.JPY)))

    assert yen.on(terms_at(yen, a_market(), an_address())) == yen


def test_delivery_is_never_free_where_the_market_names_no_amount() -> None:
    market = a_market(delivery=a_delivery_rule(free_from=None))

    assert _priced(a_cart(starter_kit=5), market=market).delivery == a_money(250)


def test_what_is_not_sent_costs_no_delivery_and_counts_for_none() -> None:
    voucher, pack = a_service(), a_product("refill_pack", price=a_money(650))

    alone = _priced(a_cart(barber_voucher=1), voucher)
    together = _priced(a_cart(barber_voucher=1, refill_pack=1), voucher, pack)

    assert (alone.delivery, alone.needs_delivery) == (a_money(0), False)
    assert (together.delivery, together.needs_delivery) == (a_money(250), True)


def test_nothing_costs_nothing() -> None:
    empty = _priced(Cart())

    assert (empty.lines, empty.total, empty.needs_delivery) == ((), a_money(0), False)


def test_a_line_keeps_the_words_and_the_price_of_the_moment() -> None:
    (line,) = _priced(a_cart(starter_kit=2)).lines

    assert (line.product_id, line.quantity, line.unit_price) == ("starter_kit", 2, a_money(900))
    assert (line.amount, line.text.one) == (a_money(1800), "starter kit")
    assert not line.is_subscription


def test_a_subscription_is_known_by_its_line() -> None:
    (line,) = _priced(a_cart(refill_subscription=1), a_subscription()).lines

    assert line.is_subscription


def test_a_trial_costs_nothing_today_and_keeps_what_is_sold() -> None:
    period = _priced(a_cart(refill_subscription=1), a_subscription())

    today = due_today(period, Plan(period_months=1, trial_days=30))

    assert (today.total, today.delivery, today.tax) == (a_money(0),) * 3
    assert [line.product_id for line in today.lines] == ["refill_subscription"]
    assert today.needs_delivery


def test_without_a_trial_today_costs_what_a_period_does() -> None:
    period = _priced(a_cart(refill_subscription=1), a_subscription())

    assert due_today(period, Plan(period_months=3)) == period


def test_a_price_in_another_currency_stops_the_sum() -> None:
    foreign = a_product(prices={"US": Money(900, Currency.EUR)})

    with pytest.raises(CurrencyMismatchError):
        _priced(a_cart(), foreign)


@pytest.mark.parametrize(
    "gone",
    [
        a_product(sold_out=True),
        a_product(offered=False),
        a_product(prices={"UK": Money(900, Currency.GBP)}),
        a_product(texts={}),
    ],
    ids=["sold out", "withdrawn", "another market", "no words"],
)
def test_what_cannot_be_bought_now_is_sorted_out(gone: Product) -> None:
    pack = a_product("refill_pack")

    sorted_ = sort_out(a_cart(starter_kit=1, refill_pack=2), products(gone, pack), a_market(), locale=LOCALE)

    assert sorted_.gone == ("starter_kit",)
    assert sorted_.buyable == a_cart(refill_pack=2)


def test_what_the_catalogue_forgot_is_sorted_out() -> None:
    assert sort_out(a_cart(razor=1), products(), a_market(), locale=LOCALE).gone == ("razor",)


def test_no_tax_is_in_a_donation() -> None:
    market = a_market(donations=True, tax=TaxRule(Decimal("0.20"), {}))

    alone = _priced(a_cart(donation=1), a_donation(), market=market)
    beside = _priced(a_cart(starter_kit=1, donation=1), a_product(), a_donation(), market=market)
    without = _priced(a_cart(starter_kit=1), a_product(), market=market)

    assert alone.tax == zero(Currency.USD)
    assert beside.tax == without.tax


@pytest.mark.parametrize("allowed", [True, False])
def test_donations_are_bought_only_where_the_market_allows_them(allowed: bool) -> None:
    market = a_market(donations=allowed)

    sorted_ = sort_out(a_cart(donation=1), products(a_donation()), market, locale=LOCALE)

    assert sorted_.buyable.is_empty is not allowed


@given(carts(), catalogues())
def test_sorting_out_loses_and_invents_nothing(cart: Cart, catalogue: dict[str, Product]) -> None:
    sorted_ = sort_out(cart, catalogue, a_market(), locale=LOCALE)

    kept = [line.product_id for line in sorted_.buyable.lines]
    assert sorted([*kept, *sorted_.gone]) == sorted(line.product_id for line in cart.lines)
    assert all(line.quantity <= cart.quantity_of(line.product_id) for line in sorted_.buyable.lines)


def test_a_quantity_beyond_a_lowered_limit_is_brought_down_to_it() -> None:
    sorted_ = sort_out(a_cart(starter_kit=5), products(a_product(max_quantity=2)), a_market(), locale=LOCALE)

    assert sorted_.buyable == a_cart(starter_kit=2)


def test_an_offer_is_the_sum_that_its_builder_says() -> None:
    offer = a_quote(a_line(), a_line(quantity=2), delivery=a_money(250))

    assert offer.total == a_money(2950)


def test_the_words_about_a_product_are_not_on_its_receipt_and_its_names_are() -> None:
    product = a_product()
    told = replace(product.texts[LOCALE], details="a whole page")

    (line,) = _priced(a_cart(), replace(product, texts={LOCALE: told})).lines

    assert line.text == replace(told, details="")


def test_the_tax_of_an_offer_made_anew_is_in_the_goods_and_in_the_new_fee_but_not_in_the_old_one() -> None:
    market = a_market(
        delivery=a_delivery_rule(countries=frozenset({"US", "CA"}), fees={"CA": DeliveryFee(a_money(1250), None)}),
        tax=TaxRule(Decimal("0.1"), {}),
    )
    offer = _priced(a_cart(), a_product(price=a_money(650)), market=market)

    terms = terms_at(offer, market, an_address(country="CA"))

    assert offer.delivery == a_money(250)
    assert terms == Terms(a_money(1250), included_tax(a_money(650 + 1250), Decimal("0.1")))
    assert offer.on(terms).total == a_money(650 + 1250)


def test_each_line_of_a_trial_is_free_and_says_so() -> None:
    period = _priced(a_cart(refill_subscription=2), a_subscription())

    today = due_today(period, Plan(period_months=1, trial_days=1))

    assert today.lines == tuple(replace(line, unit_price=a_money(0)) for line in period.lines)
    assert [line.amount for line in today.lines] == [a_money(0)]


def test_nothing_has_no_tax() -> None:
    assert _priced(Cart()) == Quote((), a_money(0), a_money(0), a_money(0))
