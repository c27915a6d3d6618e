"""SQL that a program gives, as it enters ours: with the moment of the run written in, and what it reads.

A view cannot take parameters, so ``$as_of`` becomes a literal; ``days_since(x)`` counts whole days up to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from drystone.lib.clock import naive_utc
from drystone.lib.errors import ProgramError


@dataclass(frozen=True, slots=True)
class Clause:
    """One expression or query of a program: our SQL, the tables it names, and whether it reads the clock."""

    sql: str
    tables: frozenset[str] = frozenset()
    clock: bool = False


def quoted(name: str) -> str:
    """Return an identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | None) -> str:
    """Return a text value as a SQL literal; None is NULL. For views, which cannot take parameters."""
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def moment(as_of: dt.datetime) -> str:
    """Return the moment of the run as a naive UTC timestamp literal."""
    return f"timestamp '{naive_utc(as_of).isoformat(sep=' ')}'"


def day(as_of: dt.datetime) -> str:
    """Return the UTC day of the run as a date literal."""
    return f"date '{naive_utc(as_of).date().isoformat()}'"


def predicate(text: str, as_of: dt.datetime) -> Clause:
    """Return a program's yes-or-no expression. Raises ProgramError where it is not one expression."""
    return _clause(text, as_of, exp.Condition)


def query(text: str, as_of: dt.datetime) -> Clause:
    """Return a program's SELECT. Raises ProgramError where it is anything else."""
    return _clause(text, as_of, exp.Query)


def _clause(text: str, as_of: dt.datetime, kind: type[exp.Expression]) -> Clause:
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError as error:
        raise ProgramError(f"this is not SQL that we can read: {text[:80]!r}", do="Run drystone validate.") from error
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, kind):
        raise ProgramError(f"expected one {kind.__name__.lower()}: {text[:80]!r}", do="Run drystone validate.")
    as_written = tree.sql(dialect="duckdb")
    tree = tree.transform(lambda node: _timed(node, as_of))
    written = tree.sql(dialect="duckdb")
    tables = frozenset(table.name for table in tree.find_all(exp.Table) if table.name)
    return Clause(written, tables, clock=written != as_written)


def _timed(node: exp.Expression, as_of: dt.datetime) -> exp.Expression:
    if isinstance(node, exp.Placeholder) and node.name == "as_of":
        return sqlglot.parse_one(moment(as_of), dialect="duckdb")
    if isinstance(node, exp.Anonymous) and node.name.lower() == "days_since":
        since = node.expressions[0].sql(dialect="duckdb")
        return sqlglot.parse_one(f"date_diff('day', cast({since} as timestamp), {moment(as_of)})", dialect="duckdb")
    return node
