"""Installed software against the latest releases and the approved list; NULL where it could not be compared."""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.titles import DISTRIBUTION, make_titles
from drystone.inventory.versions import order_pairs
from drystone.lake import Build
from drystone.lake.engines import Engine


def make_software_status(build: Build) -> None:
    """Make ``software_status``: rows for titles that are a known product, and for apps where apps are approved.

    ``approved`` is NULL where the program approves no apps, or for what no person picks (a distribution's packages).
    ``eol`` is true from the day after ``eol_at``, or where support has ended with no date known.
    """
    make_titles(build)
    pairs = "select scheme, version as a, latest as b from software_product where version <> '' and latest <> ''"
    order_pairs(build, "release_order", pairs, ("software_product",))
    day = build.as_of.date().isoformat()
    build.table(
        "software_status",
        lambda engine: _make(engine, day),
        inputs=("software", "software_product", "release_order", "software_title", "approved"),
        text=day,
    )


def _make(engine: Engine, day: str) -> None:
    today = f"date {quoting.value(day)}"
    engine.execute(
        "create or replace temp table _judged as select p.name, p.version, p.source,"
        " arg_max(p.product, p.cycle is not null) as product, max(p.cycle) as cycle,"
        " coalesce(max(p.latest) filter (p.cycle is not null), max(p.latest)) as latest,"
        " bool_or(o.sign < 0) as outdated,"
        f" bool_or(case when p.eol_at is not null then p.eol_at < {today} else p.eol end) as eol,"
        " min(p.eol_at) as eol_at"
        " from software_product p left join release_order o"
        " on o.scheme = p.scheme and o.a = p.version and o.b = p.latest group by 1, 2, 3"
    )
    engine.execute(
        "create or replace temp table _allowed as select distinct lower(trim(name)) as name from approved"
        f" where kind = 'app' and name is not null and (until is null or until >= {today})"
    )
    listed = bool(engine.value("select 1 from approved where kind = 'app' limit 1"))
    engine.execute(
        "create or replace temp table _verdict as select t.name, t.version, t.source, j.product, j.cycle, j.latest,"
        " j.outdated, j.eol, j.eol_at,"
        f" case when {listed} and coalesce(t.source, '') not in {quoting.values(DISTRIBUTION)}"
        " then lower(trim(t.name)) in (select name from _allowed) or t.plain_name in (select name from _allowed) end"
        " as approved from software_title t left join _judged j on j.name = t.name"
        " and j.version is not distinct from t.version and j.source is not distinct from t.source"
    )
    engine.execute(
        "create table software_status as select s.device_id, s.name, s.version, v.product, v.cycle, v.latest,"
        " v.outdated, v.eol, v.eol_at, v.approved from software s join _verdict v on v.name = s.name"
        " and v.version is not distinct from s.version and v.source is not distinct from s.source"
        " where v.product is not null or v.approved is not null"
    )
    for name in ("_judged", "_allowed", "_verdict"):
        engine.drop(name)
