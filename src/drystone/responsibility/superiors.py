"""Who stands in for a person who has left: the nearest manager up the line who is still here."""

from __future__ import annotations

import datetime as dt

from drystone.lake.engines.base import Engine
from drystone.responsibility.clauses import day

#: A line of managers longer than this is a loop or a mistake.
LINE = 32


def living(alias: str, as_of: dt.datetime) -> str:
    """Return SQL that is true where the person of that alias has not left (leave is not leaving)."""
    return (
        f"(coalesce({alias}.status, 'active') <> 'left'"
        f" and ({alias}.end_date is null or {alias}.end_date >= {day(as_of)}))"
    )


def define(engine: Engine, as_of: dt.datetime) -> None:
    """Make ``_superior`` (person_id, superior_id): the nearest living manager, never the person, at most 32 steps."""
    engine.execute(
        f"""
        create or replace temp table _superior as
        with recursive up(person_id, candidate, depth) as (
            select person_id, manager_id, 1 from person where manager_id is not null
            union all
            select up.person_id, m.manager_id, up.depth + 1
            from up join person m on m.person_id = up.candidate
            where m.manager_id is not null and up.depth < {LINE}
              and (not {living("m", as_of)} or m.person_id = up.person_id)
        )
        select up.person_id, arg_min(up.candidate, up.depth) as superior_id
        from up join person c on c.person_id = up.candidate
        where {living("c", as_of)} and up.candidate <> up.person_id
        group by up.person_id
        """
    )
