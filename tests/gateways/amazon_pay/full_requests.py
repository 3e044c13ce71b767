"""One of each request with every field that there is, and what would be wrong in each of the fields."""

from typing import Any

from hypothesis import strategies as st

from tests.gateways.amazon_pay import strategies as some
from voicetill.gateways.amazon_pay.regions import COUNTRIES, CURRENCIES, LANGUAGES

Wire = dict[str, Any]


def _price(amount: str, code: str) -> Wire:
    return {"@type": "Price", "@version": "2", "amount": amount, "currencyCode": code}


# One of each request, with every field that there is.
FULL_SETUP: Wire = {
    "@type": "SetupAmazonPayRequest",
    "@version": "2",
    "sellerId": "A1NONICKSSELLER",
    "countryOfEstablishment": "DE",
    "ledgerCurrency": "EUR",
    "checkoutLanguage": "de_DE",
    "billingAgreementAttributes": {
        "@type": "BillingAgreementAttributes",
        "@version": "2",
        "platformId": "A2PLATFORM",
        "sellerNote": "Refills, once a month",
        "billingAgreementType": "MerchantInitiatedTransaction",
        "subscriptionAmount": _price("19.90", "EUR"),
        "sellerBillingAgreementAttributes": {
            "@type": "SellerBillingAgreementAttributes",
            "@version": "2",
            "sellerBillingAgreementId": "agreement-1",
            "storeName": "No Nicks",
            "customInformation": "spring offer",
        },
    },
    "needAmazonShippingAddress": True,
    "sandboxMode": True,
    "sandboxCustomerEmailId": "buyer@nonicks.example",
}
FULL_CHARGE: Wire = {
    "@type": "ChargeAmazonPayRequest",
    "@version": "2",
    "sellerId": "A1NONICKSSELLER",
    "billingAgreementId": "C01-1234567-7654321",
    "paymentAction": "AuthorizeAndCapture",
    "authorizeAttributes": {
        "@type": "AuthorizeAttributes",
        "@version": "2",
        "authorizationReferenceId": "k3v9x2m7q4t8w1z6b5n0c3d7f201",
        "authorizationAmount": _price("9.00", "USD"),
        "transactionTimeout": 0,
        "sellerAuthorizationNote": "1 x Starter Kit",
        "softDescriptor": "No Nicks",
    },
    "sellerOrderAttributes": {
        "@type": "SellerOrderAttributes",
        "@version": "2",
        "sellerOrderId": "1234-5678",
        "storeName": "No Nicks",
        "customInformation": "spring offer",
        "sellerNote": "1 x Starter Kit",
    },
    "providerAttributes": {
        "@type": "ProviderAttributes",
        "@version": "2",
        "providerId": "A2PLATFORM",
        "providerCreditList": [
            {
                "@type": "ProviderCredit",
                "@version": "2",
                "providerId": "A2PLATFORM",
                "credit": _price("0.45", "USD"),
            }
        ],
    },
}

AGREEMENT = "billingAgreementAttributes"
_OWN = f"{AGREEMENT}.sellerBillingAgreementAttributes"
_ORDER = "sellerOrderAttributes"
CHARGE = "authorizeAttributes"
_CREDIT = "providerAttributes.providerCreditList.0"

WRONG_IN_SETUP = {
    "sellerId": some.not_given_ids(),
    "countryOfEstablishment": some.not_words(*COUNTRIES) | st.sampled_from(["GB", "EU", "CA"]),
    "ledgerCurrency": some.not_words(*CURRENCIES) | st.sampled_from(["GBP", "USD", "JPY", "CHF"]),
    "checkoutLanguage": some.not_words(*LANGUAGES) | st.sampled_from(["de-DE", "en_US", "ja_JP"]),
    "needAmazonShippingAddress": some.not_booleans | st.none(),
    "sandboxMode": some.not_booleans,
    "sandboxCustomerEmailId": some.not_notes() | st.sampled_from(["buyer", "@x", "x@", "a b@x", "a@b@c"]),
    AGREEMENT: some.not_objects,
    f"{AGREEMENT}.platformId": some.not_given_ids(),
    f"{AGREEMENT}.sellerNote": some.not_notes(1024),
    f"{AGREEMENT}.billingAgreementType": some.not_words(
        "CustomerInitiatedTransaction", "MerchantInitiatedTransaction"
    ),
    f"{AGREEMENT}.subscriptionAmount": some.not_objects,
    f"{AGREEMENT}.subscriptionAmount.amount": some.not_amounts("EUR"),
    f"{AGREEMENT}.subscriptionAmount.currencyCode": some.not_words(*CURRENCIES) | st.just("USD"),
    _OWN: some.not_objects,
    f"{_OWN}.sellerBillingAgreementId": some.not_identifiers(),
    f"{_OWN}.storeName": some.not_notes(),
    f"{_OWN}.customInformation": some.not_notes(1024),
}
WRONG_IN_CHARGE = {
    "sellerId": some.not_given_ids(),
    "billingAgreementId": some.not_given_ids(),
    "paymentAction": some.not_words("Authorize", "AuthorizeAndCapture"),
    CHARGE: some.not_objects,
    f"{CHARGE}.authorizationReferenceId": some.not_identifiers(32),
    f"{CHARGE}.authorizationAmount": some.not_objects,
    f"{CHARGE}.authorizationAmount.amount": some.not_amounts("USD"),
    f"{CHARGE}.authorizationAmount.currencyCode": some.not_words(*CURRENCIES),
    f"{CHARGE}.transactionTimeout": some.not_minutes,
    f"{CHARGE}.sellerAuthorizationNote": some.not_notes(255),
    f"{CHARGE}.softDescriptor": some.not_notes(16),
    _ORDER: some.not_objects,
    f"{_ORDER}.sellerOrderId": some.not_identifiers(),
    f"{_ORDER}.storeName": some.not_notes(),
    f"{_ORDER}.customInformation": some.not_notes(1024),
    f"{_ORDER}.sellerNote": some.not_notes(1024),
    "providerAttributes": some.not_objects,
    "providerAttributes.providerId": some.not_given_ids(),
    _CREDIT: some.not_objects,
    f"{_CREDIT}.providerId": some.not_given_ids(),
    f"{_CREDIT}.credit": some.not_objects,
    f"{_CREDIT}.credit.amount": some.not_amounts("USD"),
    f"{_CREDIT}.credit.currencyCode": some.not_words(*CURRENCIES) | st.just("EUR"),
}
