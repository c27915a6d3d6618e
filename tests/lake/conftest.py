"""A lake, and runs over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drystone.lake import Build, Lake, Snapshot
from drystone.lake.engines import DuckEngine

AS_OF = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class Runs:
    """Begins runs one after another, each with a session of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake(folder / "lake")
        self.builds: list[Build] = []

    def begin(self, run_id: str, previous: Snapshot | None = None, *, as_of: dt.datetime = AS_OF) -> Build:
        engine = DuckEngine(self.folder / f"{run_id}.duckdb")
        self.builds.append(self.lake.begin(run_id, engine, as_of=as_of, previous=previous))
        return self.builds[-1]

    def small(self, run_id: str, previous: Snapshot | None = None, *, as_of: dt.datetime = AS_OF) -> Snapshot:
        """Commit a run with one table that never changes and one of its own."""
        with self.begin(run_id, previous, as_of=as_of) as build:
            build.table("lasting", create("lasting", "select 1 as x"))
            build.table("own", create("own", f"select '{run_id}' as run"), text=run_id)
            return build.commit()


def create(name: str, sql: str) -> Callable[[DuckEngine], None]:
    return lambda engine: engine.execute(f"create table {name} as {sql}")


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    made = Runs(tmp_path)
    yield made
    for build in made.builds:
        build.close()
        build.engine.close()
