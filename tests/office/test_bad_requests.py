"""Whatever comes in, the desk answers: bad requests, outages, and what nobody thought of."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.office.desks import PretendDesk
from voicetill.office.requests import VERBS
from voicetill.wiring.ops import open_ops_door

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "order amount confirm dry_run from to paid charge_id named products reason agreement provider task"
    " subscription because wish record second over limit by"
)
fields = st.sampled_from(FIELDS.split())


@pytest.mark.parametrize(
    "raw", [None, [], "ship", 7, {}, {"do": None}, {"do": "fly"}, {"do": ["ship"]}, {"Do": "ship"}]
)
def test_what_is_no_request_says_what_one_is(desk: PretendDesk, raw: object) -> None:
    answer = desk.desk.answer(raw)

    assert (answer["ok"], answer["error"]["code"]) == (False, "faulty_request")


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ({"do": "refund"}, "order"),
        ({"do": "refund", "order": "1234-5678", "amount": "4,50"}, "amount"),
        ({"do": "refund", "order": "1234-5678", "amount": "-1"}, "amount"),
        ({"do": "refund", "order": "1234-5678", "amount": 4.5}, "amount"),
        ({"do": "refund", "order": "1234-5678", "amount": "1e3"}, "amount"),
        ({"do": "refund", "order": "1234-5678", "amount": "NaN"}, "amount"),
        ({"do": "refund", "order": "1234-5678", "reason": "because"}, "reason"),
        ({"do": "refund", "order": "1234-5678", "confirmed": True}, "confirmed"),
        ({"do": "refund", "order": "1234-5678", "second": "x", "over": True}, "second"),
        ({"do": "refund", "order": "1234-5678", "note": "a\nb"}, "note"),
        ({"do": "refund", "order": "1234-5678", "key": "a b"}, "key"),
        ({"do": "ship", "order": "1234-5678", "products": []}, "products"),
        ({"do": "ship", "order": "1234-5678", "tracking": "x" * 65}, "tracking"),
        ({"do": "refuse", "order": "1234-5678"}, "because"),
        ({"do": "refuse", "order": "1234-5678", "because": "  "}, "because"),
        ({"do": "settle", "named": "x", "paid": True}, "charge_id"),
        ({"do": "settle", "named": "x", "paid": False, "charge_id": "C"}, "paid"),
        ({"do": "close_agreement"}, "agreement"),
        ({"do": "close_agreement", "order": "1", "agreement": "2"}, "agreement"),
        ({"do": "report", "from": "2026-02-30", "to": "2026-03-01"}, "from"),
        ({"do": "report", "from": "2026-03-01"}, "to"),
        ({"do": "orders", "limit": 0}, "limit"),
        ({"do": "orders", "state": "lost"}, "state"),
        ({"do": "resend", "order": "1234-5678", "email": "nobody"}, "email"),
    ],
)
def test_a_faulty_request_names_the_field(desk: PretendDesk, request_: dict[str, Any], named: str) -> None:
    answer = desk.desk.answer(request_)

    assert answer["error"]["code"] == "faulty_request"
    assert named in answer["error"]["message"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(do=st.sampled_from(VERBS), more=st.dictionaries(fields, json_values, max_size=5))
def test_nothing_that_can_be_said_makes_it_fail(desk: PretendDesk, do: str, more: dict[str, Any]) -> None:
    answer = desk.desk.answer({"do": do, **more})

    json.dumps(answer)
    assert answer["ok"] or answer["error"]["message"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_store_that_is_down_is_told_by_every_verb(desk: PretendDesk, verb: str) -> None:
    needs: dict[str, dict[str, Any]] = {
        "settle": {"named": "1234-5678"},
        "report": {"from": "2026-03-01", "to": "2026-03-02"},
        "close_task": {"task": "x"},
        "subscription": {"subscription": "a" * 26},
        "cancel_subscription": {"subscription": "a" * 26},
        "refuse": {"order": "1234-5678", "because": "no"},
        "orders": {},
        "tasks": {},
        "subscriptions": {},
    }
    desk.behind.ledger.is_down = True
    if verb in ("close", "open", "switch"):
        pytest.skip("the switch stands in no table")

    answer = desk.ask(verb, **needs.get(verb, {"order": "1234-5678"}))

    assert answer["error"]["code"] == "store_unavailable"
    assert "till" in answer["error"]["message"]


def test_the_function_takes_an_object_or_a_text(desk: PretendDesk) -> None:
    door = open_ops_door(desk.desk)

    assert door({"do": "tasks"}, None)["ok"]
    assert door({"body": '{"do": "tasks"}'}, None)["ok"]
    assert door('{"do": "tasks"}', None)["ok"]
    for broken in ('{"do": ', {"body": "[" * 100_000}, None, b"x", {"body": "null"}):
        assert door(broken, None)["error"]["code"] == "faulty_request"


@pytest.mark.parametrize("name", ["\ud800", "\udc00\ud800", "a\nb", "\x1b[31m", "x" * 9000])
def test_what_is_not_known_is_told_in_words_that_can_be_written(desk: PretendDesk, name: str) -> None:
    for raw in ({"do": name}, {"do": "refund", "order": "1234-5678", name: True}):
        answer = desk.desk.answer(raw)

        told = json.dumps(answer, ensure_ascii=False)
        assert len(told.encode()) < 2000
        assert not answer["ok"]
        assert all(sign.isprintable() for fault in answer["faults"] for sign in fault)


def test_a_record_that_cannot_be_read_is_told_and_raises_nothing(
    desk: PretendDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(*args: object, **more: object) -> None:
        raise KeyError("Sam Sample")

    monkeypatch.setattr(type(desk.behind.journal), "orders_between", spoiled)
    answer = desk.ask("orders")

    assert (answer["ok"], answer["error"]["code"]) == (False, "failed")
    assert "Sam" not in json.dumps(answer)
