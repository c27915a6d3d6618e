"""On which days something comes again: the recurrence rules of calendars (RFC 5545 §3.3.10), as far as days go.

The rules of this module:

1. A rule is refused rather than read in part: what it says of hours, of weeks of the year or of other calendars.
2. Years, months, weeks or days are gone through one after the other, from the first one on; what is looked at is paid
   from a budget, so that no rule takes longer than its file may.
3. Nothing is known after ``LAST``; a rule without an end ends there.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2060, 12, 31)
#: How many days all rules of one file may look at.
BUDGET = 200_000
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$", re.ASCII)
_NUMBER = re.compile(r"^[+-]?\d{1,4}$", re.ASCII)
#: The parts that lists of numbers stand in, and the largest of each.
_LISTS = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYSETPOS": 366}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class RuleError(ValueError):
    """A rule that is not read: why, in words."""


@dataclass(slots=True)
class Budget:
    """How many days may still be looked at."""

    left: int = BUDGET

    def take(self, days: int) -> None:
        """Pay for looking at so many days. Raises RuleError where that is more than is left."""
        self.left -= days
        if self.left < 0:
            raise RuleError("this file's rules come to too many days")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it was read. ``weekdays`` are (ordinal, 0 for every one; weekday from Monday 0)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: dt.date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    places: tuple[int, ...] = ()
    weekdays: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    week_starts: int = 0


def rule(text: str) -> Rule:
    """Read a rule. Raises RuleError, which says what of it is not read."""
    parts = _parts(text)
    frequency = parts.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise RuleError(f"it comes again {frequency.lower() or 'at no stated pace'}, which is no matter of days")
    numbers = {name: _numbers(name, parts.pop(name, ""), most) for name, most in _LISTS.items()}
    weekdays = frozenset(_weekday(one) for one in _listed(parts.pop("BYDAY", "")))
    interval, count = _positive(parts.pop("INTERVAL", "1")), parts.pop("COUNT", "")
    until, starts = parts.pop("UNTIL", ""), parts.pop("WKST", "MO")
    if parts:
        raise RuleError(f"it says {', '.join(sorted(parts))}, which is not read")
    if (count and until) or starts not in _WEEKDAYS:
        raise RuleError("it ends twice" if count else "its weeks begin on no day")
    if frequency in {"DAILY", "WEEKLY"} and any(ordinal for ordinal, _day in weekdays):
        raise RuleError("it counts weekdays within a week")
    if frequency != "YEARLY" and numbers["BYYEARDAY"]:
        raise RuleError("it counts days of the year within less than a year")
    made = Rule(
        frequency, interval, _positive(count) if count else None, day(until) if until else None,
        frozenset(numbers["BYMONTH"]), frozenset(numbers["BYMONTHDAY"]), frozenset(numbers["BYYEARDAY"]),
        tuple(numbers["BYSETPOS"]), weekdays, _WEEKDAYS.index(starts),
    )  # fmt: skip
    if any(one < 1 for one in made.months):
        raise RuleError("it names months that there are not")
    return made


def day(text: str) -> dt.date:
    """Read the day of a date or a moment as calendars write it: 20261224, 20261224T000000. Raises RuleError."""
    if not re.fullmatch(r"\d{8}(T\d{6}Z?)?", text, re.ASCII):
        raise RuleError(f"{text[:20]} is not a day")
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise RuleError(f"{text[:8]} is not a day") from None


def occurrences(told: Rule, start: dt.date, budget: Budget) -> Iterator[dt.date]:
    """Yield the days on which something that first began on ``start`` begins, in order. Raises RuleError."""
    whole, left = _completed(told, start), told.count
    last = min(told.until or LAST, LAST)
    for period in _periods(whole, start, last):
        days = [one for one in _candidates(whole, *period, budget) if _fits(whole, one)]
        if whole.places and days:
            chosen = {place - 1 if place > 0 else len(days) + place for place in whole.places}
            days = [one for at, one in enumerate(days) if at in chosen]
        for one in days:
            if one < start:
                continue
            if one > last or left == 0:
                return
            yield one
            left = left - 1 if left is not None else None
    return


def _completed(told: Rule, start: dt.date) -> Rule:
    """What a rule does not say it takes from the day on which it begins."""
    if told.weekdays or told.month_days or told.year_days:
        return told
    values = {name: getattr(told, name) for name in Rule.__slots__}
    match told.frequency:
        case "YEARLY":
            values |= {"months": told.months or frozenset({start.month}), "month_days": frozenset({start.day})}
        case "MONTHLY":
            values["month_days"] = frozenset({start.day})
        case "WEEKLY":
            values["weekdays"] = frozenset({(0, start.weekday())})
    return Rule(**values)


def _periods(told: Rule, start: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the first day of each period, and the first after it."""
    step = told.interval
    if told.frequency == "YEARLY":
        for year in range(start.year, last.year + 1, step):
            yield dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    elif told.frequency == "MONTHLY":
        for month in range(start.year * 12 + start.month - 1, last.year * 12 + last.month, step):
            yield _month(month), _month(month + 1)
    else:
        length = 7 if told.frequency == "WEEKLY" else 1
        at = start - dt.timedelta(days=(start.weekday() - told.week_starts) % 7 if length > 1 else 0)
        while at <= last:
            yield at, at + dt.timedelta(days=length)
            at += dt.timedelta(days=min(length * step, 100_000))


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)


