"""The markets file: the shipped one is right, and every fault is named with its place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_market, a_money
from tests.stores.shop_files import MARKETS, another_market, changed, market_faults, markets
from voicetill.domain.markets import DeliveryFee
from voicetill.domain.money import Currency, Money
from voicetill.stores.markets import load_markets


def test_the_shipped_markets_load() -> None:
    loaded = load_markets()

    assert loaded.for_locale("en-US") is loaded.by_id("US")
    assert loaded.locales == ("en-US", "en-GB", "de-DE", "fr-FR", "it-IT", "es-ES", "ja-JP")


def test_every_value_arrives_where_it_belongs() -> None:
    loaded = markets().by_id("US")

    assert loaded == a_market()


def test_a_locale_that_no_market_serves_has_no_market() -> None:
    assert markets().for_locale("de-DE") is None
    assert markets().for_locale("") is None


def test_tax_regions_are_found_however_an_address_spells_them() -> None:
    spelled = 'ca = "0.0725"\n" new  york" = "0.04"'
    tax = markets(changed(MARKETS, 'CA = "0.0725"', spelled)).by_id("US").tax

    assert {tax.rate_in(region) for region in ("CA", " ca ", "Ca")} == {Decimal("0.0725")}
    assert {tax.rate_in(region) for region in ("New York", "NEW  YORK ")} == {Decimal("0.04")}


def test_free_delivery_and_tax_regions_may_be_left_out() -> None:
    text = changed(MARKETS, 'free_from = "9.00"\n', "")
    text = changed(text, '[markets.US.tax.regions]\nCA = "0.0725"\n', "")

    loaded = markets(text).by_id("US")

    assert (loaded.delivery.free_from, dict(loaded.tax.regions)) == (None, {})


def test_a_country_delivered_to_may_have_terms_of_its_own() -> None:
    loaded = markets(WITH_CANADA).by_id("US")

    assert loaded.delivery.fees == {"CA": DeliveryFee(a_money(1250), a_money(9000))}
    assert loaded.tax.countries == {"CA": Decimal("0.05")}


def test_a_fee_of_its_own_may_never_be_free() -> None:
    loaded = markets(changed(WITH_CANADA, 'free_from = "90.00"\n', "")).by_id("US")

    assert loaded.delivery.fees == {"CA": DeliveryFee(a_money(1250), None)}


def test_amounts_in_yen_have_no_decimals() -> None:
    japan = another_market(
        "JP",
        ('"US"\nledger', '"JP"\nledger'),
        ('"USD"', '"JPY"'),
        ('en-US = "en_US"', 'ja-JP = "ja_JP"'),
        ('"2.50"', '"350"'),
        ('"9.00"', '"3000"'),
        ('["US"]', '["JP"]'),
    )

    loaded = markets(MARKETS + japan)

    assert loaded.by_id("JP").delivery.flat == Money(350, Currency.JPY)
    assert loaded.for_locale("ja-JP") is loaded.by_id("JP")


WITH_CANADA = (
    changed(MARKETS, '["US"]', '["US", "CA"]')
    + """
[markets.US.delivery.fees.ca]
flat = "12.50"
free_from = "90.00"

