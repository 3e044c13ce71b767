"""Months and days by the clock on the wall: no drift, no lost day, in every zone that there is."""

import time
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.calendar import days_after, months_after, next_month

ZONES = sorted(available_timezones())
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    year, month, day, *time = parts
    return datetime(year, month, day, *time, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type, misc]


def zones() -> st.SearchStrategy[str]:
    return st.sampled_from(ZONES)


def firsts() -> st.SearchStrategy[datetime]:
    """Moments of decades, to the microsecond."""
    return st.datetimes(datetime(1975, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, "2023-02-28"), (2, "2023-03-31"), (3, "2023-04-30"), (12, "2024-01-31"), (13, "2024-02-29")],
)
def test_the_last_day_stands_in_and_the_31st_comes_back(months: int, day: str) -> None:
    first = local(BERLIN, 2023, 1, 31, 9, 30)

    later = months_after(first, months, zone=BERLIN).astimezone(ZoneInfo(BERLIN))

    assert f"{later:%Y-%m-%d %H:%M}" == f"{day} 09:30"


def test_a_year_after_a_leap_day_is_the_28th_and_four_are_the_29th() -> None:
    first = local(NEW_YORK, 2024, 2, 29, 12)

    years = [months_after(first, 12 * count, zone=NEW_YORK).astimezone(ZoneInfo(NEW_YORK)) for count in (1, 4)]

    assert [f"{year:%Y-%m-%d}" for year in years] == ["2025-02-28", "2028-02-29"]


def test_the_day_is_that_of_the_zone_and_not_of_greenwich() -> None:
    """In Tokyo it is the 31st already, and so is each month's last day."""
    first = datetime(2026, 1, 30, 20, 0, tzinfo=UTC)

    assert months_after(first, 1, zone="Asia/Tokyo") == datetime(2026, 2, 27, 20, 0, tzinfo=UTC)


def test_clocks_that_change_leave_the_time_on_the_wall_alone() -> None:
    winter = local(NEW_YORK, 2026, 2, 15, 9)

    summer = months_after(winter, 1, zone=NEW_YORK)

    assert summer == local(NEW_YORK, 2026, 3, 15, 9)
    assert summer - winter == timedelta(days=28) - timedelta(hours=1)


def test_a_time_that_does_not_exist_is_as_long_after_midnight_as_it_would_be() -> None:
    """In New York it is never half past two on 8 March 2026: an hour is left out."""
    first = local(NEW_YORK, 2026, 2, 8, 2, 30)

    assert months_after(first, 1, zone=NEW_YORK) == local(NEW_YORK, 2026, 3, 8, 3, 30).astimezone(UTC)
    assert months_after(first, 2, zone=NEW_YORK) == local(NEW_YORK, 2026, 4, 8, 2, 30).astimezone(UTC)


def test_a_time_that_exists_twice_is_the_first_of_the_two() -> None:
    first = local(NEW_YORK, 2026, 10, 1, 1, 30)

    twice = months_after(first, 1, zone=NEW_YORK), days_after(first, 31, zone=NEW_YORK)

    assert twice == (local(NEW_YORK, 2026, 11, 1, 1, 30).astimezone(UTC),) * 2


def test_whatever_began_in_the_second_of_two_equal_hours_stays_where_it_began() -> None:
    first = local(NEW_YORK, 2026, 11, 1, 1, 30, fold=1)

    assert months_after(first, 0, zone=NEW_YORK) == first.astimezone(UTC)


def test_a_day_that_a_country_left_out_is_no_stumbling_block() -> None:
    """Samoa had no 30 December 2011."""
    first = local("Pacific/Apia", 2011, 11, 30, 10)

    later = [
        months_after(first, count, zone="Pacific/Apia").astimezone(ZoneInfo("Pacific/Apia")) for count in (1, 2)
    ]

    assert [f"{it:%Y-%m-%d %H:%M}" for it in later] == ["2011-12-31 10:00", "2012-01-30 10:00"]


