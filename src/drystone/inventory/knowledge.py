"""What the world knows: releases, advisories, affected versions and approved roads, as tables of reference."""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.references import resolve
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.vocabulary import TABLES

_PLAIN = ("affected", "release")


def make_references(build: Build) -> None:
    """Make every reference table. ``advisory`` has one row per flaw: each column from the best-ranked that knows it."""
    for name in _PLAIN:
        columns = ", ".join(quoting.name(column) for column in TABLES[name].names)

        def make(engine: Engine, name: str = name, columns: str = columns) -> None:
            engine.execute(f"create table {name} as select distinct {columns} from record_{name}")

        build.table(name, make, inputs=(f"record_{name}",))
    build.table("advisory", _advisories, inputs=("record_advisory",))
    build.table(
        "approved",
        _approved,
        inputs=("record_approved", "member", "asset_alias", "lookup_person", "lookup_login"),
    )


def _advisories(engine: Engine) -> None:
    columns = [name for name in TABLES["advisory"].names if name != "cve_id"]
    merged = ", ".join(
        f"bool_or({quoting.name(name)}) as {quoting.name(name)}"
        if name in ("kev", "kev_ransomware")
        else f"arg_min({quoting.name(name)}, _turn) as {quoting.name(name)}"
        for name in columns
    )
    engine.execute(
        f"create table advisory as select upper(trim(cve_id)) as cve_id, {merged} from (select *, row_number() over"
        " (order by _rank, _seen_at desc nulls last, _source, _key) as _turn from record_advisory"
        " where cve_id is not null) group by 1"
    )


def _approved(engine: Engine) -> None:
    resolve(engine, "person", "_who", "select _source as source, owner_id as given from record_approved", logins=True)
    columns = ", ".join(
        "w.asset_id as owner_id" if name == "owner_id" else f"r.{quoting.name(name)}"
        for name in TABLES["approved"].names
    )
    engine.execute(
        f"create table approved as select {columns} from record_approved r"
        " left join _who w on w.source = r._source and w.given = r.owner_id"
    )
    engine.drop("_who")
