"""The kind ``sql``: the rows of one query on any database that SQLAlchemy knows, read in batches, never written.

The address comes from a variable or a file (``url_env``, ``url_file``). The query is parsed and must be one SELECT, the
session is read-only where the database can be told so, and nothing is ever committed.
"""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy
import sqlglot
from sqlalchemy import exc
from sqlalchemy.engine import URL, Connection, CursorResult, make_url
from sqlglot import exp

from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.expressions import missing, no_column
from drystone.sources.flattening import distinct, line
from drystone.sources.options import Options
from drystone.sources.reading import Read
from drystone.sources.secrets import Vault
from drystone.sources.staged import Stream

_BATCH = 5_000
_DIALECTS = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "mssql": "tsql",
    "oracle": "oracle",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "duckdb": "duckdb",
}


def read(source: Source, scratch: Path, *, root: Path, environ: Mapping[str, str]) -> Read:
    """Write the query's rows as lines of flat texts. Raises SourceError, without the address, where that fails."""
    options = Options.of(source)
    limits = options.mapping("limits")
    limits.allow({"seconds", "mb"})
    url = _address(options, Vault(environ, root))
    query = _only_reads(options, url)
    target, seconds, most = scratch / "rows.jsonl", limits.number("seconds", 600), limits.number("mb", 8_192) * 1024**2
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args=_connecting(url))
    sha, size = hashlib.sha256(), 0
    try:
        with engine.connect() as connection, target.open("wb") as out:
            _prepare(connection, url, seconds)
            result = connection.execution_options(stream_results=True, yield_per=_BATCH).exec_driver_sql(query)
            columns = _columns(result)
            for made in _batches(result, columns, time.monotonic() + seconds):
                size += out.write(made)
                sha.update(made)
                if size > most:
                    raise SourceError(
                        f"the query gives more than {most / 1024**2:,.0f} MB",
                        where=options.where,
                        do="Select fewer columns or rows, or raise limits.mb.",
                    )
            connection.rollback()
    except (exc.SQLAlchemyError, TimeoutError) as error:
        # Only the driver's own words: SQLAlchemy's add the whole statement.
        reason = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        do = "Check the address in the variable, that the database runs, and `query`."
        raise SourceError(f"the database could not be read: {reason[0]}", where=options.where, do=do) from error
    finally:
        engine.dispose()
    for use in missing(source, columns):
        raise no_column(use, columns, "the query")
    return Read((Stream((target,), "jsonl", columns, source.feeds),), (sha.hexdigest(),))


def _address(options: Options, vault: Vault) -> URL:
    text = vault.read(options, "url")
    if not text:
        raise options.missing("url_env", "Name the variable that holds the database's address.")
    try:
        url = make_url(text)
        url.get_dialect()
    except exc.ArgumentError as error:
        raise SourceError(
            "the database's address cannot be read",
            where=options.where,
            do="Write it as dialect://user:password@host/database.",
        ) from error
    except (exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise SourceError(
            f"the driver for {url.drivername} is not installed",
            where=options.where,
            do="Install that driver beside drystone[sql].",
        ) from error
    return url


def _only_reads(options: Options, url: URL) -> str:
    query = options.text("query").strip().rstrip(";")
    if not query:
        raise options.missing("query", "Write the SELECT whose rows are the records.")
    try:
        trees = sqlglot.parse(query, dialect=_DIALECTS.get(url.get_backend_name()))
    except sqlglot.errors.SqlglotError as error:
        raise SourceError(
            f"`query` cannot be read: {str(error).splitlines()[0]}",
            where=options.where,
            do="Make a view of it in the database and select from that.",
        ) from error
    writes = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock)
    query_only = len(trees) == 1 and isinstance(trees[0], exp.Query)
    inside = trees[0].find(*writes) if query_only and trees[0] else None
    if not query_only or (inside is not None and not isinstance(inside, exp.Query)):
        raise SourceError("`query` is not one SELECT", where=options.where, do="A source reads; write one SELECT.")
    return query


def _connecting(url: URL) -> dict[str, Any]:
    known = {
        "postgresql": {"connect_timeout": 15},
        "mysql": {"connect_timeout": 15},
        "mariadb": {"connect_timeout": 15},
    }
    return dict(known.get(url.get_backend_name(), {}))


def _prepare(connection: Connection, url: URL, seconds: float) -> None:
    """Tell the database that this session only reads and how long it may take, as far as it can be told."""
    name, most = url.get_backend_name(), int(seconds * 1000)
    if name == "postgresql":
        connection.exec_driver_sql("set transaction read only")
        connection.exec_driver_sql(f"set local statement_timeout = {most}")
    elif name in {"mysql", "mariadb"}:
        connection.exec_driver_sql("set session transaction read only")
        connection.exec_driver_sql(
            f"set session max_execution_time = {most}"
            if name == "mysql"
            else f"set session max_statement_time = {seconds:g}"
        )
    elif name == "sqlite":
        connection.exec_driver_sql("pragma query_only = on")
        deadline = time.monotonic() + seconds
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)


def _columns(result: CursorResult[Any]) -> tuple[str, ...]:
    taken: set[str] = set()
    return tuple(distinct(name or f"column{place}", taken) for place, name in enumerate(result.keys(), start=1))


def _batches(result: CursorResult[Any], columns: tuple[str, ...], deadline: float) -> Iterator[bytes]:
    for batch in result.partitions(_BATCH):
        if time.monotonic() > deadline:
            raise TimeoutError("the query took longer than limits.seconds allows")
        yield b"".join(
            line({name: _text(value) for name, value in zip(columns, row, strict=True) if value is not None})
            for row in batch
        )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        moment = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        return moment.isoformat(sep=" ")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return str(value)
