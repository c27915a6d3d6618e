"""Counts who shows which habit, by department, in the engine: signs come from the state, what waits from the run.

What leaves the engine are counts. The tables that people stand in are the session's own, and are dropped.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from drystone.habits import signs
from drystone.habits.weeks import Week
from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.measures.coverage import People
from drystone.program.model import Program

_TABLES = {
    "habit_learner": ("person_id", "department", "audiences"),
    "habit_scope": ("habit_id", "word"),
    "habit_sign": ("habit_id", "person_id", "sign"),
    "habit_check": ("habit_id", "check_id"),
}


def counted(engine: Engine, program: Program, week: Week, *, as_of: dt.datetime) -> dict[str, dict[str, People]]:
    """Count by habit and department for a week that begins; ``engine`` sees the applied run's tables."""
    found: defaultdict[str, dict[str, People]] = defaultdict(dict)
    with _filled(engine, program, week):
        at = {"now": naive_utc(as_of), "today": as_of.astimezone(dt.UTC).date()}
        for habit_id, department, people, showing, waiting in engine.rows(_COUNTS, at):
            found[habit_id][department] = People(people, showing, waiting)
    return {habit_id: found[habit_id] for habit_id in program.habits}


@contextmanager
def _filled(engine: Engine, program: Program, week: Week) -> Iterator[None]:
    checks = ((check.habit, check.id) for check in program.checks.values() if check.habit)
    rows = (signs.people(), signs.applies(program), signs.before(week, program), checks)
    try:
        for (name, columns), told in zip(_TABLES.items(), rows, strict=True):
            engine.execute(f"create or replace temp table {name} ({' varchar, '.join(columns)} varchar)")
            engine.insert(name, columns, told)
        yield
    finally:
        for name in _TABLES:
            engine.execute(f"drop table if exists temp.{name}")


_COUNTS = """
with applies as (
  select distinct s.habit_id, l.person_id, l.department from habit_scope s join habit_learner l
    on s.word = 'everyone' or list_contains(string_split(l.audiences, ' '), s.word)
), accepted as (
  select distinct check_id, asset_id, coalesce(item, '') as item from "exception"
  where status = 'approved' and until >= $today
), late as (
  select distinct h.habit_id, a.owner_id as person_id
  from gap g join habit_check h using (check_id) join check_reach r using (check_id)
  join asset a using (asset_kind, asset_id)
  left join accepted x on x.check_id = g.check_id and x.asset_id = g.asset_id and x.item = coalesce(g.item, '')
  where g.origin = 'check' and r.reach = 'live' and g.outcome = 'fail' and g.due < $now and x.check_id is null
), sign as (
  select habit_id, person_id, bool_or(sign in ('shown', 'right')) as good from habit_sign group by all
), each as (
  select a.habit_id, a.department,
         case when l.person_id is not null then 'waiting' when s.good then 'showing'
              when s.good is not null then 'waiting' end as part
  from applies a left join late l using (habit_id, person_id) left join sign s using (habit_id, person_id)
)
select habit_id, department, count(*), count(*) filter (where part = 'showing'),
       count(*) filter (where part = 'waiting')
from each group by habit_id, department
"""
