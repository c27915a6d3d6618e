"""One row per thing: of each attribute the better source's value, and what the others said kept as a conflict.

The lower rank wins, then the fresher record, then the name of source and key. A moment at which something was last seen
(``last_…_at``) is the latest that any source knows: sources do not disagree there, some know more.
"""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.casting import SQL_TYPES
from drystone.inventory.references import references, resolve_columns
from drystone.inventory.together import PREFIX, make_together
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.vocabulary import TABLES, Column, Table

CONFLICT = (
    "asset_kind varchar, asset_id varchar, column_name varchar, value varchar, source varchar, winner_source varchar,"
    " winner_value varchar"
)


def merge(build: Build, kind: str) -> None:
    """Make ``<kind>_merged``, with owners as its sources gave them, and ``conflict_<kind>``."""
    table = TABLES[kind]
    name = f"{kind}_merged"
    inputs = ["member", "asset_alias", f"record_{kind}"]
    inputs += [f"lookup_{refers}" for refers in dict.fromkeys(references(kind).values())]
    logins = kind != "person" and "person" in references(kind).values()
    inputs += ["lookup_login"] if logins else []

    def make(engine: Engine) -> None:
        if not engine.value(f"select 1 from record_{kind} limit 1"):
            engine.execute(
                f"create table {PREFIX}{name} ({layout(table)}); create table {PREFIX}conflict_{kind} ({CONFLICT})"
            )
            return
        _members(engine, table, logins=logins)
        _canonical(engine, table, f"{PREFIX}{name}")
        _conflicts(engine, table)
        engine.drop(f"_mine_{kind}")

    make_together(build, (name, f"conflict_{kind}"), make, inputs=inputs)


def layout(table: Table) -> str:
    """SQL: the columns of a canonical table with their types."""
    return ", ".join(f"{quoting.name(column.name)} {SQL_TYPES[column.type]}" for column in table.columns)


def _values(table: Table) -> list[Column]:
    return [column for column in table.columns if column.name != f"{table.name}_id"]


def _latest(column: Column) -> bool:
    return column.type == "timestamp" and column.name.startswith("last_")


def _members(engine: Engine, table: Table, *, logins: bool) -> None:
    """Make ``_mine_<kind>``: its records with the thing they are of, references resolved, and their turn in it."""
    kind = table.name
    targets = resolve_columns(engine, kind, logins=logins)
    columns, joins = [], []
    for at, column in enumerate(_values(table)):
        name = quoting.name(column.name)
        if column.name in targets:
            columns.append(f"x{at}.asset_id as {name}")
            joins.append(
                f" left join {targets[column.name]} x{at} on x{at}.source = r._source and x{at}.given = r.{name}"
            )
        else:
            columns.append(f"r.{name}")
    engine.execute(
        f"create or replace temp table _mine_{kind} as select m.asset_id as _asset, r._source, r._key, r._rank,"
        f" r._seen_at, count(*) over (partition by m.asset_id) as _records, {', '.join(columns)}"
        f" from record_{kind} r join member m on m.asset_kind = {quoting.value(kind)} and m.source = r._source"
        f" and m.key = r._key and m.gone_since is null{''.join(joins)}"
    )
    for target in targets.values():
        engine.drop(target)


def _ordered(kind: str) -> str:
    """The records of things that have several, numbered from the one that wins."""
    return (
        "(select *, row_number() over (partition by _asset order by _rank, _seen_at desc nulls last, _source, _key)"
        f" as _turn from _mine_{kind} where _records > 1)"
    )


def _canonical(engine: Engine, table: Table, target: str) -> None:
    kind = table.name
    own = quoting.name(f"{kind}_id")
    single = ", ".join(quoting.name(column.name) for column in _values(table))
    several = ", ".join(
        f"max({name})" if _latest(column) else f"arg_min({name}, _turn)"
        for column in _values(table)
        for name in [quoting.name(column.name)]
    )
    engine.execute(
        f"create table {quoting.name(target)} as select _asset as {own}, {single} from _mine_{kind} where _records = 1"
        f" union all select _asset, {several} from {_ordered(kind)} group by _asset"
    )


def _conflicts(engine: Engine, table: Table) -> None:
    """List each value that lost to a different one, with who said which."""
    kind = table.name
    engine.execute(f"create table {PREFIX}conflict_{kind} ({CONFLICT})")
    columns = [column for column in _values(table) if column.type != "timestamp"]
    if not columns:
        return
    if not engine.value(f"select 1 from _mine_{kind} where _records > 1 limit 1"):
        return
    texts = ", ".join(
        f"cast({quoting.name(column.name)} as varchar) as {quoting.name(column.name)}" for column in columns
    )
    names = ", ".join(quoting.name(column.name) for column in columns)
    engine.execute(
        f"create or replace temp table _said as unpivot (select _asset, _turn, _source, {texts} from {_ordered(kind)})"
        f" on {names} into name column_name value said"
    )
    engine.execute(
        f"insert into {PREFIX}conflict_{kind} with winner as (select _asset, column_name, arg_min(said, _turn) as said,"
        " arg_min(_source, _turn) as source from _said group by 1, 2"
        " having min(lower(trim(said))) <> max(lower(trim(said))))"
        f" select {quoting.value(kind)}, s._asset, s.column_name, s.said, s._source, w.source, w.said"
        " from _said s join winner w using (_asset, column_name) where lower(trim(s.said)) <> lower(trim(w.said))"
    )
    engine.drop("_said")
