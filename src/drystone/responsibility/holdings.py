"""Who holds which position: named in the program, or found by its query; and whether that counts today.

A name is matched to a person by e-mail, then alias, then HR key, then username; a name that fits several people
equally well fits nobody.
"""

from __future__ import annotations

import datetime as dt

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine, EngineError
from drystone.lib.errors import ProgramError
from drystone.program.model import Program, Role
from drystone.responsibility.clauses import day, literal, predicate, quoted
from drystone.responsibility.superiors import living

#: ``_ordinal`` is the order in which holders count; ``_note`` why a query or a name found nobody.
COLUMNS = (
    "position_id varchar, role varchar, seat varchar, given varchar, person_id varchar, from_date date, to_date date,"
    " found_by varchar, state varchar, _ordinal integer, _note varchar"
)


def write(build: Build, program: Program) -> None:
    """Write the table ``holding``: one row per holder named, and one per person that a role's query finds."""
    roles = tuple(program.roles.values())

    def make(engine: Engine) -> None:
        engine.execute(f"create or replace table holding ({COLUMNS})")
        _named(engine, roles, build.as_of)
        for role in roles:
            if role.find is not None:
                _found(engine, role, build.as_of)

    text = repr([(one.id, one.each, one.find, [(h.person, h.since, h.until) for h in one.holders]) for one in roles])
    clocks = any(_reads_clock(role, build.as_of) for role in roles)
    text += str(build.as_of if clocks else build.as_of.date())
    build.table("holding", make, inputs=("person", "alias", "account", "member"), text=text)


def _reads_clock(role: Role, as_of: dt.datetime) -> bool:
    return role.find is not None and predicate(role.find, as_of, table="person").clock


def _state(person: str, as_of: dt.datetime, since: str = "null", until: str = "null") -> str:
    return (
        f"case when {person}.person_id is null then 'unknown' when {since} > {day(as_of)} then 'future'"
        f" when {until} < {day(as_of)} then 'ended' when not {living(person, as_of)} then 'left'"
        f" when {person}.status = 'leave' then 'leave' else 'active' end"
    )


def _named(engine: Engine, roles: tuple[Role, ...], as_of: dt.datetime) -> None:
    engine.execute(
        "create or replace temp table _named"
        " (role varchar, given varchar, from_date date, to_date date, _ordinal integer)"
    )
    rows = [
        (role.id, holder.person, holder.since, holder.until, ordinal)
        for role in roles
        for ordinal, holder in enumerate(role.holders)
    ]
    engine.insert("_named", ("role", "given", "from_date", "to_date", "_ordinal"), rows)
    engine.execute(
        f"""
        insert into holding
        with known(name, person_id, strength) as (
            select lower(trim(email)), person_id, 1 from person
            union all select lower(trim(email)), person_id, 2 from alias
            union all select lower(trim(key)), asset_id, 3 from member where asset_kind = 'person'
            union all select lower(trim(username)), person_id, 4 from account where coalesce(kind, 'human') = 'human'
        ),
        fitting as (
            select distinct n.role, n._ordinal, k.person_id, k.strength, {living("p", as_of)} as here
            from _named n join known k on k.name = lower(trim(n.given)) join person p on p.person_id = k.person_id
        ),
        best as (
            select role, _ordinal, person_id from fitting
            qualify rank() over (partition by role, _ordinal order by strength, here desc) = 1
        ),
        meant as (
            select role, _ordinal, count(distinct person_id) as people, min(person_id) as person_id
            from best group by all
        )
        select n.role, n.role, null, n.given, p.person_id, n.from_date, n.to_date, 'named',
            {_state("p", as_of, "n.from_date", "n.to_date")}, n._ordinal,
            case when m.people > 1 then 'several people are known as ' || n.given
                 when p.person_id is null then 'no person ' || n.given || ' in the people data' end
        from _named n
        left join meant m on m.role = n.role and m._ordinal = n._ordinal
        left join person p on p.person_id = m.person_id and m.people = 1
        """
    )


def _found(engine: Engine, role: Role, as_of: dt.datetime) -> None:
    seat = quoted(role.each) if role.each else "null"
    position = f"{literal(role.id)} || '/' || {seat}" if role.each else literal(role.id)
    wanted = f"and {seat} is not null" if role.each else ""
    try:
        found = predicate(role.find or "false", as_of, table="person")
        engine.execute(
            f"""
            insert into holding
            select {position}, {literal(role.id)}, {seat}, person.email, person.person_id, null, null, 'query',
                {_state("person", as_of)},
                {len(role.holders)} + row_number() over (order by start_date nulls last, email, person_id), null
            from person where ({found.sql}) {wanted}
            """
        )
    except (EngineError, ProgramError) as error:
        note = f"the query of {role.id} could not be run: {error.what.splitlines()[0]}"
        row = (role.id, role.id, "query", "unknown", 0, note)
        engine.insert("holding", ("position_id", "role", "found_by", "state", "_ordinal", "_note"), [row])
