"""Payloads of the answers, member by member as captured ones had them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from simulator.amazon_pay.buyers import Agreement
from simulator.amazon_pay.verdicts import Verdict

LIFETIME = timedelta(days=30)
"""How long an authorization lasts, in sandbox too."""

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Authorization:
    """One try to charge: what was asked, what became of it, and the ids that Amazon Pay gave it."""

    request: Mapping[str, Any]
    verdict: Verdict
    amount: Decimal
    captured: Decimal
    order_reference: str
    serial: int
    at: datetime

    @property
    def currency(self) -> str:
        """The currency that was asked for."""
        return str(self.request["authorizeAttributes"]["authorizationAmount"]["currencyCode"])


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z, as the answers write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def price(amount: Decimal, currency: str) -> dict[str, str]:
    """Always two decimals in answers, even for yen."""
    return {"amount": str(amount.quantize(_CENT, ROUND_HALF_UP)), "currencyCode": currency}


def setup_payload(
    agreement: Agreement, *, destination: Mapping[str, str] | None, billing: Mapping[str, str] | None
) -> dict[str, Any]:
    """The answer to a Setup; the addresses only where they are told."""
    details: dict[str, Any] = {
        "billingAgreementId": agreement.id,
        "creationTimestamp": agreement.created,
        "billingAgreementStatus": agreement.status,
        "releaseEnvironment": agreement.environment,
    }
    if agreement.language:
        details["checkoutLanguage"] = agreement.language
    if destination is not None:
        details["destination"] = dict(destination)
    if billing is not None:
        details["billingAddress"] = dict(billing)
    return {"billingAgreementDetails": details}


def charge_payload(authorization: Authorization, *, billing: Mapping[str, str] | None) -> dict[str, Any]:
    """The answer to a Charge."""
    asked = authorization.request["authorizeAttributes"]
    order, serial = authorization.order_reference, authorization.serial
    details: dict[str, Any] = {
        "authorizationAmount": price(authorization.amount, authorization.currency),
        "capturedAmount": price(authorization.captured, authorization.currency),
        "softDescriptor": _soft_descriptor(authorization.request),
        "expirationTimestamp": stamp(authorization.at + LIFETIME),
        "idList": [f"{order}-C{serial:06d}"] if authorization.captured else [],
        "softDecline": authorization.verdict.soft,
        "authorizationStatus": _status(authorization),
        "authorizationFee": price(Decimal(0), authorization.currency),
        "captureNow": authorization.request["paymentAction"] == "AuthorizeAndCapture",
        "sellerAuthorizationNote": asked.get("sellerAuthorizationNote", ""),
        "creationTimestamp": stamp(authorization.at),
        "amazonAuthorizationId": f"{order}-A{serial:06d}",
        "authorizationReferenceId": asked["authorizationReferenceId"],
    }
    if billing is not None:
        details["authorizationBillingAddress"] = dict(billing)
    return {"authorizationDetails": details, "amazonOrderReferenceId": order}


def error_payload(code: str, message: str) -> dict[str, str]:
    """The payload of an error."""
    return {"errorCode": code, "errorMessage": message}


def _status(authorization: Authorization) -> dict[str, str]:
    reason = {"reasonCode": authorization.verdict.reason} if authorization.verdict.reason else {}
    return {"lastUpdateTimestamp": stamp(authorization.at), **reason, "state": authorization.verdict.state}


def _soft_descriptor(request: Mapping[str, Any]) -> str:
    """What the statement shows: the seller's own word, or the default made of the store's name.

    In Japan nobody chooses, and the store's name stands alone, as a captured answer had it.
    """
    asked = request["authorizeAttributes"]
    store = request.get("sellerOrderAttributes", {}).get("storeName", "Seller")
    if asked["authorizationAmount"]["currencyCode"] == "JPY":
        return f"AMZ*{store}"
    return f"AMZ*{asked.get('softDescriptor') or f'{store} amzn.com/ pmts WA'}"
