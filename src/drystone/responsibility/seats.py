"""Position → people, by the first step that finds someone: holder, deputy, manager, fallback."""

from __future__ import annotations

import datetime as dt

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.program.model import Program, Role
from drystone.responsibility import departures, superiors
from drystone.responsibility.clauses import day, literal
from drystone.responsibility.matrix import rules


def write(build: Build, program: Program) -> None:
    """Write ``position`` (each role, and each seat of a seat role) and ``seat_holder`` (who answers for it)."""
    roles = repr([(role.id, role.name, role.each, role.deputy) for role in program.roles.values()])
    named = repr(sorted(_unknown_roles(program)))
    today = str(build.as_of.date())
    build.table(
        "position",
        lambda engine: _positions(engine, program),
        inputs=("person", "asset", "holding"),
        text=f"{roles} {named}",
    )
    fallback = program.settings.authority.fallback
    build.table(
        "seat_holder",
        lambda engine: _seat_holders(engine, fallback, build.as_of),
        inputs=("position", "holding", "person", "departure"),
        text=f"{fallback} {today}",
    )


def _unknown_roles(program: Program) -> set[str]:
    """Names that letters use and no role has: validation refuses them, but what is left must not vanish."""
    return {rule.target for rule in rules(program) if rule.how == "position"} - set(program.roles)


def _positions(engine: Engine, program: Program) -> None:
    engine.execute(
        "create or replace table position (position_id varchar, role varchar, seat varchar, name varchar,"
        " deputy varchar, holders integer, _deputy_position varchar)"
    )
    plain = [(role.id, role.id, role.name, role.deputy, role.deputy) for role in program.roles.values()]
    plain += [(name, name, name, None, None) for name in sorted(_unknown_roles(program))]
    engine.insert("position", ("position_id", "role", "name", "deputy", "_deputy_position"), plain)
    for role in program.roles.values():
        if role.each in ("department", "team"):
            _seats(engine, role, program)
    engine.execute(
        "update position set holders = (select count(distinct h.person_id) from holding h"
        " where h.position_id = position.position_id and h.state = 'active')"
    )


def _seats(engine: Engine, role: Role, program: Program) -> None:
    deputy = program.roles.get(role.deputy or "")
    stands_in = literal(role.deputy)
    if deputy and deputy.each == role.each:
        stands_in += " || '/' || seat"
    engine.execute(
        f"""
        insert into position
        select {literal(role.id)} || '/' || seat, {literal(role.id)}, seat, {literal(role.name)} || ': ' || seat,
            {literal(role.deputy)}, 0, {stands_in}
        from (
            select "{role.each}" as seat from person where coalesce(status, 'active') <> 'left'
            union select "{role.each}" from asset
            union select seat from holding where role = {literal(role.id)}
        ) where seat is not null
        """
    )


def _seat_holders(engine: Engine, fallback: str | None, as_of: dt.datetime) -> None:
    departures.here(engine, as_of)
    engine.execute(
        f"""
        create or replace table seat_holder as
        with {departures.STAND_INS},
        lapsed as (select position_id, person_id from departure where why = 'moved' and until < {day(as_of)}),
        candidate(position_id, person_id, step, priority, ordinal) as (
            select h.position_id, h.person_id, 'holder', case when l.person_id is null then 1 else 5 end, h._ordinal
            from holding h
            left join lapsed l on l.position_id = h.position_id and l.person_id = h.person_id
            where h.state = 'active'
            union all
            select h.position_id, h.person_id, 'holder', 3, h._ordinal
            from holding h join position p on p.position_id = h.position_id
            where h.state = 'leave' and p.deputy is null
            union all
            select * from stand_in
        ),
        first_step as (
            select * from candidate
            qualify priority = min(priority) over (partition by position_id)
        ),
        settled as (
            select position_id, person_id, any_value(step) as step,
                row_number() over (partition by position_id order by min(ordinal), person_id)::integer as ordinal
            from first_step group by position_id, person_id
        ),
        last_resort as (select person_id from settled where position_id = {literal(fallback)} and ordinal = 1)
        select * from settled
        union all
        select p.position_id, l.person_id, 'fallback', 1
        from position p left join last_resort l on true
        where p.position_id not in (select position_id from settled)
        """
    )


def prepare(build: Build) -> None:
    """Make the line of managers that the steps walk up."""
    superiors.define(build.engine, build.as_of)
