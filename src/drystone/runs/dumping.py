"""The state as files: a SQLite copy by its backup interface, or PostgreSQL's tables by COPY, at one moment each."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from drystone.lib.errors import StoreError, UsageError

SQLITE_FILE = "state.sqlite3"
_FOLDER = "tables"


def dump(folder: Path) -> None:
    """Write the state into an empty folder, as of one moment, while others go on using it."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / SQLITE_FILE)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            copy.execute("pragma journal_mode = delete")
        return
    (folder / _FOLDER).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        for table, columns in _tables():
            out_of = f"copy {table} ({columns}) to stdout"
            with (folder / _FOLDER / table).open("wb") as file, cursor.copy(out_of) as copy:
                for data in copy:
                    file.write(data)


def migrations() -> dict[str, str]:
    """Return each room's newest applied migration."""
    applied = MigrationExecutor(connection).loader.applied_migrations
    return {app: max(name for room, name in applied if room == app) for app, _ in applied}


def refuse_unless_empty(kind: str) -> None:
    """Raise UsageError where the state that a dump would go into is of another kind or already in use."""
    if connection.vendor != kind:
        raise UsageError(
            f"the backup's state is of kind {kind}, the one to restore into of kind {connection.vendor}",
            do="unset DRYSTONE_STATE_URL to restore a file; set it to an empty PostgreSQL database for the other kind",
        )
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        if path.exists() and path.stat().st_size:
            raise _in_use(str(path))
    elif connection.introspection.table_names():
        raise _in_use(str(connection.settings_dict["NAME"]))


def load(folder: Path, applied: dict[str, str]) -> None:
    """Load a dump of PostgreSQL's tables into the empty database; a SQLite file is simply put in its place."""
    if connection.vendor == "sqlite":
        return
    executor = MigrationExecutor(connection)
    targets = [target for target in applied.items() if target in executor.loader.graph.nodes]
    if len(targets) != len(applied):
        raise StoreError(
            "the backup's state was made by a later version of Drystone", do="install that version or a later one"
        )
    with transaction.atomic(), connection.cursor() as cursor:
        executor.migrate(targets)
        tables = _tables()
        for table, _columns in tables:
            cursor.execute(f"alter table {table} disable trigger user")
            cursor.execute(f"delete from {table}")
        cursor.execute("set constraints all deferred")
        for table, columns in tables:
            into = f"copy {table} ({columns}) from stdin"
            with (folder / _FOLDER / table).open("rb") as file, cursor.copy(into) as copy:
                while data := file.read(1 << 20):
                    copy.write(data)
        cursor.execute("set constraints all immediate")
        for table, columns in tables:
            cursor.execute(f"alter table {table} enable trigger user")
            if columns.split(", ")[0] == '"id"':
                cursor.execute(
                    f"select setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 1)) from {table}"
                    f" where pg_get_serial_sequence('{table}', 'id') is not null"
                )


def check_file(folder: Path) -> None:
    """Raise StoreError where a dumped SQLite file is damaged."""
    with closing(sqlite3.connect(f"file:{folder / SQLITE_FILE}?mode=ro", uri=True)) as copy:
        told = copy.execute("pragma integrity_check").fetchone()[0]
    if told != "ok":
        raise StoreError(f"the backup's state is damaged: {told}", do="use another backup; nothing was restored")


def _tables() -> list[tuple[str, str]]:
    """Our tables with their columns, those that others refer to first."""
    models = [model for config in apps.get_app_configs() for model in config.get_models()]
    order = sorted(models, key=lambda model: (any(field.remote_field for field in model._meta.fields), model.__name__))
    return [
        (model._meta.db_table, ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields))
        for model in order
    ]


def _in_use(where: str) -> UsageError:
    return UsageError(
        "there is a state already", where=where, do="restore never overwrites; name an empty place or move it away"
    )
