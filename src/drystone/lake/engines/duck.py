"""DuckDB, in-process: the default engine."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from drystone.lake.engines.base import EngineError, EngineTimeoutError


class DuckEngine:
    """A DuckDB session. ``database`` is a scratch file (spills to disk) or ``:memory:``; times are UTC."""

    def __init__(self, database: str = ":memory:", *, threads: int = 2, memory: str = "3GB") -> None:
        settings = {"threads": threads, "memory_limit": memory, "autoinstall_known_extensions": False}
        self._connection = duckdb.connect(database, config=settings)
        self._connection.execute("set timezone = 'UTC'")

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
        found = self.rows(
            "select column_name, data_type from information_schema.columns where table_name = $table"
            " order by ordinal_position",
            {"table": table},
        )
        return dict(found)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        batch = [list(row) for row in rows]
        if not batch:
            return 0
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        sql = f'insert into "{table}" ({names}) values ({marks})'
        with self._guarded(sql, None):
            self._connection.executemany(sql, batch)
        return len(batch)

    def arrays(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        with self._guarded(sql, None):
            return self._connection.execute(sql, dict(parameters) if parameters else None).fetchnumpy()

    def from_arrays(self, table: str, columns: Mapping[str, Any]) -> None:
        given = dict(columns)
        with self._guarded(f"create table {table}", None):
            self._connection.register("given_arrays", given)
            self._connection.execute(f'create or replace table "{table}" as select * from given_arrays')
            self._connection.unregister("given_arrays")

    def write_parquet(self, sql: str, path: Path) -> int:
        target = str(path).replace("'", "''")
        with self._guarded(sql, None):
            done = self._connection.execute(f"copy ({sql}) to '{target}' (format parquet, compression zstd)").fetchone()
        return int(done[0]) if done else 0

    def read_parquet(self, table: str, files: Sequence[Path]) -> None:
        names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        self.execute(f'create or replace view "{table}" as select * from read_parquet([{names}])')

    def seal(self) -> None:
        self.execute("set enable_external_access = false")
        self.execute("set lock_configuration = true")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _guarded(self, sql: str, seconds: float | None) -> Iterator[None]:
        timer = threading.Timer(seconds, self._connection.interrupt) if seconds else None
        if timer:
            timer.start()
        try:
            yield
        except duckdb.InterruptException as error:
            raise EngineTimeoutError(f"a query ran longer than {seconds:g} s and was stopped") from error
        except duckdb.Error as error:
            raise EngineError(f"{error}", where=sql.strip().splitlines()[0][:120]) from error
        finally:
            if timer:
                timer.cancel()
