"""Ids: minted once, kept for good.

1. A cluster keeps the oldest id among its members'. The other ids that it holds become aliases of it.
2. Where the members of one earlier thing now stand in several clusters, the one whose members hold the strongest key
   keeps the id (then the one with more members); the others get new ids.
3. A new id is a digest of the lake's salt, the kind and the first record; it is never one that was used before.
4. The ids of records that are gone are remembered for 400 days, so that a thing that comes back is the same thing.
"""

from __future__ import annotations

import datetime as dt

from drystone.inventory import quoting
from drystone.inventory.correlating import correlate
from drystone.inventory.together import PREFIX, make_together
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.lib.clock import iso, naive_utc
from drystone.program.vocabulary import TABLES

REMEMBERED = dt.timedelta(days=400)
KINDS = tuple(table.name for table in TABLES.values() if table.role == "thing")

_TABLES = {
    "member": "asset_kind varchar, source varchar, key varchar, asset_id varchar, first_seen timestamp,"
    " gone_since timestamp",
    "asset_alias": "asset_kind varchar, old_id varchar, asset_id varchar",
    "merge_reason": "asset_kind varchar, asset_id varchar, source varchar, key varchar, by_source varchar,"
    " by_key varchar, rule varchar, value varchar",
    "rejected_key": "asset_kind varchar, key_name varchar, value varchar, reason varchar, records bigint",
    "split": "asset_kind varchar, rule varchar, value varchar, source varchar, key varchar, asset_id varchar,"
    " other_source varchar, other_key varchar, other_asset_id varchar",
}


def identify(build: Build, decisions: tuple[str, ...]) -> None:
    """Make ``member``, ``asset_alias``, ``merge_reason``, ``rejected_key`` and ``split`` for all kinds of things."""
    inputs = (*(f"record_{kind}" for kind in KINDS), "record_claim", *decisions)

    def make(_engine: Engine) -> None:
        _make(build, decided=bool(decisions))

    make_together(build, tuple(_TABLES), make, inputs=inputs, text=build.salt, settles=True)


def _make(build: Build, *, decided: bool) -> None:
    engine = build.engine
    for name, columns in _TABLES.items():
        engine.execute(f"create table {PREFIX}{name} ({columns})")
    engine.execute(f"create or replace temp table rejected_key ({_TABLES['rejected_key']})")
    for name in ("member", "asset_alias"):
        shape = dict(part.strip().split(" ") for part in _TABLES[name].split(","))
        build.previous_table(name, f"_before_{name}", columns=shape)
    for kind in KINDS:
        if not engine.value(f"select 1 from record_{kind} limit 1"):
            continue
        _decisions(engine, kind, decided=decided)
        if correlate(engine, kind):
            _assign(build, kind)
            _explain(engine, kind)
    _remember(build)
    engine.execute(f"insert into {PREFIX}rejected_key select * from rejected_key")
    for name in ("_record", "_mac", "_cluster", "_reason", "_junk", "_undecided", "_minted", "rejected_key"):
        engine.execute(f"drop table if exists {name}")


def _decisions(engine: Engine, kind: str, *, decided: bool) -> None:
    """Fill ``_must`` and ``_cannot``: of several decisions on one pair the last one counts."""
    for name, said in (("_must", "same"), ("_cannot", "not_same")):
        pairs = "select null as a_source, null as a_key, null as b_source, null as b_key where false"
        if decided:
            pair = "least(a_source || chr(31) || a_key, b_source || chr(31) || b_key)"
            other = "greatest(a_source || chr(31) || a_key, b_source || chr(31) || b_key)"
            pairs = (
                "select a_source, a_key, b_source, b_key from (select *, row_number() over (partition by"
                f" {pair}, {other} order by decided_at desc nulls last, decision_id desc) as turn from decision"
                f" where kind in ('same', 'not_same') and asset_kind = {quoting.value(kind)})"
                f" where turn = 1 and kind = '{said}'"
            )
        engine.execute(f"create or replace temp table {name} as {pairs}")


