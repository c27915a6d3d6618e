"""What bad input gets: a clear message that says what to do, the right exit code, nothing lost or doubled."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.by_hand import AS_OF, Organisation, Run
from tests.journeys.command import Said, drystone

CHILD = str(Path(__file__).with_name("child.py"))


@pytest.fixture
def clinic(organisation: Callable[[str], Organisation]) -> Path:
    """Return a fresh copy of the clinic's program and exports."""
    return organisation("clinic").folder


@pytest.fixture
def run_clinic(clinic_run: Run, tmp_path: Path) -> Path:
    """Return a copy of the clinic as a good run left it."""
    return clinic_run.copy(tmp_path / "clinic")


def run(folder: Path, **more: Any) -> Said:
    return drystone("run", "--program", folder, "--json", "--as-of", AS_OF, **more)


def source(said: Said, name: str) -> dict[str, Any]:
    return next(one for one in json.loads(said.out)["sources"] if one["id"] == name)


def open_gaps(folder: Path) -> list[dict[str, Any]]:
    return list(json.loads(drystone("gaps", "--program", folder, "--format", "json").out))


def test_a_missing_file_fails_its_source_and_closes_nothing(run_clinic: Path, clinic_run: Run) -> None:
    before = clinic_run.report["gaps"]["open"]
    (run_clinic / "exports" / "jamf.csv").unlink()
    said = run(run_clinic)
    assert said.code == 3
    assert source(said, "jamf")["status"] == "failed"
    assert "exports/jamf.csv" in source(said, "jamf")["error"]
    assert json.loads(said.out)["gaps"]["open"] == before


def test_a_wrong_column_names_the_one_that_was_meant(clinic: Path) -> None:
    path = clinic / "sources" / "jamf.yaml"
    path.write_text(path.read_text().replace('"Serial"', '"Serail"'))
    said = run(clinic)
    assert said.code == 3
    assert "Serail" in source(said, "jamf")["error"]
    assert "Serial" in source(said, "jamf")["error"]


def test_a_cycle_of_managers_ends(clinic: Path) -> None:
    path = clinic / "exports" / "hr.csv"
    path.write_text(path.read_text().replace(";Director;;", ";Director;7;").replace("Head of Ward;1", "Head of Ward;7"))
    said = run(clinic)
    assert said.code == 0, said.err
    assert json.loads(said.out)["inventory"]["person"] == 10
    assert source(said, "hr")["quarantined"] >= 1  # says that the link was cut, and whose


def test_two_people_with_one_address_stay_two_and_are_listed(clinic: Path) -> None:
    path = clinic / "exports" / "hr.csv"
    path.write_text(path.read_text() + "11;Nia Nash Two;nia@brightwater.example;Ward;Nurse;6;active;2024-01-01;\n")
    said = run(clinic)
    report = json.loads(said.out)
    assert said.code == 0
    assert report["inventory"]["person"] == 11
    assert report["merges"]["rejected_keys"] >= 2  # the address and the placeholder serial


def test_a_role_no_one_holds_is_a_hole_and_the_fallback_hears(clinic: Path) -> None:
    path = clinic / "roles.yaml"
    path.write_text(
        path.read_text()
        .replace("- {person: ida@brightwater.example, from: 2024-01-01}", "[]")
        .replace("  deputy: it-deputy\n", "")
        .replace("holders:\n    []", "holders: []")
    )
    said = run(clinic)
    assert said.code == 0, said.err
    assert json.loads(said.out)["responsibility"]["holes"] >= 1
    assert any(gap["asset_kind"] == "position" and "it-head" in json.dumps(gap) for gap in open_gaps(clinic))


@pytest.mark.parametrize(
    "text",
    [
        "not disk_encryptd",
        "(select count(*) from read_csv('/etc/passwd')) > 0",
        "exists (select 1 from 'exports/hr.csv')",
        "now() > last_seen_at",
        "1; drop table device",
        "getenv('HOME') is null",
    ],
)
def test_a_check_that_reaches_for_more_is_refused_before_anything_runs(clinic: Path, text: str) -> None:
    path = clinic / "checks" / "all.yaml"
    path.write_text(path.read_text().replace("fails: not disk_encrypted", f"fails: {json.dumps(text)}"))
    said = drystone("validate", "--program", clinic)
    assert said.code == 1
    assert "checks/all.yaml:4:" in said.out
    assert run(clinic).code == 1
    assert not (clinic / "var" / "lake" / "snapshots").exists()


def test_a_line_of_two_gigabytes_is_refused_at_once(clinic: Path) -> None:
    path = clinic / "exports" / "edr.csv"
    with path.open("r+b") as file:
        file.truncate(2 * 1024**3)
    said = run(clinic)
    assert said.code == 3
    assert source(said, "edr")["status"] == "failed"
    assert 'line 6 of "exports/edr.csv" is longer than 1 MB' in source(said, "edr")["error"]


def test_a_zip_bomb_is_not_unpacked(clinic: Path) -> None:
    path = clinic / "exports" / "edr.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("edr.csv", b"0" * 300_000_000)
    text = (clinic / "sources" / "edr.yaml").read_text()
    (clinic / "sources" / "edr.yaml").write_text(text.replace("exports/edr.csv", "exports/edr.zip"))
    said = run(clinic)
    assert said.code == 3
    assert source(said, "edr")["status"] == "failed"
    assert '"exports/edr.zip" unpacks to more than' in source(said, "edr")["error"]


def test_an_unreachable_database_says_so(clinic: Path) -> None:
    said = run(clinic, env={"DRYSTONE_STATE_URL": "postgresql://someone:secret-word@127.0.0.1:1/nothing"})
    assert said.code == 3
    assert "the state could not be used" in said.err
    assert "DRYSTONE_STATE_URL" in said.err
    assert "secret-word" not in said.err + said.out


def test_a_full_disk_leaves_the_last_good_run(run_clinic: Path) -> None:
    before = open_gaps(run_clinic)
    path = run_clinic / "exports" / "hr.csv"
    path.write_text(path.read_text().replace("Zed Zorn", "Zed Zorn-Zander"))
    said = run(run_clinic, before="ulimit -f 4;")  # no file may grow beyond four kilobytes
    assert said.code == 3, said.err
    assert "room" in said.err
    assert open_gaps(run_clinic) == before
    assert drystone("lake", "fsck", "--program", run_clinic).code == 0
    assert run(run_clinic).code == 0


def test_a_second_run_says_who_runs(run_clinic: Path, forks: Any, tmp_path: Path) -> None:
    hold = tmp_path / "hold"
    # Between two steps it holds the lease, and no transaction.
    pid = forks.start(CHILD, "run", folder=str(run_clinic), as_of=AS_OF, hold_at="inventory", hold=str(hold))
    deadline = time.monotonic() + 60
    while not hold.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    second = run(run_clinic)
    assert second.code == 3
    assert f"a run is already under way: process {pid} on" in second.err
    hold.unlink()
    assert forks.wait(pid) == 0
