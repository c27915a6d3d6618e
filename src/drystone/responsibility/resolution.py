"""The total function: every activity × thing to the people who do it and answer for it, or to a hole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES
from drystone.responsibility import coverage, departures, holdings, holes, matrix, quiet_start, relations, seats
from drystone.responsibility.population import LETTER_INPUTS, Population, letters_sql, populations, union


@dataclass(frozen=True, slots=True)
class ResponsibilitySummary:
    """How much of the matrix is someone's. ``pairs - resolved - by_fallback`` is nobody's at all.

    ``resolved`` pairs have a named living person for R (one of the roles suffices) and for A without the fallback.
    ``holes`` counts positions and relations, not things. ``problems`` says what of the program could not be run.
    """

    pairs: int
    resolved: int
    by_fallback: int
    holes: int
    problems: tuple[str, ...] = ()


def resolve(build: Build, program: Program) -> ResponsibilitySummary:
    """Write the tables of this room and the views over them; see the README for what each holds."""
    matrix.write(build, program)
    seats.prepare(build)
    holdings.write(build, program)
    departures.write(build, program)
    seats.write(build, program)
    departures.write_default(build, fallback=program.settings.authority.fallback)
    relations.write(build, program)
    found = populations(build.engine, program, build.as_of)
    build.view("population", union(found), inputs=_read(program))
    inputs = ("population", *LETTER_INPUTS)
    build.view("letter", letters_sql("population"), inputs=inputs)
    text = f"{program.settings.authority.fallback!r} people"
    build.table("coverage", lambda engine: _coverage(engine, program, found), inputs=inputs, text=text)
    build.table("hole", lambda engine: _holes(engine, program, found), inputs=(*inputs, "holding"))
    quiet_start.write(build, program)
    pairs, resolved, by_fallback = build.engine.rows(
        "select coalesce(sum(pairs), 0)::bigint, coalesce(sum(resolved), 0)::bigint,"
        " coalesce(sum(by_fallback), 0)::bigint from coverage"
    )[0]
    problems = [f"activity {key}: {item.error}" for key, item in found.items() if item.error]
    unread = build.engine.rows("select _note from holding where given is null and _note <> ''")
    problems += [str(row[0]) for row in unread]
    count = build.engine.value("select count(*) from hole")
    return ResponsibilitySummary(pairs, resolved, by_fallback, count, tuple(problems))


def _read(program: Program) -> tuple[str, ...]:
    return tuple(sorted({activity.about for activity in program.activities.values() if activity.about} - {"hole"}))


def _coverage(engine: Engine, program: Program, found: Mapping[str, Population]) -> None:
    """One row per activity, so that measures can add up what they need."""
    engine.execute(
        "create or replace table coverage"
        " (activity_id varchar, pairs bigint, resolved bigint, by_fallback bigint, error varchar,"
        " resolved_people bigint, unresolved_people bigint)"
    )
    fallback = program.settings.authority.fallback
    caught = engine.value(
        "select count(*) from seat_holder where position_id = $position and person_id is not null",
        {"position": fallback},
    )
    rows = [
        (
            one.activity_id,
            one.pairs,
            one.resolved,
            one.pairs - one.resolved if caught else 0,
            found[one.activity_id].error,
            one.resolved_people,
            one.unresolved_people,
        )
        for scan in coverage.scans(engine, found, matrix.rules(program))
        for one in coverage.count(engine, scan)
    ]
    names = ("activity_id", "pairs", "resolved", "by_fallback", "error", "resolved_people", "unresolved_people")
    engine.insert("coverage", names, rows)


def _holes(engine: Engine, program: Program, found: Mapping[str, Population]) -> None:
    needs: dict[str, coverage.Need] = {}
    for scan in coverage.scans(engine, found, matrix.rules(program)):
        coverage.needs(engine, scan, needs)
    listed = ", ".join(f"{column.name} {column.type}" for column in TABLES["hole"].columns)
    engine.execute(f"create or replace table hole ({listed})")
    engine.insert("hole", TABLES["hole"].names, holes.rows(engine, needs.values()))
