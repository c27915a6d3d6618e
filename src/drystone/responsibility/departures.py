"""Who left a position, or was moved away from it by the people data, and who steps in until somebody is named.

Three tables, carried from run to run, because the people data of today do not say what they said yesterday:

- ``tenure``: who holds a position now, since when, and in which department and under whom they were when they began.
- ``departure``: who held a position and left, was moved to another department or out of its query, or whose time ended.
  It stands until the program names somebody: a successor, or the same person again from that day on (``from``).
- ``stepping_in``: the default for each such position: its deputy, else the manager, else the fallback.

Whoever is named and moved holds the position until ``until``; then the default takes it. A department that nobody is
left in was renamed, and moved nobody. A line taken out of the program is a decision, and no departure.
"""

from __future__ import annotations

import datetime as dt

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.program.model import Program
from drystone.responsibility.clauses import day, literal
from drystone.responsibility.superiors import living

_TENURE = (
    "position_id varchar, role varchar, person_id varchar, found_by varchar, department varchar, manager_id varchar,"
    " since date"
)
_DEPARTURE = (
    "position_id varchar, person_id varchar, why varchar, gone_on date, seen_on date, until date, department varchar,"
    " manager_id varchar"
)

#: Who may stand in for a position, by step; the lower priority wins. ``gone`` is whose manager that would be.
STAND_INS = """
gone as (
    select position_id, person_id from (
        select d.position_id, coalesce(m.person_id, s.superior_id) as person_id, 1 as place, d.gone_on as moment,
            0 as nth
        from departure d left join _here m on m.person_id = d.manager_id and m.person_id <> d.person_id
        left join _superior s on s.person_id = d.person_id
        union all
        select h.position_id, s.superior_id, 2, h.from_date, h._ordinal
        from holding h join _superior s on s.person_id = h.person_id where h.state in ('left', 'leave')
    )
    where person_id is not null and (position_id, person_id) not in (select position_id, person_id from departure)
    qualify row_number() over (partition by position_id order by place, moment desc nulls last, nth desc) = 1
),
stand_in(position_id, person_id, step, priority, ordinal) as (
    select p.position_id, h.person_id, 'deputy', 2, h._ordinal
    from position p join holding h on h.position_id = p._deputy_position where h.state = 'active'
    union all
    select position_id, person_id, 'manager', 4, 1 from gone
)
"""


def write(build: Build, program: Program) -> None:
    """Write ``departure`` and ``tenure``; needs ``holding`` and the line of managers (``superiors``)."""
    roles = ", ".join(literal(role) for role in program.roles) or "''"
    days = program.settings.authority.handover_days

    def depart(engine: Engine) -> None:
        _earlier(build)
        engine.execute(_held(build.as_of))
        engine.execute(_departed(build.as_of, roles=roles, days=days))

    inputs = ("holding", "person")
    build.table("departure", depart, inputs=inputs, text=f"{build.as_of.date()} {days} {roles}")
    build.table("tenure", lambda engine: engine.execute(_KEPT), inputs=("departure",))


def _earlier(build: Build) -> None:
    """Make ``_was_tenure`` and ``_was_departure``: the earlier run's, with the ids that people have now."""
    engine = build.engine
    for name, columns in (("tenure", _TENURE), ("departure", _DEPARTURE)):
        engine.execute(f"create or replace temp table _was_{name} ({columns})")
        if not build.previous_table(name, f"_previous_{name}"):
            continue
        alias, person = "", "w.person_id"
        if engine.columns("asset_alias"):
            person = "coalesce(a.new_id, w.person_id)"
            alias = (
                "left join (select old_id, max(asset_id) as new_id from asset_alias where asset_kind = 'person'"
                " group by old_id) a on a.old_id = w.person_id"
            )
        engine.execute(
            f"insert into _was_{name} select w.* replace ({person} as person_id) from _previous_{name} w {alias}"
            f" qualify row_number() over (partition by w.position_id, {person}) = 1"
        )


def _held(as_of: dt.datetime) -> str:
    """Who holds what now, beside what was known when they began; a line that says ``from`` anew begins anew."""
    return f"""
        create or replace temp table _tenure_now as
        with here as (
            select h.position_id, h.role, h.person_id, min(h.found_by) as found_by, max(h.from_date) as from_date,
                any_value(p.department) as department, any_value(s.superior_id) as manager_id
            from holding h join person p on p.person_id = h.person_id
            left join _superior s on s.person_id = h.person_id
            where h.state in ('active', 'leave') group by h.position_id, h.role, h.person_id
        ),
        known as (
            select h.*, w.person_id is null or coalesce(h.from_date > w.since, false) as anew,
                w.department as was_department, w.manager_id as was_manager, w.since as was_since
            from here h left join _was_tenure w on w.position_id = h.position_id and w.person_id = h.person_id
        )
        select position_id, role, person_id, found_by, department as department_now,
            case when anew then department else was_department end as department,
            case when anew then {day(as_of)} else was_since end as since,
            found_by = 'named' and not anew and department <> was_department
                and exists (select 1 from person o where o.department = was_department and {living("o", as_of)})
                as moved,
            case when anew or department is not distinct from was_department then manager_id
                 else coalesce(was_manager, manager_id) end as manager_id
        from known
    """


