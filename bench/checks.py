"""How many times a second a check is asked of a thing: one million devices, a hundred checks.

    python bench/checks.py [--devices N] [--checks N]

Times include writing a finding for each outcome that is not a pass. Where c7n or regopy are installed (the ``bench``
extra) ten of the same questions are put to them, over fewer devices, because they judge one document at a time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import resource
import sys
import time
from pathlib import Path
from typing import Any

from drystone.checks import scanning
from drystone.checks.compile import compile_check
from drystone.checks.session import Session
from drystone.lake.engines.duck import DuckEngine
from drystone.program.model import Activity, Check, Organisation, Place, Program, Settings, Titles
from drystone.program.vocabulary import TABLES

AS_OF = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
HERE = Place("bench")
WHERES = (None, "kind in ('laptop', 'desktop')", "kind = 'server'", "status = 'active'", "managed")
FAILS = (
    "not disk_encrypted",
    "not firewall_enabled",
    "not screen_lock_enabled",
    "managed is distinct from true",
    "updates_pending > {n}",
    "days_since(last_seen_at) > {days}",
    "owner_id is null",
    "platform = 'windows' and os_version like '10.0.{n}%'",
    "pending_restart and days_since(pending_restart_since) > {days}",
    "lower(hostname) like 'test{n}-%'",
)


def devices(engine: DuckEngine, count: int) -> None:
    """Make devices of which two in a hundred do not say, and about five in a hundred fail."""
    listed = ", ".join(f'"{column.name}" {column.type}' for column in TABLES["device"].columns)
    engine.execute(f"create table device ({listed})")

    def flag(seed: int) -> str:
        return f"case when hash(i + {seed}) % 50 = 0 then null else hash(i + {seed}) % 20 > 0 end"

    engine.execute(
        f"""
        insert into device by name
        select 'device-' || lpad(to_hex(hash(i)), 16, '0') as device_id, 'host-' || i as hostname,
            ['laptop', 'desktop', 'server', 'phone'][1 + i % 4] as kind,
            ['windows', 'macos', 'linux'][1 + i % 3] as platform, '10.0.' || (hash(i + 9) % 3000) as os_version,
            if(hash(i + 8) % 40 = 0, null, 'person-' || (i % 90000)) as owner_id,
            {flag(1)} as disk_encrypted, {flag(2)} as firewall_enabled, {flag(3)} as screen_lock_enabled,
            {flag(4)} as managed, hash(i + 5) % 8 = 0 as pending_restart,
            (hash(i + 6) % 25)::integer as updates_pending,
            timestamp '2026-11-22' - to_days((hash(i + 7) % 40)::integer) as last_seen_at,
            timestamp '2026-11-22' - to_days((hash(i + 10) % 30)::integer) as pending_restart_since, 'active' as status
        from range({count}) t(i)
        """
    )


def program(checks: int) -> Program:
    """A program of that many checks over devices."""
    activities = {
        f"a{number}": Activity(f"a{number}", "", HERE, "it", ("it",), about="device", where=where)
        for number, where in enumerate(WHERES)
    }
    asked = {}
    for number in range(checks):
        fails = FAILS[number % len(FAILS)].format(n=15 + number // 10, days=20 + number // 10)
        one = Check(f"c{number}", f"a{number % 5}", Titles("", "", ""), "high", HERE, fails=fails)
        asked[one.id] = one
    return Program(Path(), "", Settings(Organisation("Bench")), activities=activities, checks=asked)


def ours(count: int, checks: int) -> None:
    """Time Drystone."""
    engine = DuckEngine()
    devices(engine, count)
    whole = program(checks)
    begun, busy = time.perf_counter(), time.process_time()
    session = Session(engine, 600, {check_id: number for number, check_id in enumerate(whole.checks)})
    session.begin()
    scanning.scan(session, [compile_check(whole, check, AS_OF) for check in whole.checks.values()])
    spent, busy = time.perf_counter() - begun, time.process_time() - busy
    found = engine.value("select count(*) from finding_thing")
    report("drystone", count * checks, (spent, busy), f"{found:,} findings")


def rows(count: int) -> list[dict[str, Any]]:
    """The same devices as documents."""
    engine = DuckEngine()
    devices(engine, count)
    names = ("kind", "disk_encrypted", "firewall_enabled", "updates_pending", "owner_id")
    found = engine.rows(f"select {', '.join(names)} from device")
    return [dict(zip(names, row, strict=True)) for row in found]


def c7n(count: int) -> None:
    """Time Cloud Custodian's value filters, in memory and without its cloud."""
    try:
        filters = importlib.import_module("c7n.filters")
    except ImportError:
        print("c7n       not installed")
        return
    asked = [
        filters.ValueFilter(given).validate()
        for given in (
            {"type": "value", "key": "disk_encrypted", "value": False},
            {"type": "value", "key": "firewall_enabled", "value": False},
            {"type": "value", "key": "owner_id", "value": None},
            *({"type": "value", "key": "updates_pending", "op": "gt", "value": 15 + n} for n in range(7)),
        )
    ]
    documents = rows(count)
    begun, busy = time.perf_counter(), time.process_time()
    for one in asked:
        for document in documents:
            one.match(document)
    report("c7n", count * len(asked), (time.perf_counter() - begun, time.process_time() - busy), "value filters")


def rego(count: int) -> None:
    """Time a Rego engine (regopy) on the same questions."""
    try:
        regopy = importlib.import_module("regopy")
    except ImportError:
        print("regopy    not installed")
        return
    rules = ["not_encrypted if input.disk_encrypted == false", "no_firewall if input.firewall_enabled == false"]
    rules += ["no_owner if input.owner_id == null"]
    rules += [f"behind{n} if input.updates_pending > {15 + n}" for n in range(7)]
    interpreter = regopy.Interpreter()
    interpreter.add_module("bench", "package bench\nimport rego.v1\n" + "\n".join(rules))
    documents = rows(count)
    begun, busy = time.perf_counter(), time.process_time()
    for document in documents:
        interpreter.set_input(document)
        interpreter.query("data.bench")
    report("regopy", count * len(rules), (time.perf_counter() - begun, time.process_time() - busy), "plain queries")


def report(name: str, evaluations: int, spent: tuple[float, float], more: str) -> None:
    """Print one line; ``spent`` is seconds of the clock and of CPU. The peak is that of the process until here."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clock, busy = spent
    rate = evaluations / clock
    print(
        f"{name:9} {evaluations:>13,} evaluations {clock:8.2f} s ({busy:.2f} s of CPU) {rate:>14,.0f}/s {peak:7,.0f} MB  {more}"
    )


def main() -> int:
    """Run all three."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--devices", type=int, default=1_000_000)
    parser.add_argument("--checks", type=int, default=100)
    given = parser.parse_args()
    ours(given.devices, given.checks)
    c7n(min(given.devices, 20_000))
    rego(min(given.devices, 500))
    return 0


if __name__ == "__main__":
    sys.exit(main())
