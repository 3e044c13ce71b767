import pytest
from hypothesis import given

from tests.strategies import addresses
from voicetill.domain.addresses import Address


@pytest.mark.parametrize(
    ("lines", "deliverable"),
    [
        ((), False),
        (("",), False),
        ((" ", "\t", "\n"), False),
        (("1234 Main Street",), True),
        # As a German buyer's address came: the street in the second line, no first.
        (("", "Musterstraße 1"), True),
    ],
)
def test_an_address_is_deliverable_when_any_line_says_something(lines: tuple[str, ...], deliverable: bool) -> None:
    assert Address(lines=lines).is_deliverable is deliverable


@given(addresses())
def test_a_deliverable_address_has_a_line_to_read_back(address: Address) -> None:
    assert address.is_deliverable is bool("".join(address.lines).strip())
