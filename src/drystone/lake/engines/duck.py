"""DuckDB, in-process: the default engine.

The session lives in a scratch file and spills beside it. Nothing is ever installed or loaded from outside: json,
parquet and icu are built in and nothing else may be assumed. Python variables are not visible to SQL.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from arro3.core import RecordBatchReader

from drystone.lake.engines import duck_staged
from drystone.lake.engines.base import EngineError, EngineSpaceError, EngineTimeoutError, Parsed
from drystone.lake.engines.quoting import literal, quoted
from drystone.sources.staged import Stream

_INSERT_ROWS = 10_000
# The hand that reaches outside for a sealed session: a small session of its own that runs no SQL but ours.
_HAND: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "500MB",
    "preserve_insertion_order": True,
}
_FULL = ("no space left", "file too large", "disk quota", "max_temp_directory_size", "could not write")


class DuckEngine:
    """A DuckDB session. ``database`` is a scratch file (spills to disk) or ``:memory:``; times are UTC.

    What an earlier session left in the scratch file is thrown away.

    ``dialect`` is the SQLGlot dialect that the rooms write in; an engine with another dialect translates what it gets.
    """

    dialect = "duckdb"

    def __init__(self, database: str | Path = ":memory:", *, threads: int = 2, memory: str = "3GB") -> None:
        self._memory = memory
        self._views: dict[str, None] = {}
        self._sealed = False
        settings: dict[str, Any] = {
            "threads": threads,
            "memory_limit": memory,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
            "preserve_insertion_order": False,
        }
        self._scratch: Path | None = None
        if str(database) != ":memory:":
            self._scratch = Path(database).parent
            settings["temp_directory"] = f"{database}.spill"
            # Nobody reads a scratch file again, so nothing of it needs to survive a power cut.
            settings |= {"fsync_mode": "NONE", "wal_autocheckpoint": "1GB"}
            _forget(Path(database))
        with self._guarded("open the scratch database", None):
            self._over(duckdb.connect(str(database), config=settings))
            if self._scratch:
                self._connection.execute("pragma disable_checkpoint_on_shutdown")

    # -- statements ------------------------------------------------------------------------------------------------

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None) -> None:
        with self._guarded(sql, seconds):
            self._connection.execute(sql, dict(parameters) if parameters else None)

    def rows(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> list[tuple[Any, ...]]:
        with self._guarded(sql, seconds):
            return self._connection.execute(sql, dict(parameters) if parameters else None).fetchall()

    def batches(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, size: int = 2_000
    ) -> Iterator[list[tuple[Any, ...]]]:
        with self._guarded(sql, None):
            cursor = self._connection.cursor().execute(sql, dict(parameters) if parameters else None)
            while rows := cursor.fetchmany(size):
                yield rows

    def value(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    def columns(self, table: str) -> dict[str, str]:
        try:
            return {row[0]: row[1] for row in self._connection.execute(f"describe {quoted(table)}").fetchall()}
        except duckdb.CatalogException:
            return {}
        except duckdb.Error:
            # A view whose files cannot be read any more still says what its columns were.
            found = self.rows(
                "select column_name, data_type from duckdb_columns() where table_name = $table order by column_index",
                {"table": table},
            )
            return dict(found)

    # -- tables ----------------------------------------------------------------------------------------------------

    def view(self, name: str, sql: str) -> None:
        self.drop(name)
        self.execute(f"create view {quoted(name)} as {sql}")

    def drop(self, name: str) -> None:
        self._views.pop(name, None)
        try:
            self._connection.execute(f"drop table if exists {quoted(name)}")
        except duckdb.CatalogException:
            # It is a view; asking the catalogue each time would cost more than the rest of many a statement.
            self.execute(f"drop view if exists {quoted(name)}")
            self.execute(f"drop table if exists {quoted(duck_staged.text_table(name))}")

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        names = ", ".join(quoted(name) for name in columns)
        marks = ", ".join(f"unnest($c{at})" for at in range(len(columns)))
        sql = f"insert into {quoted(table)} ({names}) select {marks}"
        waiting, done = iter(rows), 0
        while batch := list(islice(waiting, _INSERT_ROWS)):
            self.execute(sql, {f"c{at}": [row[at] for row in batch] for at in range(len(columns))})
            done += len(batch)
        return done

    def arrays(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        with self._guarded(sql, None):
            return self._connection.execute(sql, dict(parameters) if parameters else None).fetchnumpy()

    def from_arrays(self, table: str, columns: Mapping[str, Any]) -> None:
        self.drop(table)
        with self._guarded(f"create table {table}", None):
            self._connection.register("_given_arrays", dict(columns))
            try:
                self._connection.execute(f"create table {quoted(table)} as select * from _given_arrays")
            finally:
                self._connection.unregister("_given_arrays")

    def arrow(self, sql: str) -> RecordBatchReader:
        with self._guarded(sql, None):
            return RecordBatchReader.from_stream(self._connection.cursor().sql(sql))

    # -- files -----------------------------------------------------------------------------------------------------

    def read_staged(self, table: str, stream: Stream, *, rejects: str) -> Parsed:
        self.drop(table)
        # The session's row ids number the records only where the order of the file is kept.
        self.execute("set preserve_insertion_order = true")
        try:
            with tempfile.TemporaryDirectory(prefix="drystone-mended-", dir=self._scratch) as scratch:
                return duck_staged.read(self, table, stream, rejects=rejects, scratch=Path(scratch))
        finally:
            self.execute("set preserve_insertion_order = false")

    def write_parquet(self, sql: str, path: Path, *, row_group: int = 122_880) -> int:
        with self._pen_lock:
            if self._sealed:
                return self._write_sealed(sql, path, row_group)
            return self._copy(self._pen, sql, path, row_group)

    def read_parquet(self, table: str, files: Sequence[Path]) -> None:
        if self._sealed:
            self._read_sealed(table, files)
            return
        names = ", ".join(literal(str(path)) for path in files)
        self.view(table, f"select * from read_parquet([{names}])")
        self._views[table] = None

    def seal(self, tables: Iterable[str] = ()) -> None:
        for name in tables:
            if name in self._views:
                self.execute(f"create or replace table _loaded as select * from {quoted(name)}")
                self.drop(name)
                self.execute(f"alter table _loaded rename to {quoted(name)}")
        self.execute("set enable_external_access = false")
        self.execute("set lock_configuration = true")
        self._sealed = True

    def session(self) -> DuckEngine:
        """Return another session over this one's tables, for another thread; all share one limit of memory.

        Close each that its thread needs no more. To close this one closes all of them; where some still read, let go
        of it instead: the tables live as long as one of them does.
        """
        other = copy.copy(self)
        with self._guarded("open another session", None):
            other._over(self._connection.cursor())  # noqa: SLF001 # It is one of us.
        return other

    def _over(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("set timezone = 'UTC'")
        self._connection, self._views = connection, dict(self._views)
        # A connection takes one call at a time; writing has its own, so that it may go on in another thread.
        self._pen = connection.cursor()
        self._pen_lock = threading.Lock()
        self._hand: duckdb.DuckDBPyConnection | None = None

    def close(self) -> None:
        self._let_go()
        self._pen.close()
        self._connection.close()

    def _copy(self, connection: duckdb.DuckDBPyConnection, sql: str, path: Path, row_group: int) -> int:
        options = f"format parquet, compression zstd, row_group_size {int(row_group)}"
        with self._guarded(sql, None):
            done = connection.execute(f"copy ({sql}) to {literal(str(path))} ({options})").fetchone()
        return int(done[0]) if done else 0

    def _write_sealed(self, sql: str, path: Path, row_group: int) -> int:
        # A sealed session cannot open files, not even ours: the rows leave as Arrow and another session writes them.
        # To make one takes longer than to write most tables, so one writes all of them; whoever holds the pen has it.
        try:
            with self._guarded(sql, None):
                self._hand = self._hand or duckdb.connect(config=_HAND)
                with closing(self._hand.cursor()) as hand:
                    hand.register("sealed_rows", RecordBatchReader.from_stream(self._pen.sql(sql)))
                    return self._copy(hand, "select * from sealed_rows", path, row_group)
        except EngineError:
            self._let_go()  # What went wrong may have harmed it.
            raise

    def _let_go(self) -> None:
        if self._hand is not None:
            self._hand.close()
        self._hand = None

    def _read_sealed(self, table: str, files: Sequence[Path]) -> None:
        self.drop(table)
        with self._guarded(f"read {table}", None), closing(duckdb.connect(config=_HAND)) as hand:
            rows = hand.read_parquet([str(path) for path in files])
            self._connection.register("_given_rows", RecordBatchReader.from_stream(rows))
            try:
                self._connection.execute(f"create table {quoted(table)} as select * from _given_rows")
            finally:
                self._connection.unregister("_given_rows")

    @contextmanager
    def _guarded(self, sql: str, seconds: float | None) -> Iterator[None]:
        timer = threading.Timer(seconds, self._connection.interrupt) if seconds else None
        if timer:
            timer.start()
        try:
            yield
        except duckdb.InterruptException as error:
            told = f"a query ran longer than {seconds:g} s" if seconds else "a query"
            raise EngineTimeoutError(
                f"{told} and was stopped", where=_start(sql), do="Make it read less, or raise check_seconds."
            ) from error
        except duckdb.Error as error:
            raise self._explained(error, sql) from error
        finally:
            if timer:
                timer.cancel()

    def _explained(self, error: duckdb.Error, sql: str) -> EngineError:
        text = str(error)
        if isinstance(error, duckdb.OutOfMemoryException):
            return EngineSpaceError(
                f"the engine ran out of memory; it may use {self._memory}",
                where=_start(sql),
                do="Raise `memory` under [engine] in drystone.toml, or make room on the disk for spilling.",
            )
        if isinstance(error, duckdb.IOException) and any(sign in text.lower() for sign in _FULL):
            return EngineSpaceError(
                f"the disk is full or may not be written: {_first_line(text)}",
                where=_start(sql),
                do="Make room on the disk, or check who may write there, and run again.",
            )
        return EngineError(text, where=_start(sql))


def _forget(database: Path) -> None:
    for left in (database, Path(f"{database}.wal")):
        left.unlink(missing_ok=True)
    shutil.rmtree(f"{database}.spill", ignore_errors=True)


def _start(sql: str) -> str:
    return _first_line(sql.strip())[:120]


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
