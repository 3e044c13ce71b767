"""What a Setup and a Charge may hold: every field of the "Amazon Pay APIs for Alexa" reference, as data.

Written from the documentation alone. It shares nothing with the skill's own payload code, so that a
misunderstanding there is noticed here.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulator.amazon_pay.faults import Fault
from simulator.amazon_pay.payload_shapes import (
    EMAIL,
    ID_CHARACTERS,
    Field,
    Shape,
    check,
    flag,
    minutes,
    one_of,
    text,
)
from simulator.amazon_pay.regions import BY_COUNTRY, DECIMALS, LANGUAGES, LARGEST, Region

CUSTOMER_INITIATED = "CustomerInitiatedTransaction"
MERCHANT_INITIATED = "MerchantInitiatedTransaction"
AUTHORIZE = "Authorize"
AUTHORIZE_AND_CAPTURE = "AuthorizeAndCapture"
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.([0-9]+))?", re.ASCII)
_NOTE = Field(text(1024))
_ID = Field(text(characters=ID_CHARACTERS))


def _price(amount_code: str, currency_code: str) -> Shape:
    return Shape(
        "Price",
        {
            "amount": Field(text(), required=True, code=amount_code),
            "currencyCode": Field(one_of(DECIMALS), required=True, code=currency_code),
        },
    )


SELLER_BILLING_AGREEMENT_ATTRIBUTES = Shape(
    "SellerBillingAgreementAttributes",
    {"sellerBillingAgreementId": _ID, "storeName": Field(text(filled=True)), "customInformation": _NOTE},
)
BILLING_AGREEMENT_ATTRIBUTES = Shape(
    "BillingAgreementAttributes",
    {
        "platformId": Field(text(filled=True)),
        "sellerNote": _NOTE,
        "billingAgreementType": Field(
            one_of({CUSTOMER_INITIATED, MERCHANT_INITIATED}), code="InvalidBillingAgreementType"
        ),
        "subscriptionAmount": Field(
            shape=_price("InvalidSubscriptionAmount", "InvalidSubscriptionAmount"),
            code="InvalidSubscriptionAmount",
        ),
        "sellerBillingAgreementAttributes": Field(shape=SELLER_BILLING_AGREEMENT_ATTRIBUTES),
    },
)
SETUP = Shape(
    "SetupAmazonPayRequest",
    {
        "sellerId": Field(text(filled=True), required=True, code="InvalidSellerId"),
        "countryOfEstablishment": Field(
            one_of(BY_COUNTRY), required=True, code="UnsupportedCountryOfEstablishment"
        ),
        "ledgerCurrency": Field(one_of(DECIMALS), required=True, code="UnsupportedCurrency"),
        "checkoutLanguage": Field(one_of(LANGUAGES)),
        "billingAgreementAttributes": Field(shape=BILLING_AGREEMENT_ATTRIBUTES),
        "needAmazonShippingAddress": Field(flag),
        "sandboxMode": Field(flag),
        "sandboxCustomerEmailId": Field(text(characters=EMAIL), code="InvalidSandboxCustomerEmail"),
    },
)
AUTHORIZE_ATTRIBUTES = Shape(
    "AuthorizeAttributes",
    {
        "authorizationReferenceId": Field(text(32, characters=ID_CHARACTERS), required=True),
        "authorizationAmount": Field(
            shape=_price("InvalidAuthorizationAmount", "InvalidParameterValue"),
            required=True,
            code="InvalidAuthorizationAmount",
        ),
        "transactionTimeout": Field(minutes),
        "sellerAuthorizationNote": Field(text(255)),
        "softDescriptor": Field(text(16)),
    },
)
SELLER_ORDER_ATTRIBUTES = Shape(
    "SellerOrderAttributes",
    {
        "sellerOrderId": _ID,
        "storeName": Field(text(filled=True)),
        "customInformation": _NOTE,
        "sellerNote": _NOTE,
    },
)
PROVIDER_CREDIT = Shape(
    "ProviderCredit",
    {
        "providerId": Field(text(filled=True), required=True),
        "credit": Field(shape=_price("InvalidParameterValue", "InvalidParameterValue"), required=True),
    },
    versioned=False,
)


def _credits(value: object) -> str | None:
    """A list, which the shapes have no word for; a fault inside it names its own field."""
    if not isinstance(value, list):
        return "must be a list"
    for place, credit in enumerate(value):
        check(PROVIDER_CREDIT, credit, f"providerAttributes.providerCreditList[{place}]")
    return None


PROVIDER_ATTRIBUTES = Shape(
    "ProviderAttributes",
    {
        "providerId": Field(text(filled=True), required=True),
        "providerCreditList": Field(_credits, required=True),
    },
    versioned=False,
)
CHARGE = Shape(
    "ChargeAmazonPayRequest",
    {
        "sellerId": Field(text(filled=True), required=True, code="InvalidSellerId"),
        "billingAgreementId": Field(text(filled=True), required=True, code="InvalidBillingAgreementId"),
        "paymentAction": Field(
            one_of({AUTHORIZE, AUTHORIZE_AND_CAPTURE}), required=True, code="InvalidPaymentAction"
        ),
        "authorizeAttributes": Field(shape=AUTHORIZE_ATTRIBUTES, required=True),
        "sellerOrderAttributes": Field(shape=SELLER_ORDER_ATTRIBUTES),
        "providerAttributes": Field(shape=PROVIDER_ATTRIBUTES),
    },
)


def check_setup(payload: Mapping[str, Any]) -> Region:
    """Raise the first Fault in a Setup; else return the region that it belongs to."""
    check(SETUP, payload)
    country, currency = payload["countryOfEstablishment"], payload["ledgerCurrency"]
    region = BY_COUNTRY[country]
    if currency not in region.currencies:
        raise Fault("UnsupportedCurrency", f"ledgerCurrency {currency} does not go with {country}")
    if payload.get("checkoutLanguage", next(iter(region.languages))) not in region.languages:
        language = payload["checkoutLanguage"]
        raise Fault("InvalidParameterValue", f"checkoutLanguage {language} does not go with {country}")
    _check_sandbox(payload)
    _check_agreement(payload.get("billingAgreementAttributes", {}), region, currency)
    return region


def _check_sandbox(payload: Mapping[str, Any]) -> None:
    sandbox, email = payload.get("sandboxMode", False), "sandboxCustomerEmailId"
    if sandbox and email not in payload:
        raise Fault("InvalidSandboxCustomerEmail", f"{email} is required when sandboxMode is true")
    if not sandbox and email in payload:
        raise Fault("InvalidParameterValue", f"{email} is for sandboxMode only")


def _check_agreement(attributes: Mapping[str, Any], region: Region, currency: str) -> None:
    path = "billingAgreementAttributes"
    kind = attributes.get("billingAgreementType")
    if kind is not None and not region.takes_agreement_type:
        raise Fault("InvalidBillingAgreementType", f"{path}.billingAgreementType is for merchants in Europe")
    if (amount := attributes.get("subscriptionAmount")) is not None:
        where = f"{path}.subscriptionAmount"
        if kind != MERCHANT_INITIATED:
            raise Fault("InvalidSubscriptionAmount", f"{where} goes with {MERCHANT_INITIATED} only")
        if amount["currencyCode"] != currency:
            raise Fault("InvalidSubscriptionAmount", f"{where}.currencyCode must be the ledger currency")
        check_amount(amount, where, code="InvalidSubscriptionAmount")
    own = attributes.get("sellerBillingAgreementAttributes")
    if own is not None and not any(value for name, value in own.items() if not name.startswith("@")):
        raise Fault("InvalidParameterValue", f"{path}.sellerBillingAgreementAttributes must hold something")


def check_charge(payload: Mapping[str, Any]) -> Decimal:
    """Raise the first Fault in a Charge; else return its amount."""
    check(CHARGE, payload)
    attributes = payload["authorizeAttributes"]
    if "softDescriptor" in attributes and payload["paymentAction"] == AUTHORIZE:
        raise Fault(
            "InvalidParameterValue", "authorizeAttributes.softDescriptor goes with AuthorizeAndCapture only"
        )
    price, where = attributes["authorizationAmount"], "authorizeAttributes.authorizationAmount"
    amount = check_amount(price, where, code="InvalidAuthorizationAmount")
    for place, credit in enumerate(payload.get("providerAttributes", {}).get("providerCreditList", [])):
        where = f"providerAttributes.providerCreditList[{place}].credit"
        check_amount(credit["credit"], where, code="InvalidParameterValue")
        if credit["credit"]["currencyCode"] != price["currencyCode"]:
            raise Fault(
                "InvalidParameterValue", f"{where}.currencyCode must be {price['currencyCode']}, as charged"
            )
    return amount


def check_amount(price: Mapping[str, Any], path: str, *, code: str) -> Decimal:
    """An amount as Amazon Pay takes it: a plain decimal with the currency's digits, above zero, in range."""
    amount, currency = price["amount"], price["currencyCode"]
    match = _AMOUNT.fullmatch(amount)
    if match is None or len(match[1] or "") > DECIMALS[currency]:
        raise Fault(code, f"{path}.amount must be a plain number with at most {DECIMALS[currency]} decimals")
    if not 0 < Decimal(amount) <= LARGEST[currency]:
        raise Fault(code, f"{path}.amount must be above 0 and at most {LARGEST[currency]} {currency}")
    return Decimal(amount)
