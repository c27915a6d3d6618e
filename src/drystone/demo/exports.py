"""Write the exports that the made-up organisation's systems would give on one day, with the mess of life in them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

from drystone.demo.accounts import Account, make_accounts
from drystone.demo.estate import Estate
from drystone.demo.machines import Machine, make_machines
from drystone.demo.mail_trace import traced
from drystone.demo.names import FLAWS, SOFTWARE, SYSTEMS
from drystone.demo.people import Person, make_people
from drystone.demo.practice import write_practice

#: When systems export (UTC).
MORNING = dt.time(7, 30)
_STATUS = {"active": "aktiv", "leave": "abwesend", "left": "ausgetreten"}
_SCREENED = ("Head of", "Chief", "Managing", "Payroll", "Systems Engineer", "Security Analyst", "Platform Engineer")


class World:
    """The whole truth about the made-up organisation, from one seed and one day."""

    def __init__(self, *, people: int, seed: int, today: dt.date) -> None:
        random = Random(seed)  # noqa: S311 - the same organisation every time is the point
        self.today = today
        self.seed = seed
        self.people = make_people(random, people, today)
        self.machines = make_machines(random, self.people, today)
        self.accounts = make_accounts(random, self.people, today)
        self.estate = Estate(random, self.people, today)
        self.registers = self.estate.small_registers()


def write_exports(world: World, folder: Path, on: dt.date, *, at: dt.time = MORNING) -> None:
    """Write every export into ``folder`` as it would have looked on the day ``on``.

    Nothing in them is seen later than in the morning, nor than ``at`` (both UTC), where that is earlier.
    """
    by = dt.datetime.combine(on, min(at, MORNING))
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(f"{world.seed} typing slips")  # noqa: S311 - as above
    _write_hr(folder / "hr.csv", world, on, random)
    _write_identity_provider(folder / "gatehouse-users.json", world, by)
    _write_scim(folder / "stackyard-scim.json", world, on)
    _write_machines(folder, world, by, random)
    _write_people_registers(folder, world, on)
    _write_estate(folder, world)
    _write_references(folder)
    write_practice(folder, world.people, seed=world.seed, today=world.today, on=on)
    _write_csv(folder / "mail-trace.csv", traced(world.people, seed=world.seed, by=by))


def _write_csv(
    path: Path, rows: Sequence[Mapping[str, object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=delimiter, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _day(day: dt.date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""


def _moment(moment: dt.datetime | None) -> str | None:
    return f"{moment.isoformat()}Z" if moment else None


def _present(world: World, on: dt.date) -> list[Person]:
    """Return who HR lists on a day: those who had started, and leavers for two years."""
    return [p for p in world.people if p.start <= on and (p.end is None or p.end > on - dt.timedelta(days=730))]


def _write_hr(path: Path, world: World, on: dt.date, random: Random) -> None:
    rows = []
    for person in _present(world, on):
        boss = world.people[person.manager] if person.manager is not None else None
        address = person.email
        if random.random() < 0.02:
            address = address.upper()
        if not person.has_laptop and random.random() < 0.15:
            address = ""
        rows.append(
            {
                "Personalnummer": person.number,
                "Vorname": person.first if random.random() > 0.02 else f"{person.first} ",
                "Nachname": person.last,
                "E-Mail": address,
                "Weitere Adresse": person.aliases[0] if person.aliases and random.random() < 0.8 else "",
                "Abteilung": person.department if random.random() > 0.02 else person.department.upper(),
                "Team": person.team,
                "Stelle": person.title,
                "Vorgesetzter": boss.number if boss else "",
                "Art": {"employee": "Angestellt", "contractor": "Extern"}[person.kind],
                "Status": _STATUS[person.status(on)] if person.kind == "employee" else "aktiv",
                "Eintritt": _day(person.start),
                "Austritt": _day(person.end if person.end and person.end <= on + dt.timedelta(days=60) else None),
                "Standort": person.site,
                "Sprache": "de" if person.site == "Berlin" else "en",
            }
        )
    _write_csv(path, rows, delimiter=";", encoding="utf-8-sig")
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write("99990;Unfertige;Zeile\r\n")


def _write_identity_provider(path: Path, world: World, by: dt.datetime) -> None:
    users, on = [], by.date()
    for account in _accounts(world, "Gatehouse", on):
        factors = account.factors if account.factors_since <= on else ()
        users.append(
            {
                "id": account.key,
                "status": "DEPROVISIONED" if account.closed and account.closed <= on else "ACTIVE",
                "created": f"{account.created.isoformat()}T08:00:00.000Z",
                "lastLogin": _moment(account.last_sign_in and min(account.last_sign_in, by)),
                "profile": {
                    "login": account.username,
                    "email": account.email,
                    "displayName": account.person.name if account.person else account.username.split("@")[0],
                    "userType": account.kind,
                },
                "admin": account.admin,
                "factors": list(factors),
            }
        )
    _write_json(path, {"users": users})


def _accounts(world: World, system: str, on: dt.date) -> Iterable[Account]:
    return (account for account in world.accounts if account.system == system and account.created <= on)


def _write_scim(path: Path, world: World, on: dt.date) -> None:
    resources = []
    for account in _accounts(world, "Stackyard", on):
        resources.append(
            {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "id": account.key,
                "userName": account.username,
                "displayName": account.person.name if account.person else account.username,
                "active": account.closed is None or account.closed > on,
                "emails": [{"value": account.email, "type": "work", "primary": True}],
                "meta": {"resourceType": "User", "created": f"{account.created.isoformat()}T08:00:00Z"},
            }
        )
    _write_json(
        path,
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": len(resources),
            "startIndex": 1,
            "itemsPerPage": len(resources),
            "Resources": resources,
        },
    )


def _write_machines(folder: Path, world: World, by: dt.datetime, random: Random) -> None:
    machines = [m for m in world.machines if m.enrolled <= by.date()]
    _write_csv(folder / "jamf.csv", [_jamf_row(m, by) for m in machines if m.managed_by == "jamf"])
    _write_csv(
        folder / "intune.csv",
        [row for m in machines if m.managed_by == "intune" for row in _intune_rows(m, by, random)],
        encoding="utf-16",
        delimiter="\t",
    )
    fleet = [_fleet_host(m, by) for m in machines if m.kind in {"server", "laptop", "desktop"} and m.number % 9 != 4]
    path = folder / "fleet.jsonl"
    path.write_text("".join(json.dumps(host, ensure_ascii=False) + "\n" for host in fleet), encoding="utf-8")
    _write_software(folder, machines)


def _jamf_row(machine: Machine, by: dt.datetime) -> dict[str, object]:
    on = by.date()
    return {
        "jss_id": machine.number,
        "Computer Name": machine.hostname,
        "Serial": machine.serial,
        "UDID": machine.uuid.upper(),
        "MAC Address": machine.mac.upper(),
        "Email": machine.owner.email if machine.owner else "",
        "OS": machine.os_version,
        "FV": "On" if machine.encrypted_since and machine.encrypted_since <= on else "Off",
        "Firewall": "On" if machine.firewall else "Off",
        "Screen Lock": "On" if machine.screen_lock else "Off",
        "Updates": machine.updates_pending,
        "Restart pending since": _pending(machine, on),
        "Last Check-in": _moment(min(machine.last_seen, by)),
        "Enrolled": machine.enrolled.isoformat(),
    }


def _pending(machine: Machine, on: dt.date) -> str:
    since = machine.restart_pending_since
    return since.isoformat() if since and since <= on else ""


def _intune_rows(machine: Machine, by: dt.datetime, random: Random) -> list[dict[str, object]]:
    """Return the device's row; a re-enrolled machine shows up twice, the old row with its old name."""
    on = by.date()
    encrypted = "" if machine.number % 23 == 5 else str(bool(machine.encrypted_since and machine.encrypted_since <= on))
    row: dict[str, object] = {
        "Device ID": f"int-{machine.number:05d}",
        "Device name": machine.hostname,
        "Serial number": machine.serial,
        "Ethernet MAC": machine.mac.replace(":", ""),
        "Primary user": machine.owner.email if machine.owner else "",
        "Last user": machine.last_user.email if machine.last_user else "",
        "OS": machine.os_name,
        "OS version": machine.os_version,
        "Category": machine.kind,
        "Encrypted": encrypted,
        "Firewall": str(machine.firewall),
        "Screen lock": str(machine.screen_lock),
        "Updates pending": machine.updates_pending,
        "Restart since": _pending(machine, on),
        "Last check-in": _moment(min(machine.last_seen, by)),
        "Enrolled": machine.enrolled.isoformat(),
    }
    if random.random() > 0.04:
        return [row]
    older = {**row, "Device ID": f"int-old-{machine.number:05d}", "Device name": f"DESKTOP-{machine.number:04d}"}
    older["Last check-in"] = _moment(min(machine.last_seen, by) - dt.timedelta(days=200))
    return [older, row]


