"""``quarantine``: input that could not be used, and which table's making put it there.

A table that is used again brings along the rows that its making once put in, so that what could not be read is told in
every run and not only in the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drystone.lake.engines.base import Engine
from drystone.lake.snapshot import Snapshot

TABLE = "quarantine"
COLUMNS = ("source_id", "file", "line", "reason", "excerpt")
STORED = "_quarantine_stored"
_PREVIOUS = "_quarantine_previous"


class Quarantine:
    """The quarantine of one run. Rooms insert into the table, within ``made_by``: such rows belong to a name."""

    def __init__(self, engine: Engine, previous: Snapshot | None) -> None:
        self._engine = engine
        self._ranges: list[tuple[str, int, int]] = []
        self._past = 0
        columns = ", ".join(f'"{name}" {"bigint" if name == "line" else "varchar"}' for name in COLUMNS)
        engine.drop(TABLE)
        engine.execute(f"create table {TABLE} ({columns})")
        self._before: set[str] = set()
        if previous is not None and TABLE in previous.manifest.tables:
            names = ", ".join((*COLUMNS, "made_by"))
            engine.read_parquet("_quarantine_files", previous.files(TABLE))
            engine.execute(f"create or replace table {_PREVIOUS} as select {names} from _quarantine_files")
            engine.drop("_quarantine_files")
            self._before = {row[0] for row in engine.rows(f"select distinct made_by from {_PREVIOUS}")}

    @contextmanager
    def made_by(self, name: str) -> Iterator[None]:
        """Note every row put in meanwhile as put in by the making of ``name``."""
        # Counting takes longer than the making of many a small table: what was there is known from the time before.
        first = self._past
        yield
        self.count()
        if self._past > first:
            self._ranges.append((name, first, self._past))

    def count(self) -> None:
        """Let rows that were put in since belong to no name."""
        self._past = int(self._engine.value(f"select count(*) from {TABLE}") or 0)

    def copy_previous(self, name: str) -> None:
        """Bring along what the making of ``name`` put in when it was made."""
        if name in self._before:
            names = ", ".join(COLUMNS)
            with self.made_by(name):
                self._engine.execute(
                    f"insert into {TABLE} ({names}) select {names} from {_PREVIOUS} where made_by = $name",
                    {"name": name},
                )

    def store(self) -> None:
        """Make the table that is kept: the rows with the name that each belongs to."""
        self._engine.execute(
            "create or replace table _quarantine_range (made_by varchar, first_row bigint, past_row bigint)"
        )
        self._engine.insert("_quarantine_range", ("made_by", "first_row", "past_row"), self._ranges)
        self._engine.drop(STORED)
        self._engine.execute(
            f"create table {STORED} as select q.*, coalesce(r.made_by, '') as made_by from {TABLE} q"
            " left join _quarantine_range r on q.rowid >= r.first_row and q.rowid < r.past_row"
            " order by source_id, file, line"
        )
