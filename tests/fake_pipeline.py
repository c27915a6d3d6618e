"""Engine rooms for tests of the state: a world of a few findings, told as a dictionary."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drystone.lake import Build
from drystone.lake.engines import Engine
from drystone.program.model import Authority, Check, EngineSettings, Organisation, Place, Program, Settings, Titles
from drystone.runs.report import Judged
from drystone.sources.staged import Staged

MAY = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)

TABLES = {
    "finding": "origin varchar, check_id varchar, activity_id varchar, asset_kind varchar, asset_id varchar,"
    " item varchar, outcome varchar, detail varchar, severity varchar",
    "outcome_count": "check_id varchar, error varchar",
    "asset": "asset_kind varchar, asset_id varchar, name varchar, criticality integer, team varchar,"
    " department varchar",
    "activity": "activity_id varchar, name varchar",
    "position": "position_id varchar, role varchar, seat varchar, name varchar",
    "letter_rule": "activity_id varchar, letter varchar, how varchar, target varchar, each varchar, ordinal integer",
    "seat_holder": "position_id varchar, ordinal integer, person_id varchar, step varchar",
    "departure": "position_id varchar, person_id varchar, until date",
    "stepping_in": "position_id varchar, person_id varchar, step varchar, ordinal integer",
    "relation_holder": "relation varchar, asset_kind varchar, asset_id varchar, person_id varchar, via varchar",
    "asset_alias": "asset_kind varchar, old_id varchar, asset_id varchar",
    "member": "asset_kind varchar, source varchar, asset_id varchar",
    "source_status": "source_id varchar, status varchar",
    "check_reach": "check_id varchar, reach varchar",
    "person": "person_id varchar, email varchar, name varchar, manager_id varchar",
    "screening": "screening_id varchar, person_id varchar",
    "account": "account_id varchar, person_id varchar",
    "owner": "asset_kind varchar, asset_id varchar, person_id varchar, claim varchar",
}


def program(root: Path, *checks: str, fallback: str | None = None, due: dt.timedelta | None = None) -> Program:
    """A program with the named checks of high severity, all of the activity 'lock'."""
    place = Place("checks/all.yaml")
    settings = Settings(
        organisation=Organisation("Fenwick Foods"),
        authority=Authority(fallback=fallback),
        engine=EngineSettings(threads=1, memory="500MB"),
    )
    made = {name: Check(name, "lock", Titles("", "", ""), "high", place, due=due) for name in checks or ("locked",)}
    return Program(root=root, digest="0" * 64, settings=settings, checks=made)


def failing(*things: str, check: str = "locked", **more: Any) -> list[dict[str, Any]]:
    """Findings that fail, one for each thing."""
    return [
        {"origin": "check", "check_id": check, "activity_id": "lock", "asset_kind": "device", "asset_id": thing}
        | {"item": None, "outcome": "fail", "detail": "is open", "severity": "high"}
        | more
        for thing in things
    ]


def world(findings: list[dict[str, Any]], *, things: int = 5, owner: str = "person-1", **more: Any) -> dict[str, Any]:
    """Devices d0, d1, … owned by one person and answered for by person-9, from the source 'mdm'."""
    ids = [f"d{number}" for number in range(things)]
    owned = {"relation": "asset.owner", "asset_kind": "device", "person_id": owner, "via": "assigned"}
    return {
        "finding": findings,
        "asset": [{"asset_kind": "device", "asset_id": one, "name": f"name of {one}", "criticality": 2} for one in ids],
        "activity": [{"activity_id": "lock", "name": "Lock things"}],
        "position": [{"position_id": "it-head", "role": "it-head", "name": "Head of IT"}],
        "letter_rule": [
            {"activity_id": "lock", "letter": "R", "how": "relation", "target": "asset.owner", "ordinal": 0},
            {"activity_id": "lock", "letter": "A", "how": "position", "target": "it-head", "ordinal": 1},
        ],
        "seat_holder": [{"position_id": "it-head", "ordinal": 1, "person_id": "person-9", "step": "holder"}],
        "relation_holder": [{**owned, "asset_id": one} for one in ids] if owner else [],
        "member": [{"asset_kind": "device", "source": "mdm", "asset_id": one} for one in ids],
        "source_status": [{"source_id": "mdm", "status": "complete"}],
        **more,
    }


class FakePipeline:
    """Makes the tables that the rooms would make, from a world or from a file that holds one."""

    def __init__(self, told: dict[str, Any] | Path) -> None:
        self.told = told

    def stage(
        self, program: Program, *, scratch: Path, as_of: dt.datetime, step: Callable[[str], None]
    ) -> list[Staged]:
        (scratch / "staged.csv").write_text("a,b\n")
        return []

    def judge(self, build: Build, program: Program, staged: list[Staged], *, step: Callable[[str], None]) -> Judged:
        told = json.loads(self.told.read_text()) if isinstance(self.told, Path) else self.told
        for name, columns in TABLES.items():
            rows = told.get(name, [])

            def make(engine: Engine, name: str = name, columns: str = columns, rows: Any = rows) -> None:
                engine.execute(f"create or replace table {name} ({columns})")
                names = [column.split()[0] for column in columns.split(", ")]
                engine.insert(name, names, [[row.get(one) for one in names] for row in rows])
                if name == "finding" and told.get("many"):
                    _make_many(engine, told["many"])

            build.table(name, make, text=json.dumps([rows, told.get("many")]))
        return Judged(sources=[{"id": "mdm", "status": "complete", "rows": 5, "quarantined": 0, "error": None}])

    def applies(self, build: Build, program: Program) -> None:
        told = json.loads(self.told.read_text()) if isinstance(self.told, Path) else self.told
        rows = [(check, thing, applies) for check, thing, applies in told.get("applies", [])]
        build.engine.insert("gap_applies", ("check_id", "asset_id", "applies"), rows)


def _make_many(engine: Engine, count: int) -> None:
    engine.execute(
        "insert into finding select 'check', 'locked', 'lock', 'device', 'm' || i, null, 'fail', 'is open', 'high'"
        f" from range({int(count)}) t(i)"
    )
