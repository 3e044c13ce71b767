"""The catalogue file: the shipped one is right, and every fault is named with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stores.shop_files import (
    CATALOGUE,
    MARKETS,
    SUBSCRIPTION,
    another_market,
    catalogue,
    catalogue_faults,
    changed,
)
from voicetill.domain.money import Currency, Money
from voicetill.domain.products import Plan, ProductKind
from voicetill.stores.catalogue import load_catalogue
from voicetill.stores.markets import load_markets

UNITED_KINGDOM = another_market(
    "UK",
    ('"US"\nledger', '"UK"\nledger'),
    ('"USD"', '"GBP"'),
    ('en-US = "en_US"', 'en-GB = "en_GB"'),
    ('["US"]', '["GB"]'),
)


def test_the_shipped_catalogue_loads() -> None:
    products = load_catalogue(load_markets().markets).products

    assert products["starter_kit"].prices["US"] == Money(900, Currency.USD)
    assert products["starter_kit"].prices["JP"] == Money(1200, Currency.JPY)
    assert products["refill_subscription"].offered


def test_products_keep_the_order_of_the_file() -> None:
    text = SUBSCRIPTION + CATALOGUE

    assert list(catalogue(text).products) == ["refill_subscription", "starter_kit"]


def test_every_value_arrives_where_it_belongs() -> None:
    product = catalogue().products["starter_kit"]

    assert (product.id, product.kind, product.offered, product.sold_out) == (
        "starter_kit",
        ProductKind.GOODS,
        True,
        False,
    )
    assert (product.max_quantity, product.prices) == (5, {"US": Money(900, Currency.USD)})
    assert (product.texts["en-US"].title, product.texts["en-US"].other) == ("Starter Kit", "starter kits")


def test_a_subscription_has_its_terms() -> None:
    products = catalogue(CATALOGUE + SUBSCRIPTION).products

    assert products["refill_subscription"].plan == Plan(period_months=1, trial_days=30)


def test_a_product_without_a_price_in_a_market_needs_no_text_for_it() -> None:
    assert not catalogue_faults(CATALOGUE, of=MARKETS + UNITED_KINGDOM)


# One planted fault, and how it is named: the place in the file, then the rule.
FAULTS = {
    "negative price": ('"9.00"', '"-9.00"', "price.US: must be an amount in USD, above zero"),
    "price in e-notation": ('"9.00"', '"1e2"', "price.US: must be an amount in USD"),
    "price not a number": ('"9.00"', '"NaN"', "price.US: must be an amount in USD"),
    "price for nothing": ('"9.00"', '"0.00"', "price.US: must be an amount in USD, above zero"),
    "price as a number": ('"9.00"', "9.00", "price.US: must be an amount in USD"),
    "price with a sign": ('"9.00"', '"$9.00"', "price.US: must be an amount in USD"),
    "price with a comma": ('"9.00"', '"9,00"', "price.US: must be an amount in USD"),
    "price below a cent": ('"9.00"', '"9.005"', "price.US: must be an amount in USD"),
    "price in other digits": ('"9.00"', '"٩.00"', "price.US: must be an amount in USD"),
    "unknown market": ('US = "9.00"', 'US = "9.00"\nFR = "9.00"', "price.FR: is no market; the markets are US"),
    "no price": ('US = "9.00"\n', "", "price: must name at least one market"),
    "prices missing": ("[products.starter_kit.price]", "[products.starter_kit.prices]", "price: is missing"),
    "unknown kind": ('kind = "goods"', 'kind = "good"', "kind: must be one of goods"),
    "no quantity": ("max_quantity = 5", "max_quantity = 0", "max_quantity: must be a whole number of at least 1"),
    "fraction": ("max_quantity = 5", "max_quantity = 1.5", "max_quantity: must be a whole number"),
    "quantity a flag": ("max_quantity = 5", "max_quantity = true", "max_quantity: must be a whole number"),
    "flag as number": ("sold_out = false", "sold_out = 0", "sold_out: must be true or false"),
    "flag missing": ("sold_out = false\n", "", "sold_out: is missing"),
    "key misspelt": ("sold_out = false", "sold_out = false\nsoldout = true", "soldout: is not known here"),
    "text key misspelt": ('a = "a starter kit"', 'an = "a starter kit"', "text.en-US.an: is not known here"),
    "text key missing": ('a = "a starter kit"', 'an = "a starter kit"', "text.en-US.a: is missing"),
    "blank title": ('title = "Starter Kit"', 'title = ""', "text.en-US.title: must be a text"),
    "synonyms no list": ('["kit"]', '"kit"', "text.en-US.synonyms: must be a list of texts"),
    "missing translation": ("text.en-US]", "text.en-GB]", "text.en-US: is missing, but the product is sold in US"),
    "plan of no subscription": (
        "[products.starter_kit.price]",
        "[products.starter_kit.plan]\n[products.starter_kit.price]",
        "plan: is not known here",
    ),
}


@pytest.mark.parametrize(("right", "wrong", "named"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_file_and_place(right: str, wrong: str, named: str) -> None:
    faults = catalogue_faults(changed(CATALOGUE, right, wrong))

    assert any(fault.startswith(f"catalogue.toml products.starter_kit.{named}") for fault in faults), faults


def test_a_translation_is_asked_for_in_every_market_with_a_price() -> None:
    text = changed(CATALOGUE, 'US = "9.00"', 'US = "9.00"\nUK = "8.00"')

    faults = catalogue_faults(text, of=MARKETS + UNITED_KINGDOM)

    assert faults == ("catalogue.toml products.starter_kit.text.en-GB: is missing, but the product is sold in UK",)


def test_a_price_in_yen_has_no_decimals() -> None:
    yen = another_market(
        "JP",
        ('"US"\nledger', '"JP"\nledger'),
        ('"USD"', '"JPY"'),
        ('en-US = "en_US"', 'ja-JP = "ja_JP"'),
        ('"2.50"', '"0"'),
        ('"9.00"', '"0"'),
        ('["US"]', '["JP"]'),
    )
    text = changed(CATALOGUE, 'US = "9.00"', 'US = "9.00"\nJP = "900.50"')

    faults = catalogue_faults(text, of=MARKETS + yen)

    assert any('price.JP: must be an amount in JPY, above zero, in quotes like "9"' in fault for fault in faults)


ON_OFFER = changed(SUBSCRIPTION, "offered = false", "offered = true")


def test_a_subscription_on_offer_is_sold_one_at_a_time() -> None:
    assert catalogue(CATALOGUE + ON_OFFER).products["refill_subscription"].offered

    [fault] = catalogue_faults(CATALOGUE + changed(ON_OFFER, "max_quantity = 1", "max_quantity = 2"))

    assert fault.startswith("catalogue.toml products.refill_subscription.max_quantity: must be 1")


def test_a_notice_before_each_renewal_may_be_promised() -> None:
    told = changed(ON_OFFER, "trial_days = 30", "trial_days = 30\nnotice_days = 7")

    assert catalogue(CATALOGUE + told).products["refill_subscription"].plan == Plan(1, 30, 7)


def test_a_subscription_to_a_service_sends_nothing() -> None:
    text = changed(ON_OFFER, 'kind = "subscription"', 'kind = "subscription"\ndelivered = false')

    assert not catalogue(CATALOGUE + text).products["refill_subscription"].needs_delivery
    assert catalogue(CATALOGUE + ON_OFFER).products["refill_subscription"].needs_delivery


def test_goods_are_delivered_without_a_word() -> None:
    text = changed(CATALOGUE, 'kind = "goods"', 'kind = "goods"\ndelivered = false')

    assert catalogue_faults(text) == ("catalogue.toml products.starter_kit.delivered: is not known here",)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("period_months = 37", "period_months: must be at most 36, not 37"),
        ("period_months = 1\nnotice_days = 28", "notice_days: must be at most 27, not 28"),
        ("period_months = 1\nnotice_days = -1", "notice_days: must be a whole number of at least 0, not -1"),
    ],
)
def test_terms_that_nobody_could_keep_are_named(wrong: str, fault: str) -> None:
    [found] = catalogue_faults(CATALOGUE + changed(ON_OFFER, "period_months = 1", wrong))

    assert found == f"catalogue.toml products.refill_subscription.plan.{fault}"


def test_a_trial_longer_than_a_year_is_refused() -> None:
    [found] = catalogue_faults(CATALOGUE + changed(ON_OFFER, "trial_days = 30", "trial_days = 367"))

    assert "refill_subscription.plan.trial_days: must be at most 366, not 367" in found


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("period_months = 1", "period_months = 0"), ("trial_days = 30", "trial_days = -1")],
)
def test_terms_of_a_subscription_are_whole_numbers(right: str, wrong: str) -> None:
    [fault] = catalogue_faults(CATALOGUE + changed(SUBSCRIPTION, right, wrong))

    assert f"refill_subscription.plan.{right.split(maxsplit=1)[0]}: must be a whole number" in fault


def test_a_duplicate_product_id_is_a_fault() -> None:
    [fault, *_] = catalogue_faults(CATALOGUE + CATALOGUE)

    assert fault.startswith("catalogue.toml: is not TOML: Cannot declare ('products', 'starter_kit') twice")


@pytest.mark.parametrize("text", ["", "[products]", SUBSCRIPTION])
def test_nothing_on_offer_is_a_fault(text: str) -> None:
    assert "catalogue.toml products: must hold at least one product that is offered" in catalogue_faults(text)


def test_all_faults_come_at_once() -> None:
    text = CATALOGUE + SUBSCRIPTION
    for right, wrong in (
        ('"9.00"', '"-9.00"'),
        ('kind = "goods"', 'kind = "ware"'),
        ("max_quantity = 5", 'max_quantity = "5"'),
        ("period_months = 1", "period_month = 1"),
        ('"5.00"', '"5 dollars"'),
    ):
        text = changed(text, right, wrong)

    faults = catalogue_faults(text)

    assert {fault.split(": ")[0].removeprefix("catalogue.toml products.") for fault in faults} == {
        "starter_kit.price.US",
        "starter_kit.kind",
        "starter_kit.max_quantity",
        "refill_subscription.plan.period_months",
        "refill_subscription.plan.period_month",
        "refill_subscription.price.US",
    }


@given(st.text())
def test_any_text_loads_or_names_its_faults(text: str) -> None:
    assert catalogue_faults(text)


@pytest.mark.parametrize(
    ("name", "most"), [("title", 100), ("one", 100), ("other", 100), ("a", 100), ("details", 1000)]
)
def test_a_text_that_nobody_could_listen_to_is_a_fault(name: str, most: int) -> None:
    line = next(line for line in CATALOGUE.splitlines() if line.startswith(f"{name} = "))

    (fault,) = catalogue_faults(changed(CATALOGUE, line, f'{name} = "{"x" * (most + 1)}"'))

    assert fault.endswith(f"{name}: must have at most {most} characters, not {most + 1}")
    assert not catalogue_faults(changed(CATALOGUE, line, f'{name} = "{"x" * most}"'))
