"""Checks the fields of requests, as strictly as the pages name them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.limits import DECIMALS, LARGEST_CHARGE

CHARGE = frozenset(
    {
        "chargePermissionId",
        "chargeAmount",
        "captureNow",
        "softDescriptor",
        "canHandlePendingAuthorization",
        "chargeInitiator",
        "channel",
        "merchantMetadata",
        "providerMetadata",
        "platformId",
        "webCheckoutDetails",
    }
)
CAPTURE = frozenset({"captureAmount", "softDescriptor"})
CANCEL = frozenset({"cancellationReason"})
REFUND = frozenset({"chargeId", "refundAmount", "softDescriptor"})
CLOSE = frozenset({"closureReason", "cancelPendingCharges"})
UPDATE = frozenset({"merchantMetadata", "recurringMetadata"})
SESSION = frozenset(
    {
        "webCheckoutDetails",
        "storeId",
        "scopes",
        "chargePermissionType",
        "recurringMetadata",
        "paymentMethodOnFileMetadata",
        "paymentDetails",
        "merchantMetadata",
        "deliverySpecifications",
        "addressDetails",
        "platformId",
        "supplementaryData",
    }
)
TRACKER = frozenset({"chargePermissionId", "amazonOrderReferenceId", "deliveryDetails"})

INITIATORS = frozenset({"CITU", "MITU", "CITR", "MITR"})
CHANNELS = frozenset({"Web", "Phone", "App", "Alexa", "PointOfSale", "FireTv", "Offline", "Amazon"})
SCOPES = frozenset(
    {"name", "email", "postalCode", "shippingAddress", "phoneNumber", "primeStatus", "billingAddress"}
)
KINDS = frozenset({"OneTime", "Recurring", "PaymentMethodOnFile"})
INTENTS = frozenset({"Confirm", "Authorize", "AuthorizeWithCapture"})
UNITS = frozenset({"Year", "Month", "Week", "Day", "Variable"})

_METADATA = {
    "merchantReferenceId": 256,
    "merchantStoreName": 50,
    "noteToBuyer": 255,
    "customInformation": 4096,
}
_WITH_CENTS = re.compile(r"(0|[1-9][0-9]{0,9})\.[0-9]{2}", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)


def only(told: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse a field that the operation does not have."""
    for name in told:
        if name not in known:
            raise Fault("UnrecognizedField", f"{name} is no field of this request")


def need(told: Mapping[str, Any], *names: str) -> None:
    """Refuse a request without these."""
    for name in names:
        if told.get(name) in (None, "", {}):
            raise Fault("MissingParameterValue", f"{name} is required")


def text(told: Mapping[str, Any], name: str, most: int) -> None:
    """Refuse what is no text of at most so many characters; it may be absent."""
    value = told.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > most):
        raise Fault("InvalidParameterValue", f"{name} must be a text of at most {most} characters")


def flag(told: Mapping[str, Any], name: str) -> None:
    """Refuse what is neither true nor false; it may be absent."""
    if told.get(name) is not None and not isinstance(told[name], bool):
        raise Fault("InvalidParameterValue", f"{name} must be true or false")


def one_of(told: Mapping[str, Any], name: str, words: frozenset[str]) -> None:
    """Refuse another word; it may be absent."""
    if told.get(name) is not None and told[name] not in words:
        raise Fault("InvalidParameterValue", f"{name} must be one of {', '.join(sorted(words))}")


def metadata(told: Mapping[str, Any]) -> None:
    """Check what the merchant says of an object."""
    said = told.get("merchantMetadata")
    if said is None:
        return
    if not isinstance(said, dict):
        raise Fault("InvalidParameterValue", "merchantMetadata must be an object")
    only(said, frozenset(_METADATA))
    for name, most in _METADATA.items():
        text(said, name, most)


def amount(told: Mapping[str, Any], name: str) -> tuple[Decimal, str]:
    """Return a required amount and its currency: a decimal string with the currency's own decimals."""
    need(told, name)
    said = told[name]
    if not isinstance(said, dict) or set(said) != {"amount", "currencyCode"}:
        raise Fault("InvalidParameterValue", f"{name} must have amount and currencyCode")
    currency, number = said["currencyCode"], said["amount"]
    if currency not in DECIMALS:
        raise Fault("InvalidParameterValue", f"{name}.currencyCode is none of this account")
    pattern = _WITH_CENTS if DECIMALS[currency] else _WHOLE
    if not isinstance(number, str) or not pattern.fullmatch(number) or Decimal(number) <= 0:
        raise Fault("InvalidParameterValue", f"{name}.amount must be a decimal string above zero")
    if Decimal(number) > LARGEST_CHARGE[currency]:
        raise Fault("TransactionAmountExceeded", f"{name}.amount is more than one charge may be")
    return Decimal(number), currency


