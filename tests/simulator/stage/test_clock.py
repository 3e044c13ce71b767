"""The room's time."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.stage.clock import Clock

START = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def test_a_clock_with_a_start_stands_until_it_is_moved() -> None:
    clock = Clock(START)

    clock.move(timedelta(days=35, hours=1))

    assert clock() == clock() == datetime(2027, 1, 5, 0, 0, tzinfo=UTC)
    assert not clock.is_real


def test_a_clock_without_a_start_is_the_real_one_until_it_is_moved() -> None:
    clock = Clock()
    real = clock.is_real, datetime.now(UTC) - clock()

    clock.move(timedelta(days=1))

    assert real[0] is True
    assert abs(real[1]) < timedelta(seconds=5)
    assert clock() - datetime.now(UTC) > timedelta(hours=23)
    assert clock.is_real is False


def test_time_does_not_run_backwards() -> None:
    clock = Clock(START)

    with pytest.raises(ValueError, match="backwards"):
        clock.move(timedelta(seconds=-1))

    assert clock() == START
