"""The order's record; it never expires by itself."""

from datetime import UTC

from voicetill.domain.agreements import ALEXA
from voicetill.domain.orders import Order, Request, Shipment, Verdict, Wish
from voicetill.domain.refunds import Reason, Refund, RefundState
from voicetill.stores.fields import (
    Record,
    from_address,
    from_money,
    from_payment,
    from_quote,
    moment,
    to_address,
    to_money,
    to_payment,
    to_quote,
    without_blanks,
)


def sort_key(order: Order) -> str:
    """Return the part of the key by which orders sort in time (UTC, whole microseconds, then the id)."""
    placed = order.placed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"{placed}#{order.id}"


def to_record(order: Order) -> Record:
    """Write an order."""
    return without_blanks(
        {
            "id": order.id,
            "version": order.version,
            "number": order.number,
            "customer_id": order.customer_id,
            "market": order.market_id,
            "locale": order.locale,
            "quote": from_quote(order.quote),
            "payment": from_payment(order.payment),
            "agreement_id": order.agreement_id,
            "placed_at": order.placed_at.isoformat(),
            "address": from_address(order.address),
            "billing_address": from_address(order.billing_address),
            "shipments": [_from_shipment(shipment) for shipment in order.shipments],
            "requests": [_from_request(request) for request in order.requests],
            "provider": order.provider,
            "is_captured": order.is_captured,
            "refunds": [_from_refund(refund) for refund in order.refunds],
            "canceled_at": order.canceled_at.isoformat() if order.canceled_at else None,
            "subscription_id": order.subscription_id,
            "period": order.period,
        }
    )


def from_record(record: Record) -> Order:
    """Read an order."""
    payment = to_payment(record["payment"])
    assert payment is not None  # noqa: S101 - an order is written with its payment only
    return Order(
        id=record["id"],
        customer_id=record["customer_id"],
        market_id=record["market"],
        locale=record["locale"],
        quote=to_quote(record["quote"]),
        payment=payment,
        agreement_id=record.get("agreement_id"),
        placed_at=moment(record["placed_at"]),
        address=to_address(record.get("address")),
        billing_address=to_address(record.get("billing_address")),
        # An order that an earlier release wrote has no version: it was written once.
        version=int(record.get("version", 1)),
        shipments=tuple(_to_shipment(parcel) for parcel in record.get("shipments", ())),
        requests=tuple(_to_request(request) for request in record.get("requests", ())),
        provider=record.get("provider", ALEXA),
        is_captured=record.get("is_captured", True),
        refunds=tuple(_to_refund(refund) for refund in record.get("refunds", ())),
        canceled_at=moment(record["canceled_at"]) if "canceled_at" in record else None,
        subscription_id=record.get("subscription_id"),
        period=int(record.get("period", 0)),
    )


def _from_request(request: Request) -> Record:
    return without_blanks(
        {
            "wish": request.wish.value,
            "at": request.at.isoformat(),
            "verdict": request.verdict.value if request.verdict else None,
            "answered_at": request.answered_at.isoformat() if request.answered_at else None,
            "because": request.because or None,
        }
    )


def _to_request(record: Record) -> Request:
    return Request(
        wish=Wish(record["wish"]),
        at=moment(record["at"]),
        verdict=Verdict(record["verdict"]) if "verdict" in record else None,
        answered_at=moment(record["answered_at"]) if "answered_at" in record else None,
        because=record.get("because", ""),
    )


def _from_shipment(shipment: Shipment) -> Record:
    return {
        "at": shipment.at.isoformat(),
        "product_ids": list(shipment.product_ids),
        "carrier": shipment.carrier,
        "tracking": shipment.tracking,
    }


def _to_shipment(record: Record) -> Shipment:
    return Shipment(
        at=moment(record["at"]),
        product_ids=tuple(record["product_ids"]),
        carrier=record.get("carrier", ""),
        tracking=record.get("tracking", ""),
    )


def _from_refund(refund: Refund) -> Record:
    return {
        "reference": refund.reference,
        "amount": from_money(refund.amount),
        "reason": refund.reason.value,
        "state": refund.state.value,
        "asked_at": refund.asked_at.isoformat(),
        "provider_refund_id": refund.provider_refund_id,
        "note": refund.note,
        "cancels": refund.cancels,
        "key": refund.key,
        "of_charge": refund.of_charge,
    }


def _to_refund(record: Record) -> Refund:
    return Refund(
        reference=record["reference"],
        amount=to_money(record["amount"]),
        reason=Reason(record["reason"]),
        state=RefundState(record["state"]),
        asked_at=moment(record["asked_at"]),
        provider_refund_id=record.get("provider_refund_id", ""),
        note=record.get("note", ""),
        cancels=record.get("cancels", False),
        key=record.get("key", ""),
        of_charge=record.get("of_charge", ""),
    )
