"""The order's record; it never expires by itself."""

from datetime import UTC

from voicetill.domain.orders import Order, Request, Shipment, Wish
from voicetill.stores.fields import (
    Record,
    from_address,
    from_payment,
    from_quote,
    moment,
    to_address,
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
            "shipments": [
                {"at": shipment.at.isoformat(), "product_ids": list(shipment.product_ids)}
                for shipment in order.shipments
            ],
            "requests": [{"wish": request.wish.value, "at": request.at.isoformat()} for request in order.requests],
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
        shipments=tuple(
            Shipment(moment(parcel["at"]), tuple(parcel["product_ids"])) for parcel in record.get("shipments", ())
        ),
        requests=tuple(
            Request(Wish(request["wish"]), moment(request["at"])) for request in record.get("requests", ())
        ),
    )
