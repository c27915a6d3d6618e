"""Copying snapshots elsewhere: every file verified on the way, the manifests last."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from drystone.lake import durable
from drystone.lake import manifest as manifests
from drystone.lake.manifest import TableFile
from drystone.lib.errors import StoreError

_CHUNK = 1 << 20


def copy_to(lake: Path, target: Path, run_ids: Iterable[str]) -> int:
    """Copy ``lake.json`` and the named snapshots, with every file they need, and return the number of files copied.

    Files that ``target`` already holds in the same size are kept. Raises StoreError where a file is not what its
    manifest says, or ``target`` cannot be written; then the snapshots not yet finished there do not exist there.
    """
    found = [manifests.read(lake / "snapshots" / manifests.check_run_id(run_id)) for run_id in run_ids]
    copied = 0
    try:
        (target / "snapshots").mkdir(parents=True, exist_ok=True)
        _copy_salt(lake, target)
        for manifest in found:
            for file in manifest.files().values():
                copied += _copy(lake, target, file)
            folder = target / "snapshots" / manifest.run_id
            folder.mkdir(exist_ok=True)
            durable.write_whole(folder / manifests.NAME, manifests.write(manifest))
            durable.sync_folder(folder.parent)
    except OSError as error:
        raise StoreError(
            f"the snapshots cannot be copied: {error.strerror or error}",
            where=str(error.filename or target),
            do="Check that the lake is whole (`drystone lake fsck`) and that there is room and leave to write.",
        ) from error
    return copied


def _copy_salt(lake: Path, target: Path) -> None:
    text = (lake / "lake.json").read_text(encoding="utf-8")
    there = target / "lake.json"
    if there.exists() and there.read_text(encoding="utf-8") != text:
        raise StoreError("another lake lies there already", where=str(target), do="Choose an empty folder.")
    durable.write_whole(there, text)


def _copy(lake: Path, target: Path, file: TableFile) -> int:
    there = target / file.path
    if there.exists() and there.stat().st_size == file.bytes:
        return 0
    there.parent.mkdir(exist_ok=True)
    temporary = there.with_name(f".{there.name}.new")
    digest = hashlib.sha256()
    with (lake / file.path).open("rb") as source, temporary.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != file.sha256:
        temporary.unlink()
        raise StoreError(
            "the file was changed after it was written",
            where=str(lake / file.path),
            do="Run `drystone lake fsck`; restore the file from an earlier backup.",
        )
    temporary.chmod(0o444)
    temporary.replace(there)
    durable.sync_folder(there.parent)
    return 1
