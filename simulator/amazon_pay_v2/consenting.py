"""Checkout sessions and charge permissions of the pretend service."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from simulator.amazon_pay_v2 import checks
from simulator.amazon_pay_v2.books import Books
from simulator.amazon_pay_v2.charging import new_charge
from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.objects import Permission, Session
from simulator.amazon_pay_v2.shapes import currency_of

RETURNED_ID = "amazonCheckoutSessionId"
"""The member of the query with which a buyer comes back."""

ON_COMPLETE = frozenset({"BuyerCanceled", "AmazonCanceled", "Declined", "AuthorizationInitiated"})
"""The simulation codes of Complete Checkout Session."""


def create_session(books: Books, told: dict[str, Any], environment: str) -> Session:
    """Open a session. Raises Fault."""
    checks.check_session(told)
    session_id = str(UUID(int=books.random.getrandbits(128), version=4))
    session = Session(session_id, environment, told, books.now())
    books.sessions[session_id] = session
    return session


def update_session(session: Session, told: dict[str, Any]) -> Session:
    """Say more of a session; members are laid over what is there. Raises Fault."""
    if session.state != "Open":
        raise Fault("InvalidCheckoutSessionStatus", f"the session is {session.state}")
    checks.only(told, checks.SESSION - {"storeId", "scopes", "chargePermissionType"})
    merged = dict(session.told)
    for name, value in told.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = {**merged[name], **value} if both else value
    checks.check_session(merged)
    # From here on the buyer can be sent to the page.
    session.told = {**merged, "_updated": True}
    return session


def is_ready(session: Session) -> bool:
    """Whether the page may be told: somebody said all of it, and has updated the session."""
    web, details = session.told.get("webCheckoutDetails") or {}, session.told.get("paymentDetails")
    return bool(session.told.get("_updated") and web.get("checkoutResultReturnUrl") and details)


def approve(session: Session) -> str:
    """Let the buyer approve; return where they are sent. Raises Fault."""
    if session.state != "Open":
        raise Fault("InvalidCheckoutSessionStatus", f"the session is {session.state}")
    session.visited = session.approved = True
    return _back(session, "checkoutResultReturnUrl")


def refuse(session: Session) -> str:
    """Let the buyer cancel; return where they are sent."""
    if session.state == "Open":
        session.state, session.reason = "Canceled", "BuyerCanceled"
    return _back(session, "checkoutCancelUrl")


def complete(books: Books, session: Session, told: dict[str, Any], simulated: str | None) -> bool:
    """Complete a session; return whether its charge is still pending. Raises Fault."""
    if session.state == "Canceled":
        raise Fault("CheckoutSessionCanceled", "the session was cancelled")
    if session.state == "Completed" or not session.approved:
        raise Fault("InvalidCheckoutSessionStatus", "the buyer has not approved, or it is completed")
    checks.only(told, frozenset({"chargeAmount", "totalOrderAmount"}))
    details = session.told.get("paymentDetails") or {}
    if told.get("chargeAmount") != details.get("chargeAmount"):
        raise Fault("AmountMismatch", "chargeAmount is not the one that the buyer approved")
    if simulated in ("BuyerCanceled", "AmazonCanceled", "Declined") or books.declines:
        code = simulated or books.declines.pop(0)[0]
        reason = code if code in ("BuyerCanceled", "AmazonCanceled") else "Declined"
        session.state, session.reason = "Canceled", reason
        raise Fault("CheckoutSessionCanceled", "the session was cancelled")
    permission = _permission(books, session)
    session.state, session.permission_id = "Completed", permission.id
    return _first_charge(books, session, permission, told, simulated)


def update_permission(permission: Permission, told: dict[str, Any]) -> Permission:
    """Change what the merchant says of a permission. Raises Fault."""
    checks.only(told, checks.UPDATE)
    checks.metadata(told)
    if permission.state == "Closed":
        raise Fault("ChargePermissionNotModifiable", "the charge permission is closed")
    permission.told = {**permission.told, **told}
    return permission


def close_permission(books: Books, permission: Permission, told: dict[str, Any]) -> Permission:
    """End a permission. Raises Fault."""
    checks.only(told, checks.CLOSE)
    checks.need(told, "closureReason")
    checks.text(told, "closureReason", 255)
    checks.flag(told, "cancelPendingCharges")
    if permission.state == "Closed":
        raise Fault("InvalidChargePermissionStatus", "the charge permission is closed")
    if told.get("cancelPendingCharges"):
        for charge in books.charges.values():
            if charge.permission_id == permission.id and charge.state in ("AuthorizationInitiated", "Authorized"):
                charge.state, charge.reason = "Canceled", "ChargePermissionCanceled"
    books.close(permission, "MerchantClosed")
    return permission


def track(books: Books, told: dict[str, Any], environment: str) -> dict[str, Any]:
    """Note a parcel's number, which works once. Raises Fault."""
    if environment != "Live":
        raise Fault("UnsupportedOperation", "there is no sandbox for delivery trackers")
    checks.only(told, checks.TRACKER)
    checks.need(told, "chargePermissionId", "deliveryDetails")
    permission = books.permission(told["chargePermissionId"], environment)
    for detail in told["deliveryDetails"]:
        checks.need(detail, "trackingNumber", "carrierCode")
        number = detail["trackingNumber"]
        if books.trackers.get(number):
            raise Fault("InvalidParameterValue", "this tracking number was told before")
        books.trackers[number] = permission.id
    return told


def _permission(books: Books, session: Session) -> Permission:
    kind = session.told.get("chargePermissionType", "OneTime")
    known = ("merchantMetadata", "recurringMetadata", "paymentMethodOnFileMetadata")
    told = {name: session.told[name] for name in known if name in session.told}
    return books.open_permission(
        environment=session.environment, kind=kind, currency=currency_of(session), told=told
    )


def _first_charge(
    books: Books, session: Session, permission: Permission, told: dict[str, Any], simulated: str | None
) -> bool:
    intent = session.told["paymentDetails"]["paymentIntent"]
    if intent == "Confirm":
        return False
    amount, currency = checks.amount(told, "chargeAmount")
    takes = intent == "AuthorizeWithCapture"
    said = {"merchantMetadata": session.told.get("merchantMetadata"), "captureNow": takes, "channel": "Web"}
    charge = new_charge(books, permission, amount, currency, said)
    session.charge_id = charge.id
    pending = simulated == "AuthorizationInitiated" or books.pending > 0
    books.pending -= books.pending > 0
    if pending:
        charge.state = "AuthorizationInitiated"
    elif takes:
        books.take(charge, amount)
    books.changed_charge(charge)
    return pending


def _back(session: Session, name: str) -> str:
    web = session.told.get("webCheckoutDetails") or {}
    url = web.get(name) or web.get("checkoutResultReturnUrl") or web.get("checkoutReviewReturnUrl") or ""
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), (RETURNED_ID, session.id)])
    return urlunsplit(parts._replace(query=query))
