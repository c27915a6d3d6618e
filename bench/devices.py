"""A labelled generator of device records: five systems that each see part of a fleet, with the mess of life.

Everything follows from the seed. The kinds of noise: re-enrolled machines (two records in one system, perhaps renamed
in between), docks that lend their MAC address, cloned and placeholder serial numbers (also ones that no list knows),
cloned hardware UUIDs, generic hostnames, renamed machines of which the CMDB has the old name, names handed on to the
next machine, UUIDs with swapped bytes, missing keys, and noise of case and blanks. MAC addresses have 48 bits.
"""

from __future__ import annotations

from drystone.lake.engines import Engine

SOURCES = ("mdm", "edr", "scanner", "idp", "cmdb")

_GENERIC = (
    "['MacBook-Pro', 'DESKTOP', 'localhost', 'LAPTOP', 'Macbook Air', 'ubuntu', 'iPhone', 'PC-1', 'MacBook-Pro-2']"
)
_PLACEHOLDERS = (
    "['To be filled by O.E.M.', 'System Serial Number', 'Default string', 'None', '0', '123456789', 'N/A',"
    " 'Not Specified', 'XXXXXXXXXXX', '00000000', 'INVALID-SN-A', 'empty', 'SN-MODEL-7X', 'O.E.M.']"
)
_ZERO_WIDTH = "chr(8203)"


def generate(engine: Engine, devices: int, *, seed: int = 1, noise: float = 1.0) -> int:
    """Make ``record_device`` and ``truth`` (source, key, device); return the number of records, about twice as many.

    ``noise`` multiplies the shares of junk, cloned, handed-on, generic and renamed keys and of re-enrolled machines.
    """
    engine.execute(
        f"create or replace macro chance(i, what) as (hash(i, what, {int(seed)}) >> 11) / 9007199254740992.0"
    )
    engine.execute(
        f"create or replace macro digits(i, what) as printf('%016x', (hash(i, what, {int(seed)}) >> 1)::bigint)"
    )
    engine.execute(f"create or replace table fleet as {_fleet(devices, noise)}")
    engine.execute("create or replace table seen as " + " union all ".join(_seen(source, noise) for source in SOURCES))
    engine.execute(
        "create or replace table record_device (_source varchar, _key varchar, _rank bigint, _seen_at timestamp,"
        " _stale boolean, device_id varchar, owner_id varchar, hostname varchar, serial_number varchar,"
        " hardware_uuid varchar, mac_addresses varchar)"
    )
    engine.execute(
        "insert into record_device by name select source as _source, key as _key, 10 as _rank, serial_number,"
        " hardware_uuid, mac_addresses, hostname, owner_id from seen"
    )
    engine.execute("create or replace table truth as select source, key, device from seen")
    engine.drop("fleet")
    engine.drop("seen")
    return int(engine.value("select count(*) from truth"))


def _fleet(devices: int, noise: float) -> str:
    """What each machine really is."""
    clone = f"case when chance(i, 'clone') < 0.003 * {noise} then i - i % 100 else i end"
    twin = f"case when chance(i, 'twin') < 0.002 * {noise} then i - i % 250 else i end"
    handed = f"case when chance(i, 'handed') < 0.01 * {noise} then (i * 7 + 13) % {devices} else i end"
    return (
        "select i,"
        f" case when chance(i, 'junk') < 0.03 * {noise} then {_PLACEHOLDERS}[1 + (chance(i, 'which') * 14)::int % 14]"
        f" else upper(left(digits({clone}, 'serial'), 10)) end as serial,"
        f" digits({twin}, 'uuid') || digits({twin}, 'more') as uuid,"
        " right(digits(i, 'mac'), 12) as wifi, right(digits(i, 'lan'), 12) as lan,"
        f" right(digits(i // 40 + (chance(i, 'desk') * 30)::int, 'dock'), 12) as dock,"
        " chance(i, 'docked') < 0.2 as docked,"
        f" case when chance(i, 'dull') < 0.06 * {noise} then {_GENERIC}[1 + (chance(i, 'name') * 9)::int % 9]"
        f" else 'lap-' || left(digits({handed}, 'host'), 9) end as host,"
        f" case when chance(i, 'renamed') < 0.04 * {noise} then 'old-' || left(digits(i, 'old'), 9) end as old_host,"
        " 'p' || left(digits(i, 'person'), 9) as person"
        f" from range({devices}) r(i)"
    )


