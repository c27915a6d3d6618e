"""Whether the state can be used, and making or renewing its tables at first use."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from drystone.jobs import actions as jobs
from drystone.lib.errors import BusyError, StoreError

LEASE = "run"
_ADVISORY_LOCK = 0x64727973746F6E65  # "drystone"
_LEASE_TABLE = "jobs_lease"


def exists() -> bool:
    """Say whether there is a state at all; never makes a file."""
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return False
    with spoken():
        return _LEASE_TABLE in connection.introspection.table_names()


def require() -> None:
    """Raise StoreError unless the state exists and fits this version; for every command but a run."""
    if not exists():
        raise StoreError("the state is not made yet", where=_place(), do="run 'drystone run' first; it makes the state")
    with spoken():
        if _pending():
            raise StoreError("the state is from an earlier version", where=_place(), do="run 'drystone run' first")


def migrate(*, now: dt.datetime) -> None:
    """Make the state's tables, or bring them to this version. Raises BusyError while a run is under way."""
    if connection.vendor == "sqlite":
        _make_folder()
    with spoken():
        if not _pending():
            return
        with _alone():
            if not _pending():
                return
            held = None
            if exists():
                held = jobs.acquire(LEASE, now=now, purpose="a change of the state's tables")
            call_command("migrate", verbosity=0, interactive=False)
            if held:
                jobs.release(held)


@contextmanager
def spoken() -> Iterator[None]:
    """Turn the database's refusals into words: what happened to the state, and what to do."""
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise StoreError(f"the state could not be used: {reason}", where=_place(), do=_advice(reason)) from error


def _advice(reason: str) -> str:
    if "full" in reason or "No space" in reason or "disk I/O error" in reason:
        return "make room on its disk and see that the disk is sound, then start again; nothing was lost"
    if "locked" in reason:
        return "another process keeps it locked; wait for it to finish, then start again"
    if "readonly" in reason or "read-only" in reason:
        return "let this user write the file and its folder"
    return "check that the database is up and that DRYSTONE_STATE_URL names it; nothing was lost"


def _place() -> str:
    """Where the state lies, without a password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(settings["NAME"])
    return f"postgresql://{settings['HOST'] or 'localhost'}/{settings['NAME']}"


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if unknown:
        raise StoreError(
            "the state was made by a later version of Drystone",
            where=_place(),
            do="install that version or a later one",
        )
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _make_folder() -> None:
    path = Path(str(connection.settings_dict["NAME"]))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the state's file cannot be made: {error.strerror or error}",
            where=str(path),
            do="check the folder's rights",
        ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time changes tables; the lock goes with its process."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_ADVISORY_LOCK])
            try:
                yield
            finally:
                cursor.execute("select pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
        return
    beside = f"{connection.settings_dict['NAME']}.lock"
    with closing(sqlite3.connect(beside, timeout=20, isolation_level=None)) as lock:
        try:
            lock.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            raise BusyError(
                "another process is changing the state's tables", where=beside, do="try again soon"
            ) from error
        yield