def _fleet_host(machine: Machine, by: dt.datetime) -> dict[str, object]:
    return {
        "id": machine.number,
        "hostname": f"{machine.hostname}.fenwick.example" if machine.number % 2 else machine.hostname,
        "uuid": machine.uuid,
        "hardware_serial": machine.serial if machine.kind != "server" else "",
        "primary_mac": machine.mac,
        "platform": machine.platform,
        "os_name": machine.os_name,
        "os_version": machine.os_version,
        "kind": machine.kind,
        "seen_time": _moment(min(machine.last_seen, by)),
        "team": "servers" if machine.kind == "server" else "workstations",
    }


def _write_software(folder: Path, machines: Sequence[Machine]) -> None:
    rows = [
        {"host": m.uuid if m.managed_by != "intune" else m.hostname, "name": name, "version": version, "vendor": vendor}
        for m in machines
        for name, version, vendor in m.software
    ]
    _write_csv(folder / "software.csv", rows)
    flawed = []
    for machine in machines:
        if machine.kind != "server":
            continue
        for cve, name, fixed, severity, cvss, epss, kev in FLAWS:
            if any(name == installed and _parts(version) < _parts(fixed) for installed, version, _ in machine.software):
                flawed.append(
                    {
                        "host": machine.uuid,
                        "cve": cve,
                        "software": name,
                        "fix": fixed,
                        "severity": severity,
                        "cvss": cvss,
                        "epss": epss,
                        "kev": kev,
                        "seen": machine.enrolled.isoformat(),
                    }
                )
    _write_json(folder / "scanner.json", {"scan": {"tool": "made-up"}, "results": flawed})


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _write_people_registers(folder: Path, world: World, on: dt.date) -> None:
    random = Random(f"{world.seed} registers")  # noqa: S311 - as above
    screening, training = [], []
    for person in _present(world, on):
        if person.title.startswith(_SCREENED) or "Lead" in person.title:
            screening.extend(_screening_rows(random, person, on))
        if random.random() < 0.9:
            done = max(person.start, on - dt.timedelta(days=random.choice((40, 120, 250, 330, 500))))
            training.append({"Personalnummer": person.number, "Kurs": "Security basics", "Datum": _day(done)})
    _write_csv(folder / "screening.csv", screening, delimiter=";")
    _write_csv(folder / "training.csv", training, delimiter=";", encoding="cp1252")


