"""A run that builds on earlier ones tells exactly what a run from nothing would tell.

But for one thing: whom a query found in a position before, only the runs have seen that found them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.by_hand import Run
from tests.journeys.command import drystone


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a change that replaces text in one file."""

    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text, path
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


#: What happens, and when a run sees it: the first changes at the very moment of the run before.
LIFE: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("2026-07-01", edit("exports/jamf.csv", "C02AAA,Off", "C02AAA,On")),
    (
        "2026-07-01",
        edit(
            "exports/hr.csv",
            "Nia Nash;nia@brightwater.example;Ward;Nurse;6;active",
            "Nia Nash;nia@brightwater.example;Ward;Nurse;6;left",
        ),
    ),
    ("2026-07-01", edit("roles.yaml", "deputy: it-deputy", "deputy: security-lead")),
    ("2026-07-02", edit("activities/all.yaml", "accountable: security-lead", "accountable: it-head")),
    ("2026-07-02", edit("checks/all.yaml", "days_since(last_seen_at) > 30", "days_since(last_seen_at) > 1")),
    ("2026-07-02", edit("drystone.toml", '"assigned", "tag"', '"last_user", "assigned", "tag"')),
    ("2026-07-03", edit("exports/edr.csv", "a4,win-zed", "a4,win-zed-2")),
    ("2026-07-03", edit("sources/edr.yaml", "rank: 30", "rank: 10")),
    ("2026-07-04", edit("drystone.toml", 'fallback = "security-lead"', 'fallback = "it-head"')),
    ("2026-07-04", edit("drystone.toml", 'high = ["30d", "14d"', 'high = ["30d", "10d"')),
)


def told(folder: Path, as_of: str) -> tuple[dict[str, Any], set[tuple[object, ...]]]:
    """Run, and return what does not depend on when gaps were first seen."""
    said = drystone("run", "--program", folder, "--json", "--as-of", as_of)
    assert said.code == 0, said.err
    report = json.loads(said.out)
    listed = drystone("gaps", "--program", folder, "--format", "json", "--with-people", "--reason", "test")
    gaps = {
        (g["check"], g["asset_name"], g["item"], g["severity"], tuple(g["responsible"]), g["accountable"], g["via"])
        for g in json.loads(listed.out)
    }
    return {key: report[key] for key in ("sources", "inventory", "responsibility", "checks")}, gaps


def test_a_run_on_top_of_others_tells_what_a_run_from_nothing_tells(
    clinic_run: Run, ready: Callable[[Path], Path], tmp_path: Path
) -> None:
    living = clinic_run.copy(tmp_path / "clinic")
    for as_of in sorted({day for day, _ in LIFE}):
        for day, change in LIFE:
            if day == as_of:
                change(living)
        fresh = Path(shutil.copytree(living, tmp_path / f"fresh-{as_of}", ignore=shutil.ignore_patterns("var")))
        ready(fresh)
        assert told(living, as_of) == told(fresh, as_of)
    edit("exports/hr.csv", "Head of Ward;1;active", "Head of Ward;1;left")(living)
    nothing = Path(shutil.copytree(living, tmp_path / "nothing", ignore=shutil.ignore_patterns("var")))
    ready(nothing)
    (_report, known), (_report, unknown) = told(living, "2026-07-05"), told(nothing, "2026-07-05")
    assert {(gap[0], gap[1]) for gap in unknown - known} == {("duty-without-a-holder", "Head of department: Ward")}
