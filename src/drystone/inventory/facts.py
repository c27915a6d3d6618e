"""Facts: rows that belong to a thing, with their references resolved.

Software and events may be tens of millions of rows: they are typed and resolved in one statement, straight from the raw
rows, and are stored once. A fact about a thing that nobody knows is not used, and is counted in quarantine.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from drystone.inventory import deliveries, quoting
from drystone.inventory.feeding import Intake
from drystone.inventory.merging import layout
from drystone.inventory.records import BULK, carried, explained, note, typed, used
from drystone.inventory.references import note_strangers, note_unusable, references, resolve
from drystone.inventory.standing import Standing
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.program.vocabulary import TABLES, Table

#: What a fact must name to be of use: the thing that it belongs to.
_MADE_ELSEWHERE = ("claim", "vulnerability")


def make_facts(build: Build, program: Program, fed: Sequence[Intake], standings: dict[str, Standing]) -> None:
    """Make the canonical table of every fact but claims and vulnerabilities, which have modules of their own."""
    for table in TABLES.values():
        if table.role == "fact" and table.name not in _MADE_ELSEWHERE:
            mine = [intake for intake in fed if intake.table.name == table.name]
            _make(build, program, table, (mine, standings))


def _make(build: Build, program: Program, table: Table, given: tuple[list[Intake], dict[str, Standing]]) -> None:
    refers = references(table.name)
    lookups = dict.fromkeys(f"lookup_{kind}" for kind in refers.values())
    logins = ("lookup_login",) if "person" in refers.values() else ()
    rules = program.settings.patched_by if table.name == "software" else ()
    if table.name not in BULK:
        inputs = ("member", "asset_alias", f"record_{table.name}", *lookups, *logins)
        build.table(table.name, lambda engine: _resolve(engine, table, f"record_{table.name}", rules), inputs=inputs)
        return
    fed, standings = used(given[0], standings=given[1]), given[1]
    queries = [typed(intake) for intake in fed]
    keeping = [source_id for source_id, one in standings.items() if one.carried]

    logs = table.name == deliveries.TABLE
    if logs:
        queries = [deliveries.minimised(query, program.settings.organisation.domains) for query in queries]
    since = f"{build.as_of.date()}{program.settings.reports.keep_deliveries}" if logs else ""

    def make(engine: Engine) -> None:
        rows = carried(build, table, keeping) + queries or [f"select * from record_{table.name}"]
        if logs:
            keep = program.settings.reports.keep_deliveries
            rows = [deliveries.lately(row, as_of=build.as_of, keep=keep) for row in rows]
        with explained(*fed) if fed else nullcontext():
            engine.view(f"_rows_{table.name}", " union all by name ".join(rows))
            _resolve(engine, table, f"_rows_{table.name}", rules)
            engine.drop(f"_rows_{table.name}")
            for intake in fed:
                note(engine, intake)

    raws = dict.fromkeys(intake.raw for intake in fed)
    inputs = ("member", "asset_alias", *lookups, *logins, *raws)
    build.table(table.name, make, inputs=inputs, text=f"{queries}{keeping}{rules}{since}")


def _resolve(engine: Engine, table: Table, rows: str, rules: tuple[tuple[str, str], ...]) -> None:
    if not engine.value(f"select 1 from {rows} limit 1"):
        shape = f"_source varchar, _stale boolean, {layout(table)}"
        engine.execute(f"create table {quoting.name(table.name)} ({shape})")
        return
    refers = references(table.name)
    columns, joins = ["r._source", "r._stale"], []
    needed = f"{table.asset_kind}_id" if table.asset_kind else None
    for at, column in enumerate(table.columns):
        name = quoting.name(column.name)
        if column.name in refers:
            target = f"_fact_{at}"
            query = f"select _source as source, {name} as given from {rows}"
            resolve(engine, refers[column.name], target, query, logins=True)
            join = "join" if column.name == needed else "left join"
            extra = f" and x{at}.asset_id is not null" if column.name == needed else ""
            joins.append(f" {join} {target} x{at} on x{at}.source = r._source and x{at}.given = r.{name}{extra}")
            columns.append(f"x{at}.asset_id as {name}")
        elif column.name == "patched_by" and rules:
            columns.append("r._patched_by as patched_by")
        else:
            columns.append(f"r.{name}")
    # The program's rules see the fact's own columns and nothing else.
    ruled = f"(select *, {_patched_by(rules)} as _patched_by from {rows})" if rules else rows
    select = f"select {', '.join(columns)} from {ruled} r{''.join(joins)}"
    engine.execute(f"create table {quoting.name(table.name)} as {select}")
    _note_strangers(engine, table, rows, needed)
    for at in range(len(table.columns)):
        engine.drop(f"_fact_{at}")


def _patched_by(rules: tuple[tuple[str, str], ...]) -> str:
    cases = " ".join(f"when ({where}) then {quoting.value(by)}" for where, by in rules)
    return f"coalesce(patched_by, case {cases} end)"


def _note_strangers(engine: Engine, table: Table, rows: str, needed: str | None) -> None:
    """List the things that facts name and nobody knows, each once."""
    if needed is None:
        return
    label = f"{table.name}.{needed}"
    note_strangers(engine, str(table.asset_kind), label, f"_fact_{table.names.index(needed)}")
    note_unusable(engine, rows, f"{needed} is null", quoting.value(f"{label}: nothing is named"))
