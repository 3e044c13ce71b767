"""What is bought, as a charge tells it to PPRO: lines, place, tax.

Only the amount of a charge is required; all this helps who looks at a payment, and who checks it for fraud.
"""

from voicetill.domain.addresses import Address
from voicetill.domain.charging import ChargeWish
from voicetill.domain.pricing import Quote
from voicetill.gateways.ppro.limits import Faults, filled

_PLACE = "shippingAddress"

DELIVERED, NOT_SENT = "TRACKED_DELIVERY", "VIRTUAL"


def order_of(wish: ChargeWish, faults: Faults, *, tells_address: bool) -> dict[str, object]:
    """Return the `order` of a charge, and note its faults."""
    faults.text("order.orderReferenceNumber", wish.order_number)
    order = filled({"orderReferenceNumber": wish.order_number})
    if wish.quote is not None:
        order |= _bought(wish.quote, faults)
    if wish.address is not None and tells_address:
        order |= filled({_PLACE: _place(wish.address, faults, f"order.{_PLACE}")})
    return order


def without_place(order: object) -> dict[str, object]:
    """Return an `order` without where its goods go."""
    told = order if isinstance(order, dict) else {}
    return {name: value for name, value in told.items() if name != _PLACE}


def _bought(quote: Quote, faults: Faults) -> dict[str, object]:
    items: list[object] = []
    # What costs nothing today (a trial) is no item of this charge.
    for line in (line for line in quote.lines if not line.amount.is_zero):
        faults.text(f"order.orderItems[{len(items)}].name", line.text.title, required=True)
        # The line's whole amount, so that items and delivery add up to what is charged.
        items.append({"name": line.text.title, "quantity": line.quantity, "amount": line.amount.minor})
    return filled(
        {
            "orderItems": items,
            "shippingMethod": DELIVERED if quote.needs_delivery else NOT_SENT,
            "totalTaxAmount": quote.tax.minor or None,
        }
    )


def _place(address: Address, faults: Faults, field: str) -> dict[str, object]:
    # The fact sheets of PPRO do not spell the members of an address; these are the usual ones, and the gateway can
    # be told to leave the address out.
    place = {
        "name": address.name,
        "street": ", ".join(line for line in address.lines if line.strip()),
        "city": address.city,
        "region": address.region,
        "postalCode": address.postal_code,
        "country": address.country_code,
    }
    for name, value in place.items():
        faults.text(f"{field}.{name}", value)
    return filled(place)
