"""One run through every real room, from three small exports to gaps with owners."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

AS_OF = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)

FILES = {
    "drystone.toml": """
        schema = 1
        [organisation]
        name = "Fenwick Foods"
        domains = ["fenwick.example"]
        [authority]
        fallback = "security-lead"
        [engine]
        threads = 1
    """,
    "roles.yaml": """
        - id: it-head
          name: Head of IT
          holders: [{person: mira@fenwick.example, from: 2025-01-01}]
        - id: security-lead
          name: Security lead
          holders: [{person: ines@fenwick.example, from: 2025-01-01}]
    """,
    "activities/devices.yaml": """
        - id: encrypt-laptops
          name: Encrypt laptops
          about: device
          where: kind = 'laptop'
          responsible: [asset.owner]
          accountable: it-head
          held_by: monitor
          standing: agreed
    """,
    "checks/devices.yaml": """
        - id: laptop-disk-encrypted
          activity: encrypt-laptops
          title: {pass: Your disk is encrypted, fail: Turn on disk encryption, unknown: Not heard from}
          fails: not disk_encrypted
          severity: high
          why: If the laptop is lost, nobody can read it.
    """,
    "sources/hr.yaml": """
        id: hr
        kind: csv
        location: {path: exports/hr.csv}
        key: id
        feeds:
          person: {select: {email: '"mail"', name: '"name"', manager: '"boss"', status: '"state"'}}
    """,
    "sources/mdm.yaml": """
        id: mdm
        kind: csv
        location: {path: exports/mdm.csv}
        key: serial
        feeds:
          device:
            select:
              serial_number: '"serial"'
              hostname: '"host"'
              kind: "'laptop'"
              disk_encrypted: '"fv"'
              owner: '"user"'
    """,
    "exports/hr.csv": """
        id,mail,name,boss,state
        1,mira@fenwick.example,Mira,,active
        2,ines@fenwick.example,Ines,1,active
        3,noor@fenwick.example,Noor,1,active
        4,left@fenwick.example,Lee,3,left
    """,
    "exports/mdm.csv": """
        serial,host,fv,user
        C02AAAA11111,lap-1,true,noor@fenwick.example
        C02BBBB22222,lap-2,false,noor@fenwick.example
        C02CCCC33333,lap-3,,ines@fenwick.example
        C02DDDD44444,lap-4,false,left@fenwick.example
    """,
}


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    root = tmp_path / "program"
    for name, text in FILES.items():
        _write(root, name, text)
    return root


def _write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(textwrap.dedent(text).lstrip())


@pytest.fixture
def run_rooms(organisation: Path) -> Callable[..., Any]:
    def go(day: int = 0) -> Any:
        from drystone.program import load
        from drystone.runs import actions
        from drystone.runs.pipeline import Rooms

        loaded = load(organisation)
        assert loaded.program is not None, [str(problem) for problem in loaded.problems]
        as_of = AS_OF + dt.timedelta(days=day)
        return actions.run(loaded.program, tools=actions.Tools(Rooms({}), now=lambda: as_of), as_of=as_of)

    return go


def _open() -> dict[str, dict[str, Any]]:
    from drystone.gaps.models import Gap
    from drystone.gaps.queries import Filter, listing

    # A list names nobody, and a laptop may be called after its person.
    names = dict(Gap.objects.values_list("asset_id", "asset_name"))
    return {names[gap["asset_id"]]: gap for gap in listing(Filter(check="laptop-disk-encrypted"))}


def test_three_exports_become_gaps_with_owners(state: Any, run_rooms: Callable[..., Any], organisation: Path) -> None:
    told = run_rooms().as_json()
    assert told["sources"] == [
        {"id": "hr", "status": "complete", "rows": 4, "quarantined": 0, "error": None},
        {"id": "mdm", "status": "complete", "rows": 4, "quarantined": 0, "error": None},
    ]
    assert told["checks"] == [
        {"id": "laptop-disk-encrypted", "pass": 1, "fail": 2, "unknown": 1, "not_applicable": 0, "error": None}
    ]
    gaps = _open()
    assert sorted(gaps) == ["lap-2", "lap-4"]
    assert gaps["lap-2"]["via"] == "assigned"
    assert gaps["lap-4"]["via"] == "manager"
    assert gaps["lap-2"]["responsible"] == gaps["lap-4"]["responsible"]
    assert gaps["lap-2"]["accountable"] != gaps["lap-2"]["responsible"][0]
    assert gaps["lap-2"]["reach"] == "trial"
    again = run_rooms(day=1).gaps
    assert (again["opened"], again["closed"], again["changed"]) == (0, 0, 0)


def test_what_the_next_exports_say_closes_or_keeps_gaps(
    sqlite_state: Any, run_rooms: Callable[..., Any], organisation: Path
) -> None:
    run_rooms()
    mdm = textwrap.dedent(FILES["exports/mdm.csv"]).replace("lap-2,false", "lap-2,true")
    _write(organisation, "exports/mdm.csv", mdm)
    assert run_rooms(day=1).gaps["closed"] == 1
    assert sorted(_open()) == ["lap-4"]
    _write(organisation, "exports/mdm.csv", "\n".join(line for line in mdm.splitlines() if "lap-4" not in line) + "\n")
    assert run_rooms(day=2).gaps["closed"] == 1
    (organisation / "exports" / "mdm.csv").unlink()
    told = run_rooms(day=3).as_json()
    assert [one["status"] for one in told["sources"]] == ["complete", "failed"]
    assert told["gaps"]["closed"] == 0
