"""A full run over a large organisation: 100k people, 200k devices, 20M software rows from CSV, 100 checks, 300k gaps.

``python -m bench.run [SCALE…]`` with scale 1 for the size above (0.01 for a quick look). Prints wall time and peak
memory of the first run, of a run with nothing changed since, and of a run after a day's changes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

PEOPLE, DEVICES, SOFTWARE = 100_000, 200_000, 20_000_000

PROGRAM = """schema = 1
[organisation]
name = "Bench Works"
domains = ["bench.example"]
[engine]
threads = 2
memory = "3GB"
[authority]
fallback = "security-lead"
"""
ROLES = """- id: security-lead
  name: Security lead
  holders: [{person: p2@bench.example, from: 2020-01-01}]
- id: it-head
  name: Head of IT
  holders: [{person: p3@bench.example, from: 2020-01-01}]
- id: hr-head
  name: Head of people
  holders: [{person: p4@bench.example, from: 2020-01-01}]
"""
ACTIVITIES = """- {id: keep-devices-sound, name: Keep devices sound, about: device, responsible: [asset.owner], accountable: it-head, standing: agreed}
- {id: keep-software-current, name: Keep software current, about: device, responsible: [it-head], accountable: it-head, standing: agreed}
- {id: keep-logins-sound, name: Keep logins sound, about: account, responsible: [asset.owner], accountable: it-head, standing: agreed}
- {id: keep-people-known, name: Keep people's records whole, about: person, responsible: [hr-head], accountable: hr-head, standing: agreed}
"""
SOURCES = {
    "hr": """id: hr
kind: csv
location: {path: exports/hr.csv}
key: no
rank: 1
feeds:
  person:
    select: {email: '"mail"', name: '"name"', department: '"dept"', title: '"title"', manager: '"boss"', status: '"status"', start_date: '"start"'}
""",
    "idp": """id: idp
kind: csv
location: {path: exports/idp.csv}
key: id
rank: 5
feeds:
  account: {select: {system: "'idp'", username: '"login"', email: '"login"', kind: "'human'", status: '"state"', mfa: '"mfa"', is_admin: '"admin"', last_sign_in_at: '"last"'}}
""",
    "mdm": """id: mdm
kind: csv
location: {path: exports/mdm.csv}
key: id
rank: 10
feeds:
  device: {select: {hostname: '"host"', serial_number: '"serial"', mac_addresses: '"mac"', kind: '"kind"', platform: '"os"', os_version: '"osv"', disk_encrypted: '"enc"', firewall_enabled: '"fw"', screen_lock_enabled: '"lock"', pending_restart: '"restart"', updates_pending: '"updates"', last_seen_at: '"seen"'}}
  claim: {select: {person: '"user"', kind: "'assigned'", seen_at: '"seen"'}}
""",
    "edr": """id: edr
kind: csv
location: {path: exports/edr.csv}
key: id
rank: 20
feeds:
  device: {select: {hostname: '"host"', serial_number: '"serial"', hardware_uuid: '"uuid"', last_seen_at: '"seen"', managed: "'true'"}}
  claim: {select: {person: '"user"', kind: "'last_user'", seen_at: '"seen"'}}
""",
    "software": """id: software
kind: csv
location: {path: exports/software.csv}
feeds:
  software: {select: {device: '"serial"', name: '"name"', version: '"version"', vendor: '"vendor"', source: "'programs'", installed_at: '"installed"'}}
""",
}  # fmt: skip


def checks() -> str:
    """Return a hundred checks: most over devices, some over software, logins and people."""
    lines: list[str] = []

    def add(index: int, activity: str, text: str) -> None:
        lines.append(
            f"- {{id: check-{index:03d}, activity: {activity}, title: Question {index}, severity: high, {text}}}"
        )

    failing = (
        "not disk_encrypted",
        "not firewall_enabled",
        "not screen_lock_enabled",
        "pending_restart",
        "updates_pending > 12",
    )
    for index, text in enumerate(failing):
        add(index, "keep-devices-sound", f'fails: "{text}"')
    for index in range(len(failing), 70):
        text = (
            "updates_pending > {n}",
            "hostname like '%-never-{n}'",
            "os_version = '0.{n}'",
            "kind = 'toaster' and updates_pending > {n}",
        )
        add(index, "keep-devices-sound", 'fails: "' + text[index % 4].format(n=30 + index) + '"')
    for index in range(70, 80):
        add(
            index,
            "keep-software-current",
            f"about: software, fails: \"name = 'app-{index * 40}' and version = '9.{index}'\"",
        )
    for index in range(80, 95):
        add(index, "keep-logins-sound", f"fails: \"is_admin and mfa = 'sms' and username like '%{index}'\"")
    for index in range(95, 100):
        add(index, "keep-people-known", f"fails: \"manager_id is null and title like '%{index}'\"")
    return "\n".join(lines) + "\n"


def write(folder: Path, scale: float, *, software: int = SOFTWARE) -> None:
    """Write the program and its exports; ``software`` is how many rows of it there are at scale 1."""
    for name in ("activities", "checks", "sources", "exports"):
        (folder / name).mkdir(parents=True)
    (folder / "drystone.toml").write_text(PROGRAM)
    (folder / "roles.yaml").write_text(ROLES)
    (folder / "activities" / "all.yaml").write_text(ACTIVITIES)
    (folder / "checks" / "all.yaml").write_text(checks())
    for name, text in SOURCES.items():
        (folder / "sources" / f"{name}.yaml").write_text(text)
    people, devices, software = (int(n * scale) for n in (PEOPLE, DEVICES, software))
    queries = {
        "hr": f"""select i as no, 'p' || i || '@bench.example' as mail, 'Person ' || i as name, 'D' || (i % 40) as dept,
            'Worker ' || (i % 60) as title, case when i > 1 then i // 10 + 1 end as boss,
            case when i % 50 = 7 then 'left' else 'active' end as status, '2020-01-01' as start
            from range(1, {people + 1}) r(i)""",
        "idp": f"""select 'u' || i as id, 'p' || i || '@bench.example' as login, 'active' as state,
            ['push','totp','sms','webauthn'][i % 4 + 1] as mfa, i % 97 = 0 as admin, '2026-06-20T08:00:00Z' as last
            from range(1, {people + 1}) r(i)""",
        "mdm": f"""select 'm' || i as id, 'host-' || i as host, 'SN' || (i * 7919) as serial,
            printf('%02x:%02x:%02x:%02x:%02x:02', i % 256, (i // 256) % 256, (i // 65536) % 256, i % 199, i % 241) as mac,
            case when i % 5 = 0 then 'desktop' else 'laptop' end as kind, ['windows','macos'][i % 2 + 1] as os,
            '11.' || i % 30 as osv, case when i % 40 = 39 then '' when i % 3 = 1 then 'false' else 'true' end as enc,
            i % 2 = 0 as fw, i % 3 <> 0 as lock, i % 6 = 0 as restart, i % 20 as updates,
            '2026-06-2' || i % 9 || 'T08:00:00Z' as seen, 'p' || (i % {people} + 1) || '@bench.example' as "user"
            from range(1, {devices * 9 // 10}) r(i)""",
        "edr": f"""select 'e' || i as id, 'HOST-' || i as host, 'sn' || (i * 7919) as serial, uuid() as uuid,
            '2026-06-25T08:00:00Z' as seen, 'p' || (i % {people} + 1) || '@bench.example' as "user"
            from range({devices // 10}, {devices + 1}) r(i)""",
        "software": f"""select 'SN' || ((i // 100 + 1) * 7919) as serial, 'app-' || (i * 7 % 4000) as name,
            (i % 12) || '.' || (i % 90) || '.1' as version, 'Vendor ' || (i % 300) as vendor, '2026-01-15' as installed
            from range({software}) r(i)""",
    }
    for name, query in queries.items():
        duckdb.execute(f"copy ({query}) to '{folder / 'exports' / name}.csv' (header, delimiter ',')")


def measure(folder: Path, as_of: str) -> dict[str, object]:
    """Run once in a process of its own; return seconds, peak memory and gaps, and the machine's load at the end."""
    began = time.perf_counter()
    out = folder / "report.json"
    process = os.spawnv(
        os.P_NOWAIT,
        shutil.which("bash") or "/bin/bash",
        [
            "bash",
            "-c",
            f"exec {sys.executable} -m drystone.cli.main run --program {folder} --json --as-of {as_of} > {out}",
        ],
    )
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - began
    if status:
        message = f"the run failed with status {status}"
        raise SystemExit(message)
    report = json.loads(out.read_text())
    return {
        "seconds": round(wall, 1),
        "CPU seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak MB": usage.ru_maxrss // 1024,
        "load": round(os.getloadavg()[0], 1),
        "gaps": report["gaps"],
        "timings": report.get("timings"),
    }


def main() -> int:
    """Measure and print each scale that was asked for."""
    for scale in [float(given) for given in sys.argv[1:]] or [1.0]:
        measure_scale(scale)
    return 0


def measure_scale(scale: float) -> None:
    """Write an organisation of that size, and run over it three times."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "bench"
        folder.mkdir()
        write(folder, scale)
        print(
            f"scale {scale}: {int(PEOPLE * scale):,} people, {int(DEVICES * scale):,} devices, {int(SOFTWARE * scale):,} software rows"
        )
        print("first run       ", measure(folder, "2026-06-30"), flush=True)
        print("nothing changed ", measure(folder, "2026-06-30"), flush=True)
        mdm = folder / "exports" / "mdm.csv"
        mdm.write_text(mdm.read_text().replace(",false,false,", ",true,false,", 2_000))
        print("a day's changes ", measure(folder, "2026-07-01"))


if __name__ == "__main__":
    sys.exit(main())
