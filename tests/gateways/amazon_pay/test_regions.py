"""The region table: which country goes with which currency, language and agreement type."""

from typing import Any

import pytest

from tests.builders import a_market
from tests.gateways.amazon_pay.full_requests import FULL_CHARGE, FULL_SETUP
from voicetill.domain.errors import PayloadRefusedError
from voicetill.domain.money import Currency
from voicetill.gateways.amazon_pay.charge_payload import ChargeAmazonPayRequest
from voicetill.gateways.amazon_pay.regions import LANGUAGES, market_faults
from voicetill.gateways.amazon_pay.setup_payload import SetupAmazonPayRequest

EURO_AREA = ("AT", "BE", "CY", "DE", "ES", "FR", "IE", "IT", "LU", "NL", "PT")
OTHER_EUROPE = ("CH", "DK", "HU", "SE")
EVERYWHERE = ("US", "UK", *EURO_AREA, *OTHER_EUROPE, "JP")
CURRENCIES = ("EUR", "GBP", "JPY", "USD")

MONEY = {
    "US": {"USD"},
    "UK": {"GBP"},
    "JP": {"JPY"},
    **{country: {"EUR"} for country in EURO_AREA},
    **{country: {"EUR", "GBP"} for country in OTHER_EUROPE},
}
WORDS = {
    "US": {"en_US"},
    "UK": {"en_GB"},
    "JP": {"ja_JP"},
    **{country: {"de_DE", "es_ES", "fr_FR", "it_IT", "en_GB"} for country in EURO_AREA},
    **{country: set(LANGUAGES) for country in OTHER_EUROPE},
}


def _setup(country: str, **changes: object) -> dict[str, Any]:
    return {
        "sellerId": "A1NONICKSSELLER",
        "countryOfEstablishment": country,
        "ledgerCurrency": min(MONEY[country]),
        "needAmazonShippingAddress": False,
        **changes,
    }


def _refused_fields(wire: dict[str, Any]) -> set[str]:
    """The fields that are named when a Setup is refused; none if it is taken."""
    try:
        SetupAmazonPayRequest.of(wire)
    except PayloadRefusedError as refused:
        return {fault.split(":")[0] for fault in refused.faults}
    return set()


@pytest.mark.parametrize("country", EVERYWHERE)
@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_country_keeps_its_currency(country: str, currency: str) -> None:
    wire = _setup(country, ledgerCurrency=currency)

    refused = _refused_fields(wire)

    assert refused == (set() if currency in MONEY[country] else {"ledgerCurrency"})


@pytest.mark.parametrize("country", EVERYWHERE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_keeps_its_languages(country: str, language: str) -> None:
    wire = _setup(country, checkoutLanguage=language)

    refused = _refused_fields(wire)

    assert refused == (set() if language in WORDS[country] else {"checkoutLanguage"})


@pytest.mark.parametrize("country", EVERYWHERE)
@pytest.mark.parametrize("kind", ["CustomerInitiatedTransaction", "MerchantInitiatedTransaction"])
def test_only_europe_names_the_type_of_an_agreement(country: str, kind: str) -> None:
    wire = _setup(country, billingAgreementAttributes={"billingAgreementType": kind})

    refused = _refused_fields(wire)

    named = {"billingAgreementAttributes.billingAgreementType"}
    assert refused == (named if country in ("US", "JP") else set())


@pytest.mark.parametrize("kind", ["CustomerInitiatedTransaction", None])
def test_a_subscription_amount_needs_charges_that_the_merchant_starts(kind: str | None) -> None:
    price = {"amount": "19.90", "currencyCode": "EUR"}
    asked = {"billingAgreementType": kind, "subscriptionAmount": price}

    refused = _refused_fields(_setup("DE", billingAgreementAttributes=asked))

    assert refused == {"billingAgreementAttributes.subscriptionAmount"}


def test_a_subscription_amount_is_in_the_ledger_currency() -> None:
    price = {"amount": "19.90", "currencyCode": "GBP"}
    asked = {"billingAgreementType": "MerchantInitiatedTransaction", "subscriptionAmount": price}

    refused = _refused_fields(_setup("DE", billingAgreementAttributes=asked))

    assert refused == {"billingAgreementAttributes.subscriptionAmount.currencyCode"}


def test_seller_attributes_of_an_agreement_say_something() -> None:
    wire = _setup("US", billingAgreementAttributes={"sellerBillingAgreementAttributes": {}})

    refused = _refused_fields(wire)

    own = "billingAgreementAttributes.sellerBillingAgreementAttributes"
    assert refused == {f"{own}.sellerBillingAgreementId"}


@pytest.mark.parametrize(
    "sandbox",
    [
        {"sandboxMode": True},
        {"sandboxCustomerEmailId": "buyer@nonicks.example"},
        {"sandboxMode": False, "sandboxCustomerEmailId": "buyer@nonicks.example"},
    ],
)
def test_sandbox_mode_and_its_e_mail_come_together(sandbox: dict[str, object]) -> None:
    wire = _setup("US", **sandbox)

    refused = _refused_fields(wire)

    assert refused == {"sandboxCustomerEmailId"}


def test_the_united_kingdom_is_not_written_as_iso_has_it() -> None:
    wire = {**FULL_SETUP, "countryOfEstablishment": "GB"}

    with pytest.raises(PayloadRefusedError, match="UK, not GB"):
        SetupAmazonPayRequest.of(wire)


@pytest.mark.parametrize(
    ("action", "code", "amount"),
    [("Authorize", "USD", "9.00"), ("AuthorizeAndCapture", "JPY", "900"), ("Authorize", "JPY", "900")],
)
def test_the_statement_text_is_for_captures_outside_japan(action: str, code: str, amount: str) -> None:
    charge = {
        **FULL_CHARGE["authorizeAttributes"],
        "authorizationAmount": {"amount": amount, "currencyCode": code},
    }
    wire = {**FULL_CHARGE, "paymentAction": action, "authorizeAttributes": charge, "providerAttributes": None}

    with pytest.raises(PayloadRefusedError) as refused:
        ChargeAmazonPayRequest.of(wire)

    assert {fault.split(":")[0] for fault in refused.value.faults} == {"authorizeAttributes.softDescriptor"}


# What a shop can know before its first sale.


def test_a_market_that_fits_its_region_has_no_fault() -> None:
    market = a_market()

    faults = list(market_faults(market))

    assert faults == []


def test_every_fault_of_a_market_is_named_at_once() -> None:
    market = a_market(
        country_of_establishment="JP",
        ledger_currency=Currency.USD,
        checkout_languages={"ja-JP": "ja_JP", "en-US": "en_US"},
    )

    faults = list(market_faults(market))

    assert faults == [
        "markets.US.ledger_currency: must be JPY for a merchant in Japan",
        "markets.US.locales.en-US: must be ja_JP for a merchant in Japan",
    ]


def test_a_country_in_another_spelling_is_a_fault() -> None:
    market = a_market(country_of_establishment="GB")

    (fault,) = market_faults(market)

    assert fault.startswith("markets.US.country_of_establishment: must be one of AT, BE, ")
    assert fault.endswith("(UK, not GB)")
