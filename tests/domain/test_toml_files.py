"""A file that cannot be read is a fault that names it, whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.errors import FaultyDataError
from voicetill.domain.toml_files import read_toml


def test_a_file_is_read_as_text_and_as_it_is_stored() -> None:
    assert read_toml('a = "ü"', "shop.toml") == {"a": "ü"}
    assert read_toml('a = "ü"'.encode(), "shop.toml") == {"a": "ü"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'a = "\xff\xfe"', "shop.toml: is not UTF-8: byte 6"),
        ('a = "ü"'.encode("utf-16"), "shop.toml: is not UTF-8: byte 1"),
        ('a = "ü"'.encode("latin-1"), "shop.toml: is not UTF-8: byte 6"),
        ('a = "\ud800"', "shop.toml: is not UTF-8"),
        ("a = " + "[" * 100_000, "shop.toml: is not TOML: it is nested too deeply"),
        ("a = " + "{b = " * 100_000, "shop.toml: is not TOML: it is nested too deeply"),
        ("a = " + "1" * 5000, "shop.toml: is not TOML: Exceeds the limit"),
        ("a = 9999-99-99", "shop.toml: is not TOML: "),
        ("=", "shop.toml: is not TOML: "),
        ("a = 1\x00", "shop.toml: is not TOML: "),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_a_fault_that_names_the_file(content: str | bytes, why: str) -> None:
    with pytest.raises(FaultyDataError) as raised:
        read_toml(content, "shop.toml")

    (fault,) = raised.value.faults
    assert fault.startswith(why)
    assert len(fault) < 500


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_nothing_but_a_fault_comes_of_what_is_no_file(content: str | bytes) -> None:
    try:
        faults = [] if isinstance(read_toml(content, "shop.toml"), dict) else ["no table"]
    except FaultyDataError as error:
        faults = [fault for fault in error.faults if not fault.startswith("shop.toml: ")]

    assert not faults
