"""Parsing staged files with DuckDB: everything as text, nothing guessed, every rejected row told."""

from __future__ import annotations

from typing import Protocol, Any
from collections.abc import Mapping

from drystone.lake.engines.base import EngineError, Parsed
from drystone.lake.engines.quoting import literal, quoted
from drystone.sources.staged import Stream

MAX_LINE = 2_000_000
MAX_REJECTS = 10_000


class _Session(Protocol):
    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None: ...
    def value(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any: ...
    def view(self, name: str, sql: str) -> None: ...
    def drop(self, name: str) -> None: ...


def read(session: _Session, table: str, stream: Stream, *, rejects: str) -> Parsed:
    """Create ``table`` from the stream's files; see ``Engine.read_staged``."""
    text = f"_text_{table}"
    session.drop(text)
    files = "[" + ", ".join(literal(str(path)) for path in stream.files) + "]"
    # The session's row ids number the records only where the order of the file is kept.
    session.execute("set preserve_insertion_order = true")
    try:
        parsed = _csv(session, text, stream, files, rejects)
    finally:
        session.execute("set preserve_insertion_order = false")
    session.view(table, f"select *, rowid + 1 as _row from {quoted(text)}")
    return parsed


def _csv(session: _Session, text: str, stream: Stream, files: str, rejects: str) -> Parsed:
    columns = "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in stream.columns) + "}"
    dialect = stream.dialect
    session.execute("drop table if exists _reject; drop table if exists _reject_scan")
    session.execute(
        f"create table {quoted(text)} as select * from read_csv({files}, auto_detect = false, columns = {columns},"
        f" delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)}, escape = {literal(dialect.quote)},"
        f" header = {str(dialect.header).lower()}, max_line_size = {MAX_LINE}, store_rejects = true,"
        f" rejects_table = '_reject', rejects_scan = '_reject_scan', rejects_limit = {MAX_REJECTS})"
    )
    rejected = int(session.value("select count(*) from _reject") or 0)
    session.execute(
        f"insert into {quoted(rejects)} select s.file_path, r.line, lower(r.error_type::varchar), left(r.csv_line, 200)"
        " from _reject r join _reject_scan s using (scan_id, file_id)"
    )
    return Parsed(int(session.value(f"select count(*) from {quoted(text)}")), rejected)
