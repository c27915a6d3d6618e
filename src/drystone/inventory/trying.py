"""Trying one source: its rows as the inventory would see them, and everything that could not be used.

Works in a lake of its own that is thrown away; the program's lake and state are not touched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from drystone.inventory import records, standing
from drystone.inventory.feeding import Intake, intakes
from drystone.lake import Build, load_streams
from drystone.lake.engines import DuckEngine
from drystone.program.model import Program
from drystone.sources.staged import Staged

SAMPLE = 20
REASONS = 50


@dataclass(frozen=True, slots=True)
class Tried:
    """What a source gave: rows and the first of them per table; quarantine as reason, how often, and an example."""

    source_id: str
    status: str
    error: str
    rows: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    quarantine: tuple[tuple[str, int, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the documented object of ``drystone sources test --json``."""
        return {
            "id": self.source_id,
            "status": self.status,
            "error": self.error or None,
            "rows": self.rows,
            "samples": self.samples,
            "quarantine": [
                {"reason": reason, "count": count, "example": example or None}
                for reason, count, example in self.quarantine
            ],
        }


def try_source(program: Program, staged: Staged, *, scratch: Path, as_of: dt.datetime) -> Tried:
    """Load one staged source and return what it gave. Raises EngineError where its SQL cannot be run."""
    alone = replace(program, sources={staged.source_id: program.sources[staged.source_id]})
    engine = DuckEngine(threads=program.settings.engine.threads, memory=program.settings.engine.memory)
    try:
        with Build(scratch / "lake", "trial", engine, as_of=as_of, salt="trial", previous=None) as build:
            load_streams(build, [staged])
            standings = standing.assess(build, alone, [staged])
            fed = intakes(alone, [staged])
            records.load(build, fed, standings)
            tables = sorted({intake.table.name for intake in fed})
            counted = {table: _count(build, fed, table) for table in tables}
            return Tried(
                source_id=staged.source_id,
                status=standings[staged.source_id].status,
                error=standings[staged.source_id].error,
                rows=counted,
                samples={table: _sample(build, fed, table) for table in tables},
                quarantine=_quarantine(build),
            )
    finally:
        engine.close()


def _rows_of(fed: Sequence[Intake], table: str) -> str:
    """Return the query for a table's rows; bulky facts are read straight from the raw rows."""
    if table == "claim":
        return "select * from record_claim where person_id is not null"  # a row that names nobody claims nothing
    if table not in records.BULK:
        return f"select * from record_{table}"
    return " union all by name ".join(records.typed(one) for one in fed if one.table.name == table)


def _count(build: Build, fed: Sequence[Intake], table: str) -> int:
    return int(build.engine.value(f"select count(*) from ({_rows_of(fed, table)})") or 0)


def _sample(build: Build, fed: Sequence[Intake], table: str) -> list[dict[str, Any]]:
    query = f"select * from ({_rows_of(fed, table)}) limit {SAMPLE}"
    build.engine.execute(f"create or replace temp view _sampled as {query}")
    shown = [name for name in build.engine.columns("_sampled") if not name.startswith("_")]
    texts = ", ".join(f'cast("{name}" as varchar)' for name in shown)
    return [dict(zip(shown, row, strict=True)) for row in build.engine.rows(f"select {texts} from _sampled")]


def _quarantine(build: Build) -> tuple[tuple[str, int, str], ...]:
    found = build.engine.rows(
        "select reason, count(*), min(file || case when line > 0 then ':' || line else '' end) from quarantine"
        f" group by reason order by 2 desc, 1 limit {REASONS}"
    )
    return tuple((str(reason), int(count), str(example or "")) for reason, count, example in found)