def check_charge(told: Mapping[str, Any]) -> tuple[Decimal, str]:
    """Check Create Charge; return its amount and currency."""
    only(told, CHARGE)
    need(told, "chargePermissionId")
    found = amount(told, "chargeAmount")
    for name in ("captureNow", "canHandlePendingAuthorization"):
        flag(told, name)
    one_of(told, "chargeInitiator", INITIATORS)
    one_of(told, "channel", CHANNELS)
    text(told, "softDescriptor", 16)
    if told.get("softDescriptor") and told.get("captureNow") is not True:
        raise Fault("InvalidParameterCombination", "softDescriptor is allowed only where captureNow is true")
    metadata(told)
    return found


def check_session(told: Mapping[str, Any]) -> None:
    """Check what a session was told so far, as far as it was told."""
    only(told, SESSION)
    need(told, "webCheckoutDetails", "storeId")
    one_of(told, "chargePermissionType", KINDS)
    for scope in told.get("scopes") or []:
        if scope not in SCOPES:
            raise Fault("InvalidParameterValue", f"scopes: {scope} is none")
    _check_web(told["webCheckoutDetails"])
    _check_kind(told)
    if told.get("paymentDetails") is not None:
        _check_payment(told["paymentDetails"])
    metadata(told)


def _check_web(web: object) -> None:
    if not isinstance(web, dict):
        raise Fault("InvalidParameterValue", "webCheckoutDetails must be an object")
    known = {"checkoutReviewReturnUrl", "checkoutResultReturnUrl", "checkoutCancelUrl", "checkoutMode"}
    only(web, frozenset(known))
    for name in known - {"checkoutMode"}:
        url = web.get(name)
        if url is not None and not str(url).startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise Fault("InvalidParameterValue", f"webCheckoutDetails.{name} must be an https address")
    one_of(web, "checkoutMode", frozenset({"ProcessOrder"}))
    if web.get("checkoutMode") == "ProcessOrder":
        need(web, "checkoutResultReturnUrl")


def _check_kind(told: Mapping[str, Any]) -> None:
    kind = told.get("chargePermissionType", "OneTime")
    recurring = told.get("recurringMetadata")
    if kind == "Recurring":
        frequency = (recurring or {}).get("frequency") or {}
        one_of({"unit": frequency.get("unit", "")}, "unit", UNITS)
        if not re.fullmatch("[0-9]{1,3}", str(frequency.get("value")), re.ASCII):
            raise Fault("InvalidParameterValue", "recurringMetadata.frequency.value must be a number as a text")
        if not isinstance(frequency["value"], str):
            raise Fault("InvalidParameterValue", "recurringMetadata.frequency.value must be a text")
    elif recurring is not None:
        raise Fault("InvalidParameterCombination", "recurringMetadata is for Recurring only")
    if told.get("paymentMethodOnFileMetadata") is not None and kind != "PaymentMethodOnFile":
        raise Fault("InvalidParameterCombination", "paymentMethodOnFileMetadata is for PaymentMethodOnFile only")


def _check_payment(payment: object) -> None:
    if not isinstance(payment, dict):
        raise Fault("InvalidParameterValue", "paymentDetails must be an object")
    known = {"paymentIntent", "canHandlePendingAuthorization", "chargeAmount", "presentmentCurrency"}
    known |= {"totalOrderAmount", "softDescriptor", "allowOvercharge", "extendExpiration"}
    only(payment, frozenset(known))
    need(payment, "paymentIntent")
    one_of(payment, "paymentIntent", INTENTS)
    one_of(payment, "presentmentCurrency", frozenset(DECIMALS))
    if payment["paymentIntent"] != "Confirm" or payment.get("chargeAmount") is not None:
        _, currency = amount(payment, "chargeAmount")
        if payment.get("presentmentCurrency") not in (None, currency):
            raise Fault("CurrencyMismatch", "chargeAmount is in another currency")
