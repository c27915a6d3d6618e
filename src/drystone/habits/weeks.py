"""Weeks in the organisation's time zone: what somebody did since Monday counts for this week."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from drystone.program.model import Program


@dataclass(frozen=True, slots=True)
class Week:
    """A week: its Monday, and when it begins and ends (aware)."""

    monday: dt.date
    begins: dt.datetime
    ends: dt.datetime


def week_of(moment: dt.datetime, program: Program) -> Week:
    """Return the week that a moment (aware) is in."""
    zone = zone_of(program)
    local = moment.astimezone(zone).date()
    monday = local - dt.timedelta(days=local.weekday())
    begins, ends = (
        dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)
        for day in (monday, monday + dt.timedelta(days=7))
    )
    return Week(monday, begins, ends)


def zone_of(program: Program) -> dt.tzinfo:
    """Return the organisation's time zone, UTC where nobody knows it."""
    try:
        return zoneinfo.ZoneInfo(program.settings.organisation.time_zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return dt.UTC
