"""Free days from calendar files: the days that calendars' own libraries find, and nothing that a file could do."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from drystone.lib import hours
from drystone.program import load, recurring
from drystone.program.calendar_file import days
from drystone.program.model import Problem
from drystone.program.tree import Text

DAY = dt.timedelta(days=1)
WORK = '[work.calendars]\n"germany.ics" = ["Hamburg", "berlin"]\n"ours.ics" = ["*"]\n'
GERMANY = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
TZID:Europe/Berlin\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:unity\r
DTSTART;VALUE=DATE:20001003\r
RRULE:FREQ=YEARLY\r
SUMMARY:Tag der Deutschen Einheit\\, bundesweit und\r
  gefaltet:DTSTART:20010101\r
BEGIN:VALARM\r
TRIGGER:-PT15M\r
DTSTART;VALUE=DATE:20001004\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:christmas\r
DTSTART;TZID="Europe/Berlin":20261225T000000\r
DTEND;TZID="Europe/Berlin":20261227T000000\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:half\r
DTSTART;TZID=Europe/Berlin:20261224T140000\r
DTEND;TZID=Europe/Berlin:20261225T000000\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:gone\r
STATUS:CANCELLED\r
DTSTART;VALUE=DATE:20260501\r
END:VEVENT\r
END:VCALENDAR\r
"""
OURS = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:d\nDTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:m\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20260608\n"
    "END:VEVENT\nBEGIN:VEVENT\nUID:m\nRECURRENCE-ID;VALUE=DATE:20260615\nDTSTART;VALUE=DATE:20260616\nEND:VEVENT\n"
    "END:VCALENDAR\n"
)


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def read(text: str) -> tuple[set[dt.date], list[Problem]]:
    problems: list[Problem] = []
    return set(days(Text.of("calendars/a.ics", text), problems)), problems


def test_a_calendar_frees_its_locations_on_its_whole_days(write: Any, good: dict[str, str]) -> None:
    files = {"calendars/germany.ics": GERMANY, "calendars/ours.ics": OURS, "calendars/lost.ics": OURS}
    loaded = load(write({"drystone.toml": good["drystone.toml"] + WORK, **files}))
    assert loaded.program is not None
    assert [(str(one.place), one.level) for one in loaded.problems] == [
        ("calendars/germany.ics:26:1", "warning"), ("calendars/lost.ics:1:1", "warning"),
    ]  # fmt: skip
    told = loaded.program.settings
    work = hours.office(told.work_days, told.work_hours, told.work_quiet, told.holidays)
    for day, free_in_hamburg, free_elsewhere in (
        ("2029-10-03", True, False), ("2000-10-04", False, False), ("2026-12-24", False, False),
        ("2026-12-25", True, False), ("2026-05-01", False, False), ("2028-02-29", True, True),
        ("2027-03-01", False, False), ("2026-06-01", True, True), ("2026-06-08", False, False),
        ("2026-06-15", False, False), ("2026-06-16", True, True),
    ):  # fmt: skip
        on = dt.date.fromisoformat(day)
        assert [not work.works(on, at) for at in ("HAMBURG", "Berlin", "Porto")] == [
            free_in_hamburg, free_in_hamburg, free_elsewhere,
        ], day  # fmt: skip


def test_a_calendar_that_is_not_there_is_told_where_it_is_named(
    told: Callable[..., list[str]], good: dict[str, str]
) -> None:
    slip = good["drystone.toml"] + '[work.calendars]\n"germny.ics" = ["Hamburg"]\n'
    said = told({"drystone.toml": slip, "calendars/germany.ics": GERMANY})
    assert "germny.ics" in said[-1]
    assert said[-1].startswith("drystone.toml:8:16")
    assert "did you mean germany.ics?" in said[-1]


_STARTS = st.dates(dt.date(1999, 12, 25), dt.date(2032, 3, 2))
_NUMBERS = {"BYMONTH": st.integers(1, 12), "BYMONTHDAY": st.integers(-31, 31).filter(bool)}
_DAYS = st.tuples(st.sampled_from(["1", "2", "-1", "-2", "5"]), st.sampled_from(["MO", "WE", "FR", "SU"]))


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    for name, values in _NUMBERS.items():
        if draw(st.booleans()):
            parts.append(f"{name}={','.join(map(str, draw(st.lists(values, min_size=1, max_size=3))))}")
    if draw(st.booleans()):
        told = draw(st.lists(_DAYS, min_size=1, max_size=3))
        # The library takes some plain and some counted weekdays together for both at once; the standard, for either.
        plain = frequency in {"DAILY", "WEEKLY"} or draw(st.booleans())
        parts.append(f"BYDAY={','.join(day if plain else ordinal + day for ordinal, day in told)}")
    if frequency == "YEARLY" and draw(st.integers(0, 4)) == 0:
        parts.append(f"BYYEARDAY={draw(st.sampled_from(['1', '60', '366', '-1', '-306,200']))}")
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(["COUNT=7", "UNTIL=20400101", "UNTIL=20350301T120000Z", "WKST=SU"])))
    if len(parts) > 2 and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2,-2']))}")
    return ";".join(parts)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(rule=rules(), start=_STARTS)
