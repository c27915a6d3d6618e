"""Which things an activity is about, and the resolved matrix as views over them: nothing per pair is ever stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from drystone.lake.engines.base import Engine, EngineError
from drystone.lib.errors import ProgramError
from drystone.program.model import Activity, Program
from drystone.responsibility.clauses import literal, predicate
from drystone.responsibility.matrix import kind_of, table_of

#: What the view ``letter`` reads, besides ``population``.
LETTER_INPUTS = ("letter_rule", "asset", "position", "seat_holder", "relation_holder")


@dataclass(frozen=True, slots=True)
class Population:
    """The things of one activity. ``where`` is our SQL, NULL for all things if ``error`` says why it cannot be run."""

    activity: Activity
    where: str
    error: str = ""

    @property
    def sql(self) -> str:
        """A SELECT of activity_id, asset_kind, asset_id, each thing once."""
        head, table = literal(self.activity.id), table_of(self.activity)
        if table is None:
            return f"select {head} as activity_id, 'activity' as asset_kind, {head} as asset_id"
        kind = f'"{table.name}".asset_kind' if table.column("asset_kind") else literal(kind_of(self.activity))
        once = "" if table.role == "thing" else "distinct "
        return (
            f'select {once}{head} as activity_id, {kind} as asset_kind, "{table.asset_id}" as asset_id'
            f' from "{table.name}" where ({self.where})'
        )


def populations(engine: Engine, program: Program, as_of: dt.datetime) -> Mapping[str, Population]:
    """Return every activity's population, each ``where`` tried once so that no view fails on one bad row later."""
    return {activity.id: _tried(engine, activity, as_of) for activity in program.activities.values()}


def _tried(engine: Engine, activity: Activity, as_of: dt.datetime) -> Population:
    if activity.where is None or activity.about is None:
        return Population(activity, "true")
    try:
        where = predicate(activity.where, as_of, table=activity.about).sql
        engine.rows(f'select count_if(cast(({where}) as boolean)) from "{activity.about}"')
    except (EngineError, ProgramError) as error:
        return Population(activity, "null::boolean", error.what.splitlines()[0])
    return Population(activity, f"cast(({where}) as boolean)")


def union(found: Mapping[str, Population]) -> str:
    """Return a SELECT of activity_id, asset_kind and asset_id over all populations."""
    branches = [population.sql for population in found.values()]
    nothing = "select null::varchar as activity_id, null::varchar as asset_kind, null::varchar as asset_id where false"
    return " union all ".join(branches or [nothing])


def letters_sql(pairs: str) -> str:
    """Return a SELECT of the letters of ``pairs``, a table or view with activity_id, asset_kind and asset_id.

    Give it the few pairs of interest (findings, one thing) instead of all: then nothing else is resolved. Its columns
    are those of ``letter`` and ``ordinal``, the order in which the holders of one letter count. A is one person; R at
    least one, unless even the fallback has no holder; C and I never fall back.
    """
    wanted = "s.person_id is not null and (r.letter <> 'A' or s.ordinal = 1)"
    resolved = "(r.letter in ('R', 'A') or {via} <> 'fallback')"
    held = f"{wanted} and {resolved.format(via='s.step')}"
    columns = (
        "t.activity_id, t.asset_kind, t.asset_id, r.letter, s.person_id, s.position_id as position, s.step as via,"
        " (r.ordinal * 1000 + s.ordinal)::integer as ordinal"
    )
    return f"""
        select {columns}
        from {pairs} t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'position'
        join seat_holder s on s.position_id = r.target
        where {held}
        union all
        select {columns}
        from {pairs} t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'seats'
        join position p on p.role = r.target and p.seat is not null
        join seat_holder s on s.position_id = p.position_id
        where {held}
        union all
        select {columns}
        from {pairs} t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'seat'
        left join asset a on a.asset_kind = t.asset_kind and a.asset_id = t.asset_id
        join seat_holder s on s.position_id
            = r.target || coalesce('/' || case r.each when 'team' then a.team else a.department end, '')
        where {held}
        union all
        select t.activity_id, t.asset_kind, t.asset_id, r.letter, h.person_id, r.target as position, h.via,
            r.ordinal * 1000 as ordinal
        from {pairs} t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'relation'
        join relation_holder h
            on h.relation = r.target and h.asset_kind = t.asset_kind and h.asset_id = t.asset_id
        where h.person_id is not null and {resolved.format(via="h.via")}
    """
