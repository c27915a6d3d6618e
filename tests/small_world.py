"""A small organisation as tables of an applied run, made by hand: each test changes the one thing it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from drystone.lake.engines import DuckEngine
from drystone.program.model import Activity, Objective, Organisation, Place, Program, Settings

AS_OF = dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)
_TABLES = {
    "coverage": "activity_id varchar, pairs bigint, resolved bigint, by_fallback bigint, error varchar,"
    " resolved_people bigint, unresolved_people bigint",
    "outcome_count": "check_id varchar, pass bigint, fail bigint, unknown bigint, not_applicable bigint, error varchar",
    "finding_check": "origin varchar, check_id varchar, activity_id varchar, asset_kind varchar",
    "check_reach": "check_id varchar, reach varchar",
    "finding": "origin varchar, check_id varchar, activity_id varchar, asset_kind varchar, asset_id varchar,"
    " outcome varchar",
    "asset": "asset_kind varchar, asset_id varchar, owner_id varchar",
    "gap": "origin varchar, check_id varchar, activity_id varchar, asset_kind varchar, asset_id varchar, item varchar,"
    " reach varchar, opened_at timestamp, due timestamp, outcome varchar",
    "exception": "check_id varchar, asset_id varchar, item varchar, status varchar, until date",
    "attestation": "activity_id varchar, asset_kind varchar, asset_id varchar, valid_until date",
    "letter_rule": "activity_id varchar, letter varchar, how varchar, target varchar",
    "position": "position_id varchar, name varchar",
    "seat_holder": "position_id varchar, step varchar",
}


def activity(key: str = "lock-up", **more: Any) -> Activity:
    """An activity of which nothing is wrong by itself."""
    place = more.pop("place", Place("activities/1-doors.yaml"))
    told = {"held_by": "monitor", "standing": "agreed", "protects": ("trust",), **more}
    return Activity(key, key.replace("-", " ").capitalize(), place, "head", ("team",), **told)


def program(*activities: Activity) -> Program:
    """A program of these activities."""
    place = Place("objectives.yaml")
    objectives = {"trust": Objective("trust", "People trust us", place, criticality=4)}
    return Program(
        root=None,  # type: ignore[arg-type] # Nothing reads its folder.
        digest="d",
        settings=Settings(Organisation("Fenwick Foods", time_zone="Europe/Berlin")),
        objectives=objectives,
        activities={one.id: one for one in activities or (activity(),)},
    )


class World:
    """The tables, and what a run would have written into them."""

    def __init__(self) -> None:
        self.engine = DuckEngine(threads=1, memory="200MB")
        for name, columns in _TABLES.items():
            self.engine.execute(f'create table "{name}" ({columns})')

    def put(self, table: str, *values: Any) -> None:
        names = tuple(self.engine.columns(table))
        self.engine.insert(table, names, [values])

    def covered(self, key: str = "lock-up", *, things: int = 20, resolved: int = 20, error: str = "") -> None:
        self.put("coverage", key, things, resolved, things - resolved, error, resolved, things - resolved)

    def check(self, check_id: str, counts: tuple[int, int, int, int], *, reach: str = "live", **more: Any) -> None:
        """A check of lock-up with its outcomes, a finding on a device of somebody else for each that is not a pass."""
        key, error = more.get("key", "lock-up"), more.get("error")
        people = more.get("people")
        self.put("outcome_count", check_id, *counts, error)
        self.put("finding_check", "check", check_id, key, "device")
        self.put("check_reach", check_id, reach)
        for number in range(counts[1] + counts[2]):
            outcome = "fail" if number < counts[1] else "unknown"
            thing, owner = f"{check_id}-{number}", f"person-{number % people if people else number}"
            self.put("asset", "device", thing, owner)
            self.put("finding", "check", check_id, key, "device", thing, outcome)
            if outcome == "fail":
                opened = dt.datetime.fromisoformat("2026-06-01") + dt.timedelta(days=number)
                due = opened + dt.timedelta(days=30)
                self.put("gap", "check", check_id, key, "device", thing, "", reach, opened, due, "fail")

    def standing(self, **more: Any) -> Any:
        """The standing of lock-up, ``more`` changing the activity."""
        from drystone.measures.standing import standings

        one = activity()
        return standings(program(replace(one, **more)), self.engine, as_of=AS_OF)["lock-up"]


@pytest.fixture
def world(sqlite_state: Any) -> Iterator[World]:
    made = World()
    yield made
    made.engine.close()
