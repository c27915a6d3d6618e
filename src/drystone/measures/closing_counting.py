"""Counts how long gaps stood, and whose they were, in the engine: lives come from the state, owners from the run."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from drystone.gaps import queries as gaps
from drystone.habits.weeks import Week
from drystone.lake.engines import Engine
from drystone.lib import survival
from drystone.measures.closing import EVER, GRID, WATCHED, Closing, shown

_DAY = 86_400.0


def counted(engine: Engine, week: Week, limit: int) -> Closing:
    """Count for a week that begins; ``engine`` sees the applied run's tables, ``limit`` is the program's floor."""
    engine.execute(
        "create or replace temp table gap_life (asset_kind varchar, asset_id varchar, days double, fixed boolean)"
    )
    try:
        engine.insert("gap_life", ("asset_kind", "asset_id", "days", "fixed"), _lives(week))
        told = [survival.Observation(days, bool(fixed), count) for days, fixed, count in engine.rows(_LIVES)]
        behind = {(after, until): people for after, until, people in engine.rows(_BEHIND, {"grid": [0, *GRID, EVER]})}
    finally:
        engine.execute("drop table if exists temp.gap_life")
    return shown(told, behind, limit)


def _lives(week: Week) -> Iterable[tuple[str, str, float, bool]]:
    for kind, asset_id, opened, closed, fixed in gaps.lifetimes(week.begins - WATCHED, week.begins):
        yield kind, asset_id, max(0, ceil(((closed or week.begins) - opened).total_seconds() / _DAY)), fixed


_LIVES = "select days, fixed, count(*) from gap_life group by all"
#: A thing that the inventory no longer knows counts as somebody's of their own name.
_BEHIND = """
with fixed as (
  select g.days, if(a.asset_id is null, g.asset_id, a.owner_id) as person_id
  from gap_life g left join asset a using (asset_kind, asset_id) where g.fixed
), grid as (select unnest($grid) as day)
select b.day, e.day, count(distinct f.person_id)
from grid b join grid e on b.day < e.day join fixed f on f.days > b.day and f.days <= e.day
group by b.day, e.day
"""
