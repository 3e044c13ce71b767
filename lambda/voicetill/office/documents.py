"""What the back office shows, as JSON documents. Amounts are decimal strings with their currency.

Where goods go, and whoever they go to, is in none of them but the one that is asked for it.
"""

from datetime import datetime
from typing import Any

from voicetill.domain.addresses import Address
from voicetill.domain.attempts import Attempt
from voicetill.domain.charging import RefundRules
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.money import Currency, Money, to_decimal_string
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order, Request, Shipment
from voicetill.domain.pricing import Line, Quote
from voicetill.domain.refunds import Refund, most_allowed
from voicetill.domain.sales import Report, Row
from voicetill.domain.subscriptions import Subscription
from voicetill.services.finding import marks

Document = dict[str, Any]


def money(amount: Money) -> Document:
    """Write an amount."""
    return {"amount": to_decimal_string(amount), "currency": amount.currency.value}


def order_line(order: Order) -> Document:
    """Write an order in short, as lists show it."""
    return {
        "id": order.id,
        "number": order.number,
        "placed_at": order.placed_at.isoformat(),
        "market": order.market_id,
        "states": sorted(mark.value for mark in marks(order)),
        "items": [_item(line) for line in order.quote.lines],
        "total": money(order.payment.amount),
        "refunded": money(order.given_back),
        "wishes": [wish.value for wish in order.open_wishes],
        "provider": order.provider,
    }


def order_whole(order: Order, rules: RefundRules | None, *, address: bool = False) -> Document:
    """Write all that is needed to decide about an order."""
    told = {
        **order_line(order),
        "delivery": money(order.quote.delivery),
        "tax_included": money(order.quote.tax),
        "payment": _payment(order),
        "agreement_id": order.agreement_id,
        "subscription_id": order.subscription_id,
        "period": order.period or None,
        "locale": order.locale,
        "shipments": [_shipment(each) for each in order.shipments],
        "refunds": [refund(each) for each in order.refunds],
        "refund_under_way": money(order.on_its_way_back),
        "refundable": money(order.left),
        "refundable_with_over": money(most_allowed(order, rules)) if rules else None,
        "refundable_until": _moment(order.placed_at + rules.within) if rules and rules.within else None,
        "requests": [_request(each) for each in order.requests],
        "canceled_at": _moment(order.canceled_at),
        "customer_id": order.customer_id,
    }
    if address:
        told["address"] = _address(order.address)
        told["billing_address"] = _address(order.billing_address)
    return told


def refund(told: Refund) -> Document:
    """Write a refund."""
    return {
        "reference": told.reference,
        **money(told.amount),
        "reason": told.reason.value,
        "state": told.state.value,
        "asked_at": told.asked_at.isoformat(),
        "provider_refund_id": told.provider_refund_id or None,
        "note": told.note or None,
        "cancels": told.cancels,
        "key": told.key or None,
        "of_charge": told.of_charge or None,
    }


def subscription(told: Subscription) -> Document:
    """Write a subscription."""
    return {
        "id": told.id,
        "state": told.state.value,
        "product_id": told.product_id,
        "price": money(told.quote.total),
        "every_months": told.plan.period_months,
        "period": told.period,
        "attempts": told.attempt,
        "declines": told.declines,
        "charged_at": _moment(told.charged_at),
        "due_at": _moment(told.due_at),
        "started_at": told.started_at.isoformat(),
        "ended_at": _moment(told.ended_at),
        "end_reason": told.end_reason or None,
        "market": told.market_id,
        "provider": told.provider,
        "agreement_id": told.agreement_id,
        "customer_id": told.customer_id,
    }


def attempt(told: Attempt) -> Document:
    """Write a request that has no result yet."""
    amount = told.prepared.amount
    return {
        "reference": told.reference,
        "does": told.prepared.operation.value,
        "for": told.owner.value,
        "owner_id": told.owner_id,
        "provider": told.provider,
        "charge_id": told.charge_id or None,
        "amount": money(amount) if amount else None,
        "made_at": told.made_at.isoformat(),
        "looks": told.looks,
        "looked_at_next": _moment(told.look_at),
    }


def doubt(told: Checkout) -> Document:
    """Write a checkout whose payment is in doubt, with all that is needed to find it at Amazon Pay."""
    return {
        "number": told.order_number,
        "id": told.id,
        "reference": told.reference,
        "state": told.state.value,
        "provider": told.provider,
        "agreement_id": told.agreement_id,
        "total": money(told.quote.total),
        "items": [_item(line) for line in told.quote.lines],
        "since": told.updated_at.isoformat(),
        "money_seen": told.money_seen,
    }


def task(told: Occurrence) -> Document:
    """Write what the merchant has to do."""
    return {
        "id": told.id,
        "what": told.what.value,
        "subject_id": told.subject_id,
        "at": told.at.isoformat(),
        "details": dict(told.details),
        "not_told_through": sorted(channel.value for channel in told.given_up),
    }


def report(told: Report, *, first: str, last: str) -> Document:
    """Write a sales report."""
    return {
        "from": first,
        "to": last,
        "by": told.by.value,
        "rows": [_row(row) for row in told.rows],
        "totals": [_row(row) for row in told.totals],
        "reserved": [_row(row) for row in told.reserved],
    }


def _row(row: Row) -> Document:
    return {
        "key": row.key,
        "market": row.market_id,
        "currency": row.currency.value,
        "orders": row.orders,
        "units": row.units,
        "gross": _plain(row.gross, row.currency),
        "refunds": _plain(row.refunds, row.currency),
        "net": _plain(row.net, row.currency),
        "tax_in_net": _plain(row.tax, row.currency),
    }


def _plain(minor: int, currency: Currency) -> str:
    return to_decimal_string(Money(minor, currency))


def _item(line: Line) -> Document:
    return {
        "product_id": line.product_id,
        "title": line.text.title,
        "quantity": line.quantity,
        **money(line.amount),
        "is_sent": line.needs_delivery,
    }


def items(quote: Quote) -> str:
    """Write an offer's lines as a person reads them: `1 x Starter Kit, 2 x Refill Pack`."""
    return ", ".join(f"{line.quantity} x {line.text.title}" for line in quote.lines)


def _payment(order: Order) -> Document:
    payment = order.payment
    return {
        "captured": order.is_captured,
        "reference": payment.reference,
        **money(payment.amount),
        "order_reference": payment.provider_order_id,
        "charge_id": payment.provider_charge_id,
        "capture_ids": list(payment.capture_ids),
    }


def _shipment(shipment: Shipment) -> Document:
    return {
        "at": shipment.at.isoformat(),
        "products": list(shipment.product_ids),
        "carrier": shipment.carrier or None,
        "tracking": shipment.tracking or None,
    }


def _request(request: Request) -> Document:
    return {
        "wish": request.wish.value,
        "at": request.at.isoformat(),
        "answer": request.verdict.value if request.verdict else None,
        "answered_at": _moment(request.answered_at),
        "because": request.because or None,
    }


def _address(address: Address | None) -> Document | None:
    if address is None:
        return None
    return {
        "name": address.name,
        "company": address.company,
        "lines": list(address.lines),
        "city": address.city,
        "district": address.district,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
        "phone": address.phone,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
