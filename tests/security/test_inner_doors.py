"""The doors inside the account: a message, an event or a record that somebody else put there moves no money."""

import json
from typing import Any

import pytest

from simulator.testing import Shop
from tests.security.conftest import THIEF
from tests.security.warnings import warned, written


def _subscription(shop: Shop) -> dict[str, Any]:
    (found,) = (item for item in shop.items if str(item["sk"]).startswith("SUBSCRIPTION#"))
    return found


def _messages(*bodies: object) -> dict[str, Any]:
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    return {"Records": [{"messageId": f"m{number}", "body": text} for number, text in enumerate(texts)]}


@pytest.fixture
def subscribed(linked: Shop) -> Shop:
    linked.say("open no nicks", "subscribe to the refill subscription", "yes")
    return linked


def test_a_message_for_a_worker_renews_only_what_is_due(subscribed: Shop) -> None:
    """Whoever can write to the queue can make a worker look, and no more: the record says what is due."""
    subscription, taken = _subscription(subscribed), list(subscribed.purse.taken)
    whole = {"customer_id": subscription["customer_id"], "subscription_id": subscription["id"]}
    work = subscribed.back_office.doors.renewal_worker

    work(_messages(*[{**whole, "due_at": "2020-01-01T00:00:00+00:00"}] * 10), None)
    told = work(
        _messages(
            {**whole, "customer_id": "0" * 32},
            {**whole, "subscription_id": "a" * 26},
            {**whole, "amount": "1000.00", "price": {"minor": 100000}},
            {"customer_id": THIEF},
            "no JSON",
            "[]",
        ),
        None,
    )

    assert subscribed.purse.taken == taken
    assert _subscription(subscribed) == subscription
    assert {"itemIdentifier": "m4"} in told["batchItemFailures"]


def test_an_event_to_who_settles_makes_it_look_and_no_more(subscribed: Shop) -> None:
    taken, orders = list(subscribed.purse.taken), subscribed.orders
    settle = subscribed.back_office.doors.settling

    known = taken[0].reference if taken else "x"
    events: list[Any] = [{"reference": "a" * 28}, {"reference": 5}, {"reference": known}, {}, []]

    for event in events:
        settle(event, None)

    assert subscribed.purse.taken == taken
    assert subscribed.orders == orders


def test_a_record_of_the_stream_that_names_nothing_of_ours_tells_nobody(subscribed: Shop) -> None:
    subscribed.back_office.tick()
    letters, events = len(subscribed.mail), len(subscribed.events)
    keys = [
        {"pk": {"S": "LIVE#A1OTHER#CUSTOMER#0"}, "sk": {"S": "OCCURRENCE#x"}},
        {"pk": {"S": "x"}, "sk": {"S": "OCCURRENCE#"}},
        {},
    ]
    records = [
        {"eventName": "INSERT", "eventID": str(number), "dynamodb": {"Keys": key, "SequenceNumber": str(number)}}
        for number, key in enumerate(keys)
    ]

    subscribed.back_office.doors.outbox({"Records": records}, None)

    assert (len(subscribed.mail), len(subscribed.events)) == (letters, events)


def test_what_a_messenger_says_when_it_fails_is_not_written_down(
    linked: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Services and libraries quote what they were given; an address is no business of the log."""

    def fails(**_: object) -> None:
        raise ValueError("robin@mail.example, 1234 Main Street")

    monkeypatch.setattr(linked.back_office.doors.mail, "send_email", fails)
    linked.say("open no nicks", "a starter kit", "yes", "no")
    caplog.clear()

    linked.back_office.tick()

    assert "messenger failed" in warned(caplog)
    assert "robin" not in written(caplog)
    assert "Main Street" not in caplog.text
