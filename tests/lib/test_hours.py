"""When somebody may be told something: by the clock on their wall, whatever zones and calendars do."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drystone.lib import hours

OFFICE = hours.office(
    "mon-fri", "09:00-17:00", ("12:00-13:00", "15:10-15:20"), {"": ("01-01", "2026-04-03"), "Hamburg": ("10-31",)}
)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
#: Whole hours, half hours, a summer time of half an hour, a day that was skipped, the date line.
ZONES = ("Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia",
         "Pacific/Kiritimati", "America/New_York", "Pacific/Auckland", "UTC")  # fmt: skip
MOMENTS = st.integers(0, 20 * 366 * 86_400).map(
    lambda seconds: dt.datetime(2011, 12, 28, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@settings(max_examples=150, deadline=None)
@given(
    now=MOMENTS,
    zone=st.sampled_from(ZONES),
    spread=st.floats(0, 1),
    location=st.sampled_from(["", "Hamburg", "hamburg"]),
)
@example(now=at("2026-03-29T00:30:00+00:00"), zone="Europe/Berlin", spread=0.0, location="")
@example(now=at("2028-02-29T03:00:00+00:00"), zone="Asia/Kathmandu", spread=1.0, location="")
@example(now=at("2026-12-31T23:59:59+00:00"), zone="Pacific/Kiritimati", spread=0.5, location="Hamburg")
def test_the_next_slot_is_always_within_hours(now: dt.datetime, zone: str, spread: float, location: str) -> None:
    place = zoneinfo.ZoneInfo(zone)
    found = hours.next_slot(OFFICE, place, now=now, location=location, spread=spread)
    assert found is not None
    assert now <= found.at < found.until
    for moment in (found.at, found.until - dt.timedelta(seconds=1)):
        local = moment.astimezone(place)
        assert local.weekday() < 5
        assert dt.time(9) <= local.time() < dt.time(17)
        assert not dt.time(12) <= local.time() < dt.time(13)
        assert not dt.time(15, 10) <= local.time() < dt.time(15, 20)
        assert (local.month, local.day) != (1, 1)
        assert not (location.lower() == "hamburg" and (local.month, local.day) == (10, 31))
        assert local.date() == found.on


@settings(max_examples=60, deadline=None)
@given(now=MOMENTS, zone=st.sampled_from(ZONES))
def test_no_working_moment_is_missed(now: dt.datetime, zone: str) -> None:
    place = zoneinfo.ZoneInfo(zone)
    found = hours.next_slot(OFFICE, place, now=now)
    assert found is not None
    before = now
    while before < found.at:
        assert not OFFICE.open(before, place)
        before += dt.timedelta(hours=1)
    if OFFICE.open(now, place):
        assert found.at == now


def test_hours_that_the_clock_skips_are_no_hours() -> None:
    night = hours.office("sun", "02:15-02:45", (), {})
    assert hours.slot(night, BERLIN, now=at("2026-03-29T00:00:00+00:00")) is None
    assert hours.slot(night, BERLIN, now=at("2026-03-22T00:00:00+00:00")) is not None


def test_what_begins_later_waits_for_the_evening_of_nobody() -> None:
    # Friday afternoon in Berlin, after hours: the next slot is Monday's, not the weekend's.
    friday = at("2026-06-12T15:30:00+00:00")
    assert hours.slot(OFFICE, BERLIN, now=friday) is None
    found = hours.next_slot(OFFICE, BERLIN, now=friday)
    assert found is not None
    assert found.at == at("2026-06-15T07:00:00+00:00")


def test_nobody_works_for_ever_where_every_day_is_free() -> None:
    free = hours.office("mon", "09:00-17:00", ("09:00-17:00",), {})
    assert hours.next_slot(free, BERLIN, now=at("2026-06-12T15:30:00+00:00")) is None


@pytest.mark.parametrize(
    ("written", "days"), [("mon-fri", {0, 1, 2, 3, 4}), ("sun-thu", {6, 0, 1, 2, 3}), ("tue,sat", {1, 5})]
)
def test_days_are_read_as_they_are_written(written: str, days: set[int]) -> None:
    assert hours.office(written, "9:00-17:00", (), {}).days == days


def test_an_unknown_zone_is_the_programs() -> None:
    assert hours.zone_of("Mars/Olympus", "Europe/Berlin") == BERLIN
    assert hours.zone_of("", "also/nonsense").key == "UTC"
