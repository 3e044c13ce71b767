from decimal import Decimal

import pytest

from tests.builders import LOCALE, a_donation, a_market, a_money, a_product
from voicetill.domain.markets import TaxRule
from voicetill.domain.products import Product

TAX = TaxRule(rate=Decimal("0.01"), regions={"CA": Decimal("0.0725")})


@pytest.mark.parametrize("region", ["CA", "ca", " Ca "])
def test_a_region_s_rate_is_found_however_it_is_cased(region: str) -> None:
    assert TAX.rate_in(region) == Decimal("0.0725")


@pytest.mark.parametrize("region", ["", "OR", "C A", "CA CA"])
def test_a_region_that_is_not_listed_has_the_market_s_rate(region: str) -> None:
    assert TAX.rate_in(region) == Decimal("0.01")


@pytest.mark.parametrize(
    ("product", "sold"),
    [
        (a_product(), True),
        # Sold out is told when somebody asks for it; it is not a reason to hide it.
        (a_product(sold_out=True), True),
        (a_product(offered=False), False),
        (a_product(prices={"UK": a_money()}), False),
        (a_product(texts={}), False),
        (a_donation(), False),
    ],
)
def test_a_market_sells_what_it_has_a_price_and_words_for(product: Product, sold: bool) -> None:
    assert a_market().sells(product, locale=LOCALE) is sold


def test_a_market_sells_donations_where_they_are_allowed() -> None:
    assert a_market(donations=True).sells(a_donation(), locale=LOCALE)


@pytest.mark.parametrize(
    ("country", "there"), [("US", True), ("us", True), ("", True), ("CA", False), ("GB", False)]
)
def test_a_market_delivers_to_its_countries_and_to_addresses_that_name_none(country: str, there: bool) -> None:
    assert a_market().delivers_to(country) is there


@pytest.mark.parametrize(("established", "home"), [("UK", "GB"), ("GB", "GB"), ("US", "US"), ("JP", "JP")])
def test_the_united_kingdom_is_written_on_addresses_as_the_world_does(established: str, home: str) -> None:
    assert a_market(country_of_establishment=established).home == home
