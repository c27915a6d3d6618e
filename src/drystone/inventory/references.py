"""Which thing is meant: from what a source wrote to an asset id.

In this order: an id of ours (also an old one), the native key in the same source, the native key in any source where
that is one thing, then the kind's strong keys: e-mail, alias, login (people); serial number, UUID, hostname (devices);
name (others). A value that several things hold means none of them, except that of several people the only living one
is meant.
"""

from __future__ import annotations

from drystone.inventory import keys, quoting
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.vocabulary import TABLES

#: Every kind of thing: a claim or a flaw may be about any of them.
REFERRED = tuple(table.name for table in TABLES.values() if table.role == "thing")

#: Tiers of a lookup, strongest first; the numbers only order.
NATIVE, FIRST, SECOND, THIRD, LOGIN = 1, 2, 3, 4, 5


def plain(column: str) -> str:
    """SQL: any key in small letters without noise."""
    return keys.email(column)


def _living(build: Build) -> str:
    day = f"date {quoting.value(build.as_of.date().isoformat())}"
    return f"(r.status is distinct from 'left' and (r.status is not null or r.end_date is null or r.end_date >= {day}))"


def _sources(kind: str) -> list[tuple[int, str, str]]:
    """The strong keys of a kind: tier, SQL over its record ``r``, and SQL over that, ``{k}``, for what counts of it."""
    if kind == "person":
        return [(FIRST, plain("r.email"), "{k}")]
    if kind == "device":
        uuid = f"case when not {keys.hardware_uuid_junk('{k}')} then lower({{k}}) end"
        return [
            (FIRST, keys.serial("r.serial_number"), f"case when not {keys.serial_junk('{k}')} then lower({{k}}) end"),
            (SECOND, keys.hardware_uuid("r.hardware_uuid"), uuid),
            (SECOND, plain("r.asset_tag"), "{k}"),
            (THIRD, keys.hostname("r.hostname"), "{k}"),
        ]
    if kind == "account":
        return [(FIRST, plain("r.username"), "{k}"), (SECOND, plain("r.email"), "{k}")]
    if kind == "vendor":
        return [(FIRST, keys.company("r.name"), "{k}"), (SECOND, plain("r.domain"), "{k}")]
    return [(FIRST, keys.words("r.name"), "{k}")] if TABLES[kind].column("name") else []


def _forms(kind: str) -> str:
    """SQL: the ways in which a given text may stand in the lookup."""
    given = "given"
    forms = [plain(given)]
    if kind == "device":
        forms += [f"lower({keys.hardware_uuid(given)})", keys.hostname(given)]
    elif kind == "vendor":
        forms += [keys.company(given)]
    elif kind in ("person", "account"):
        forms += [f"split_part({plain(given)}, '\\', -1)"]
    else:
        forms += [keys.words(given)]
    return f"[{', '.join(forms)}]"


def make_lookups(build: Build) -> None:
    """Make ``lookup_<kind>`` (given, tier, asset_id) for every kind that can be referred to, but for logins."""
    for kind in REFERRED:
        inputs = ["member", f"record_{kind}"] + (["record_alias"] if kind == "person" else [])
        text = _living(build) if kind == "person" else ""

        def make(engine: Engine, kind: str = kind) -> None:
            _make_lookup(build, engine, kind)

        build.table(f"lookup_{kind}", make, inputs=inputs, text=text, settles=True)


def _make_lookup(build: Build, engine: Engine, kind: str) -> None:
    if not engine.value(f"select 1 from record_{kind} limit 1"):
        engine.execute(f"create table lookup_{kind} (given varchar, tier bigint, asset_id varchar)")
        return
    living = _living(build) if kind == "person" else "true"
    sources = [(NATIVE, plain("r._key"), "{k}"), *_sources(kind)]
    # Each key is made once, in a step of its own: written into the conditions below, it would be made again in each.
    made = ", ".join(f"{sql} as k{at}" for at, (_, sql, _) in enumerate(sources))
    keyed = (
        f"select m.asset_id, {living} as living, {made} from record_{kind} r join member m on"
        f" m.asset_kind = {quoting.value(kind)} and m.source = r._source and m.key = r._key and m.gone_since is null"
    )
    parts = " union all ".join(
        f"select {counts.format(k=f'k{at}')} as given, {tier} as tier, asset_id, living from keyed"
        for at, (tier, _, counts) in enumerate(sources)
    )
    engine.execute(f"create table lookup_{kind} as with keyed as materialized ({keyed}) {_only(parts)}")
    if kind == "person":
        # Twice, so that an address that only an alias knows can be what another alias goes by.
        _add_aliases(engine)
        _add_aliases(engine)


