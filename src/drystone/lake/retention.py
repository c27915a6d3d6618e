"""Which snapshots stay, and letting go of the others.

A file stays as long as any kept manifest names it, wherever it lies. A snapshot ends when its manifest is removed; what
a crash leaves after that is found as orphans and removed by the next collection.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from drystone.lake import durable
from drystone.lake import manifest as manifests
from drystone.lake.manifest import Manifest
from drystone.lib.clock import parse_moment
from drystone.lib.errors import StoreError


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection let go of."""

    run_ids: tuple[str, ...]
    files: int
    bytes: int


def collect(lake: Path, keep: Collection[str], *, keep_days: int, as_of: dt.datetime) -> Collected:
    """Remove the snapshots that are neither named in ``keep`` nor from the last ``keep_days`` days before ``as_of``.

    A snapshot whose manifest cannot be read stops the collection with StoreError: nobody knows what it needs.
    """
    folders = [one for one in sorted((lake / "snapshots").iterdir()) if one.is_dir() and not one.name.startswith(".")]
    known = {one.name: manifests.read(one) for one in folders if (one / manifests.NAME).exists()}
    missing = sorted(set(keep) - set(known))
    if missing:
        raise StoreError(
            f"snapshot {missing[0]!r} is to be kept but is not there",
            where=str(lake),
            do="Run `drystone lake fsck`, or restore the lake from a backup. Nothing was removed.",
        )
    oldest = as_of - dt.timedelta(days=keep_days)
    kept = {name: one for name, one in known.items() if name in keep or parse_moment(one.as_of) >= oldest}
    gone = tuple(name for name in known if name not in kept)
    try:
        return _remove(lake, folders, gone, kept)
    except OSError as error:
        raise StoreError(
            f"old snapshots cannot be removed: {error.strerror or error}",
            where=str(lake),
            do="Check who may write to the lake. The snapshots that are kept are untouched.",
        ) from error


def _remove(lake: Path, folders: list[Path], gone: tuple[str, ...], kept: dict[str, Manifest]) -> Collected:
    # 1. The snapshots end. 2. Only then their files go.
    for name in gone:
        (lake / "snapshots" / name / manifests.NAME).unlink()
        durable.sync_folder(lake / "snapshots" / name)
    needed = {path for one in kept.values() for path in one.files()}
    count = size = 0
    for folder in folders:
        for file in sorted(folder.iterdir()):
            relative = file.relative_to(lake).as_posix()
            if relative in needed or (folder.name in kept and file.name == manifests.NAME):
                continue
            count, size = count + 1, size + file.lstat().st_size
            shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    return Collected(gone, count, size)
