"""When a law's period is over: by the minute, and by Regulation 1182/71, over clock changes and holidays."""

from __future__ import annotations

import calendar
import datetime as dt
import zoneinfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.incidents import periods
from drystone.incidents.periods import Days

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
#: Good Friday and Easter Monday of 2026, and Christmas of every year.
EASTER = Days(BERLIN, frozenset({dt.date(2026, 4, 3), dt.date(2026, 4, 6), (12, 25), (12, 26)}))
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def berlin(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def local(moment: dt.datetime) -> str:
    return moment.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("begun", "count", "due", "latest"),
    [
        # The hour in which it happened is not counted.
        ("2026-06-15 10:25", 24, "2026-06-16 10:25", "2026-06-16 11:00"),
        ("2026-06-15 10:00", 4, "2026-06-15 14:00", "2026-06-15 15:00"),
        # Free days count; over a weekend two working days are touched.
        ("2026-06-12 18:10", 72, "2026-06-15 18:10", "2026-06-15 19:00"),
        # Over Easter only Maundy Thursday is: it ends with the next working day.
        ("2026-04-02 18:10", 72, "2026-04-05 18:10", "2026-04-07 01:00"),
        # A day shorter than two is not made longer.
        ("2026-04-02 18:10", 24, "2026-04-03 18:10", "2026-04-03 19:00"),
        # Hours pass, whatever clocks show: summer time begins on 29 March, ends on 25 October.
        ("2026-03-28 12:00", 24, "2026-03-29 13:00", "2026-03-29 14:00"),
        ("2026-10-24 12:00", 24, "2026-10-25 11:00", "2026-10-25 12:00"),
    ],
)  # fmt: skip
def test_hours_pass_by_the_minute_and_by_the_regulation(begun: str, count: int, due: str, latest: str) -> None:
    end = periods.hours(berlin(begun), count, EASTER)
    assert (local(end.due), local(end.latest)) == (due, latest)


@pytest.mark.parametrize(
    ("begun", "due", "latest"),
    [
        ("2026-01-31 09:00", "2026-02-28 23:59", "2026-03-02 23:59"),  # No such date, then a Saturday.
        ("2028-01-31 09:00", "2028-02-29 23:59", "2028-02-29 23:59"),  # A leap day.
        ("2026-05-18 23:30", "2026-06-18 23:59", "2026-06-18 23:59"),
        ("2026-11-25 09:00", "2026-12-25 23:59", "2026-12-28 23:59"),  # Christmas, then a weekend.
        ("2026-12-15 09:00", "2027-01-15 23:59", "2027-01-15 23:59"),
    ],
)
def test_a_month_ends_on_the_same_date_or_with_the_month_and_on_no_free_day(begun: str, due: str, latest: str) -> None:
    end = periods.months(berlin(begun), 1, EASTER)
    assert (local(end.due), local(end.latest)) == (due, latest)


def test_a_time_limit_on_a_free_day_may_wait_for_noon_where_that_is_allowed() -> None:
    end = periods.hours(berlin("2026-04-03 20:00"), 4, EASTER)
    assert local(periods.noon_where_free(end, EASTER).latest) == "2026-04-07 12:00"
    workday = periods.hours(berlin("2026-06-15 10:00"), 4, EASTER)
    assert periods.noon_where_free(workday, EASTER) == workday


ZONES = st.sampled_from(["Europe/Berlin", "Europe/Lisbon", "Europe/Helsinki", "Asia/Kolkata", "UTC"])
MOMENTS = st.integers(0, 9 * 366 * 86_400).map(lambda at: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(0, at))
#: Free days, counted from the day on which it begins.
FREE = st.frozensets(st.integers(0, 45), max_size=12)


def where(begun: dt.datetime, zone: str, free: frozenset[int]) -> Days:
    return Days(zoneinfo.ZoneInfo(zone), frozenset(begun.date() + at * _DAY for at in free))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # Drawing the first takes long where much runs.
@given(begun=MOMENTS, count=st.sampled_from([4, 24, 72]), zone=ZONES, free=FREE)
def test_hours_are_never_cut_short_and_hold_two_working_days_where_they_are_two_days(
    begun: dt.datetime, count: int, zone: str, free: frozenset[int]
) -> None:
    days = where(begun, zone, free)
    end = periods.hours(begun, count, days)
    assert end.due - begun == count * _HOUR
    assert end.due < end.latest
    first, last = days.day_of(begun + _HOUR), days.day_of(end.latest - dt.timedelta(microseconds=1))
    held = sum(days.works(first + at * _DAY) for at in range((last - first).days + 1))
    if count < 48:
        assert end.latest - end.due <= _HOUR
    else:
        assert held >= 2
        assert end.latest - end.due <= _HOUR or days.works(last)
    later = periods.hours(begun + _HOUR, count, days)
    assert later.due > end.due
    assert later.latest >= end.latest


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # Drawing the first takes long where much runs.
@given(begun=MOMENTS, zone=ZONES, free=FREE)
def test_a_month_is_a_month_wherever_it_begins_and_ends_on_a_working_day(
    begun: dt.datetime, zone: str, free: frozenset[int]
) -> None:
    days = where(begun, zone, free)
    start, end = days.day_of(begun), periods.months(begun, 1, days)
    due = days.day_of(end.due)
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == 1
    assert due.day == min(start.day, calendar.monthrange(due.year, due.month)[1])
    assert end.due <= end.latest
    assert days.works(days.day_of(end.latest))
    assert all(not days.works(due + at * _DAY) for at in range((days.day_of(end.latest) - due).days))
    assert end.due.astimezone(days.zone).time() == dt.time(23, 59)
