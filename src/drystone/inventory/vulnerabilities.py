"""Known flaws on things: what scanners found, and what installed software has by the advisories.

A flaw is one row per thing, CVE and software name; a scanner's row comes before a computed one. KEV, EPSS, CVSS and
severity come from the advisory where the row itself does not say. ``first_seen_at`` is kept from run to run.
"""

from __future__ import annotations

from drystone.inventory import quoting
from drystone.inventory.references import REFERRED, note_strangers, note_unusable, resolve
from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.lib.clock import naive_utc
from drystone.program.vocabulary import TABLES

_SHAPE = {
    "asset_kind": "varchar",
    "asset_id": "varchar",
    "cve_id": "varchar",
    "software_name": "varchar",
    "first_seen_at": "timestamp",
}


def make_vulnerabilities(build: Build) -> None:
    """Make ``vulnerability`` from scanners' records and ``software_flaw``, with what the advisories say."""
    lookups = tuple(f"lookup_{kind}" for kind in REFERRED)
    inputs = ("member", "asset_alias", "record_vulnerability", "advisory", "software_flaw", *lookups)
    build.table("vulnerability", lambda engine: _make(build, engine), inputs=inputs)


def _make(build: Build, engine: Engine) -> None:
    engine.execute(
        "create or replace temp table _found as select *, asset_id as _asset from record_vulnerability where false"
    )
    kinds = engine.rows("select distinct coalesce(asset_kind, 'device') from record_vulnerability")
    for (kind,) in kinds:
        if kind in REFERRED:
            _resolved(engine, kind)
    _note_lost(engine)
    _computed(engine)
    build.previous_table("vulnerability", "_before_vulnerability", columns=_SHAPE)
    known = {"severity", "cvss", "epss", "kev"}
    columns = ", ".join(
        f"coalesce(f.{name}, a.{name}) as {name}"
        if name in known
        else "coalesce(f.first_seen_at, b.first_seen_at, $as_of) as first_seen_at"
        if name == "first_seen_at"
        else f"f.{name}"
        for name in TABLES["vulnerability"].names
    )
    engine.execute(
        f"create table vulnerability as select {columns}, f._source, f._stale from _found f"
        " left join advisory a on a.cve_id = f.cve_id"
        " left join (select asset_kind, asset_id, cve_id, software_name, min(first_seen_at) as first_seen_at"
        " from _before_vulnerability group by all) b on b.asset_kind = f.asset_kind and b.asset_id = f.asset_id"
        " and b.cve_id is not distinct from f.cve_id and b.software_name is not distinct from f.software_name",
        {"as_of": naive_utc(build.as_of)},
    )
    engine.drop("_found")


def _resolved(engine: Engine, kind: str) -> None:
    mine = f"coalesce(asset_kind, 'device') = {quoting.value(kind)}"
    resolve(
        engine, kind, "_what", f"select _source as source, asset_id as given from record_vulnerability where {mine}"
    )
    replaced = f"{quoting.value(kind)} as asset_kind, w.asset_id as asset_id, upper(trim(cve_id)) as cve_id"
    engine.execute(
        f"insert into _found by name select r.* replace ({replaced}), r.asset_id as _asset from record_vulnerability r"
        " join _what w on w.source = r._source and w.given = r.asset_id and w.asset_id is not null"
        f" where {mine.replace('asset_kind', 'r.asset_kind')}"
    )
    note_strangers(engine, kind, "vulnerability.asset_id", "_what")
    engine.drop("_what")


def _note_lost(engine: Engine) -> None:
    known = f"coalesce(asset_kind, 'device') in {quoting.values(REFERRED)}"
    nothing = "'vulnerability.asset_id: nothing is named'"
    note_unusable(engine, "record_vulnerability", f"{known} and asset_id is null", nothing)
    strange = "'vulnerability.asset_kind: there is no kind of thing called ' || left(asset_kind, 40)"
    note_unusable(engine, "record_vulnerability", f"not {known}", strange)


def _computed(engine: Engine) -> None:
    """Add what the versions of installed software say, where no scanner said it."""
    engine.execute(
        "insert into _found by name select 'device' as asset_kind, device_id as asset_id, cve_id, software_name,"
        " software_version, fix_version, source, 'computed' as _source, false as _stale from software_flaw s"
        " where not exists (select 1 from _found f where f.asset_kind = 'device' and f.asset_id = s.device_id"
        " and f.cve_id = s.cve_id and coalesce(f.software_name, s.software_name) = s.software_name)"
    )
