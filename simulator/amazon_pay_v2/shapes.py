"""How the pretend service writes its objects."""

from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from simulator.amazon_pay_v2.limits import DECIMALS, RESERVED_FOR, SESSION_OPEN_FOR
from simulator.amazon_pay_v2.objects import Charge, Permission, Refund, Session

BUYER = MappingProxyType(
    {
        "buyerId": "amzn1.account.EXAMPLEBUYEREXAMPLEBUYER",
        "name": "Robin Example",
        "email": "robin@example.com",
        "phoneNumber": "555-010-0100",
        "primeMembershipTypes": None,
    }
)
HOMES = MappingProxyType(
    {
        "USD": ("1234 Main Street", "Cupertino", "CA", "95014", "US"),
        "EUR": ("Musterweg 1", "Berlin", None, "10115", "DE"),
        "GBP": ("1 Example Road", "London", None, "N1 1AA", "GB"),
        "JPY": ("1-1-1 Example", "Chiyoda-ku", "Tokyo", "100-0001", "JP"),
    }
)
"""Where the pretend buyer of each currency lives."""


def stamp(moment: datetime) -> str:
    """A time as the service writes it."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def price(amount: Decimal, currency: str) -> dict[str, str]:
    """An amount as the service writes it: with two decimals even in yen."""
    return {"amount": f"{amount:.2f}", "currencyCode": currency}


def home(currency: str) -> dict[str, Any]:
    """The buyer's address."""
    line, city, region, code, country = HOMES[currency]
    return {
        "name": BUYER["name"],
        "addressLine1": line,
        "addressLine2": None,
        "addressLine3": None,
        "city": city,
        "county": None,
        "district": None,
        "stateOrRegion": region,
        "postalCode": code,
        "countryCode": country,
        "phoneNumber": "5550100100",
    }


def session_shape(session: Session, *, page: str | None, at: datetime) -> dict[str, Any]:
    """A checkout session."""
    told, currency = session.told, currency_of(session)
    scopes = told.get("scopes") or []
    known = session.visited and currency in DECIMALS
    web = {"checkoutReviewReturnUrl": None, "checkoutResultReturnUrl": None, "checkoutCancelUrl": None}
    return {
        "checkoutSessionId": session.id,
        "webCheckoutDetails": {**web, **(told.get("webCheckoutDetails") or {}), "amazonPayRedirectUrl": page},
        "productType": "PayAndShip" if "shippingAddress" in scopes else "PayOnly",
        "chargePermissionType": told.get("chargePermissionType", "OneTime"),
        "recurringMetadata": told.get("recurringMetadata"),
        "paymentDetails": told.get("paymentDetails"),
        "merchantMetadata": told.get("merchantMetadata"),
        "buyer": dict(BUYER) if known else None,
        "billingAddress": home(currency) if known and "billingAddress" in scopes else None,
        "paymentPreferences": [{"paymentDescriptor": "Visa ****1111 (Amazon Pay)"}] if known else [],
        "statusDetails": _status(session.state, session.reason, at),
        "shippingAddress": home(currency) if known and "shippingAddress" in scopes else None,
        "chargePermissionId": session.permission_id,
        "chargeId": session.charge_id,
        "constraints": [],
        "creationTimestamp": stamp(session.created),
        "expirationTimestamp": stamp(session.created + SESSION_OPEN_FOR),
        "storeId": told.get("storeId"),
        "releaseEnvironment": session.environment,
    }


def permission_shape(permission: Permission, *, left: Decimal | None, at: datetime) -> dict[str, Any]:
    """A charge permission, whose status has a list of reasons."""
    reasons = [{"reasonCode": reason, "reasonDescription": "told"} for reason in permission.reasons]
    limit, currency = permission.limit, permission.currency
    return {
        "chargePermissionId": permission.id,
        "chargePermissionType": permission.kind,
        "recurringMetadata": permission.told.get("recurringMetadata"),
        "buyer": dict(BUYER),
        "shippingAddress": None,
        "billingAddress": None,
        "paymentPreferences": [{"paymentDescriptor": "Visa ****1111 (Amazon Pay)"}],
        "statusDetails": {
            "state": permission.state,
            "reasons": reasons or None,
            "lastUpdatedTimestamp": stamp(at),
        },
        "creationTimestamp": stamp(permission.created),
        "expirationTimestamp": None,
        "merchantMetadata": permission.told.get("merchantMetadata"),
        "releaseEnvironment": permission.environment,
        "limits": {
            "amountLimit": None if limit is None else price(limit, currency),
            "amountBalance": None if left is None else price(left, currency),
        },
        "presentmentCurrency": currency,
    }


def charge_shape(charge: Charge, *, at: datetime) -> dict[str, Any]:
    """A charge."""
    return {
        "chargeId": charge.id,
        "chargePermissionId": charge.permission_id,
        "chargeAmount": price(charge.amount, charge.currency),
        "captureAmount": price(charge.captured, charge.currency),
        "refundedAmount": price(charge.refunded, charge.currency),
        "convertedAmount": None,
        "conversionRate": None,
        "softDescriptor": charge.told.get("softDescriptor"),
        "merchantMetadata": charge.told.get("merchantMetadata"),
        "providerMetadata": {"providerReferenceId": None},
        "statusDetails": _status(charge.state, charge.reason, at),
        "creationTimestamp": stamp(charge.created),
        "expirationTimestamp": stamp(charge.created + RESERVED_FOR),
        "releaseEnvironment": charge.environment,
        "chargeInitiator": charge.told.get("chargeInitiator"),
        "channel": charge.told.get("channel"),
    }


def refund_shape(refund: Refund, *, at: datetime) -> dict[str, Any]:
    """A refund."""
    return {
        "refundId": refund.id,
        "chargeId": refund.charge_id,
        "creationTimestamp": stamp(refund.created),
        "refundAmount": price(refund.amount, refund.currency),
        "statusDetails": _status(refund.state, refund.reason, at),
        "softDescriptor": refund.told.get("softDescriptor"),
        "releaseEnvironment": refund.environment,
    }


def currency_of(session: Session) -> str:
    """The currency of a session, as the merchant said it; blank if they did not yet."""
    details = session.told.get("paymentDetails") or {}
    amount = details.get("chargeAmount") or {}
    return str(amount.get("currencyCode") or details.get("presentmentCurrency") or "")


def _status(state: str, reason: str | None, at: datetime) -> dict[str, Any]:
    return {
        "state": state,
        "reasonCode": reason,
        "reasonDescription": None,
        "lastUpdatedTimestamp": stamp(at),
    }
