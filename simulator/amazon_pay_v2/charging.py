"""Charges, captures, releases and refunds of the pretend service."""

from decimal import Decimal
from typing import Any

from simulator.amazon_pay_v2 import checks
from simulator.amazon_pay_v2.books import Books
from simulator.amazon_pay_v2.faults import Fault
from simulator.amazon_pay_v2.limits import CAPTURED_AT_ONCE, MOST_CHARGES
from simulator.amazon_pay_v2.objects import Charge, Permission, Refund

DECLINES = ("SoftDeclined", "HardDeclined", "AmazonRejected", "TransactionTimedOut", "ProcessingFailure")
"""The codes that a charge can be declined with."""

ON_CHARGE = frozenset({*DECLINES[:4], "CaptureInitiated", *(f"Pending{code}" for code in DECLINES[:4])})
"""The simulation codes of Create Charge."""


def create_charge(books: Books, told: dict[str, Any], environment: str, simulated: str | None) -> Charge:
    """Charge a permission. Raises Fault."""
    amount, currency = checks.check_charge(told)
    permission = books.permission(told["chargePermissionId"], environment)
    _demand_chargeable(books, permission, amount, currency)
    code, as_error = _decline(books, simulated)
    if code and as_error:
        _decline_permission(books, permission, code)
        raise Fault(code, "the charge was declined")
    charge = new_charge(books, permission, amount, currency, told)
    if code:
        charge.state, charge.reason = "Declined", code
        _decline_permission(books, permission, code)
    elif _is_left_pending(books, simulated):
        _leave_pending(charge, told, simulated)
    elif told.get("captureNow") is True:
        books.take(charge, amount)
    books.changed_charge(charge)
    return charge


def new_charge(
    books: Books, permission: Permission, amount: Decimal, currency: str, told: dict[str, Any]
) -> Charge:
    """Write a charge down, reserved so far."""
    charge_id = books.serial(permission.id, "C")
    charge = Charge(
        charge_id, permission.id, permission.environment, amount, currency, told, books.now(), "Authorized"
    )
    books.charges[charge_id] = charge
    return charge


def capture(books: Books, told: dict[str, Any], charge: Charge) -> Charge:
    """Take what was reserved, once. Raises Fault."""
    checks.only(told, checks.CAPTURE)
    amount, currency = checks.amount(told, "captureAmount")
    checks.text(told, "softDescriptor", 16)
    if charge.state != "Authorized":
        raise Fault("InvalidChargeStatus", f"the charge is {charge.state}")
    if currency != charge.currency:
        raise Fault("CurrencyMismatch", "captureAmount is in another currency")
    if amount > charge.amount:
        raise Fault("TransactionAmountExceeded", "captureAmount is more than was authorised")
    if books.declines:
        code, _ = books.declines.pop(0)
        raise Fault(code, "the capture was declined")
    if books.now() - charge.created > CAPTURED_AT_ONCE or _is_left_pending(books, None):
        charge.state, charge.capturing = "CaptureInitiated", amount
    else:
        books.take(charge, amount)
    books.changed_charge(charge)
    return charge


def cancel(books: Books, told: dict[str, Any], charge: Charge) -> Charge:
    """Release what was reserved. Raises Fault."""
    checks.only(told, checks.CANCEL)
    checks.need(told, "cancellationReason")
    checks.text(told, "cancellationReason", 255)
    if charge.state not in ("AuthorizationInitiated", "Authorized"):
        raise Fault("InvalidChargeStatus", f"the charge is {charge.state}")
    charge.state, charge.reason = "Canceled", "MerchantCanceled"
    books.changed_charge(charge)
    return charge


def create_refund(books: Books, told: dict[str, Any], environment: str) -> Refund:
    """Begin to give money back. Raises Fault."""
    checks.only(told, checks.REFUND)
    checks.need(told, "chargeId")
    amount, currency = checks.amount(told, "refundAmount")
    checks.text(told, "softDescriptor", 16)
    charge = books.charge(told["chargeId"], environment)
    if charge.state != "Captured":
        raise Fault("InvalidChargeStatus", f"the charge is {charge.state}")
    if currency != charge.currency:
        raise Fault("CurrencyMismatch", "refundAmount is in another currency")
    if amount > books.refundable(charge):
        raise Fault("TransactionAmountExceeded", "more than may go back")
    refund_id = books.serial(charge.permission_id, "R")
    refund = Refund(refund_id, charge.id, environment, amount, currency, told, books.now())
    books.refunds[refund_id] = refund
    return refund


def decide(books: Books, charge: Charge, *, paid: bool) -> None:
    """End a pending charge, as its simulation says, or as told."""
    if charge.state not in ("AuthorizationInitiated", "CaptureInitiated"):
        raise ValueError(f"the charge is {charge.state}, and not pending")
    code = charge.ending or (None if paid else "HardDeclined")
    if code:
        charge.state, charge.reason = "Declined", code
    elif charge.state == "CaptureInitiated" or charge.told.get("captureNow") is True:
        books.take(charge, charge.capturing or charge.amount)
    else:
        charge.state = "Authorized"
    books.changed_charge(charge)


def _demand_chargeable(books: Books, permission: Permission, amount: Decimal, currency: str) -> None:
    if currency != permission.currency:
        raise Fault("CurrencyMismatch", "chargeAmount is in another currency than the charge permission")
    if permission.state != "Chargeable":
        raise Fault("InvalidChargePermissionStatus", f"the charge permission is {permission.state}")
    made = sum(charge.permission_id == permission.id for charge in books.charges.values())
    if permission.kind == "OneTime" and made >= MOST_CHARGES:
        raise Fault("TransactionCountExceeded", f"a one-time permission takes {MOST_CHARGES} charges")
    left = books.left_this_month(permission)
    if left is not None and amount > left:
        raise Fault("TransactionAmountExceeded", "more than the permission carries this month")


def _decline(books: Books, simulated: str | None) -> tuple[str | None, bool]:
    """The code that a charge is declined with, and whether that comes as an error."""
    if simulated in DECLINES:
        return simulated, True
    return books.declines.pop(0) if books.declines else (None, False)


def _decline_permission(books: Books, permission: Permission, code: str) -> None:
    """A hard decline leaves the permission waiting until the buyer has mended the payment method."""
    if code == "HardDeclined":
        books.hinder(permission, "PaymentMethodInvalid")


def _is_left_pending(books: Books, simulated: str | None) -> bool:
    if books.pending:
        books.pending -= 1
        return True
    return simulated is not None


def _leave_pending(charge: Charge, told: dict[str, Any], simulated: str | None) -> None:
    waits = simulated is not None and simulated.startswith("Pending")
    if waits and told.get("canHandlePendingAuthorization") is not True:
        raise Fault("InvalidSandboxSimulationSpecified", f"{simulated} needs canHandlePendingAuthorization")
    taking = told.get("captureNow") is True and not waits
    charge.state = "CaptureInitiated" if taking else "AuthorizationInitiated"
    charge.ending = (simulated or "").removeprefix("Pending") if waits else None
