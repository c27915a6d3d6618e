"""Everything in one place that can be put back: the state first, then the snapshots it names, then the program.

That order matters: snapshots never change, so whatever the copied state names can still be copied after it.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from drystone import __version__
from drystone.audit import verifying
from drystone.jobs import actions as jobs
from drystone.lake import Lake, durable
from drystone.lib import clock
from drystone.lib.errors import StoreError, UsageError
from drystone.program.model import Program
from drystone.reports import keys
from drystone.runs import archive, dumping, protocol, state
from drystone.runs.actions import lake_path, scratch_of


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was backed up or restored."""

    path: Path
    made_at: str
    applied: str
    files: int
    bytes: int


def backup(program: Program, target: Path, *, at: dt.datetime) -> BackupReport:
    """Back up to a new folder, or to one tar where ``target`` ends in .tar; people and runs go on meanwhile.

    Raises UsageError where ``target`` exists, StoreError where something cannot be read or written.
    """
    if target.exists():
        raise UsageError("there is something already", where=str(target), do="name a new file or folder")
    state.require()
    folder = target.with_name(f".{target.name}.making")
    try:
        with state.spoken():
            archive.remove(folder)
            (folder / "state").mkdir(parents=True, mode=0o700)
            folder.chmod(0o700)
            named = protocol.kept()
            dumping.dump(folder / "state")
            applied, migrations = protocol.applied(), dumping.migrations()
        lake = Lake(lake_path(program))
        lake.copy_to(folder / "lake", sorted(named | protocol.kept()))
        _copy_program(program, folder / "program")
        manifest = archive.Manifest(
            made_at=clock.iso(at),
            drystone=__version__,
            state_kind=connection.vendor,
            lake_path=program.settings.lake.path,
            state_path=program.settings.state.path,
            applied=applied,
            migrations=migrations,
            files={path.relative_to(folder).as_posix(): archive.hash_of(path) for path in archive.plain_files(folder)},
        )
        archive.write_manifest(folder, manifest)
        archive.pack(folder, target)
    except OSError as error:
        raise StoreError(
            f"the backup cannot be written: {error.strerror or error}",
            where=str(error.filename or target),
            do="check that there is room and leave to write",
        ) from error
    finally:
        archive.remove(folder)
    return _report(manifest, target)


def restore(source: Path, into: Path) -> BackupReport:
    """Put a backup back as the program folder ``into``, with lake and state where its settings say.

    Django must point at the state to restore into: the file below ``into``, or an empty PostgreSQL database. Everything
    is verified before anything is put in place; nothing that exists is overwritten. Raises UsageError or StoreError.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError("there is something already", where=str(into), do="name a new or empty folder")
    working = into.with_name(f".{into.name}.restoring")
    try:
        archive.remove(working)
        working.mkdir(parents=True, mode=0o700)
        manifest = archive.unpack(source, working)
        with state.spoken():
            _place(manifest, working, into)
            jobs.forget_holders()
            problems = verifying.walk().problems
    except OSError as error:
        raise StoreError(
            f"the backup cannot be restored: {error.strerror or error}",
            where=str(error.filename or into),
            do="check that there is room and leave to write",
        ) from error
    finally:
        archive.remove(working)
    if problems:
        raise StoreError(f"the restored log does not hold together: {problems[0]}", where=str(into))
    return _report(manifest, into)


def _place(manifest: archive.Manifest, working: Path, into: Path) -> None:
    lake_at, state_at = into / manifest.lake_path, into / manifest.state_path
    if lake_at.exists():
        raise UsageError("there is a lake already", where=str(lake_at), do="restore never overwrites; move it away")
    dumping.refuse_unless_empty(manifest.state_kind)
    if manifest.state_kind == "sqlite":
        dumping.check_file(working / "state")
    if damage := [problem for problem in Lake(working / "lake").fsck() if problem.kind in {"missing", "changed"}]:
        raise StoreError(f"the backup's lake is damaged: {damage[0]}", do="use another backup; nothing was restored")
    # Verified. What can fail comes first; the program folder appears last and whole.
    dumping.load(working / "state", dict(manifest.migrations))
    program = working / "program"
    if manifest.state_kind == "sqlite":
        _move(working / "state" / dumping.SQLITE_FILE, state_at, into, program)
    _move(working / "lake", lake_at, into, program)
    if into.exists():
        into.rmdir()
    into.parent.mkdir(parents=True, exist_ok=True)
    program.rename(into)
    durable.sync_folder(into.parent)


def _move(what: Path, where: Path, into: Path, program: Path) -> None:
    """Move into the program folder that is still to be put in place, or to where the settings point outside it."""
    target = program / where.relative_to(into) if where.is_relative_to(into) else where
    target.parent.mkdir(parents=True, exist_ok=True)
    what.rename(target)


def _copy_program(program: Program, target: Path) -> None:
    """Copy the program folder, without lake, state and scratch, which have their own way, and the keys of reports.

    A key beside what it opens is none: what was shredded would open again out of every old backup.
    """
    state_file = program.root / program.settings.state.path
    left_out = (lake_path(program), scratch_of(program), keys.folder(program, os.environ))
    target.mkdir()
    for path in archive.plain_files(program.root):
        if any(path.is_relative_to(one) for one in left_out) or path.name.startswith(state_file.name):
            continue
        copy = target / path.relative_to(program.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        copy.chmod(path.stat().st_mode & 0o700)


def _report(manifest: archive.Manifest, path: Path) -> BackupReport:
    size = sum(size for size, _ in manifest.files.values())
    return BackupReport(path, manifest.made_at, manifest.applied, len(manifest.files), size)
