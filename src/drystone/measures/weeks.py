"""Writes the week's figures: counted in the engine and in the state, a row per check and activity, never per thing."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from drystone.gaps import queries as gaps
from drystone.lake.engines import Engine
from drystone.measures import counting
from drystone.measures.figures import FLOWS
from drystone.measures.models import Week
from drystone.program.model import Program


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
    floor = program.settings.privacy.group_floor
    counts = counting.counted(engine, as_of)
    flows = _flows(engine, begin, end)
    for activity_id in ["", *program.activities]:
        counts[activity_id, ""].reach = ""
    small = {part: _hiding(counts, part, floor) for part in ("fail", "unknown")}

    def people(key: counting.Key, part: str) -> int | None:
        return None if key in small[part] else counts[key].people.get(part, 0)

    rows = [
        Week(
            week_start=monday,
            activity_id=key[0],
            check_id=key[1],
            asset_kind=counts[key].kind,
            reach=counts[key].reach,
            **{name: getattr(counts[key], name) for name in _COUNTED},
            **flows[key].counts,
            people_affected=people(key, "fail"),
            people_unheard=people(key, "unknown"),
            few=" ".join(sorted(counts[key].few(floor) | flows[key].few(floor))),
            run_id=run_id,
        )
        for key in sorted(counts.keys() | flows.keys())
    ]
    with transaction.atomic():
        Week.objects.filter(week_start=monday).delete()
        Week.objects.bulk_create(rows, batch_size=500)
    return len(rows)


_COUNTED = ("passed", "failed", "unknown", "not_applicable", "open_gaps", "overdue", "excepted")


def _hiding(counts: Mapping[counting.Key, counting.Counts], part: str, floor: int) -> set[counting.Key]:
    """Whose number of people is not even kept: those under the floor, and then their siblings too.

    A check's people and its activity's together would else say how many only another check of it concerns.
    """
    few = {key for key, one in counts.items() if part in one.few(floor)}
    activities = {activity_id for activity_id, check_id in few if check_id}
    return few | {key for key, one in counts.items() if key[1] and key[0] in activities and one.people.get(part)}


class _Flow:
    """What came and went of one row in a week, and the people behind it."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(FLOWS, 0)
        self.people: dict[str, int] = {}

    def few(self, floor: int) -> set[str]:
        return {part for part, people in self.people.items() if 0 < people < floor}


def _flows(engine: Engine, begin: dt.datetime, end: dt.datetime) -> defaultdict[counting.Key, _Flow]:
    """Count what came and went by check, activity and in all; whose it is, the applied run's inventory says.

    A thing that the inventory no longer knows counts as somebody's of their own name: that nobody is behind it is not
    known.
    """
    found: defaultdict[counting.Key, _Flow] = defaultdict(_Flow)
    engine.execute(_MADE)
    try:
        engine.insert("week_flow", _COLUMNS, gaps.came_and_went(begin, end))
        for activity_id, check_id, part, count, people in engine.rows(_BEHIND):
            one = found[activity_id, check_id]
            one.people[part] = people
            if part in one.counts:
                one.counts[part] = count
    finally:
        engine.execute("drop table if exists temp.week_flow")
    return found


_COLUMNS = ("activity_id", "check_id", "reach", "asset_kind", "asset_id", "came", "went", "in_time")
_MADE = """
create or replace temp table week_flow (activity_id varchar, check_id varchar, reach varchar, asset_kind varchar,
  asset_id varchar, came boolean, went boolean, in_time boolean)
"""
_BEHIND = """
with each as (
  select w.activity_id, w.check_id, w.reach,
         unnest([if(came, 'opened', null), if(went, 'closed', null), if(in_time, 'closed_by_owner_in_time', null),
                 if(went and not in_time, 'closed_otherwise', null)]) as part,
         if(a.asset_id is null, w.asset_id, a.owner_id) as person_id
  from week_flow w left join asset a using (asset_kind, asset_id)
), named as (select * from each where part is not null)
select activity_id, check_id, part, count(*), count(distinct person_id) from named group by activity_id, check_id, part
union all
select activity_id, '', part, count(*), count(distinct person_id)
from named where reach = 'live' and activity_id <> '' group by activity_id, part
union all
select '', '', part, count(*), count(distinct person_id) from named where reach = 'live' group by part
"""
