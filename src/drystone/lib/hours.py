"""The hours in which somebody may be told something: their working days, in their own zone, but never at a quiet hour.

1. Only the clock on the wall counts: the day begins at nine where the person is, whatever the offset is.
2. A moment that the change to summer time skips is no moment; one that comes twice counts both times.
3. Whoever's zone is not known lives in the program's.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How finely a moment is looked for.
_STEP = dt.timedelta(minutes=15)
#: Over how much of the morning messages are spread, so that not all of them leave in one minute.
SPREAD = dt.timedelta(hours=2)
_FAR = 370


@dataclass(frozen=True, slots=True, eq=False)
class Office:
    """When an organisation works. ``quiet`` are hours of the day, ``holidays`` days by location ("" is everywhere).

    A day that holds for every year stands as (month, day), another one as a date.
    """

    days: frozenset[int]
    start: dt.time
    end: dt.time
    quiet: tuple[tuple[dt.time, dt.time], ...] = ()
    holidays: Mapping[str, frozenset[dt.date | tuple[int, int]]] = field(default_factory=dict)

    def works(self, day: dt.date, location: str = "") -> bool:
        """Whether people of a location work on a day."""
        if day.weekday() not in self.days:
            return False
        for where in ("", location.casefold()):
            off = self.holidays.get(where, frozenset[dt.date | tuple[int, int]]())
            if day in off or (day.month, day.day) in off:
                return False
        return True

    def open(self, moment: dt.datetime, zone: zoneinfo.ZoneInfo, location: str = "") -> bool:
        """Whether somebody there may be told something at this moment (aware)."""
        local = moment.astimezone(zone)
        clock = local.time()
        if not self.start <= clock < self.end or any(start <= clock < end for start, end in self.quiet):
            return False
        return self.works(local.date(), location)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a message may leave (aware, UTC), until when it is worth sending, and which day that is for its person."""

    at: dt.datetime
    until: dt.datetime
    on: dt.date


def office(days: str, hours: str, quiet: tuple[str, ...], holidays: Mapping[str, tuple[str, ...]]) -> Office:
    """Read what a program says of its working time; it has been validated there."""
    start, end = _span(hours)
    off: dict[str, frozenset[dt.date | tuple[int, int]]] = {}
    for where, listed in holidays.items():
        off[where.casefold()] = off.get(where.casefold(), frozenset()) | {_day(one) for one in listed}
    return Office(_weekdays(days), start, end, tuple(_span(one) for one in quiet), off)


def slot(
    work: Office, zone: zoneinfo.ZoneInfo, *, now: dt.datetime, location: str = "", spread: float = 0.0
) -> Slot | None:
    """Return when somebody can be told something today, from ``now`` (aware) on; None where today is over or free.

    ``spread`` (0 to 1) is somebody's own place in the first hours of the day.
    """
    today = now.astimezone(zone).date()
    windows = _windows(work, today, zone, location.casefold())
    if not windows:
        return None
    first, last = windows[0][0], windows[-1][1]
    at = max(now.astimezone(dt.UTC), first + min(SPREAD, (last - first) / 2) * spread)
    for start, end in windows:
        if at < end:
            return Slot(max(at, start), end, today)
    return None


@lru_cache(maxsize=4_096)
def _windows(
    work: Office, day: dt.date, zone: zoneinfo.ZoneInfo, location: str
) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
    """The open hours of a day, as spans of UTC.

    Between two borders nothing changes: where the day's hours begin or end, and each quarter of an hour of UTC, since
    clocks are changed at one.
    """
    if not work.works(day, location):
        return ()
    clocks = [work.start, work.end, *(clock for span in work.quiet for clock in span)]
    borders = {_moment(day, clock.replace(fold=fold), zone) for clock in clocks for fold in (0, 1)}
    at = _next(min(borders))
    while at < max(borders):
        borders.add(at)
        at = _next(at)
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for start, end in itertools.pairwise(sorted(borders)):
        if not work.open(start, zone, location) or start.astimezone(zone).date() != day:
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def next_slot(
    work: Office, zone: zoneinfo.ZoneInfo, *, now: dt.datetime, location: str = "", spread: float = 0.0
) -> Slot | None:
    """Return the first slot from ``now`` on; None where nobody works for a year."""
    at = now
    for _ in range(_FAR):
        found = slot(work, zone, now=at, location=location, spread=spread)
        if found is not None:
            return found
        at = _moment(at.astimezone(zone).date() + dt.timedelta(days=1), dt.time(), zone)
    return None


def later(
    work: Office, zone: zoneinfo.ZoneInfo, slot: Slot, *, band: str, location: str = "", spread: float = 0.0
) -> Slot:
    """Return a slot moved into a band of hours of its day, such as 14:00-16:00 on the person's clock.

    It is the same slot where nothing of these hours is left, or nobody works then. ``spread`` is as in ``slot``.
    """
    start, end = (_moment(slot.on, clock, zone) for clock in _span(band))
    for opens, closes in _windows(work, slot.on, zone, location.casefold()):
        first, last = max(opens, start, slot.at), min(closes, end)
        if first < last:
            return Slot(first + (last - first) / 2 * spread, closes, slot.on)
    return slot


def within(
    work: Office, zone: zoneinfo.ZoneInfo, *, now: dt.datetime, span: dt.timedelta, location: str = ""
) -> dt.datetime:
    """Return when so much working time has passed from ``now`` (aware) on, in UTC.

    Where nobody works for a year, it is as much time on the clock.
    """
    at, left = now.astimezone(dt.UTC), span
    for _ in range(_FAR):
        day = at.astimezone(zone).date()
        for start, end in _windows(work, day, zone, location.casefold()):
            begin = max(at, start)
            if begin >= end:
                continue
            if begin + left <= end:
                return begin + left
            left -= end - begin
        at = _moment(day + dt.timedelta(days=1), dt.time(), zone)
    return now.astimezone(dt.UTC) + span


@lru_cache(maxsize=1_024)
def zone_of(name: str, otherwise: str) -> zoneinfo.ZoneInfo:
    """Return the zone of this name, else the other one, else UTC."""
    for one in (name, otherwise):
        try:
            return zoneinfo.ZoneInfo(one)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            continue
    return zoneinfo.ZoneInfo("UTC")


def _next(moment: dt.datetime) -> dt.datetime:
    """The next quarter of an hour, as every zone's clock has it."""
    whole = moment.replace(second=0, microsecond=0) - dt.timedelta(minutes=moment.minute % 15)
    return whole + _STEP


def _moment(day: dt.date, clock: dt.time, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, clock, tzinfo=zone).astimezone(dt.UTC)


def _weekdays(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        start, _, end = part.partition("-")
        first, last = _DAYS.index(start), _DAYS.index(end or start)
        found |= {day % 7 for day in range(first, last + 1 + (7 if last < first else 0))}
    return frozenset(found)


def _span(text: str) -> tuple[dt.time, dt.time]:
    start, _, end = text.partition("-")
    return dt.time.fromisoformat(start.zfill(5)), dt.time.fromisoformat(end.zfill(5))


def _day(text: str) -> dt.date | tuple[int, int]:
    if len(text) > len("12-25"):
        return dt.date.fromisoformat(text)
    month, _, day = text.partition("-")
    return int(month), int(day)
