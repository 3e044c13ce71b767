import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.quantities import read_quantity


@given(st.integers(1, 99), st.integers(1, 99))
def test_a_quantity_is_heard_up_to_the_limit(asked: int, most: int) -> None:
    heard = read_quantity(str(asked), most=most)

    assert heard == (asked if asked <= most else None)


@pytest.mark.parametrize("unsaid", [None, "", " "])
def test_what_was_not_said_counts_as_one_unless_it_must_be_said(unsaid: str | None) -> None:
    assert read_quantity(unsaid, most=5) == 1
    assert read_quantity(unsaid, most=5, unsaid=None) is None


@pytest.mark.parametrize("heard", ["0", "?", "-1", "+1", "1.5", "2.0", "1e1", "٢", "two", "9" * 30, "1 2", "0x1"])
def test_what_is_no_quantity_is_asked_again(heard: str) -> None:
    assert read_quantity(heard, most=99) is None


@given(st.text(), st.integers(1, 99))
def test_whatever_is_heard_a_quantity_is_within_the_limit(heard: str, most: int) -> None:
    assert read_quantity(heard, most=most) in (None, *range(1, most + 1))
