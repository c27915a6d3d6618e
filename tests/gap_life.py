"""Runs of the gaps room alone, one after the other in one engine, without lake and lease: quick enough for laws."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fake_pipeline
from drystone.lake.engines import DuckEngine, Engine


@dataclass
class _Build:
    engine: Engine
    as_of: dt.datetime
    run_id: str = "this-run"

    def table(self, _name: str, make: Callable[[Engine], object], **_more: Any) -> bool:
        make(self.engine)
        return True

    def previous_table(self, name: str, alias: str, *, columns: Mapping[str, str]) -> bool:
        before = f"{name}_of_last_pass"
        if self.engine.columns(before):
            self.engine.view(alias, f"select * from {before}")
            return True
        nothing = ", ".join(f"cast(null as {kind}) as {column}" for column, kind in columns.items())
        self.engine.view(alias, f"select {nothing} where false")
        return False


@dataclass(frozen=True)
class Passed:
    """What one pass did."""

    run_id: str
    as_of: dt.datetime
    gaps: dict[str, int]


class GapLife:
    """Passes over worlds, days after the first of May, each applied to the state."""

    def __init__(self) -> None:
        self.engine = DuckEngine(threads=1, memory="300MB")
        self.count = 0

    def __call__(self, told: dict[str, Any], *checks: str, day: int = 0, **more: Any) -> Passed:
        from drystone.gaps import actions, changes, queries, redo

        as_of = fake_pipeline.MAY + dt.timedelta(days=day)
        self.count += 1
        run_id = f"run-{self.count}"
        self._load(told)
        program = fake_pipeline.program(Path(), *checks, **more)
        build: Any = _Build(self.engine, as_of)
        changes.prepare(build)
        changes.compute(build, program, applies=lambda build, _program: self._applies(told))
        done: Counter[str] = Counter()
        rows = redo.read(self.engine, after=0, size=3)
        actions.apply(rows, actions.Stamp(run_id, as_of), keep=lambda _upto, counts: done.update(counts))
        actions.expire(as_of)
        standing = queries.standing()
        self.engine.execute("create or replace table gap_of_last_pass as select * from gap")
        names = ("opened", "closed", "reopened", "changed", "moved")
        figures = {name: done[name] for name in names}
        figures |= {"open": standing.open, "excepted": standing.excepted, "unowned": standing.unowned}
        return Passed(run_id, as_of, figures)

    def _load(self, told: dict[str, Any]) -> None:
        for name, columns in fake_pipeline.TABLES.items():
            self.engine.execute(f"create or replace table {name} ({columns})")
            names = [column.split()[0] for column in columns.split(", ")]
            self.engine.insert(name, names, [[row.get(one) for one in names] for row in told.get(name, [])])

    def _applies(self, told: dict[str, Any]) -> None:
        self.engine.insert("gap_applies", ("check_id", "asset_id", "applies"), told.get("applies", []))
