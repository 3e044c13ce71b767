"""Valid payloads pass; each one spoilt in one place is refused with the documented code, naming the field."""

import copy
import json
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import pytest

from simulator.amazon_pay.faults import Fault
from simulator.amazon_pay.payload_rules import check_charge, check_setup
from tests.simulator.small_shop import a_charge, a_price, a_setup

MISSING = object()
EURO_COUNTRIES = ("AT", "BE", "CY", "DE", "ES", "FR", "IE", "IT", "LU", "NL", "PT")


def attributes(**members: object) -> dict[str, Any]:
    return {"@type": "BillingAgreementAttributes", "@version": "2", **members}


def own(**members: object) -> dict[str, Any]:
    return {"@type": "SellerBillingAgreementAttributes", "@version": "2", **members}


SUBSCRIPTION = a_setup(
    countryOfEstablishment="DE",
    ledgerCurrency="EUR",
    checkoutLanguage="de_DE",
    billingAgreementAttributes=attributes(
        platformId="PROVIDER1",
        sellerNote="n" * 1024,
        billingAgreementType="MerchantInitiatedTransaction",
        subscriptionAmount=a_price("19.99", "EUR"),
        sellerBillingAgreementAttributes=own(
            sellerBillingAgreementId="agreement_1-A", storeName="Tea Corner", customInformation="i" * 1024
        ),
    ),
)
CREDIT = {"@type": "ProviderCredit", "providerId": "P1", "credit": a_price("1")}
FULL_CHARGE = {
    **a_charge(authorizationReferenceId="r" * 32, sellerAuthorizationNote="n" * 255, softDescriptor="d" * 16),
    "providerAttributes": {"@type": "ProviderAttributes", "providerId": "P1", "providerCreditList": [CREDIT]},
}


