"""The lake: a folder of immutable snapshots.

    lake.json                      {format, salt}: made once; the salt goes into every minted id
    snapshots/<run_id>/            one run's new Parquet files and its manifest.json
    snapshots/.tmp-<run_id>/       a run that has not committed; worth nothing

A snapshot exists from the moment its folder is renamed, and not before. Its manifest may point to files in earlier
runs' folders, which therefore stay as long as any kept manifest names them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from drystone.lake import durable
from drystone.lake.backup import copy_to
from drystone.lake.build import Build
from drystone.lake.engines.base import Engine
from drystone.lake.fsck import LakeProblem, fsck
from drystone.lake.manifest import FORMAT, NAME, check_run_id
from drystone.lake.retention import Collected, collect
from drystone.lake.snapshot import Snapshot, open_snapshot
from drystone.lib.errors import StoreError

_SALT = re.compile(r"[0-9a-f]{32}")


class Lake:
    """The lake in a folder; made where it does not exist. Raises StoreError where the folder cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.snapshots_path = self.path / "snapshots"
        try:
            self.snapshots_path.mkdir(parents=True, exist_ok=True)
            self.salt = self._salt()
        except OSError as error:
            raise StoreError(
                f"the lake cannot be used: {error.strerror or error}",
                where=str(self.path),
                do="Check that the folder exists, that it may be written, and that the disk has room.",
            ) from error

    def _salt(self) -> str:
        path = self.path / "lake.json"
        if not path.exists():
            if any(self.snapshots_path.iterdir()):
                raise StoreError(
                    "lake.json is missing, but there are snapshots",
                    where=str(path),
                    do="Restore lake.json from a backup: without its salt every thing would get a new id.",
                )
            durable.write_whole(path, json.dumps({"format": FORMAT, "salt": secrets.token_hex(16)}) + "\n")
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            salt, version = told["salt"], told["format"]
            if version != FORMAT or not _SALT.fullmatch(salt):
                raise ValueError(f"format {version!r} with this salt is not known")
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"lake.json cannot be read: {error}", where=str(path), do="Restore lake.json from a backup."
            ) from error
        return str(salt)

    def snapshots(self) -> list[str]:
        """Return the run ids of all committed snapshots, sorted by name."""
        return sorted(
            folder.name
            for folder in self.snapshots_path.iterdir()
            if not folder.name.startswith(".") and (folder / NAME).exists()
        )

    def snapshot(self, run_id: str) -> Snapshot:
        """Open a committed snapshot. Raises StoreError where it does not exist or its manifest is damaged."""
        return open_snapshot(self.path, run_id)

    def begin(self, run_id: str, engine: Engine, *, as_of: dt.datetime, previous: Snapshot | None = None) -> Build:
        """Start a snapshot; ``previous`` is the applied run's. Nothing is visible before ``Build.commit``."""
        return Build(self.path, check_run_id(run_id), engine, as_of=as_of, salt=self.salt, previous=previous)

    def drop_temporary(self) -> list[str]:
        """Remove what runs left that never committed, and return their names. Call it only while holding the lease."""
        left = sorted(folder for folder in self.snapshots_path.iterdir() if folder.name.startswith(".tmp-"))
        for folder in left:
            shutil.rmtree(folder)
        return [folder.name.removeprefix(".tmp-") for folder in left]

    def collect(self, keep: Collection[str], *, keep_days: int, as_of: dt.datetime) -> Collected:
        """Let go of snapshots that are neither named nor young enough; see ``retention.collect``. Hold the lease."""
        return collect(self.path, keep, keep_days=keep_days, as_of=as_of)

    def fsck(self) -> list[LakeProblem]:
        """Return what is wrong with the lake; see ``fsck.fsck``."""
        return fsck(self.path)

    def copy_to(self, target: Path, run_ids: Iterable[str]) -> int:
        """Copy snapshots for a backup; see ``backup.copy_to``."""
        return copy_to(self.path, target, run_ids)
