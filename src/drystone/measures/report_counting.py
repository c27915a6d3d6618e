"""Counts how long it was between the clocks of reports: durations come without a report, a person or a moment."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict

from drystone.habits.weeks import Week
from drystone.measures.report_times import Sliced, sliced
from drystone.program.model import Program
from drystone.reports import durations, times
from drystone.reports.durations import PAIRS, Watched

WATCHED = dt.timedelta(weeks=26)


def counted(program: Program, week: Week, limit: int) -> dict[str, Sliced]:
    """Return every pair of clocks, counted for a week that begins; ``limit`` is the program's floor."""
    zone = times.zone_of(program)
    told: defaultdict[str, list[Watched]] = defaultdict(list)
    for one in durations.watched(week.begins - WATCHED, week.begins):
        told[one.pair].append(one)
    of = max((len(rows) for rows in told.values()), default=0)
    return {pair.id: sliced([(one.kind, _month(one, zone), one) for one in told[pair.id]], of, limit) for pair in PAIRS}


def _month(one: Watched, zone: zoneinfo.ZoneInfo) -> str:
    return f"{one.told.astimezone(zone):%Y-%m}"
