"""Which installed software has a known flaw: its version against the versions that advisories name.

A flaw counts where the package is the advisory's, the scheme of both is the same, the device runs the advisory's
release (``ubuntu_1604``), and the version is at least the one that introduced it and older than the one that mends it.
What cannot be compared is not claimed. The operating system itself counts as a package of its own name.
"""

from __future__ import annotations

from drystone.inventory.versions import order_pairs, scheme
from drystone.lake import Build
from drystone.lake.engines import Engine

_FLAW = (
    "device_id varchar, cve_id varchar, software_name varchar, software_version varchar, fix_version varchar,"
    " source varchar"
)


def make_flaws(build: Build) -> None:
    """Make ``software_flaw`` (device_id, cve_id, software_name, software_version, fix_version, source)."""
    build.table("affected_title", _candidates, inputs=("software_title", "affected", "device"))
    pairs = " union all ".join(
        f"select scheme, version as a, {bound} as b from affected_title"
        f" where version is not null and {bound} is not null"
        for bound in ("fixed_version", "introduced_version")
    )
    order_pairs(build, "flaw_order", pairs, ("affected_title",))
    build.table("software_flaw", _flaws, inputs=("affected_title", "flaw_order", "software", "device"))


def _system() -> str:
    """SQL: the operating systems of devices, as titles."""
    return (
        "select distinct lower(coalesce(platform, os_name)) as name, os_version as version, null as source,"
        " 'generic' as scheme, true as system from device where os_version is not null"
    )


def _candidates(engine: Engine) -> None:
    engine.execute(
        "create table affected_title as select distinct t.name, t.version, t.source, t.scheme, t.system, a.cve_id,"
        " a.fixed_version, a.introduced_version, lower(a.platform) as platform, a.source as told_by from"
        f" (select name, version, source, scheme, false as system from software_title union all {_system()}) t"
        f" join (select *, {scheme('ecosystem')} as scheme from affected where cve_id is not null) a"
        " on lower(a.package) = lower(t.name) and a.scheme = t.scheme"
    )


def _flaws(engine: Engine) -> None:
    engine.execute(
        "create or replace temp table _flawed as select t.* from affected_title t"
        " left join flaw_order f on f.scheme = t.scheme and f.a = t.version and f.b = t.fixed_version"
        " left join flaw_order i on i.scheme = t.scheme and i.a = t.version and i.b = t.introduced_version"
        " where (t.fixed_version is null or f.sign < 0) and (t.introduced_version is null or i.sign >= 0)"
        " and (t.fixed_version is not null or t.introduced_version is not null)"
    )
    if not engine.value("select 1 from _flawed limit 1"):
        # No need to look through tens of millions of rows for nothing.
        engine.execute(f"create table software_flaw ({_FLAW})")
        engine.drop("_flawed")
        return
    # A release is written as letters and digits: rhel_07 is what runs 7.9, ubuntu_1604 what runs 16.04.
    letters = "regexp_extract(w.platform, '^[a-z]+')"
    digits = "ltrim(regexp_extract(w.platform, '_([0-9]+)$', 1), '0')"
    spelled = f"case {letters} when 'rhel' then 'red hat' else {letters} end"
    runs = (
        f"(w.platform is null or (({letters} in (lower(d.platform), lower(d.os_name))"
        f" or contains(lower(d.os_name), {letters}) or contains(lower(d.os_name), {spelled}))"
        f" and ({digits} = '' or starts_with(regexp_replace(d.os_version, '[^0-9]', '', 'g'), {digits}))))"
    )
    columns = "cve_id, software_name, software_version, max(fix_version) as fix_version, min(told_by) as source"
    engine.execute(
        f"create table software_flaw as select device_id, {columns} from ("
        " select s.device_id, w.cve_id, s.name as software_name, s.version as software_version,"
        " w.fixed_version as fix_version, w.told_by from software s join device d using (device_id) join _flawed w"
        " on w.name = s.name and w.version is not distinct from s.version and w.source is not distinct from s.source"
        f" where not w.system and {runs} union all"
        " select d.device_id, w.cve_id, w.name, w.version, w.fixed_version, w.told_by from device d join _flawed w"
        " on w.system and w.name = lower(coalesce(d.platform, d.os_name)) and w.version = d.os_version)"
        " group by device_id, cve_id, software_name, software_version"
    )
    engine.drop("_flawed")