def _screening_rows(random: Random, person: Person, on: dt.date) -> list[dict[str, object]]:
    kind = random.choices(("done", "late", "missing", "exempt", "expired"), (72, 8, 8, 6, 6))[0]
    if kind == "missing":
        return []
    completed = person.start - dt.timedelta(days=random.randint(3, 30))
    if kind == "late":
        completed = person.start + dt.timedelta(days=random.randint(5, 60))
    expires = completed + dt.timedelta(days=365 * 15) if kind != "expired" else on - dt.timedelta(days=40)
    rows: list[dict[str, object]] = []
    for check in ("identity", "criminal-record"):
        rows.append(
            {
                "Nummer": f"{person.number}-{check}",
                "Personalnummer": person.number,
                "Pruefung": check,
                "Status": "exempt" if kind == "exempt" else "completed",
                "Abgeschlossen": "" if kind == "exempt" else _day(completed),
                "Gueltig bis": "" if kind == "exempt" else _day(expires),
                "Grund": random.choice(("", "held a clearance before joining")) if kind == "exempt" else "",
            }
        )
    return rows


def _write_estate(folder: Path, world: World) -> None:
    estate = world.estate
    _write_csv(folder / "vendors.csv", estate.vendors)
    _write_csv(folder / "applications.csv", estate.applications)
    _write_csv(folder / "shares.csv", estate.shares)
    _write_csv(folder / "cloud.csv", estate.cloud)
    _write_csv(folder / "credentials.csv", estate.credentials)
    _write_json(folder / "repositories.json", estate.repositories)
    dependencies = [
        {"repository": repository["full_name"], **dependency}
        for repository in estate.repositories
        for dependency in repository["dependencies"]  # type: ignore[attr-defined]
    ]
    _write_csv(folder / "dependencies.csv", dependencies)
    for name, rows in world.registers.items():
        latin = name == "expenses"
        _write_csv(
            folder / f"{name}.csv", rows, delimiter=";" if latin else ",", encoding="latin-1" if latin else "utf-8"
        )


def _write_references(folder: Path) -> None:
    releases = [{"product": name, "cycle": "", "latest": versions[-1], "eol": ""} for name, _, versions, _ in SOFTWARE]
    releases += [
        {"product": name, "cycle": cycle, "latest": latest, "eol": eol} for name, cycle, latest, eol in SYSTEMS
    ]
    _write_csv(folder / "releases.csv", releases)
    _write_csv(
        folder / "advisories.csv",
        [
            {"cve": cve, "software": name, "fixed": fixed, "severity": severity, "cvss": cvss, "epss": epss, "kev": kev}
            for cve, name, fixed, severity, cvss, epss, kev in FLAWS
        ],
    )
    _write_csv(
        folder / "approved.csv",
        [
            {"kind": "library", "name": "fenwick-queue", "version": "2.1.0", "replaces": "left-handed-queue"},
            {"kind": "library", "name": "fenwick-http", "version": "3.1.0", "replaces": ""},
            {"kind": "module", "name": "fenwick-network", "version": "5.0.0", "replaces": ""},
            {"kind": "module", "name": "fenwick-bucket", "version": "4.2.0", "replaces": "bucket-anything"},
            {"kind": "template", "name": "fenwick-service-template", "version": "2.0.0", "replaces": ""},
            {"kind": "app", "name": "Zipper", "version": "", "replaces": "PackRat Archiver"},
            {"kind": "app", "name": "Quill Office", "version": "", "replaces": "QuickPDF Online"},
            *(
                {"kind": "app", "name": name, "version": "", "replaces": ""}
                for name, *_ in SOFTWARE
                if "Rat" not in name
            ),
        ],
    )
