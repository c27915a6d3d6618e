"""First findings from three files: a German HR list, an identity provider's users and a device manager's export.

Everything goes as a person would do it: init, sources add, a holder for two positions, validate, run, gaps.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from drystone.cli.main import app

AS_OF = "2026-07-01"
FIRST = "Mira Jonas Aylin Björn Cem Dörte Emil Fatma Götz Hanna Ivo Jana Karl Lale Max Nele Ömer Pia Rolf Selin".split()
LAST = "Köhler Yıldız Weiß Großmann Schäfer Demir Brandt Öztürk Lorenz Fuchs".split()
PEOPLE = 40
MAIL = "heidekraut.example"


def command(*words: object, code: int = 0) -> str:
    """Run ``drystone`` in this process and return what it printed on stdout."""
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.stdout + done.stderr
    return done.stdout


def address(number: int) -> str:
    return f"p{number}@{MAIL}"


def hr() -> bytes:
    """Return the HR list as a German Excel writes it: semicolons, dd.mm.yyyy, Windows-1252. Person 7 has left."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        [
            "Personalnummer",
            "Nachname",
            "Vorname",
            "E-Mail",
            "Abteilung",
            "Stelle",
            "Vorgesetzter",
            "Eintritt",
            "Austritt",
        ]
    )
    for number in range(1, PEOPLE + 1):
        boss = "" if number == 1 else str(1 if number <= 5 else number % 4 + 2)
        left = "31.05.2026" if number == 7 else ""
        title = "Geschäftsführung" if number == 1 else "Leitung" if number <= 5 else "Fachkraft"
        name = (LAST[number % len(LAST)].replace("ı", "i"), FIRST[number % len(FIRST)])
        joined = f"{number % 28 + 1:02d}.{number % 12 + 1:02d}.2021"
        department = ["IT", "Einkauf", "Labor"][number % 3]
        led_by = boss and 1000 + int(boss)
        writer.writerow([1000 + number, *name, address(number), department, title, led_by, joined, left])
    return out.getvalue().encode("cp1252")


def idp() -> str:
    """Return users as the identity provider's API answers; the leaver is still active, and one is nobody's."""
    users = [
        {
            "id": f"00u{number:05d}",
            "status": "ACTIVE",
            "created": "2022-02-02T10:00:00.000Z",
            "lastLogin": None if number == 12 else "2026-06-28T08:00:00.000Z",
            "profile": {"login": mail, "email": mail, "firstName": "F", "lastName": "L"},
        }
        for number, mail in [*((n, address(n)) for n in range(1, PEOPLE + 1)), (900, f"praktikum@{MAIL}")]
    ]
    return json.dumps(users)


def mdm() -> str:
    """Return the device manager's export; 3 disks are not encrypted (one the leaver's), 4 machines are nobody's."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        [
            "Device ID",
            "Device name",
            "Serial number",
            "OS",
            "OS version",
            "Primary user UPN",
            "Encrypted",
            "Last check-in",
        ]
    )
    for number in range(1, PEOPLE + 1):
        user = "" if number > PEOPLE - 4 else address(number)
        encrypted = "False" if number in (3, 7, 20) else "True"
        seen = "2026-06-30 07:00:00"
        writer.writerow(
            [
                f"dev-{number:04d}",
                f"HK-{number:04d}",
                f"5CG{number:07d}",
                "Windows",
                "10.0.22631.1",
                user,
                encrypted,
                seen,
            ]
        )
    return out.getvalue()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a starter program with sources for the three files, and holders for two positions."""
    folder = tmp_path_factory.mktemp("three") / "heidekraut"
    command("init", folder)
    exports = folder / "exports"
    exports.mkdir(exist_ok=True)
    (exports / "personal.csv").write_bytes(hr())
    (exports / "okta-users.json").write_text(idp())
    (exports / "intune-devices.csv").write_text(mdm())
    files = [exports / name for name in ("personal.csv", "okta-users.json", "intune-devices.csv")]
    command("sources", "add", *files, "--program", folder)
    roles = folder / "roles.yaml"
    text = roles.read_text()
    for role, person in (("security-lead", 2), ("it-head", 3)):
        holder = f"- id: {role}\n  holders:\n    - {{person: {address(person)}, from: 2026-01-01}}\n"
        assert f"- id: {role}\n" in text
        text = text.replace(f"- id: {role}\n", holder)
    roles.write_text(text)
    settings = folder / "drystone.toml"
    settings.write_text(settings.read_text().replace("your-organisation.example", MAIL))
    return folder


def test_three_files_become_findings_with_owners(program: Path) -> None:
    command("validate", "--program", program)
    report = json.loads(command("run", "--program", program, "--json", "--as-of", AS_OF))
    assert {one["status"] for one in report["sources"]} == {"complete"}
    assert sum(one["quarantined"] for one in report["sources"]) == 0
    assert {name: report["inventory"][name] for name in ("person", "account", "device")} == {
        "person": PEOPLE,
        "account": PEOPLE + 1,
        "device": PEOPLE,
    }
    people = ("--with-people", "--reason", "looking at the first findings")
    gaps = json.loads(command("gaps", "--program", program, "--format", "json", *people))
    assert {(name, *who) for name, who in found(gaps, "laptop-disk-encrypted")} == {
        ("HK-0003", address(3)),
        ("HK-0020", address(20)),
        ("HK-0007", address(5)),  # whoever had it has left; 5 leads whom 7 reported to
    }
    assert [name for name, _ in found(gaps, "leaver-account-active")] == [address(7)]
    assert [name for name, _ in found(gaps, "account-without-a-living-person")] == [f"praktikum@{MAIL}"]
    assert sorted(name for name, _ in found(gaps, "device-without-owner")) == [f"HK-{n:04d}" for n in range(37, 41)]
    assert report["gaps"]["unowned"] == 0
    assert all(gap["responsible"] for gap in gaps)


def test_each_proposed_source_can_be_tried_and_shows_what_it_gives_and_what_not(program: Path) -> None:
    tried = {
        one: json.loads(command("sources", "test", one, "--program", program, "--json", "--as-of", AS_OF))
        for one in ("personal", "okta-users", "intune-devices")
    }
    assert {one: told["status"] for one, told in tried.items()} == dict.fromkeys(tried, "complete")
    assert tried["personal"]["rows"] == {"person": PEOPLE}
    first = tried["personal"]["samples"]["person"][0]
    assert (first["name"], first["start_date"], first["department"]) == ("Jonas Yildiz", "2021-02-02", "Einkauf")
    assert tried["okta-users"]["rows"]["account"] == PEOPLE + 1
    assert tried["intune-devices"]["rows"] == {"claim": PEOPLE - 4, "device": PEOPLE}
    assert all(told["quarantine"] == [] for told in tried.values())
    # A day that does not exist comes later than the proposal: it is unknown, and listed.
    export = program / "exports" / "personal.csv"
    export.write_bytes(
        export.read_bytes() + "1999;Neu;Nora;nora@heidekraut.example;IT;;;31.02.2026;\r\n".encode("cp1252")
    )
    told = json.loads(command("sources", "test", "personal", "--program", program, "--json", "--as-of", AS_OF))
    assert told["rows"] == {"person": PEOPLE + 1}
    assert [one["reason"] for one in told["quarantine"]] == ["person.start_date: '31.02.2026' is not a date"]


def found(gaps: list[dict[str, Any]], check: str) -> list[tuple[str, list[str]]]:
    """Return thing and responsible people of a check's gaps."""
    return [(gap["asset_name"], gap["responsible"]) for gap in gaps if gap["check"] == check]
