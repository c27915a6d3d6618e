"""Writes the week's figures: counted in the engine and in the state, a row per check and activity, never per thing."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from drystone.gaps import queries as gaps
from drystone.lake.engines import Engine
from drystone.measures.models import Week
from drystone.program.model import Program

_Key = tuple[str, str]


@dataclass(slots=True)
class Figures:
    """One row of figures before it is written; names as in ``Week``."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    not_applicable: int = 0
    open_gaps: int = 0
    overdue: int = 0
    excepted: int = 0
    opened: int = 0
    closed: int = 0
    closed_by_owner_in_time: int = 0

    def add(self, other: Figures) -> None:
        """Add another's counts."""
        for name, count in asdict(other).items():
            setattr(self, name, getattr(self, name) + count)


def week_of(moment: dt.datetime, program: Program) -> tuple[dt.date, dt.datetime, dt.datetime]:
    """Return the Monday of a moment's week in the organisation's time zone, and when that week begins and ends."""
    try:
        zone: dt.tzinfo = zoneinfo.ZoneInfo(program.settings.organisation.time_zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        zone = dt.UTC
    local = moment.astimezone(zone).date()
    monday = local - dt.timedelta(days=local.weekday())
    begin, end = (dt.datetime.combine(day, dt.time(), tzinfo=zone) for day in (monday, monday + dt.timedelta(days=7)))
    return monday, begin, end


def keep(program: Program, engine: Engine, *, as_of: dt.datetime, run_id: str) -> int:
    """Write the figures of the week that ``as_of`` is in, in place of any earlier run's, and return how many rows.

    ``engine`` sees the applied run's tables. Doing it twice is the same as once.
    """
    monday, begin, end = week_of(as_of, program)
    checks = _checks(engine)
    figures: defaultdict[_Key, Figures] = defaultdict(Figures)
    for key, (_, reach, counts) in checks.items():
        for one in _rows(key, live=reach == "live"):
            figures[one].add(counts)
    for flow in gaps.flows(begin, end, as_of=as_of):
        counts = Figures(
            open_gaps=flow.open,
            overdue=flow.overdue,
            excepted=flow.excepted,
            opened=flow.opened,
            closed=flow.closed,
            closed_by_owner_in_time=flow.in_time,
        )
        for one in _rows((flow.activity_id, flow.check_id), live=flow.reach == "live"):
            figures[one].add(counts)
    for activity_id in ["", *program.activities]:
        figures[activity_id, ""].add(Figures())
    people = _people(engine, program.settings.privacy.group_floor)
    rows = [
        Week(
            week_start=monday,
            activity_id=key[0],
            check_id=key[1],
            asset_kind=checks[key][0] if key in checks else "",
            reach=checks[key][1] if key in checks else "",
            people_affected=people["fail"].get(key, 0),
            people_unheard=people["unknown"].get(key, 0),
            run_id=run_id,
            **asdict(counts),
        )
        for key, counts in sorted(figures.items())
    ]
    with transaction.atomic():
        Week.objects.filter(week_start=monday).delete()
        Week.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _rows(key: _Key, *, live: bool) -> Iterable[_Key]:
    """Where a check's counts go: its own row; live ones into its activity's and into the whole."""
    yield key
    if live:
        if key[0]:
            yield key[0], ""
        yield "", ""


def _checks(engine: Engine) -> dict[_Key, tuple[str, str, Figures]]:
    return {
        (activity_id, check_id): (kind, reach, Figures(*counts))
        for activity_id, check_id, kind, reach, *counts in engine.rows(_OUTCOMES)
    }


def _people(engine: Engine, floor: int) -> dict[str, dict[_Key, int | None]]:
    """Count people per check, activity and in all; None under the floor, and then for its siblings too.

    A check's people and its activity's together would else say how many only another check of it concerns.
    """
    found: dict[str, dict[_Key, int | None]] = {"fail": {}, "unknown": {}}
    for name in found:
        rows: list[tuple[Any, ...]] = engine.rows(_CONCERNED, {"outcome": name})
        small = {activity_id for activity_id, check_id, people in rows if check_id and 0 < people < floor}
        for activity_id, check_id, people in rows:
            hidden = 0 < people < floor or (check_id and activity_id in small)
            found[name][activity_id, check_id] = None if hidden else people
    return found


_OUTCOMES = """
select coalesce(k.activity_id, ''), k.check_id, any_value(k.asset_kind), any_value(coalesce(r.reach, '')),
       any_value(coalesce(o.pass, 0)), any_value(coalesce(o.fail, 0)), any_value(coalesce(o.unknown, 0)),
       any_value(coalesce(o.not_applicable, 0))
from finding_check k join outcome_count o using (check_id) left join check_reach r using (check_id)
where k.origin = 'check'
group by k.activity_id, k.check_id
"""

#: Of each check, of the live checks of each activity, and of all live ones; ``_LEVELS`` gives the three kinds of row.
_LEVELS = """
select activity_id, check_id, count(distinct person_id) from told group by all
union all
select activity_id, '', count(distinct person_id) from told where reach = 'live' and activity_id <> '' group by all
union all
select '', '', count(distinct person_id) from told where reach = 'live'
"""

_CONCERNED = f"""
with told as (
  select coalesce(f.activity_id, '') as activity_id, f.check_id, r.reach, a.owner_id as person_id
  from finding f join asset a using (asset_kind, asset_id) left join check_reach r using (check_id)
  where f.outcome = $outcome and f.origin = 'check'
)
{_LEVELS}
"""