@given(first=firsts(), zone=zones(), step=st.sampled_from([1, 2, 3, 6, 12]))
def test_over_decades_each_month_has_its_day_and_none_comes_before_another(
    first: datetime, zone: str, step: int
) -> None:
    there = ZoneInfo(zone)
    begun = first.astimezone(there)
    days = [months_after(first, step * count, zone=zone) for count in range(480 // step)]

    assert all(earlier < later for earlier, later in pairwise(days))
    for count, day in enumerate(days[1:], start=1):
        wanted, seen = _on_the_wall(begun, step * count), day.astimezone(there).replace(tzinfo=None)
        exists = wanted.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None) == wanted
        assert seen == wanted or (not exists and timedelta() < seen - wanted <= timedelta(days=1))


def _on_the_wall(begun: datetime, months: int) -> datetime:
    """The same, counted month by month."""
    year, month = begun.year, begun.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return begun.replace(
        year=year, month=month, day=min(begun.day, monthrange(year, month)[1]), tzinfo=None, fold=0
    )


@given(first=firsts(), zone=zones(), days=st.integers(1, 400), clock=st.none() | firsts())
def test_so_many_days_later_is_later_and_never_by_more_than_a_day_off(
    first: datetime, zone: str, days: int, clock: datetime | None
) -> None:
    later = days_after(first, days, zone=zone, clock_of=clock)

    assert later > first
    assert abs((later - first) - timedelta(days=days)) < timedelta(days=2, hours=1)


@given(first=firsts())
def test_the_next_month_begins_with_its_first_day(first: datetime) -> None:
    after = next_month(first)

    assert after.day == 1
    assert timedelta() < after - first <= timedelta(days=31)
    assert after.time() == first.time()


def test_days_can_be_counted_back() -> None:
    assert days_after(local(BERLIN, 2026, 3, 30, 9), -3, zone=BERLIN) == local(BERLIN, 2026, 3, 27, 9).astimezone(
        UTC
    )


@pytest.fixture
def machine_in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine_in_tokyo")
def test_every_moment_is_told_in_universal_time_wherever_the_machine_stands() -> None:
    first = local(BERLIN, 2026, 1, 31, 9, 30)

    told = (
        months_after(first, 0, zone=BERLIN),
        months_after(first, 1, zone=BERLIN),
        days_after(first, 0, zone=BERLIN),
        days_after(first, 3, zone=BERLIN),
        days_after(first, 0, zone=BERLIN, clock_of=first),
        next_month(first),
    )

    assert {each.utcoffset() for each in told} == {timedelta(0)}


@pytest.mark.usefixtures("machine_in_tokyo")
def test_the_month_and_the_day_are_those_of_the_zone_and_not_of_the_machine() -> None:
    evening = datetime(2026, 1, 31, 20, 0, tzinfo=UTC)

    assert next_month(evening) == datetime(2026, 2, 1, 20, 0, tzinfo=UTC)
    assert days_after(evening, 1, zone=BERLIN) == datetime(2026, 2, 1, 20, 0, tzinfo=UTC)


def test_of_two_equal_hours_it_is_the_first_even_for_what_began_in_the_second() -> None:
    second = local(BERLIN, 2026, 10, 25, 2, 30, fold=1)

    eleven_years = months_after(second, 132, zone=BERLIN)

    assert eleven_years == datetime(2037, 10, 25, 0, 30, tzinfo=UTC)


def test_no_days_later_is_the_moment_itself_or_the_time_of_day_that_is_asked_for() -> None:
    second = local(BERLIN, 2026, 10, 25, 2, 30, fold=1)
    noon = local(BERLIN, 2026, 10, 25, 12, 0)

    assert days_after(second, 0, zone=BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert days_after(second, 0, zone=BERLIN, clock_of=noon) == noon
