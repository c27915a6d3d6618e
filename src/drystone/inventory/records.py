"""Rows of the sources become typed records: ``record_<table>``, one per table that is fed.

1. Each feed's expressions are cast to the vocabulary's types; a value that does not fit is NULL and is noted.
2. A row of a thing without its key is not used; of rows with one key the first is used. Both are noted.
3. What the standing of its source asks for is carried over from the previous snapshot.

Tables that may hold tens of millions of rows (`BULK`) stay views over the raw rows; the canonical table is their only
copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from drystone.inventory import quoting
from drystone.inventory.casting import SQL_TYPES, cast, given_text
from drystone.inventory.feeding import Intake
from drystone.inventory.standing import Standing
from drystone.lake import Build
from drystone.lake.engines import Engine, EngineError, EngineTimeoutError
from drystone.lib.errors import SourceError
from drystone.lib.text import listing
from drystone.program.vocabulary import FED, KINDS, TABLES, Table

BULK = ("software", "event", "delivery")

META = "_source varchar, _key varchar, _rank bigint, _seen_at timestamp, _stale boolean"
_LISTED = 1_000


def load(build: Build, fed: Sequence[Intake], standings: dict[str, Standing]) -> None:
    """Make every ``record_<table>``; tables that nothing feeds are empty. What does not fit goes to quarantine."""
    for name in FED:
        mine = [intake for intake in fed if intake.table.name == name]
        if name not in BULK:
            _table(build, TABLES[name], mine, standings)
        else:
            build.engine.execute(f"create or replace temp table record_{name} ({_layout(TABLES[name])})")


def typed(intake: Intake) -> str:
    """Return the query for one feed's rows, typed, with ``_row``."""
    table = intake.table
    casts = {
        name: cast(column, intake.select[name], bulk=table.name in BULK)
        for name in intake.select
        if (column := table.column(name))
    }
    columns = [
        f"{casts[column.name].typed if column.name in casts else f'cast(null as {SQL_TYPES[column.type]})'}"
        f" as {quoting.name(column.name)}"
        for column in table.columns
    ]
    if table.name == "claim":
        kind = quoting.value(intake.about_kind) if intake.about_kind else "cast(null as varchar)"
        key = given_text(intake.about_key) if intake.about_key else "cast(null as varchar)"
        columns += [f"{kind} as _about_kind", f"{key} as _about_key"]
    key = given_text(intake.key) if intake.key else "cast(_row as varchar)"
    where = f" where ({intake.where})" if intake.where else ""
    # Inside, every result has a name that no source column has: SQL would let one expression read another's result.
    names = [column.rpartition(" as ")[2] for column in columns]
    inner = ", ".join(f"{column.rpartition(' as ')[0]} as _c{at}" for at, column in enumerate(columns))
    outer = ", ".join(f"_c{at} as {name}" for at, name in enumerate(names))
    return (
        f"select {quoting.value(intake.source.id)} as _source, _record_key as _key, {intake.source.rank} as _rank,"
        f" _record_seen as _seen_at, false as _stale, {outer}, _record_row as _row from (select {key} as _record_key,"
        f" {intake.seen_at} as _record_seen, _row as _record_row, {inner} from {quoting.name(intake.raw)}{where})"
    )


@contextmanager
def explained(*fed: Intake) -> Iterator[None]:
    """Turn a failure to run a feed's SQL into an error that names the source and where it is written."""
    try:
        yield
    except EngineTimeoutError:
        raise
    except EngineError as error:
        names = listing(list(dict.fromkeys(intake.source.id for intake in fed)))
        raise SourceError(
            f"the feed {fed[0].table.name} of {names} cannot be run: {error.what}",
            where=str(fed[0].source.place),
            do="Correct the SQL of the feed's select and where; columns are those of the source, in double quotes.",
        ) from error


def used(fed: Sequence[Intake], standings: dict[str, Standing]) -> list[Intake]:
    """Return the feeds whose rows count: not those in whose place the last complete records stand."""
    return [
        intake
        for intake in fed
        if not standings[intake.source.id].carried and standings[intake.source.id].status != "failed"
    ]


def _table(build: Build, table: Table, fed: Sequence[Intake], standings: dict[str, Standing]) -> None:
    mine = used(fed, standings)
    queries = [typed(intake) for intake in mine]
    keeping = _keeping(table, standings)
    name = f"record_{table.name}"

    def make(engine: Engine) -> None:
        engine.execute(f"create table {name} ({_layout(table)})")
        for number, query in enumerate(queries):
            with explained(mine[number]):
                _arrive(engine, table, query, mine[number])
                note(engine, mine[number])
        if keeping and build.previous_table(name, "_before"):
            _carry(engine, table, keeping)

    inputs = tuple(dict.fromkeys(intake.raw for intake in mine))
    build.table(name, make, inputs=inputs, text=f"{queries}{keeping}", order=("_key",) if table.name in KINDS else ())


def _layout(table: Table) -> str:
    columns = ", ".join(f"{quoting.name(column.name)} {SQL_TYPES[column.type]}" for column in table.columns)
    about = ", _about_kind varchar, _about_key varchar" if table.name == "claim" else ""
    return f"{META}, {columns}{about}"