def _only(query: str) -> str:
    """Of what each key stands for: the only thing, or the only living one."""
    return (
        # That the least is the greatest says there is but one, and costs a fraction of counting the distinct ones.
        "select given, tier, case when min(asset_id) = max(asset_id) then min(asset_id) else"
        " min(asset_id) filter (living) end as asset_id"
        f" from ({query}) where given is not null and given <> '' group by given, tier"
        " having min(asset_id) = max(asset_id) or min(asset_id) filter (living) = max(asset_id) filter (living)"
    )


def _add_aliases(engine: Engine) -> None:
    """A further address of a person, given by what is known of them so far; either of the two may be what is known."""
    resolve(engine, "person", "_alias_person", "select _source as source, person_id as given from record_alias")
    resolve(engine, "person", "_alias_email", "select _source as source, email as given from record_alias")
    engine.execute(
        f"insert into lookup_person select given, {SECOND}, min(asset_id) from (select {plain('r.email')} as given,"
        " p.asset_id from record_alias r join _alias_person p on p.source = r._source and p.given = r.person_id"
        f" union all select {plain('r.person_id')}, e.asset_id from record_alias r"
        " join _alias_person p on p.source = r._source and p.given = r.person_id and p.asset_id is null"
        " join _alias_email e on e.source = r._source and e.given = r.email and e.asset_id is not null)"
        " where given <> '' group by given having min(asset_id) = max(asset_id) except select * from lookup_person"
    )
    engine.drop("_alias_person")
    engine.drop("_alias_email")


def resolve(engine: Engine, kind: str, target: str, query: str, *, logins: bool = False) -> None:
    """Make temporary table ``target`` (source, given, asset_id) for the (source, given) pairs of ``query``.

    ``logins``: people may be given by a login, too (once accounts are attached).
    """
    literal = quoting.value(kind)
    lookup = f"lookup_{kind}"
    if logins and kind == "person":
        lookup = "(select * from lookup_person union all by name select * from lookup_login)"
    engine.execute(
        f"create or replace temp table {target} as with asked as (select distinct source, given from ({query})"
        " where given is not null), forms as (select source, given,"
        f" unnest({_forms(kind)}) as form from asked),"
        f" strong as (select f.source, f.given, arg_min(l.asset_id, (l.tier, l.asset_id)) as asset_id from forms f"
        f" join {lookup} l on l.given = f.form group by 1, 2),"
        f" ours as (select distinct asset_id as id, asset_id from member where asset_kind = {literal}"
        f" union all select old_id, asset_id from asset_alias where asset_kind = {literal})"
        " select a.source, a.given, coalesce(o.asset_id, n.asset_id, s.asset_id) as asset_id from asked a"
        " left join ours o on o.id = a.given"
        f" left join member n on n.asset_kind = {literal} and n.source = a.source and n.key = a.given"
        " and n.gone_since is null left join strong s on s.source = a.source and s.given = a.given"
    )


def note_strangers(engine: Engine, kind: str, label: str, asked: str) -> None:
    """List in quarantine what ``resolve`` (into ``asked``) could not find, each once; ``label`` is where it stood."""
    engine.execute(
        "insert into quarantine (source_id, file, line, reason, excerpt) select source, '', 0,"
        f" {quoting.value(label)} || ': ' || chr(39) || left(given, 80) || chr(39) || ' is no {kind} that we know',"
        f" given from {asked} where asset_id is null order by source, given limit 1000"
    )


def note_unusable(engine: Engine, rows: str, where: str, reason: str) -> None:
    """List in quarantine each row that names no thing; ``where`` and ``reason`` are SQL over the rows."""
    engine.execute(
        f"insert into quarantine (source_id, file, line, reason, excerpt) select _source, '', 0, {reason}, ''"
        f" from {rows} where {where} order by all limit 1000"
    )


def references(table: str) -> dict[str, str]:
    """Return the columns of a table that refer to things, with the kind of thing."""
    return {column.name: column.refers for column in TABLES[table].columns if column.refers}


def resolve_columns(engine: Engine, table: str, *, logins: bool) -> dict[str, str]:
    """Resolve every reference of ``record_<table>``; return column → temporary table. Drop them after use."""
    found = {}
    for column, kind in references(table).items():
        target = f"_to_{table}_{column}"
        name = quoting.name(column)
        resolve(engine, kind, target, f"select _source as source, {name} as given from record_{table}", logins=logins)
        found[column] = target
    return found
