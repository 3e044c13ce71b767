"""How the values that several records share are written down, and read back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from voicetill.domain.addresses import Address
from voicetill.domain.money import Currency, Money
from voicetill.domain.payments import Payment
from voicetill.domain.pricing import Line, Quote
from voicetill.domain.products import Plan, ProductText

Record = dict[str, Any]
"""One stored item or map of it, in plain Python values."""


def without_blanks(record: Mapping[str, Any]) -> Record:
    """Leave out what is absent: None is never stored, it is simply not there."""
    return {name: value for name, value in record.items() if value is not None}


def moment(text: str) -> datetime:
    """Read a moment as `datetime.isoformat` wrote it."""
    return datetime.fromisoformat(text)


def from_money(money: Money) -> Record:
    """Write an amount: minor units and ISO 4217 code."""
    return {"minor": money.minor, "currency": money.currency.value}


def to_money(record: Record) -> Money:
    """Read an amount."""
    return Money(int(record["minor"]), Currency(record["currency"]))


def from_address(address: Address | None) -> Record | None:
    """Write an address, its blank members left out."""
    if address is None:
        return None
    return {name: list(v) if name == "lines" else v for name, v in asdict(address).items() if v}


def to_address(record: Record | None) -> Address | None:
    """Read an address; members that a later version may add are passed over."""
    if record is None:
        return None
    known = {field.name for field in fields(Address)} - {"lines"}
    return Address(
        lines=tuple(record.get("lines", ())), **{name: v for name, v in record.items() if name in known}
    )


def from_quote(quote: Quote) -> Record:
    """Write an offer with its prices and words as they were spoken."""
    return {
        "lines": [_from_line(line) for line in quote.lines],
        "delivery": from_money(quote.delivery),
        "tax": from_money(quote.tax),
        "total": from_money(quote.total),
    }


def to_quote(record: Record) -> Quote:
    """Read an offer."""
    return Quote(
        lines=tuple(_to_line(line) for line in record["lines"]),
        delivery=to_money(record["delivery"]),
        tax=to_money(record["tax"]),
        total=to_money(record["total"]),
    )


def from_payment(payment: Payment | None) -> Record | None:
    """Write a payment with its references."""
    if payment is None:
        return None
    return {
        "reference": payment.reference,
        "amount": from_money(payment.amount),
        "provider_order_id": payment.provider_order_id,
        "provider_charge_id": payment.provider_charge_id,
        "capture_ids": list(payment.capture_ids),
    }


def to_payment(record: Record | None) -> Payment | None:
    """Read a payment."""
    if record is None:
        return None
    return Payment(
        reference=record["reference"],
        amount=to_money(record["amount"]),
        provider_order_id=record["provider_order_id"],
        provider_charge_id=record["provider_charge_id"],
        capture_ids=tuple(record["capture_ids"]),
    )


def from_plan(plan: Plan | None) -> Record | None:
    """Write the terms of a subscription."""
    return None if plan is None else asdict(plan)


def to_plan(record: Record | None) -> Plan | None:
    """Read the terms of a subscription."""
    if record is None:
        return None
    return Plan(
        period_months=int(record["period_months"]),
        trial_days=int(record["trial_days"]),
        notice_days=int(record.get("notice_days", 0)),
    )


def _from_line(line: Line) -> Record:
    return {
        "product_id": line.product_id,
        "quantity": line.quantity,
        "unit_price": from_money(line.unit_price),
        "text": asdict(line.text),
        "needs_delivery": line.needs_delivery,
        "is_subscription": line.is_subscription,
        "is_donation": line.is_donation,
    }


def _to_line(record: Record) -> Line:
    return Line(
        product_id=record["product_id"],
        quantity=int(record["quantity"]),
        unit_price=to_money(record["unit_price"]),
        text=ProductText(**{field.name: record["text"][field.name] for field in fields(ProductText)}),
        needs_delivery=record["needs_delivery"],
        is_subscription=record["is_subscription"],
        is_donation=record.get("is_donation", False),
    )
