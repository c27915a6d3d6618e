"""The machines of the made-up organisation and what is installed on them, as the truth has it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from uuid import UUID

from drystone.demo.names import SOFTWARE
from drystone.demo.people import Person, plain

#: Docking stations lend their network address to whichever laptop sits in them.
DOCKS = tuple(f"00:1a:7d:da:71:{n:02x}" for n in range(6))
PLACEHOLDER_SERIALS = ("To be filled by O.E.M.", "System Serial Number", "Default string")

_SYSTEMS = {
    "windows": (("Windows 11", "10.0.26200"), ("Windows 11", "10.0.22631"), ("Windows 10", "10.0.19045")),
    "macos": (("macOS", "26.1"), ("macOS", "15.7.1"), ("macOS", "13.6.9")),
    "ubuntu": (("Ubuntu", "24.04.3"), ("Ubuntu", "22.04.5"), ("Ubuntu", "18.04.6")),
    "android": (("Android", "16"), ("Android", "13")),
    "ios": (("iOS", "26.1"), ("iOS", "17.4")),
}
_PREFIX = {"laptop": "lt", "phone": "ph", "desktop": "term", "server": "srv"}


@dataclass(slots=True)
class Machine:
    """One machine. Dates say since when something is so; None means it is not so."""

    number: int
    serial: str
    uuid: str
    mac: str
    hostname: str
    kind: str
    platform: str
    os_name: str
    os_version: str
    model: str
    owner: Person | None
    last_user: Person | None
    managed_by: str | None
    encrypted_since: dt.date | None
    firewall: bool
    screen_lock: bool
    restart_pending_since: dt.date | None
    updates_pending: int
    last_seen: dt.datetime
    enrolled: dt.date
    software: tuple[tuple[str, str, str], ...] = ()


def make_machines(random: Random, people: list[Person], today: dt.date) -> list[Machine]:
    """Return laptops of those who have one, shared terminals, phones of leads and the servers."""
    machines: list[Machine] = []
    for person in people:
        if person.has_laptop:
            platform = random.choices(("windows", "macos", "ubuntu"), (62, 32, 6))[0]
            machines.append(_machine(random, len(machines), ("laptop", platform), person, today))
        if person.has_laptop and random.random() < 0.25:
            platform = random.choice(("android", "ios"))
            machines.append(_machine(random, len(machines), ("phone", platform), person, today))
    for _ in range(max(3, len(people) // 20)):
        machines.append(_machine(random, len(machines), ("desktop", "windows"), None, today))
    for _ in range(max(4, len(people) // 15)):
        machines.append(_machine(random, len(machines), ("server", "ubuntu"), None, today))
    _make_it_messy(random, machines)
    return machines


def _machine(random: Random, index: int, shape: tuple[str, str], owner: Person | None, today: dt.date) -> Machine:
    kind, platform = shape
    os_name, os_version = random.choices(_SYSTEMS[platform], (70, 25, 5)[: len(_SYSTEMS[platform])])[0]
    ago = random.choices((0, 1, 3, 12, 45, 120), (70, 12, 8, 4, 4, 2))[0]
    if owner is not None and owner.end is not None and owner.end < today:
        ago = (today - owner.end).days + random.randint(-2, 5)
    seen = dt.datetime.combine(
        today - dt.timedelta(days=max(ago, 0)), dt.time(random.randint(6, 18), random.randint(0, 59))
    )
    enrolled = today - dt.timedelta(days=random.randint(30, 1_500))
    plain_name = plain(owner.last)[:10] if owner else kind
    return Machine(
        number=index,
        serial=f"FW{random.randrange(10**6):06d}{index:04d}",
        uuid=str(UUID(int=random.getrandbits(128), version=4)),
        mac=":".join(f"{b:02x}" for b in (0x02, *random.randbytes(5))),
        hostname=f"{_PREFIX[kind]}-{plain_name}-{index:03d}",
        kind=kind,
        platform=platform,
        os_name=os_name,
        os_version=os_version,
        model=random.choice(("Moorland 14", "Moorland 16", "Tarn Pro", "Scree Mini")),
        owner=owner,
        last_user=owner,
        managed_by={"windows": "intune", "macos": "jamf", "ubuntu": "fleet"}.get(platform, "intune"),
        encrypted_since=enrolled if random.random() < 0.9 else None,
        firewall=random.random() < 0.95,
        screen_lock=random.random() < 0.96,
        restart_pending_since=today - dt.timedelta(days=random.randint(1, 40)) if random.random() < 0.12 else None,
        updates_pending=random.choices((0, 1, 4, 9), (75, 12, 9, 4))[0],
        last_seen=seen,
        enrolled=enrolled,
        software=_software(random, platform),
    )


def _software(random: Random, platform: str) -> tuple[tuple[str, str, str], ...]:
    fitting = [entry for entry in SOFTWARE if platform in entry[3]]
    chosen = random.sample(fitting, min(len(fitting), random.randint(3, 8)))
    return tuple((name, random.choices(versions, (2, 8, 90))[0], vendor) for name, vendor, versions, _ in chosen)


def _make_it_messy(random: Random, machines: list[Machine]) -> None:
    """Placeholder serials, docks that share an address, machines no one manages, a generic hostname, a lent laptop."""
    laptops = [m for m in machines if m.kind == "laptop"]
    some = max(2, len(laptops) // 25)
    for machine in random.sample(laptops, some):
        machine.serial = random.choice(PLACEHOLDER_SERIALS)
    for machine in random.sample(laptops, some * 3):
        machine.mac = random.choice(DOCKS)
    for machine in random.sample(laptops, some):
        machine.managed_by = None
    for machine in random.sample([m for m in laptops if m.platform == "macos"] or laptops, some // 2 + 1):
        machine.hostname = "MacBook-Pro"
    for machine in random.sample(laptops, some):
        machine.last_user = random.choice(laptops).owner
