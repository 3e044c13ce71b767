"""Days and months as people count them: by the calendar and the clock on the wall of a zone.

A month later is the same day of the next month at the same time, or its last day where there is no such day.
Whoever counts several must count them all from the first day: a month after a month would turn the 31st into the
28th for good. Where clocks are put forward and the time does not exist, the moment is as long after midnight as
it would have been; where they are put back and it exists twice, it is the first of the two (PEP 495, fold 0).
"""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS_A_YEAR = 12


def months_after(first: datetime, months: int, *, zone: str) -> datetime:
    """Return the moment (UTC) so many months later, by the wall clock of an IANA zone; 0: the moment itself."""
    if not months:
        return first.astimezone(UTC)
    local = first.astimezone(ZoneInfo(zone))
    year, month = divmod(local.year * _MONTHS_A_YEAR + local.month - 1 + months, _MONTHS_A_YEAR)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, fold=0).astimezone(UTC)


def days_after(moment: datetime, days: int, *, zone: str, clock_of: datetime | None = None) -> datetime:
    """Return the moment (UTC) so many days later, or earlier, by the wall clock of an IANA zone.

    With `clock_of` the time of the day is that of another moment, so that a run that was late does not make
    everything after it late.
    """
    if not days and clock_of is None:
        return moment.astimezone(UTC)
    there = ZoneInfo(zone)
    time = (clock_of or moment).astimezone(there).time()
    day = moment.astimezone(there).date() + timedelta(days=days)
    return datetime.combine(day, time, there).replace(fold=0).astimezone(UTC)


def next_month(moment: datetime) -> datetime:
    """Return the first day of the next calendar month (UTC), at the same time of the day."""
    here = moment.astimezone(UTC)
    return months_after(here.replace(day=1), 1, zone="UTC")