def _arrive(engine: Engine, table: Table, query: str, intake: Intake) -> None:
    target = f"record_{table.name}"
    if table.role != "thing":
        engine.execute(f"insert into {target} by name select * exclude (_row) from ({query})")
        return
    # Keys that came before in this feed or an earlier one of the same source are not used again.
    source = quoting.value(intake.source.id)
    engine.execute(f"create or replace temp table _arrived as {query}")
    engine.execute(
        "create or replace temp table _twice as select _key, min(_row) as _row from _arrived"
        " group by _key having count(*) > 1"
    )
    engine.execute(
        f"insert into {target} by name select a.* exclude (_row) from _arrived a left join _twice t on t._key = a._key"
        f" anti join (select _key from {target} where _source = {source}) r on r._key = a._key"
        " where a._key is not null and coalesce(t._row = a._row, true)"
    )
    engine.execute("drop table _arrived")
    engine.execute("drop table _twice")


def _keeping(table: Table, standings: dict[str, Standing]) -> list[tuple[str, str]]:
    """Which earlier records stay: per source a condition over them."""
    kept = []
    for source_id, one in standings.items():
        if one.carried:
            kept.append((source_id, "true"))
        elif one.status == "complete" and (outside := _outside(table, one.source.covers)):
            kept.append((source_id, outside))
    return kept


def _outside(table: Table, covers: str | None) -> str | None:
    """SQL for a record outside what a source covers; None where that cannot be told of this table."""
    if covers is None:
        return None
    try:
        tree = sqlglot.parse_one(covers, read="duckdb")
    except SqlglotError:
        return None
    named = {column.name for column in tree.find_all(exp.Column)}
    return f"({covers}) is not true" if named and named <= set(table.names) else None


def _carry(engine: Engine, table: Table, keeping: list[tuple[str, str]]) -> None:
    target = f"record_{table.name}"
    have = set(engine.columns("_before"))
    wanted = [column for column in engine.columns(target) if column in have and column != "_stale"]
    names = ", ".join(quoting.name(column) for column in wanted)
    for source_id, condition in keeping:
        source = quoting.value(source_id)
        engine.execute(
            f"insert into {target} by name select {names}, true as _stale from _before b"
            f" where _source = {source} and ({condition})"
            f" and not exists (select 1 from {target} r where r._source = {source} and r._key = b._key)"
        )


def carried(build: Build, table: Table, sources: Sequence[str]) -> list[str]:
    """Return queries for the earlier rows of the given sources in a canonical table of facts."""
    if not sources or not build.previous_table(table.name, f"_before_{table.name}"):
        return []
    have = build.engine.columns(f"_before_{table.name}")
    names = ", ".join(quoting.name(column) for column in ("_source", *table.names) if column in have)
    return [f"select {names}, true as _stale from _before_{table.name} where _source in {quoting.values(sources)}"]


def note(engine: Engine, intake: Intake) -> None:
    """Put into quarantine what did not fit: at most a thousand rows per reason, then how many more there are."""
    faults = _faults(intake)
    if not faults:
        return
    raw, where = quoting.name(intake.raw), f"({intake.where}) and " if intake.where else ""
    # One look at all rows says which faults there are; mostly there are none.
    counted = ", ".join(f"count(*) filter (where {where}({condition}))" for _, condition, _ in faults)
    found = engine.rows(f"select {counted} from {raw}")[0]
    start = "insert into quarantine (source_id, file, line, reason, excerpt) select $source, $file"
    about = {"source": intake.source.id, "file": intake.file}
    for count, (reason, condition, given) in zip(found, faults, strict=True):
        if not count:
            continue
        engine.execute(
            f"{start}, _row, {reason}, left({given}, 200)"
            f" from (select * from {raw} where {where}({condition}) order by _row limit {_LISTED})",
            about,
        )
        if count > _LISTED:
            more = {**about, "more": count - _LISTED}
            engine.execute(f"{start}, 0, {reason.partition(' || ')[0]} || $more || ' rows more', ''", more)


def _faults(intake: Intake) -> list[tuple[str, str, str]]:
    """What may be wrong with a row: SQL for the reason, the condition and the text in question."""
    found = []
    for name, expression in intake.select.items():
        column = intake.table.column(name)
        made = cast(column, expression) if column else None
        if made is not None and made.bad is not None:
            label = quoting.value(f"{intake.table.name}.{name}: ")
            found.append(
                (f"{label} || {_quoted(made.given)} || {quoting.value(' ' + made.wanted)}", made.bad, made.given)
            )
    if intake.table.role == "thing" and intake.key is not None:
        found += _key_faults(intake, given_text(intake.key))
    return found


def _key_faults(intake: Intake, key: str) -> list[tuple[str, str, str]]:
    label, raw = intake.table.name, quoting.name(intake.raw)
    found = [(f"{quoting.value(f'{label}: ')} || 'the row has no key'", f"{key} is null", "''")]
    if intake.key_is_own:
        where = f" where {intake.where}" if intake.where else ""
        again = (
            f"{key} is not null and _row in (select _row from {raw}{where}"
            f" qualify row_number() over (partition by {key} order by _row) > 1)"
        )
        found.append((f"{quoting.value(f'{label}: ')} || 'the key ' || {_quoted(key)} || ' came before'", again, key))
    return found


def _quoted(text: str) -> str:
    """SQL: the beginning of a value between quotes."""
    return f"chr(39) || left({text}, 80) || chr(39)"
