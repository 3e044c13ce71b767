"""What Alexa takes as a proactive event about an order, rule by rule (Proactive Events API and its schemas)."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

EVENT = "AMAZON.OrderStatus.Updated"

STATUSES = (
    "PREORDER_RECEIVED",
    "ORDER_RECEIVED",
    "ORDER_PREPARING",
    "ORDER_SHIPPED",
    "ORDER_OUT_FOR_DELIVERY",
    "ORDER_DELIVERED",
)

EARLIEST, LATEST = timedelta(minutes=5), timedelta(hours=24)
"""How far ahead a notice may expire."""

_REFERENCE = re.compile(r"[A-Za-z0-9~]{1,100}", re.ASCII)
_ATTRIBUTE = re.compile(r"localizedattribute:([A-Za-z]+)")
_MEMBERS = {"timestamp", "referenceId", "expiryTime", "event", "localizedAttributes", "relevantAudience"}


def faults(told: object, now: datetime) -> Iterator[str]:
    """Give every rule that an event breaks."""
    event = _members(told)
    if set(event) != _MEMBERS:
        yield f"members: {sorted(set(event) ^ _MEMBERS)}"
    if moment(event.get("timestamp")) is None:
        yield "timestamp"
    if not isinstance(event.get("referenceId"), str) or not _REFERENCE.fullmatch(event["referenceId"]):
        yield "referenceId"
    expiry = moment(event.get("expiryTime"))
    if expiry is None or not EARLIEST <= expiry - now <= LATEST:
        yield "expiryTime"
    yield from _event_faults(_members(event.get("event")), event.get("localizedAttributes"))
    yield from _audience_faults(_members(event.get("relevantAudience")))


def moment(text: object) -> datetime | None:
    """A moment with its zone, as ISO 8601 writes it."""
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo else None


def _event_faults(event: Mapping[str, Any], attributes: object) -> Iterator[str]:
    if set(event) != {"name", "payload"} or event.get("name") != EVENT:
        yield "event.name"
    payload = _members(event.get("payload"))
    state, order = _members(payload.get("state")), _members(payload.get("order"))
    if set(payload) != {"state", "order"} or set(order) != {"seller"}:
        yield "event.payload"
    if not set(state) <= {"status", "enterTimeStamp", "deliveryDetails"} or state.get("status") not in STATUSES:
        yield "event.payload.state"
    if "enterTimeStamp" in state and moment(state["enterTimeStamp"]) is None:
        yield "event.payload.state.enterTimeStamp"
    details = _members(state.get("deliveryDetails", {"expectedArrival": state.get("enterTimeStamp")}))
    if set(details) != {"expectedArrival"}:
        yield "event.payload.state.deliveryDetails"
    yield from _seller_faults(_members(order.get("seller")).get("name"), attributes)


def _seller_faults(name: object, attributes: object) -> Iterator[str]:
    found = _ATTRIBUTE.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        yield "event.payload.order.seller.name"
        return
    entries = [_members(entry) for entry in attributes] if isinstance(attributes, list) else []
    if not entries or not all(entry.get("locale") and entry.get(found[1]) for entry in entries):
        yield "localizedAttributes"
    locales = [entry.get("locale") for entry in entries]
    if len(set(locales)) < len(locales):
        yield "localizedAttributes.locale"


def _audience_faults(audience: Mapping[str, Any]) -> Iterator[str]:
    payload = _members(audience.get("payload"))
    unicast = audience.get("type") == "Unicast" and isinstance(payload.get("user"), str) and payload["user"]
    multicast = audience.get("type") == "Multicast" and payload == {}
    if not (unicast or multicast):
        yield "relevantAudience"


def _members(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