def _candidates(told: Rule, first: dt.date, after: dt.date, budget: Budget) -> list[dt.date]:
    """The days of a period that are worth a look: of its months, those that a rule names."""
    if told.frequency in {"WEEKLY", "DAILY"} or told.year_days:
        budget.take((after - first).days)
        return [first + dt.timedelta(days=at) for at in range((after - first).days)]
    months = sorted(told.months) if told.frequency == "YEARLY" and told.months else None
    if months is None:
        months = list(range(1, 13)) if told.frequency == "YEARLY" else [first.month]
    found = []
    for month in months:
        length = calendar.monthrange(first.year, month)[1]
        named = {one if one > 0 else length + 1 + one for one in told.month_days} or set(range(1, length + 1))
        budget.take(len(named))
        found += [dt.date(first.year, month, one) for one in sorted(named) if 1 <= one <= length]
    budget.take(1)
    return found


def _fits(told: Rule, one: dt.date) -> bool:
    length = calendar.monthrange(one.year, one.month)[1]
    if told.months and one.month not in told.months:
        return False
    if told.month_days and not {one.day, one.day - length - 1} & told.month_days:
        return False
    if told.year_days:
        year = 365 + calendar.isleap(one.year)
        number = one.timetuple().tm_yday
        if not {number, number - year - 1} & told.year_days:
            return False
    return not told.weekdays or any(
        weekday == one.weekday() and _is_ordinal(told, one, ordinal, length) for ordinal, weekday in told.weekdays
    )


def _is_ordinal(told: Rule, one: dt.date, ordinal: int, length: int) -> bool:
    """Whether a day is that weekday's first, second, …, last: of its month, else of its year."""
    if not ordinal:
        return True
    at = one.day
    if told.frequency == "YEARLY" and not told.months:
        length, at = 365 + calendar.isleap(one.year), one.timetuple().tm_yday
    return (at - 1) // 7 + 1 == ordinal if ordinal > 0 else -((length - at) // 7 + 1) == ordinal


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.strip().rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or name.upper() in found:
            raise RuleError("it is not written as a rule is")
        found[name.strip().upper()] = value.strip().upper()
    return found


def _listed(text: str) -> list[str]:
    return text.split(",") if text else []


def _numbers(name: str, text: str, most: int) -> list[int]:
    found = [int(one) if _NUMBER.match(one) else 0 for one in _listed(text)]
    if any(not 1 <= abs(one) <= most for one in found):
        raise RuleError(f"{name} holds what is no number of a day")
    return found


def _weekday(text: str) -> tuple[int, int]:
    found = _BY_DAY.match(text)
    if found is None or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise RuleError(f"{text[:10]} is no weekday")
    return int(found[1] or 0), _WEEKDAYS.index(found[2])


def _positive(text: str) -> int:
    if not _NUMBER.match(text) or int(text) < 1:
        raise RuleError(f"{text[:10]} is no number that it could come by")
    return int(text)
