from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW
from voicetill.domain.voice_codes import MOST_TRIES, SALT_BYTES, UNTRIED, Tries, fits, hashed, read_code, was_wrong

SALT = bytes(range(SALT_BYTES))
KEPT = hashed("4821", salt=SALT)


@pytest.mark.parametrize("heard", ["4821", "4 8 2 1", "48 21", " 4821 ", "4.8.2.1", "4-8-2-1"])
def test_four_digits_are_read_however_they_are_spaced(heard: str) -> None:
    assert read_code(heard) == "4821"


@pytest.mark.parametrize("heard", ["", "?", "482", "48211", "48a1", "४८२१", None, 4821, ["4821"], "4821;"])
def test_whatever_else_is_no_code(heard: object) -> None:
    assert read_code(heard) is None


def test_the_right_code_fits_and_no_other_one_does() -> None:
    assert fits(KEPT, "4821")
    assert not fits(KEPT, "4822")
    assert not fits(KEPT, "")
    assert not fits(KEPT, "48210")


@pytest.mark.parametrize("kept", ["", "4821", "scrypt$00$00", KEPT.upper(), KEPT + "0", "plain$4821"])
def test_nothing_fits_what_is_no_hash_of_ours(kept: str) -> None:
    assert not fits(kept, "4821")


def test_the_same_code_looks_different_under_another_salt() -> None:
    other = hashed("4821", salt=bytes(SALT_BYTES))

    assert other != KEPT
    assert fits(other, "4821")


def test_what_is_kept_does_not_hold_the_code() -> None:
    assert "4821" not in hashed("4821", salt=b"\xff" * SALT_BYTES).rpartition("$")[0]


@pytest.mark.parametrize(("code", "salt"), [("482", SALT), ("12345", SALT), ("abcd", SALT), ("4821", b"short")])
def test_only_a_whole_code_with_enough_chance_is_hashed(code: str, salt: bytes) -> None:
    with pytest.raises(ValueError, match="four digits"):
        hashed(code, salt=salt)


@given(code=st.from_regex(r"[0-9]{4}", fullmatch=True), salt=st.binary(min_size=16, max_size=16))
@settings(max_examples=10, deadline=None)
def test_any_code_fits_its_own_hash(code: str, salt: bytes) -> None:
    assert fits(hashed(code, salt=salt), code)


def test_three_wrong_codes_lock_it_for_an_hour() -> None:
    tries = UNTRIED
    for left in range(MOST_TRIES, 0, -1):
        assert tries.left == left
        assert not tries.is_locked(at=NOW)
        tries = was_wrong(tries, at=NOW)

    assert tries.is_locked(at=NOW)
    assert tries.is_locked(at=NOW + timedelta(minutes=59))
    assert not tries.is_locked(at=NOW + timedelta(hours=1))
    assert tries.left == MOST_TRIES


def test_every_further_lock_is_longer_up_to_a_day() -> None:
    tries, at = UNTRIED, NOW
    lasted = []
    for _ in range(15):
        for _ in range(MOST_TRIES):
            tries = was_wrong(tries, at=at)
        assert tries.locked_until is not None
        lasted.append((tries.locked_until - at) / timedelta(hours=1))
        at = tries.locked_until

    assert lasted == [1, 2, 4, 8, 16, *[24] * 10]


def test_a_right_code_forgets_it_all() -> None:
    assert Tries() == UNTRIED


def test_the_third_wrong_code_locks_and_none_counts_as_wrong_any_more() -> None:
    twice = was_wrong(was_wrong(UNTRIED, at=NOW), at=NOW)

    locked = was_wrong(twice, at=NOW)

    assert (UNTRIED.left, twice.left) == (3, 1)
    assert locked == Tries(wrong=0, locks=1, locked_until=NOW + timedelta(hours=1))
    assert was_wrong(replace(twice, locks=1), at=NOW) == Tries(0, 2, NOW + timedelta(hours=2))


@pytest.mark.parametrize("heard", ["X1234", "12345", None, 1234, b"1234", ""])
def test_nothing_is_read_out_of_what_is_more_than_a_code_or_no_text(heard: object) -> None:
    assert read_code(heard) is None