[markets.US.tax.countries]
CA = "0.05"
"""
)

# One planted fault, and how it is named: the place in the file, then the rule.
FAULTS = {
    "blank seller": ('seller = "No Nicks"', 'seller = " "', "markets.US.seller: must be a text"),
    "seller no text": ('seller = "No Nicks"', "seller = 5", "markets.US.seller: must be a text"),
    "no seller": ('seller = "No Nicks"\n', "", "markets.US.seller: is missing"),
    "unknown currency": (
        'ledger_currency = "USD"',
        'ledger_currency = "usd"',
        "markets.US.ledger_currency: must be one of EUR",
    ),
    "flag as text": ("donations = false", 'donations = "no"', "markets.US.donations: must be true or false"),
    "blank checkout language": ('"en_US"', '" "', "markets.US.locales.en-US: must be a text"),
    "no locale": ('en-US = "en_US"\n', "", "markets.US.locales: must name at least one locale"),
    "locale misspelt": ('en-US = "en_US"', 'en_US = "en_US"', "markets.US.locales.en_US: must be a locale"),
    "negative delivery": ('"2.50"', '"-2.50"', "markets.US.delivery.flat: must be an amount in USD"),
    "delivery in e-notation": ('"2.50"', '"1e2"', "markets.US.delivery.flat: must be an amount in USD"),
    "delivery as a number": ('"2.50"', "2.5", "markets.US.delivery.flat: must be an amount in USD"),
    "delivery below a cent": ('"2.50"', '"2.505"', "markets.US.delivery.flat: must be an amount in USD"),
    "negative free from": ('"9.00"', '"-9.00"', "markets.US.delivery.free_from: must be an amount in USD"),
    "no delivery country": ('["US"]', "[]", "markets.US.delivery.countries: must name at least one"),
    "country by its name": ('["US"]', '["Canada"]', "markets.US.delivery.countries: must be ISO 3166"),
    "country not in ISO": ('["US"]', '["UK"]', "markets.US.delivery.countries: must be ISO 3166"),
    "countries no list": ('["US"]', '"US"', "markets.US.delivery.countries: must be a list of texts"),
    "blank country": ('["US"]', '[""]', "markets.US.delivery.countries: must be a list of texts"),
    "tax rate in percent": ('rate = "0"', 'rate = "7.25"', "markets.US.tax.rate: must be a rate"),
    "tax rate in e-notation": ('rate = "0"', 'rate = "1e-2"', "markets.US.tax.rate: must be a rate"),
    "tax rate not a number": ('rate = "0"', 'rate = "NaN"', "markets.US.tax.rate: must be a rate"),
    "negative tax rate": ('rate = "0"', 'rate = "-0.1"', "markets.US.tax.rate: must be a rate"),
    "tax rate as a number": ('rate = "0"', "rate = 0.07", "markets.US.tax.rate: must be a rate"),
    "tax rate of a region": ('"0.0725"', '"1.0"', "markets.US.tax.regions.CA: must be a rate"),
    "no phone": ('phone = "+1 555 010 0199"\n', "", "markets.US.contact.phone: is missing"),
    "logo without https": ('"https://nonicks.example/720', '"http://nonicks.example/720', "markets.US.logo.small"),
    "key misspelt": (
        "donations = false",
        "donations = false\ndonation = true",
        "markets.US.donation: is not known",
    ),
    "key misspelt below": ('rate = "0"', 'rate = "0"\nregion = "CA"', "markets.US.tax.region: is not known here"),
    "table misspelt": ("[markets.US.logo]", "[markets.US.logos]", "markets.US.logos: is not known here"),
    "table missing": ("[markets.US.logo]", "[markets.US.logos]", "markets.US.logo: is missing"),
    "key outside": ("[markets.US]", "market = 1\n[markets.US]", "markets.toml market: is not known here"),
    "table that is none": ("[markets.US]\n", "markets.UK = 5\n[markets.US]\n", "markets.UK: must be a table"),
}


@pytest.mark.parametrize(("right", "wrong", "named"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_file_and_place(right: str, wrong: str, named: str) -> None:
    faults = market_faults(changed(MARKETS, right, wrong))

    assert any(fault.startswith(f"markets.toml {named.removeprefix('markets.toml ')}") for fault in faults), faults


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("fees.ca", "fees.MX", "delivery.fees.MX: must be one of the countries delivered to"),
        ('"12.50"', '"-1"', "delivery.fees.ca.flat: must be an amount in USD"),
        ('flat = "12.50"\n', "", "delivery.fees.ca.flat: is missing"),
        ('flat = "12.50"', 'flat = "12.50"\nfree = true', "delivery.fees.ca.free: is not known here"),
        ('CA = "0.05"', 'MX = "0.05"', "tax.countries.MX: must be one of the countries delivered to"),
        ('CA = "0.05"', 'CA = "5"', "tax.countries.CA: must be a rate"),
        ("delivery.fees.ca]", "delivery.fee.ca]", "delivery.fee: is not known here"),
    ],
)
def test_a_fault_in_a_country_s_own_terms_is_named(right: str, wrong: str, named: str) -> None:
    faults = market_faults(changed(WITH_CANADA, right, wrong))

    assert any(fault.startswith(f"markets.toml markets.US.{named}") for fault in faults), faults


def test_one_locale_in_two_markets_is_a_fault() -> None:
    faults = market_faults(MARKETS + another_market("US2"))

    assert faults == ("markets.toml markets.US2: serves en-US, which US serves already",)


@pytest.mark.parametrize("text", ["", "[markets]", "# nothing"])
def test_no_market_at_all_is_a_fault(text: str) -> None:
    assert "markets.toml markets: must hold at least one market" in market_faults(text)


@pytest.mark.parametrize("text", ["[markets", "markets = ", MARKETS + "[markets.US]\n", "\x00"])
def test_what_is_not_toml_is_said_so(text: str) -> None:
    assert market_faults(text)[0].startswith("markets.toml: is not TOML: ")


def test_all_faults_come_at_once() -> None:
    text = MARKETS
    for right, wrong in (
        ('seller = "No Nicks"\n', ""),
        ('"2.50"', '"-1"'),
        ('rate = "0"', 'rate = "2"'),
        ("donations = false", "donation = false"),
    ):
        text = changed(text, right, wrong)

    faults = market_faults(text)

    places = {fault.split(": ")[0].removeprefix("markets.toml markets.US.") for fault in faults}
    assert places == {"seller", "delivery.flat", "tax.rate", "donations", "donation"}


@given(st.text())
def test_any_text_loads_or_names_its_faults(text: str) -> None:
    assert market_faults(text)
