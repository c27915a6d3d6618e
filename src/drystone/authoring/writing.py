"""Writing a proposal into the program folder: under the ``program`` lease, all of its files or none.

    1. Take the lease.  2. Finish what a killed process began (the journal).  3. Try the proposal on a copy.
    4. Write the new files beside the old ones, and the journal that names them; sync.
    5. Rename each into place.  6. Commit, where the folder is a repository.  7. Audit, once.  8. Remove the journal.

Killed before the journal stands, nothing happened; after it, whoever comes next finishes it: the next edit, the next
run by the site, or the next start.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.audit import queries as audited
from drystone.authoring import repository
from drystone.authoring.proposals import Proposal, Tried, trying
from drystone.jobs import actions as jobs
from drystone.lib.errors import BusyError, StoreError
from drystone.program.files import FOLDERS

LEASE = "program"
_JOURNAL = ".drystone-edit.json"
_LIFETIME = dt.timedelta(minutes=2)
#: How a new file is named beside the old one, until it is renamed into place.
_BESIDE = re.compile(r"\..+-[0-9a-f]{12}")


class ReadOnlyError(StoreError):
    """The folder cannot be written by us; ``tried`` has the patch that somebody else can apply."""

    def __init__(self, tried: Tried, where: Path) -> None:
        super().__init__(
            _("the program folder cannot be written from here"),
            where=str(where),
            do=_("Download the change as a patch and give it to whoever keeps the folder."),
        )
        self.tried = tried


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the files, the commit ("" outside a repository); ``note`` says what did not work."""

    paths: tuple[str, ...]
    commit: str = ""
    note: str = ""


def writable(root: Path) -> bool:
    """Whether this process may write the program folder."""
    return os.access(root, os.W_OK) and not _read_only_mount(root)


def write(root: Path, proposal: Proposal, *, now: dt.datetime, forbid: Any = None) -> Written:
    """Write a proposal. ``forbid(tried)`` may raise for what this author must not change.

    Raises StaleError, InvalidError, UsageError, BusyError (somebody is writing right now) or ReadOnlyError; then
    nothing was written.
    """
    held = jobs.acquire(LEASE, now=now, purpose="an edit of the program", lifetime=_LIFETIME)
    try:
        _recover(root, now)
        tried = trying(root, proposal)
        if forbid is not None:
            forbid(tried)
        if not tried.texts:
            return Written(())
        if not writable(root):
            raise ReadOnlyError(tried, root)
        with transaction.atomic():
            # The lease's row stays ours until the journal stands; from there on anybody may finish it.
            jobs.guard(held)
            entry = _journal(root, proposal, tried)
        return _finish(root, entry, now)
    finally:
        jobs.release(held)


def recover(root: Path, *, now: dt.datetime) -> Written | None:
    """Finish an edit that a killed process had begun, and tidy after it; None where there was none, or it is at it."""
    try:
        held = jobs.acquire(LEASE, now=now, purpose="an edit of the program", lifetime=_LIFETIME)
    except BusyError:
        return None
    try:
        return _recover(root, now)
    finally:
        jobs.release(held)


def _recover(root: Path, now: dt.datetime) -> Written | None:
    """Finish what the journal says, then take away what an edit left that was killed before its journal stood."""
    journal = root / _JOURNAL
    done = None
    if journal.is_file():
        repository.unlock(root)
        done = _finish(root, json.loads(journal.read_text(encoding="utf-8")), now)
    for stray in [*root.glob(".*-*"), *(one for name in FOLDERS for one in (root / name).rglob(".*-*"))]:
        if _BESIDE.fullmatch(stray.name) and stray.is_file():
            stray.unlink(missing_ok=True)
    return done


def _journal(root: Path, proposal: Proposal, tried: Tried) -> dict[str, Any]:
    """Write the new files under other names, then the journal; from there on the edit is always finished."""
    token = secrets.token_hex(6)
    files = {}
    for path, (_before, after) in tried.texts.items():
        files[path] = ""
        if after is not None:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}-{token}")
            _write_synced(beside, after)
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o777)
            files[path] = beside.relative_to(root).as_posix()
    reason, author = proposal.reason.strip(), list(proposal.author)
    entry = {"edit": token, "files": files, "reason": reason, "by": proposal.by, "author": author}
    entry["uncommitted"] = repository.uncommitted(root, tuple(tried.texts))
    beside = root / f"{_JOURNAL}-{token}"
    _write_synced(beside, json.dumps(entry))
    beside.replace(root / _JOURNAL)
    _sync_folder(root)
    return entry


def _finish(root: Path, entry: dict[str, Any], now: dt.datetime) -> Written:
    """Put every file of the journal into place and write the log; doing it twice does no harm."""
    for path, beside in entry["files"].items():
        target = root / path
        if not beside:
            target.unlink(missing_ok=True)
        elif (root / beside).exists():
            (root / beside).replace(target)
        _sync_folder(target.parent)
    paths = tuple(sorted(entry["files"]))
    commit, note = _commit(root, paths, entry)
    told = audited.about("program", "", newest=1)
    if not told or (told[-1].payload or {}).get("edit") != entry["edit"]:
        payload = {"edit": entry["edit"], "paths": list(paths), "reason": entry["reason"], "commit": commit}
        audit.record("program-edited", actor=entry["by"], at=now, about=("program", ""), payload=payload)
    (root / _JOURNAL).unlink(missing_ok=True)
    _sync_folder(root)
    return Written(paths, commit, note)


def _commit(root: Path, paths: tuple[str, ...], entry: dict[str, Any]) -> tuple[str, str]:
    """Commit, unless a file held lines that somebody else has not committed: they are not this author's."""
    if entry.get("uncommitted"):
        told = _("It is in the folder, but not committed: %(paths)s held changes that nobody has committed yet.")
        return "", told % {"paths": ", ".join(entry["uncommitted"])}
    return repository.commit(root, paths, reason=entry["reason"], author=(entry["author"][0], entry["author"][1]))


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_only_mount(root: Path) -> bool:
    return bool(os.statvfs(root).f_flag & os.ST_RDONLY)
