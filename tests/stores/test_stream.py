"""A stream names the new occurrences of our shop; nothing else in it counts, and nothing in it breaks us."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.stores.stream import Noticed, noticed

SHOP = "SANDBOX#A1EXAMPLE"


def a_record(
    pk: str = f"{SHOP}#c1", sk: str = "OCCURRENCE#o.order.placed", *, name: str = "INSERT"
) -> dict[str, Any]:
    keys = {"pk": {"S": pk}, "sk": {"S": sk}}
    return {"eventName": name, "dynamodb": {"Keys": keys, "SequenceNumber": "17"}}


def test_a_new_occurrence_is_named() -> None:
    assert list(noticed({"Records": [a_record()]}, shop=SHOP)) == [Noticed("17", "c1", "o.order.placed")]


@pytest.mark.parametrize(
    "record",
    [
        a_record(name="MODIFY"),
        a_record(name="REMOVE"),
        a_record(sk="ORDER#1"),
        a_record(pk="LIVE#A1EXAMPLE#c1"),
        a_record(pk="SANDBOX#A1EXAMPLE2#c1"),
        {},
        None,
        "record",
        {"eventName": "INSERT", "dynamodb": {"Keys": {}}},
        {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"N": 1}, "sk": None}, "SequenceNumber": "1"}},
    ],
)
def test_anything_else_is_passed_over(record: object) -> None:
    found = list(noticed({"Records": [record, a_record()]}, shop=SHOP))

    assert [each.customer_id for each in found] == ["c1"]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json)
def test_no_json_at_all_breaks_it(nonsense: object) -> None:
    assert list(noticed({"Records": nonsense}, shop=SHOP)) == []