def _assign(build: Build, kind: str) -> None:
    """Make ``_minted`` (cluster → asset_id) by the rules above, and the rows of member and asset_alias."""
    engine, literal = build.engine, quoting.value(kind)
    strength = _strength(engine)
    engine.execute(
        f"create or replace temp table _held as select c.c, m.asset_id as old_id, min(m.first_seen) as first_seen,"
        f" min({strength}) as strength, count(*) as members, min(r._source || chr(31) || r._key) as tie"
        f" from _before_member m join _record r on r._source = m.source and r._key = m.key"
        f" join _cluster c on c.n = r.n where m.asset_kind = {literal} group by 1, 2"
    )
    engine.execute(
        "create or replace temp table _won as select * from (select *, row_number() over (partition by old_id"
        " order by strength, members desc, tie) as turn from _held) where turn = 1"
    )
    engine.execute(
        "create or replace temp table _kept as select c, arg_min(old_id, (first_seen, strength, old_id)) as asset_id"
        " from _won group by c"
    )
    _mint(build, kind)
    engine.execute(
        f"insert into {PREFIX}member select {literal}, r._source, r._key, i.asset_id,"
        " coalesce(m.first_seen, $as_of), null from _record r join _cluster c on c.n = r.n join _minted i on i.c = c.c"
        f" left join _before_member m on m.asset_kind = {literal} and m.source = r._source and m.key = r._key",
        {"as_of": naive_utc(build.as_of)},
    )
    engine.execute(
        f"insert into {PREFIX}asset_alias select {literal}, w.old_id, i.asset_id from _won w join _minted i using (c)"
        " where w.old_id <> i.asset_id"
    )


def _strength(engine: Engine) -> str:
    """SQL for how strong a record's best key is: 0 is strongest."""
    columns = [column for column in engine.columns("_record") if column.startswith("k") and column[1:].isdigit()]
    cases = " ".join(f"when r.{column} is not null then {at}" for at, column in enumerate(columns))
    return f"case {cases} else {len(columns)} end" if cases else "0"


def _mint(build: Build, kind: str) -> None:
    engine = build.engine
    text = "$salt || chr(31) || $kind || chr(31) || first"
    minted = f"$kind || '-' || left(sha256({text}), 16)"
    again = f"$kind || '-' || left(sha256({text} || chr(31) || $moment), 16)"
    engine.execute(
        "create or replace temp table _minted as with named as (select c.c,"
        " min(r._source || chr(31) || r._key) as first from _cluster c join _record r on r.n = c.n group by 1),"
        f" fresh as (select n.c, {minted} as id, {again} as other from named n anti join _kept k on k.c = n.c),"
        " used as (select asset_id as id from _before_member where asset_kind = $kind"
        " union select old_id from _before_asset_alias where asset_kind = $kind)"
        " select c, asset_id from _kept union all"
        " select f.c, case when u.id is null then f.id else f.other end from fresh f left join used u on u.id = f.id",
        {"salt": build.salt, "kind": kind, "moment": iso(build.as_of)},
    )


def _explain(engine: Engine, kind: str) -> None:
    literal = quoting.value(kind)
    engine.execute(
        f"insert into {PREFIX}merge_reason select {literal}, i.asset_id, a._source, a._key, b._source, b._key, w.rule,"
        " w.value from _reason w join _record a on a.n = w.n join _record b on b.n = w.by_n"
        " join _cluster c on c.n = w.n join _minted i on i.c = c.c"
    )
    engine.execute(
        f"insert into {PREFIX}split select distinct {literal}, w.rule, w.value, a._source, a._key, i.asset_id,"
        " b._source, b._key, j.asset_id from _undecided w join _record a on a.n = w.n join _record b on b.n = w.by_n"
        " join _cluster c on c.n = w.n join _minted i on i.c = c.c"
        " join _cluster d on d.n = w.by_n join _minted j on j.c = d.c where i.asset_id <> j.asset_id"
    )


def _remember(build: Build) -> None:
    """Carry what earlier runs knew: members that are gone, and aliases, which follow their thing."""
    engine, moment = build.engine, naive_utc(build.as_of)
    engine.execute(
        f"insert into {PREFIX}member select b.asset_kind, b.source, b.key, coalesce(a.asset_id, b.asset_id),"
        f" b.first_seen, coalesce(b.gone_since, $as_of) from _before_member b"
        f" left join {PREFIX}asset_alias a on a.asset_kind = b.asset_kind and a.old_id = b.asset_id"
        f" where coalesce(b.gone_since, $as_of) > $limit and not exists (select 1 from {PREFIX}member m"
        " where m.asset_kind = b.asset_kind and m.source = b.source and m.key = b.key)",
        {"as_of": moment, "limit": moment - REMEMBERED},
    )
    engine.execute(
        f"insert into {PREFIX}asset_alias select b.asset_kind, b.old_id, coalesce(a.asset_id, b.asset_id)"
        f" from _before_asset_alias b left join {PREFIX}asset_alias a on a.asset_kind = b.asset_kind"
        f" and a.old_id = b.asset_id where not exists (select 1 from {PREFIX}asset_alias n"
        " where n.asset_kind = b.asset_kind and n.old_id = b.old_id)"
    )
