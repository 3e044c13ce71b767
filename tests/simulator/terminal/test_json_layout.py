import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from simulator.terminal.json_layout import laid_out

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_layout_is_the_same_json(value: object) -> None:
    assert json.loads(laid_out(value, width=30)) == value


def test_members_share_a_line_while_they_fit() -> None:
    value = {"type": "Price", "amount": "9.00", "inner": {"one": Decimal(1), "two": Decimal("2.5")}}

    assert laid_out(value, width=40).splitlines() == [
        "{",
        '  "type": "Price", "amount": "9.00",',
        '  "inner": {"one": 1, "two": "2.5"}',
        "}",
    ]