_KEPT = """
create or replace table tenure as
select position_id, role, person_id, found_by, department, manager_id, since from _tenure_now order by all
"""


def _departed(as_of: dt.datetime, *, roles: str, days: int) -> str:
    today, here = day(as_of), living("p", as_of)
    return f"""
        create or replace table departure as
        with mover as (select * from _tenure_now where moved is true),
        filled as (
            select position_id from _tenure_now anti join mover using (position_id, person_id)
        ),
        state_of as (
            select position_id, person_id, min(state) as state, max(to_date) as to_date from holding
            where person_id is not null group by position_id, person_id
        ),
        gone(position_id, person_id, why, gone_on, department, manager_id) as (
            select w.position_id, w.person_id,
                case when p.person_id is null or not {here} then 'left' when e.state = 'ended' then 'ended'
                     else 'moved' end,
                case when p.end_date < {today} then p.end_date + 1 when e.state = 'ended' then e.to_date + 1
                     else {today} end, w.department, w.manager_id
            from _was_tenure w anti join _tenure_now using (position_id, person_id)
            left join person p on p.person_id = w.person_id
            left join state_of e on e.position_id = w.position_id and e.person_id = w.person_id
            where p.person_id is null or not {here} or w.found_by = 'query' or e.state = 'ended'
            union all
            select h.position_id, h.person_id, h.state,
                case when h.state = 'ended' then h.to_date + 1 when p.end_date < {today} then p.end_date + 1
                     else {today} end, p.department, s.superior_id
            from holding h join person p on p.person_id = h.person_id
            left join _superior s on s.person_id = h.person_id
            where h.state in ('left', 'ended')
            union all
            select position_id, person_id, 'moved', {today}, department, manager_id from mover
            union all
            select w.position_id, w.person_id, case when p.person_id is null or not {here} then 'left' else w.why end,
                w.gone_on, w.department, w.manager_id
            from _was_departure w left join person p on p.person_id = w.person_id
            anti join _tenure_now t on t.position_id = w.position_id and t.person_id = w.person_id
        ),
        one as (
            select position_id, person_id, arg_min(why, why) as why, min(gone_on) as gone_on,
                any_value(department) as department, any_value(manager_id) as manager_id
            from gone group by position_id, person_id
        )
        select o.position_id, o.person_id, o.why, least(o.gone_on, w.gone_on)::date as gone_on,
            least(w.seen_on, {today})::date as seen_on, (least(w.seen_on, {today}) + {days})::date as until,
            o.department, coalesce(w.manager_id, o.manager_id) as manager_id
        from one o left join _was_departure w on w.position_id = o.position_id and w.person_id = o.person_id
        where o.position_id not in (select position_id from filled)
            and split_part(o.position_id, '/', 1) in ({roles})
        order by all
    """


def write_default(build: Build, *, fallback: str | None) -> None:
    """Write ``stepping_in`` (position_id, person_id, step, ordinal) for each position that somebody departed from."""

    def make(engine: Engine) -> None:
        here(engine, build.as_of)
        engine.execute(
            f"""
            create or replace table stepping_in as
            with {STAND_INS},
            wanted as (select distinct position_id from departure),
            able as (
                select c.* from stand_in c join wanted using (position_id)
                qualify priority = min(priority) over (partition by c.position_id)
            )
            select position_id, person_id, any_value(step) as step,
                row_number() over (partition by position_id order by min(ordinal), person_id)::integer as ordinal
            from able group by position_id, person_id
            union all
            select w.position_id, s.person_id, 'fallback', 1 from wanted w join seat_holder s
                on s.position_id = {literal(fallback)} and s.ordinal = 1 and s.person_id is not null
            where w.position_id not in (select position_id from able)
            """
        )

    text = f"{fallback} {build.as_of.date()}"
    build.table("stepping_in", make, inputs=("departure", "position", "holding", "person", "seat_holder"), text=text)


def here(engine: Engine, as_of: dt.datetime) -> None:
    """Make ``_here``: everybody who has not left."""
    engine.execute(f"create or replace temp table _here as select person_id from person p where {living('p', as_of)}")