def spoilt(payload: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with one member changed, or taken away."""
    result: dict[str, Any] = copy.deepcopy(dict(payload))
    *parents, last = path.split(".")
    place = result
    for parent in parents:
        place = place[parent]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return result


@pytest.mark.parametrize(
    ("country", "currency", "language"),
    [
        ("US", "USD", "en_US"),
        ("UK", "GBP", "en_GB"),
        ("JP", "JPY", "ja_JP"),
        ("CH", "EUR", "fr_FR"),
        ("SE", "GBP", "en_GB"),
        *((country, "EUR", "it_IT") for country in EURO_COUNTRIES),
    ],
)
def test_each_country_goes_with_its_currency_and_language(country: str, currency: str, language: str) -> None:
    check_setup(a_setup(countryOfEstablishment=country, ledgerCurrency=currency, checkoutLanguage=language))


def test_the_smallest_and_the_fullest_setup_are_taken() -> None:
    smallest = a_setup(countryOfEstablishment="US", ledgerCurrency="USD")
    for optional in ("checkoutLanguage", "needAmazonShippingAddress", "sandboxMode", "sandboxCustomerEmailId"):
        del smallest[optional]

    check_setup(smallest)
    check_setup(SUBSCRIPTION)


AGREEMENT = "billingAgreementAttributes"
OWN = f"{AGREEMENT}.sellerBillingAgreementAttributes"
AMOUNT = f"{AGREEMENT}.subscriptionAmount"
BLAMED_IN_SETUP = {
    ("sandboxMode", "False"): "sandboxCustomerEmailId",
    (f"{AGREEMENT}.billingAgreementType", "CustomerInitiatedTransaction"): AMOUNT,
    (f"{AGREEMENT}.billingAgreementType", str(MISSING)): AMOUNT,
    (f"{AMOUNT}.amount", "0"): AMOUNT,
}
"""Good values that another field does not go with: it is that one which the message names."""


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("@type", MISSING, "InvalidParameterValue"),
        ("@type", "SetupAmazonPayRequest ", "InvalidParameterValue"),
        ("@version", "v2", "InvalidParameterValue"),
        ("@version", 2, "InvalidParameterValue"),
        ("sellerId", MISSING, "InvalidSellerId"),
        ("sellerId", "", "InvalidSellerId"),
        ("sellerId", None, "InvalidSellerId"),
        ("countryOfEstablishment", MISSING, "UnsupportedCountryOfEstablishment"),
        ("countryOfEstablishment", "GB", "UnsupportedCountryOfEstablishment"),
        ("countryOfEstablishment", "CA", "UnsupportedCountryOfEstablishment"),
        ("ledgerCurrency", MISSING, "UnsupportedCurrency"),
        ("ledgerCurrency", "USD", "UnsupportedCurrency"),
        ("ledgerCurrency", "CHF", "UnsupportedCurrency"),
        ("checkoutLanguage", "de-DE", "InvalidParameterValue"),
        ("checkoutLanguage", "en_US", "InvalidParameterValue"),
        ("checkoutLanguage", None, "InvalidParameterValue"),
        ("needAmazonShippingAddress", "true", "InvalidParameterValue"),
        ("sandboxMode", "true", "InvalidParameterValue"),
        ("sandboxMode", False, "InvalidParameterValue"),
        ("sandboxCustomerEmailId", MISSING, "InvalidSandboxCustomerEmail"),
        ("sandboxCustomerEmailId", "nobody", "InvalidSandboxCustomerEmail"),
        ("sandboxCustomerEmailId", 1, "InvalidSandboxCustomerEmail"),
        ("sandboxMode", 1, "InvalidParameterValue"),
        ("needAmazonShippingAddress", None, "InvalidParameterValue"),
        ("ledgerCurrency", "eur", "UnsupportedCurrency"),
        ("countryOfEstablishment", "de", "UnsupportedCountryOfEstablishment"),
        ("countryOfEstablishment", 49, "UnsupportedCountryOfEstablishment"),
        ("@version", MISSING, "InvalidParameterValue"),
        ("@version", "2.0", "InvalidParameterValue"),
        ("needShippingAddress", True, "InvalidParameterValue"),
        ("consentToken", "t", "InvalidParameterValue"),
        (AGREEMENT, [], "InvalidParameterValue"),
        (f"{AGREEMENT}.@type", "BillingAgreement", "InvalidParameterValue"),
        (f"{AGREEMENT}.@version", MISSING, "InvalidParameterValue"),
        (f"{AGREEMENT}.@type", MISSING, "InvalidParameterValue"),
        (f"{AGREEMENT}.@version", "v2", "InvalidParameterValue"),
        (f"{AGREEMENT}.storeName", "Tea Corner", "InvalidParameterValue"),
        (f"{AGREEMENT}.platformId", "", "InvalidParameterValue"),
        (f"{AGREEMENT}.platformId", 7, "InvalidParameterValue"),
        (f"{AGREEMENT}.sellerNote", 7, "InvalidParameterValue"),
        (f"{AGREEMENT}.sellerNote", "n" * 1025, "InvalidParameterValue"),
        (f"{AGREEMENT}.billingAgreementType", "Subscription", "InvalidBillingAgreementType"),
        (f"{AGREEMENT}.billingAgreementType", "CustomerInitiatedTransaction", "InvalidSubscriptionAmount"),
        (f"{AGREEMENT}.billingAgreementType", MISSING, "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.amount", 19.99, "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.amount", "0", "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.amount", MISSING, "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.currencyCode", "GBP", "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.amount", "19.999", "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.amount", "150000.01", "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.currencyCode", MISSING, "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.currencyCode", "euro", "InvalidSubscriptionAmount"),
        (f"{AMOUNT}.@type", "Money", "InvalidParameterValue"),
        (f"{AMOUNT}.@version", MISSING, "InvalidParameterValue"),
        (AMOUNT, "19.99", "InvalidSubscriptionAmount"),
        (f"{OWN}.@type", "SellerBillingAgreementAttributes ", "InvalidParameterValue"),
        (f"{OWN}.@version", 2, "InvalidParameterValue"),
        (f"{OWN}.sellerOrderId", "1", "InvalidParameterValue"),
        (f"{OWN}.sellerBillingAgreementId", "", "InvalidParameterValue"),
        (f"{OWN}.storeName", 1, "InvalidParameterValue"),
        (f"{OWN}.sellerBillingAgreementId", "with blanks", "InvalidParameterValue"),
        (f"{OWN}.storeName", "", "InvalidParameterValue"),
        (f"{OWN}.customInformation", "i" * 1025, "InvalidParameterValue"),
        (OWN, [], "InvalidParameterValue"),
    ],
)
def test_a_setup_spoilt_in_one_place_is_refused(path: str, value: object, code: str) -> None:
    with pytest.raises(Fault) as caught:
        check_setup(spoilt(SUBSCRIPTION, path, value))

    assert caught.value.error.code == code
    assert caught.value.message.startswith(BLAMED_IN_SETUP.get((path, str(value)), path))


@pytest.mark.parametrize("members", [{}, {"customInformation": ""}])
def test_the_sellers_own_attributes_hold_something(members: dict[str, str]) -> None:
    with pytest.raises(Fault, match=OWN):
        check_setup(spoilt(SUBSCRIPTION, OWN, own(**members)))


@pytest.mark.parametrize(("country", "currency", "language"), [("US", "USD", "en_US"), ("JP", "JPY", "ja_JP")])
def test_agreement_types_are_for_europe(country: str, currency: str, language: str) -> None:
    kind = attributes(billingAgreementType="CustomerInitiatedTransaction")
    setup = a_setup(countryOfEstablishment=country, ledgerCurrency=currency, checkoutLanguage=language)

    with pytest.raises(Fault, match="InvalidBillingAgreementType"):
        check_setup({**setup, AGREEMENT: kind})


AUTHORIZE = "authorizeAttributes"
PRICE = f"{AUTHORIZE}.authorizationAmount"
ORDER = "sellerOrderAttributes"
CREDITS = "providerAttributes.providerCreditList"
BLAMED_IN_CHARGE = {("paymentAction", "Authorize"): f"{AUTHORIZE}.softDescriptor"}
"""Good values that another field does not go with: it is that one which the message names."""


def test_the_smallest_and_the_fullest_charge_are_taken() -> None:
    smallest = a_charge()
    del smallest[ORDER]

    check_charge(smallest)
    check_charge(FULL_CHARGE)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("@type", MISSING, "InvalidParameterValue"),
        ("@type", "ChargeAmazonPay", "InvalidParameterValue"),
        ("@version", MISSING, "InvalidParameterValue"),
        ("@version", "2.0", "InvalidParameterValue"),
        ("sellerId", MISSING, "InvalidSellerId"),
        ("sellerId", 1, "InvalidSellerId"),
        ("sellerId", " ", "InvalidSellerId"),
        ("billingAgreementId", MISSING, "InvalidBillingAgreementId"),
        ("billingAgreementId", "", "InvalidBillingAgreementId"),
        ("paymentAction", MISSING, "InvalidPaymentAction"),
        ("paymentAction", "AUTHORIZEANDCAPTURE", "InvalidPaymentAction"),
        ("paymentAction", "Authorize", "InvalidParameterValue"),
        ("sandboxMode", True, "InvalidParameterValue"),
        (AUTHORIZE, MISSING, "InvalidParameterValue"),
        (f"{AUTHORIZE}.@type", "Attributes", "InvalidParameterValue"),
        (f"{AUTHORIZE}.authorizationReferenceId", MISSING, "InvalidParameterValue"),
        (f"{AUTHORIZE}.authorizationReferenceId", "", "InvalidParameterValue"),
        (f"{AUTHORIZE}.authorizationReferenceId", "r" * 33, "InvalidParameterValue"),
        (f"{AUTHORIZE}.authorizationReferenceId", "with blank", "InvalidParameterValue"),
        (f"{AUTHORIZE}.authorizationReferenceId", "straße", "InvalidParameterValue"),
        (PRICE, MISSING, "InvalidAuthorizationAmount"),
        (PRICE, "9.00", "InvalidAuthorizationAmount"),
        *(
            (f"{PRICE}.amount", amount, "InvalidAuthorizationAmount")
            for amount in (
                "0", "0.00", "-1", "1e2", "NaN", "", " 1", "1.234", "1.", ".5", "1,000", "$9", "٣", "007",
                "150000.01", 9,
            )
        ),
        (f"{PRICE}.amount", MISSING, "InvalidAuthorizationAmount"),
        (f"{PRICE}.currencyCode", "usd", "InvalidParameterValue"),
        (f"{PRICE}.@version", MISSING, "InvalidParameterValue"),
        (f"{AUTHORIZE}.transactionTimeout", "0", "InvalidParameterValue"),
        (f"{AUTHORIZE}.transactionTimeout", False, "InvalidParameterValue"),
        (f"{AUTHORIZE}.transactionTimeout", -1, "InvalidParameterValue"),
        (f"{AUTHORIZE}.transactionTimeout", 1441, "InvalidParameterValue"),
        (f"{AUTHORIZE}.sellerAuthorizationNote", {}, "InvalidParameterValue"),
        (f"{AUTHORIZE}.softDescriptor", 5, "InvalidParameterValue"),
        (f"{AUTHORIZE}.captureNow", True, "InvalidParameterValue"),
        (f"{PRICE}.@type", "price", "InvalidParameterValue"),
        (f"{PRICE}.value", "9", "InvalidParameterValue"),
        (f"{PRICE}.currencyCode", MISSING, "InvalidParameterValue"),
        (f"{PRICE}.currencyCode", "CHF", "InvalidParameterValue"),
        (ORDER, "order-1", "InvalidParameterValue"),
        (f"{ORDER}.@type", MISSING, "InvalidParameterValue"),
        (f"{ORDER}.@version", 2, "InvalidParameterValue"),
        (f"{ORDER}.orderId", "1", "InvalidParameterValue"),
        (f"{ORDER}.storeName", "", "InvalidParameterValue"),
        (f"{ORDER}.customInformation", "i" * 1025, "InvalidParameterValue"),
        ("providerAttributes.@type", "Provider", "InvalidParameterValue"),
        ("providerAttributes.credits", [], "InvalidParameterValue"),
        (f"{AUTHORIZE}.sellerAuthorizationNote", "n" * 256, "InvalidParameterValue"),
        (f"{AUTHORIZE}.softDescriptor", "d" * 17, "InvalidParameterValue"),
        (f"{ORDER}.sellerOrderId", "order 1", "InvalidParameterValue"),
        (f"{ORDER}.sellerNote", "n" * 1025, "InvalidParameterValue"),
        (f"{ORDER}.customInformation", None, "InvalidParameterValue"),
        (f"{ORDER}.storeName", 5, "InvalidParameterValue"),
        ("providerAttributes.providerId", MISSING, "InvalidParameterValue"),
        (CREDITS, MISSING, "InvalidParameterValue"),
        (CREDITS, {}, "InvalidParameterValue"),
        (CREDITS, ["one"], "InvalidParameterValue"),
        (CREDITS, [{"@type": "ProviderCredit"}], "InvalidParameterValue"),
        (CREDITS, [{**CREDIT, "providerId": ""}], "InvalidParameterValue"),
        (CREDITS, [{**CREDIT, "@version": "1"}], "InvalidParameterValue"),
        (CREDITS, [{**CREDIT, "credit": a_price("0")}], "InvalidParameterValue"),
        (CREDITS, [CREDIT, {**CREDIT, "credit": a_price("1", "EUR")}], "InvalidParameterValue"),
    ],
)  # fmt: skip
def test_a_charge_spoilt_in_one_place_is_refused(path: str, value: object, code: str) -> None:
    with pytest.raises(Fault) as caught:
        check_charge(spoilt(FULL_CHARGE, path, value))

    assert caught.value.error.code == code
    assert caught.value.message.startswith(BLAMED_IN_CHARGE.get((path, str(value)), path))


@pytest.mark.parametrize(
    ("amount", "currency", "taken"),
    [
        ("300", "JPY", True),
        ("300.0", "JPY", False),
        ("10000000", "JPY", True),
        ("10000001", "JPY", False),
        ("150000", "EUR", True),
        ("0.01", "GBP", True),
        ("9.5", "USD", True),
    ],
)
def test_an_amount_has_the_digits_and_the_range_of_its_currency(amount: str, currency: str, taken: bool) -> None:
    charge = spoilt(a_charge(), PRICE, a_price(amount, currency))

    with nullcontext() if taken else pytest.raises(Fault, match="InvalidAuthorizationAmount"):
        check_charge(charge)


@pytest.mark.parametrize("payload", [SUBSCRIPTION, FULL_CHARGE])
def test_no_member_may_be_null(payload: Mapping[str, Any]) -> None:
    def paths(value: Mapping[str, Any], path: str = "") -> list[str]:
        below = [
            deeper
            for name, member in value.items()
            if isinstance(member, dict)
            for deeper in paths(member, f"{path}{name}.")
        ]
        return [f"{path}{name}" for name in value] + below

    for path in paths(payload):
        nulled = json.loads(json.dumps(spoilt(payload, path, None)))

        with pytest.raises(Fault):
            (check_setup if payload is SUBSCRIPTION else check_charge)(nulled)


def test_an_empty_id_is_said_to_be_empty() -> None:
    with pytest.raises(Fault, match="authorizationReferenceId must not be empty"):
        check_charge(a_charge(authorizationReferenceId=""))


def test_an_endless_timeout_is_refused_like_any_other() -> None:
    with pytest.raises(Fault, match="transactionTimeout must be a number from 0 to 1440"):
        check_charge(a_charge(transactionTimeout=10**5000))
