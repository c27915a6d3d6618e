"""A tiny organisation: sources written as CSV, a lake in a folder, and runs over them."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from drystone.inventory import InventorySummary, build
from drystone.lake import Lake, load_streams
from drystone.lake.engines import DuckEngine
from drystone.program.model import Feed, Organisation, Ownership, Place, Program, Settings, Source
from drystone.sources.staged import Staged, Stream

HERE = Place("sources/made-up.yaml")
TODAY = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


@dataclass
class World:
    """Sources, their rows and the runs over them."""

    root: Path
    as_of: dt.datetime = TODAY
    sources: dict[str, Source] = field(default_factory=dict)
    staged: dict[str, Staged] = field(default_factory=dict)
    settings: Settings = field(
        default_factory=lambda: Settings(Organisation("Fenwick Foods", ("fenwick.example",)), ownership=Ownership())
    )
    decisions: list[dict[str, Any]] = field(default_factory=list)
    engine: DuckEngine | None = None
    made: list[str] = field(default_factory=list)
    runs: int = 0

    def source(self, name: str, rows: Sequence[Mapping[str, Any]], *feeds: Feed, key: str = "id", **more: Any) -> World:
        """Add or replace a source with its rows."""
        columns = tuple(dict.fromkeys(column for row in rows for column in row)) or (key,)
        path = self.root / f"{name}-{len(list(self.root.glob('*.csv')))}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(dict(row) for row in rows)
        status = more.pop("status", "complete")
        fetched = more.pop("fetched_at", self.as_of - dt.timedelta(hours=1))
        table = more.pop("table", None)
        made = Source(name, "csv", HERE, key=(key,), feeds=feeds, **more)
        stream = Stream((path,), "csv", columns, feeds, table=table)
        digest = hashlib.sha256(path.read_bytes() + repr(feeds).encode()).hexdigest()
        self.sources[name] = made
        streams = () if status == "failed" else (stream,)
        self.staged[name] = Staged(name, status, fetched, streams, digest=digest)
        return self

    @staticmethod
    def feed(table: str, where: str | None = None, **select: str) -> Feed:
        """A feed; each keyword is a column and its SQL."""
        return Feed(table, select, HERE, where=where)

    @staticmethod
    def same_named(table: str, *columns: str) -> Feed:
        """A feed whose source columns have the names of the table's."""
        return Feed(table, {column: f'"{column}"' for column in columns}, HERE)

    def decide(self, kind: str, **what: Any) -> None:
        self.decisions.append({"decision_id": f"d{len(self.decisions)}", "kind": kind, **what})

    def set(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)

    def run(self) -> InventorySummary:
        """Run once and commit; the tables can be read through ``rows`` until the next run."""
        lake = Lake(self.root / "lake")
        self.runs += 1
        latest = max(lake.snapshots(), default=None)
        previous = lake.snapshot(latest) if latest else None
        engine = DuckEngine()
        if self.engine:
            self.engine.close()
        self.engine = engine
        program = Program(self.root, "0" * 64, self.settings, sources=self.sources)
        with lake.begin(f"run-{self.runs:03}", engine, as_of=self.as_of, previous=previous) as made:
            load_streams(made, list(self.staged.values()))
            self._export(made)
            summary = build(made, program, list(self.staged.values()))
            self.made = sorted(made._made)
            self.build = made
            made.commit()
        return summary

    def _export(self, made: Any) -> None:
        columns = (
            "decision_id", "kind", "asset_kind", "a_source", "a_key", "b_source", "b_key", "asset_id", "person_id",
            "check_id", "until", "decided_by", "decided_at", "reason",
        )  # fmt: skip
        types = {"until": "date", "decided_at": "timestamp"}
        layout = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in columns)
        made.engine.execute(f"create table decision ({layout})")
        rows = [tuple(one.get(name) for name in columns) for one in self.decisions]
        made.engine.insert("decision", columns, rows)
        made.root("decision", hashlib.sha256(repr(rows).encode()).hexdigest())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        assert self.engine is not None
        return self.engine.rows(sql)

    def value(self, sql: str) -> Any:
        assert self.engine is not None
        return self.engine.value(sql)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
