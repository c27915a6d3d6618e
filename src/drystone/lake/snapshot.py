"""One snapshot, as readers see it: named tables that never change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from drystone.lake import manifest as manifests
from drystone.lake.engines.base import Engine
from drystone.lake.manifest import Manifest
from drystone.lib.clock import parse_moment
from drystone.lib.errors import StoreError


class Snapshot:
    """One run's tables. Immutable: every file was synced and hashed before the snapshot got its name."""

    def __init__(self, lake: Path, manifest: Manifest) -> None:
        self.lake = lake
        self.manifest = manifest
        self.run_id = manifest.run_id

    @property
    def as_of(self) -> dt.datetime:
        """The moment that the run judged by, aware, in UTC."""
        return parse_moment(self.manifest.as_of)

    def rows(self, table: str) -> int:
        """Return how many rows a table has; 0 where the snapshot does not have it."""
        entry = self.manifest.tables.get(table)
        return entry.rows if entry else 0

    def files(self, table: str) -> list[Path]:
        """Return a table's files. Raises StoreError where the snapshot does not have the table."""
        entry = self.manifest.tables.get(table)
        if entry is None:
            raise StoreError(
                f"snapshot {self.run_id} has no table {table!r}",
                where=str(self.lake),
                do="Run again: a later version of Drystone may have added the table.",
            )
        return [self.lake / file.path for file in entry.files]

    def attach(self, engine: Engine, tables: Iterable[str] | None = None) -> None:
        """Make the snapshot's tables and views (or those named, with what they need) readable in an engine."""
        wanted = None if tables is None else set(tables)
        # A view may read any table; without one, nothing but what is named is needed.
        whole = wanted is None or not wanted.isdisjoint(self.manifest.views)
        for name in self.manifest.tables:
            if whole or (wanted is not None and name in wanted):
                engine.read_parquet(name, self.files(name))
        for name, view in self.manifest.views.items():
            if wanted is None or name in wanted:
                engine.view(name, view.sql)


def open_snapshot(lake: Path, run_id: str) -> Snapshot:
    """Open one snapshot of the lake in ``lake``. Raises StoreError where it is missing or damaged."""
    return Snapshot(lake, manifests.read(lake / "snapshots" / manifests.check_run_id(run_id)))
