"""What a room may ask of an engine.

SQL is written in the DuckDB dialect that the golden tests cover; another engine translates it with SQLGlot. Values
go in as named parameters (``$as_of``), never as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from drystone.lib.errors import DrystoneError


class EngineError(DrystoneError):
    """A statement failed in the engine; the text says which and why."""


class EngineTimeoutError(EngineError):
    """A statement ran longer than it may and was stopped."""


class Engine(Protocol):
    """One session over one set of tables."""

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

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Append rows to a table and return how many; bulk, for thousands at most a statement."""

    def arrays(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a query's columns as NumPy arrays."""

    def from_arrays(self, table: str, columns: Mapping[str, Any]) -> None:
        """Create or replace a table from NumPy arrays of one length."""

    def write_parquet(self, sql: str, path: Path) -> int:
        """Write a query's rows to a Parquet file and return their number."""

    def read_parquet(self, table: str, files: Sequence[Path]) -> None:
        """Create or replace ``table`` as a view over Parquet files."""

    def seal(self) -> None:
        """Close external access and lock the configuration: from here on, SQL sees only the loaded tables."""

    def close(self) -> None:
        """Release what the session holds."""
