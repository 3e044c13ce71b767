"""Pretend Alexa is strict: an event that breaks one rule is refused for just that."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator.alexa_api.rules import faults

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def an_event() -> dict[str, Any]:
    return {
        "timestamp": "2026-03-02T12:00:00.000Z",
        "referenceId": "order~1",
        "expiryTime": "2026-03-03T11:00:00.000Z",
        "event": {
            "name": "AMAZON.OrderStatus.Updated",
            "payload": {
                "state": {
                    "status": "ORDER_SHIPPED",
                    "enterTimeStamp": "2026-03-02T11:59:00.000Z",
                    "deliveryDetails": {"expectedArrival": "2026-03-05T20:00:00.000Z"},
                },
                "order": {"seller": {"name": "localizedattribute:sellerName"}},
            },
        },
        "localizedAttributes": [{"locale": "en-US", "sellerName": "An Example Shop"}],
        "relevantAudience": {"type": "Unicast", "payload": {"user": "amzn1.ask.account.X"}},
    }


def test_a_sound_event_breaks_no_rule() -> None:
    assert list(faults(an_event(), NOW)) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("timestamp", "yesterday", "timestamp"),
        ("timestamp", "2026-03-02T12:00:00", "timestamp"),
        ("referenceId", "order-1", "referenceId"),
        ("referenceId", "", "referenceId"),
        ("referenceId", "a" * 101, "referenceId"),
        ("expiryTime", (NOW + timedelta(minutes=4)).isoformat(), "expiryTime"),
        ("expiryTime", (NOW + timedelta(hours=25)).isoformat(), "expiryTime"),
        ("event.name", "AMAZON.Other", "event.name"),
        ("event.payload.state.status", "ORDER_LOST", "event.payload.state"),
        ("event.payload.state.price", "9.00", "event.payload.state"),
        ("event.payload.state.deliveryDetails.by", "x", "event.payload.state.deliveryDetails"),
        ("event.payload.order.seller.name", "An Example Shop", "event.payload.order.seller.name"),
        ("event.payload.order.seller.name", "localizedattribute:shop", "localizedAttributes"),
        ("localizedAttributes", [], "localizedAttributes"),
        ("relevantAudience.type", "Everybody", "relevantAudience"),
        ("relevantAudience.payload.user", "", "relevantAudience"),
        ("text", "buy now", "members: ['text']"),
    ],
)
def test_each_rule_is_kept(path: str, value: object, fault: str) -> None:
    event = copy.deepcopy(an_event())
    *above, name = path.split(".")
    place = event
    for step in above:
        place = place[step]
    place[name] = value

    assert list(faults(event, NOW)) == [fault]


@pytest.mark.parametrize("nonsense", [None, [], "event", 7, {}])
def test_nonsense_is_refused_and_breaks_nothing(nonsense: object) -> None:
    assert list(faults(nonsense, NOW))