#: Per system: its share of the fleet, and of each key that it has.
_SEES = {
    "mdm": {"here": 0.62, "serial": 0.97, "uuid": 0.7, "mac": 0.8, "host": 0.99, "person": 0.85, "again": 0.04},
    "edr": {"here": 0.55, "serial": 0.7, "uuid": 0.9, "mac": 0.9, "host": 0.99, "person": 0.0, "again": 0.03},
    "scanner": {"here": 0.3, "serial": 0.0, "uuid": 0.0, "mac": 0.9, "host": 0.97, "person": 0.0, "again": 0.01},
    "idp": {"here": 0.25, "serial": 0.4, "uuid": 0.0, "mac": 0.0, "host": 0.98, "person": 1.0, "again": 0.01},
    "cmdb": {"here": 0.4, "serial": 0.9, "uuid": 0.0, "mac": 0.3, "host": 0.9, "person": 0.7, "again": 0.01},
}


def _seen(source: str, noise: float) -> str:
    """One system's records: a machine that was enrolled again has a second one."""
    sees = _SEES[source]

    def has(what: str, value: str) -> str:
        return f"case when chance(n, '{source} {what}') < {sees[what]} then {value} end"

    stale = source == "cmdb"
    host = f"case when n % 2 = 1 and chance(i, '{source} new name') < 0.3 then 'new-' || left(digits(i, 'new'), 9)"
    host += " when old_host is not null then old_host else host end" if stale else " else host end"
    card = "lan" if source == "scanner" else "wifi"
    lent = f"docked and chance(n, '{source} docked') < 0.6"
    several = (
        "" if source == "scanner" else f" || case when chance(n, '{source} two') < 0.7 then ',' || lan else '' end"
    )
    macs = (
        f"case when {lent} then dock else {card} end"
        if source == "scanner"
        else f"{card}{several} || case when {lent} then ',' || dock else '' end"
    )
    slip = f"chance(n, '{source} noise')"
    return (
        f"select '{source}' as source, '{source}-' || n as key, i as device,"
        f" case when {slip} < 0.1 then lower(s) || ' ' when {slip} < 0.13 then {_ZERO_WIDTH} || s else s end"
        " as serial_number,"
        f" case when {slip} between 0.2 and 0.25 then upper(u) when {slip} > 0.97 then u[7:8] || u[5:6] || u[3:4]"
        " || u[1:2] || u[11:12] || u[9:10] || u[15:16] || u[13:14] || u[17:] else u end as hardware_uuid,"
        f" case when {slip} < 0.3 then upper(m) when {slip} < 0.5"
        " then regexp_replace(m, '([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})', '\\1.\\2.\\3', 'g') else m end"
        " as mac_addresses,"
        f" case when {slip} < 0.2 then upper(h) when {slip} < 0.4 then h || '.corp.example' when {slip} > 0.95"
        " then ' ' || h else h end as hostname,"
        f" case when {slip} < 0.1 then upper(p) || '@FENWICK.EXAMPLE' else p || '@fenwick.example' end as owner_id"
        f" from (select n, i, {has('serial', 'serial')} as s, {has('uuid', 'uuid')} as u, {has('mac', macs)} as m,"
        f" {has('host', host)} as h, {has('person', 'person')} as p from (select *, i * 2 + second as n from fleet,"
        f" (values (0), (1)) t(second) where chance(i, '{source} here') < {sees['here']}"
        f" and (second = 0 or chance(i, '{source} again') < {sees['again'] * noise})))"
    )