@example(rule="FREQ=YEARLY", start=dt.date(2024, 2, 29))
@example(rule="FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", start=dt.date(2000, 5, 1))
@example(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", start=dt.date(2026, 12, 30))
@example(rule="FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3", start=dt.date(2026, 11, 1))
@example(rule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", start=dt.date(2027, 1, 31))
def test_a_rule_comes_again_when_calendars_libraries_say_it_does(rule: str, start: dt.date) -> None:
    theirs = rrulestr(rule.replace("T120000Z", ""), dtstart=dt.datetime.combine(start, dt.time()))
    first, until = dt.datetime.fromisoformat("1990-01-01"), dt.datetime.fromisoformat("2036-01-01")
    ours = recurring.occurrences(recurring.rule(rule), start, recurring.Budget(10_000_000))
    assert [one for one in ours if one < until.date()] == [one.date() for one in theirs.between(first, until)]


_MOMENTS = st.integers(0, 5 * 366 * 86_400).map(
    lambda seconds: dt.datetime(2023, 12, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)
_PLACES = ("Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia")
_FREE, _ = read(
    "BEGIN:VCALENDAR\n"
    + "".join(
        f"BEGIN:VEVENT\nUID:{at}\nDTSTART;VALUE=DATE:{told}\nEND:VEVENT\n"
        for at, told in enumerate(
            ("20200101\nRRULE:FREQ=YEARLY", "20240229\nRRULE:FREQ=YEARLY",
             "20200330\nRRULE:FREQ=YEARLY;BYDAY=MO;BYMONTH=3,10",
             "20201231\nDTEND;VALUE=DATE:20210103\nRRULE:FREQ=YEARLY")
        )
    )
    + "END:VCALENDAR\n"
)  # fmt: skip
_OFFICE = hours.office("mon-fri", "09:00-17:00", (), {"Hamburg": tuple(one.isoformat() for one in _FREE)})


@settings(max_examples=150, deadline=None)
@given(
    now=_MOMENTS,
    zone=st.sampled_from(_PLACES),
    spread=st.floats(0, 1),
)
@example(now=dt.datetime(2028, 2, 28, 23, 59, tzinfo=dt.UTC), zone="Pacific/Apia", spread=0.0)
@example(now=dt.datetime(2026, 12, 31, 10, 30, tzinfo=dt.UTC), zone="Australia/Lord_Howe", spread=1.0)
@example(now=dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), zone="Europe/Berlin", spread=0.5)
def test_nobody_is_told_anything_on_a_free_day_of_theirs(now: dt.datetime, zone: str, spread: float) -> None:
    place = zoneinfo.ZoneInfo(zone)
    found = hours.next_slot(_OFFICE, place, now=now, location="hamburg", spread=spread)
    assert found is not None
    assert found.on == found.at.astimezone(place).date()
    assert found.on not in _FREE
    assert found.on.weekday() < 5
    # No day between was passed over that is neither free nor of a weekend.
    first = now.astimezone(place).date() + DAY
    between = [first + DAY * at for at in range((found.on - first).days)]
    assert all(one in _FREE or one.weekday() >= 5 for one in between)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=SECONDLY"), "secondly"),
        (event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;BYWEEKNO=1"), "BYWEEKNO"),
        (event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;X"), "not written"),
        (event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101"), "ends twice"),
        (event("DTSTART;VALUE=DATE:20261301"), "not a day"),
        (event("DTSTART;VALUE=DATE:00010101", "RRULE:FREQ=DAILY"), "before 1900"),
        (event("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101"), "lasts more than"),
        (event("DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=DAILY;INTERVAL=1"), "more than 10,000 days"),
        ("BEGIN:VCALENDAR\n" * 9, "too deeply"),
        ("BEGIN:VCALENDAR\nEND:VEVENT\n", "ends what did not begin"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "ends too early"),
        ("\x00\x00<html>", "does not begin"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\n" * 2_001, "more than 2,000 events"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nDTSTART:19000101\nRRULE:FREQ=YEARLY;BYDAY=5MO;BYYEARDAY=1\nEND:VEVENT\n"
         * 1_999 + "END:VCALENDAR\n", "too many days"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nDTSTART:2026\nEND:VEVENT\n" * 1_999 + "END:VCALENDAR\n", "not a day"),
    ],
)  # fmt: skip
def test_a_hostile_calendar_is_a_problem_with_its_place_and_costs_little(text: str, what: str) -> None:
    _days, problems = read(text)
    assert any(what in one.message for one in problems), problems
    assert len(problems) < 10
    assert all(one.place.path == "calendars/a.ics" for one in problems)


_LINES = [*GERMANY.splitlines(), *OURS.splitlines(), "RRULE:FREQ=YEARLY;BYMONTHDAY=-31", "DTSTART:99999999", "EXDATE:",
          "RDATE:20260101/20260102,x"]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(_LINES) | st.text(max_size=80)))
def test_whatever_a_calendar_holds_it_is_read_or_refused(lines: list[str]) -> None:
    found, _problems = read("\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]))
    assert all(dt.date(1900, 1, 1) <= one <= dt.date(2061, 2, 28) for one in found)
