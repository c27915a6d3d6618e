"""What a room may ask of an engine.

SQL is written in the DuckDB dialect that the golden tests cover; another engine translates it with SQLGlot. Values
go in as named parameters (``$as_of``), never as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from drystone.lib.errors import DrystoneError
from drystone.sources.staged import Stream


class EngineError(DrystoneError):
    """A statement failed in the engine; the text says which and why."""


class EngineTimeoutError(EngineError):
    """A statement ran longer than it may and was stopped."""


class EngineSpaceError(EngineError):
    """The engine has no more memory, or the disk no more room."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What parsing a stream gave: rows read, rows (and bytes) that could not be.

    ``damaged`` is true where an unknown part of the input is lost (a quotation mark that is never closed, a file that
    cannot be read at all), so that what is missing must not be taken for deleted.
    """

    rows: int
    rejected: int = 0
    bytes_lost: int = 0
    damaged: bool = False


class Engine(Protocol):
    """One session over one set of tables. ``dialect`` is the SQLGlot name of the dialect it takes."""

    dialect: str

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None) -> None:
        """Run a statement for its effect. Raises EngineError, or EngineTimeoutError after ``seconds``."""

    def rows(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> list[tuple[Any, ...]]:
        """Return all rows of a query; for small answers only."""

    def batches(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, size: int = 2_000
    ) -> Iterable[list[tuple[Any, ...]]]:
        """Yield the rows of a query in lists of at most ``size``, in bounded memory."""

    def value(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the single value of a query, or None where there is no row."""

    def columns(self, table: str) -> dict[str, str]:
        """Return the columns of a table or view with their types, in order; empty where it does not exist."""

    def view(self, name: str, sql: str) -> None:
        """Create or replace ``name`` as a view."""

    def drop(self, name: str) -> None:
        """Drop a table or view, if there is one."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Append rows to a table and return how many; bulk, for thousands at most a statement."""

    def arrays(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a query's columns as NumPy arrays."""

    def from_arrays(self, table: str, columns: Mapping[str, Any]) -> None:
        """Create or replace a table from NumPy arrays of one length."""

    def arrow(self, sql: str) -> Any:
        """Return a query's rows as an Arrow stream (an object with ``__arrow_c_stream__``), read as it is consumed."""

    def read_staged(self, table: str, stream: Stream, *, rejects: str) -> Parsed:
        """Create ``table`` from a stream's files: its columns as text, and ``_row`` (the record's number from 1).

        Rows that cannot be read are appended to table ``rejects`` (file, line, reason, excerpt), at most 10,000 a call.
        """

    def write_parquet(self, sql: str, path: Path, *, row_group: int = 122_880) -> int:
        """Write a query's rows to a Parquet file and return their number. Safe to call from another thread."""

    def read_parquet(self, table: str, files: Sequence[Path]) -> None:
        """Create or replace ``table`` as a view over Parquet files."""

    def seal(self, tables: Iterable[str] = ()) -> None:
        """Close external access and lock the configuration: from here on, SQL sees only the session's own tables.

        Views over Parquet files cannot be read any more, except the ``tables`` named: they are loaded first.
        """

    def close(self) -> None:
        """Release what the session holds."""
