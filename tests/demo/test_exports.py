"""The made-up organisation is the same every time, and has the mess that real ones have."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from drystone.demo.exports import World, write_exports
from drystone.demo.machines import DOCKS, PLACEHOLDER_SERIALS

TODAY = dt.date(2026, 11, 22)


def exports(folder: Path, *, seed: int = 7, people: int = 250) -> dict[str, bytes]:
    world = World(people=people, seed=seed, today=TODAY)
    write_exports(world, folder, TODAY)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding=encoding).splitlines(), delimiter=delimiter))


def test_the_same_seed_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    assert exports(tmp_path / "a") == exports(tmp_path / "b")


def test_another_seed_gives_another_organisation(tmp_path: Path) -> None:
    assert exports(tmp_path / "a")["hr.csv"] != exports(tmp_path / "b", seed=8)["hr.csv"]


@pytest.mark.parametrize("people", [40, 250, 600])
def test_it_has_as_many_people_as_asked_for_and_every_system_exports(tmp_path: Path, people: int) -> None:
    files = exports(tmp_path, people=people)
    assert len(World(people=people, seed=7, today=TODAY).people) == people
    assert all(files.values())


def test_it_has_the_mess_of_life(tmp_path: Path) -> None:
    exports(tmp_path)
    people = rows(tmp_path / "hr.csv", encoding="utf-8-sig", delimiter=";")
    machines = rows(tmp_path / "intune.csv", encoding="utf-16", delimiter="\t")
    assert {row["Status"] for row in people} >= {"aktiv", "ausgetreten"}
    assert any(row["Serial number"] in PLACEHOLDER_SERIALS for row in machines)
    assert sum(row["Ethernet MAC"] in {mac.replace(":", "") for mac in DOCKS} for row in machines) > len(DOCKS)
    assert any(row["Primary user"] != row["Last user"] for row in machines)
    logins = json.loads((tmp_path / "gatehouse-users.json").read_text())["users"]
    left = {row["E-Mail"].lower() for row in people if row["Status"] == "ausgetreten"}
    assert any(user["status"] == "ACTIVE" and user["profile"]["email"] in left for user in logins)


def test_nothing_in_it_was_seen_later_than_the_systems_exported(tmp_path: Path) -> None:
    world = World(people=250, seed=7, today=TODAY)
    for on, at in ((TODAY, dt.time(23)), (TODAY, dt.time(2)), (TODAY - dt.timedelta(days=21), dt.time(7, 30))):
        write_exports(world, tmp_path, on, at=at)
        logins = json.loads((tmp_path / "gatehouse-users.json").read_text())["users"]
        hosts = [json.loads(line) for line in (tmp_path / "fleet.jsonl").read_text().splitlines()]
        seen = [
            *(user["lastLogin"] for user in logins if user["lastLogin"]),
            *(host["seen_time"] for host in hosts),
            *(row["Last Check-in"] for row in rows(tmp_path / "jamf.csv")),
        ]
        traced = [row["Received"] for row in rows(tmp_path / "mail-trace.csv")]
        last = f"{dt.datetime.combine(on, min(at, dt.time(7, 30))).isoformat()}Z"
        assert (max(seen), max(traced) <= last) == (last, True)


def test_nobody_in_it_could_be_real(tmp_path: Path) -> None:
    for name, data in exports(tmp_path).items():
        text = data.decode("utf-16" if name == "intune.csv" else "latin-1")
        for word in text.replace('"', " ").replace(",", " ").replace(";", " ").split():
            if "@" in word:
                assert word.strip("|<>").lower().endswith((".example", ".test")), (name, word)
