import pytest
from hypothesis import given

from tests.builders import an_address
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


@pytest.mark.parametrize(
    "spelled",
    [
        {"city": "CUPERTINO "},
        {"lines": ("1234  main street",)},
        {"lines": ("", "1234 Main", "Street")},
        {"lines": ("１２３４ Main Street",)},
        {"postal_code": "9501 4"},
        {"country": "us"},
        {"phone": ""},
    ],
)
def test_the_same_place_may_be_spelled_otherwise(spelled: dict[str, object]) -> None:
    assert an_address().is_same_place_as(an_address(**spelled))


@pytest.mark.parametrize(
    "moved",
    [
        {"lines": ("1235 Main Street",)},
        {"lines": ("1234 Main Street", "Flat 2")},
        # Spaces between words say which number is whose.
        {"lines": ("12 34 Main Street",)},
        {"name": "Sam Sample"},
        {"company": "Acme"},
        {"city": "Springfield"},
        {"district": "North"},
        {"region": "OR"},
        {"postal_code": "95015"},
        {"country": "CA"},
    ],
)
def test_whatever_could_send_a_parcel_elsewhere_makes_another_place(moved: dict[str, object]) -> None:
    assert not an_address().is_same_place_as(an_address(**moved))


@given(addresses(), addresses())
def test_being_the_same_place_goes_both_ways(one: Address, other: Address) -> None:
    assert one.is_same_place_as(one)
    assert one.is_same_place_as(other) is other.is_same_place_as(one)
