"""When a period that a law sets is over. Pure: moments and days in, moments out.

Two ends are told. ``due`` counts from the very minute and lets nothing be added: what is sent by then is in time by
every way of counting. ``latest`` is what Regulation (EEC, Euratom) No 1182/71, Article 3, comes to where it applies
(it does for acts of the Union; national law that puts a directive into force may count otherwise):

- 3(1): the hour, or for months the day, in which something happened is not counted;
- 3(2): a period ends with the last hour (of months: of the day of the same date, else of the month's last day);
- 3(3), 3(4): free days count, but a period of months that would end on one ends with the next working day;
- 3(5): a period of two days or more holds at least two working days. A day counts that the period touches at all, and
  where one is missing it ends with the first hour of the next one: the reading that moves its end the least.
"""

from __future__ import annotations

import calendar
import datetime as dt
import zoneinfo
from dataclasses import dataclass

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_SATURDAY = 5
#: From so many hours on a period is of two days or more.
_TWO_DAYS = 48
#: Further than this no working day is looked for.
_FAR = 370
_NOON = dt.time(12)
#: A period ends with a day's last hour; said as its last minute, so that nobody takes midnight for the wrong one.
_LAST = dt.time(23, 59)
#: When the first hour of a day is over.
_FIRST = dt.time(1)


@dataclass(frozen=True, slots=True)
class Days:
    """Whose clocks count, and which days are free there: days of one year, and (month, day) for every year."""

    zone: zoneinfo.ZoneInfo
    holidays: frozenset[dt.date | tuple[int, int]] = frozenset()

    def works(self, day: dt.date) -> bool:
        """Whether a day is a working day: neither a holiday, nor a Saturday or a Sunday (Article 2(2))."""
        free = day in self.holidays or (day.month, day.day) in self.holidays
        return not free and day.weekday() < _SATURDAY

    def next_working(self, day: dt.date) -> dt.date:
        """Return the first working day after a day; the day itself where there is none for a year."""
        later = (day + _DAY * count for count in range(1, _FAR))
        return next((one for one in later if self.works(one)), day)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the day that a moment (aware) is on there."""
        return moment.astimezone(self.zone).date()

    def at(self, day: dt.date, clock: dt.time) -> dt.datetime:
        """Return the moment at which the clock there shows this, in UTC."""
        return dt.datetime.combine(day, clock, self.zone).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class End:
    """When a period is over, counted strictly and as the Regulation has it; both aware, in UTC."""

    due: dt.datetime
    latest: dt.datetime


def hours(begun: dt.datetime, count: int, days: Days) -> End:
    """Return the end of a period of hours that begins with what happened at ``begun`` (aware)."""
    begun = begun.astimezone(dt.UTC)
    local = begun.astimezone(days.zone)
    within = dt.timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    first = begun - within + _HOUR
    latest = first + _HOUR * count
    if count >= _TWO_DAYS:
        latest = _with_two_working_days(first, latest, days)
    return End(begun + _HOUR * count, latest)


def months(begun: dt.datetime, count: int, days: Days) -> End:
    """Return the end of a period of months that begins with what happened at ``begun`` (aware)."""
    day = later(days.day_of(begun), count)
    end = day if days.works(day) else days.next_working(day)
    return End(days.at(day, _LAST), days.at(end, _LAST))


def later(day: dt.date, count: int) -> dt.date:
    """Return the same date some months later, or the last day of that month where it has no such date."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def noon_where_free(end: End, days: Days) -> End:
    """Return an end that may wait for noon of the next working day where it falls on a free one."""
    day = days.day_of(end.due)
    if days.works(day):
        return end
    return End(end.due, max(end.latest, days.at(days.next_working(day), _NOON)))


def _with_two_working_days(first: dt.datetime, latest: dt.datetime, days: Days) -> dt.datetime:
    start, last = days.day_of(first), days.day_of(latest - dt.timedelta(microseconds=1))
    touched = sum(days.works(start + _DAY * at) for at in range((last - start).days + 1))
    for _missing in range(touched, 2):
        following = days.next_working(last)
        if following == last:
            break
        last, latest = following, days.at(following, _FIRST)
    return latest
