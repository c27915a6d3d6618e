"""From text to the types of the vocabulary, and what to say of a value that does not fit.

A value that cannot be cast becomes NULL (unknown, never false) and is listed; nothing is guessed. A moment with an
offset is turned to UTC; one without is UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from drystone.inventory import quoting
from drystone.program.vocabulary import Column

SQL_TYPES = {
    "text": "varchar",
    "boolean": "boolean",
    "integer": "bigint",
    "double": "double",
    "timestamp": "timestamp",
    "date": "date",
    "text[]": "varchar[]",
}

_NOUNS = {
    "boolean": "a boolean",
    "integer": "a whole number",
    "double": "a number",
    "timestamp": "a date and time",
    "date": "a date",
}

#: The calendar of ISO 8601 with four-digit years; what lies outside is a slip or a sentinel.
_FIRST_MOMENT, _LAST_MOMENT = "timestamp '0001-01-01'", "timestamp '9999-12-31 23:59:59.999999'"


@dataclass(frozen=True, slots=True)
class Cast:
    """SQL for one fed column: its ``given`` text, the ``typed`` value, and ``bad``: true where it did not fit."""

    column: Column
    given: str
    typed: str
    bad: str | None
    wanted: str


def given_text(expression: str, *, bulk: bool = False) -> str:
    """Return SQL for the text of an expression, trimmed, with the empty string as NULL.

    ``bulk``: not trimmed, which would take half the time of typing tens of millions of rows.
    """
    text = f"try_cast(({expression}) as varchar)"
    return f"nullif({text}, '')" if bulk else f"nullif(trim({text}), '')"


def cast(column: Column, expression: str, *, bulk: bool = False) -> Cast:
    """Return how ``expression`` becomes a value of the column."""
    given = given_text(expression, bulk=bulk and not column.values)
    if column.values:
        return _closed(column, given)
    if column.longest:
        bad = f"length({given}) > {column.longest}"
        return Cast(column, given, f"case when not ({bad}) then {given} end", bad, f"is longer than {column.longest}")
    if column.type == "text":
        return Cast(column, given, given, None, "")
    if column.type == "text[]":
        return Cast(column, given, _listed(given), None, "")
    typed = _typed(column, given)
    # A conversion that the program writes gives NULL where it does not fit; what it read tells that from nothing.
    read = given_text(_converted(expression) or expression)
    return Cast(column, read, typed, f"{read} is not null and {typed} is null", f"is not {_NOUNS[column.type]}")


def _converted(expression: str) -> str | None:
    """Return what an expression that is only a conversion reads: "Start" in ``try_strptime("Start", '%d.%m.%Y')``."""
    try:
        tree: exp.Expr = sqlglot.parse_one(expression, read="duckdb")
    except SqlglotError:
        return None
    whole = tree
    while isinstance(tree, exp.Cast | exp.TryCast | exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Anonymous) and str(tree.this).lower() == "try_strptime" and tree.expressions:
        tree = tree.expressions[0]
    return None if tree is whole else tree.sql(dialect="duckdb")


def _typed(column: Column, given: str) -> str:
    if column.type in ("timestamp", "date"):
        # A cast to a plain timestamp would drop the offset, so the zone is read first.
        moment = f"(try_cast({given} as timestamptz) at time zone 'UTC')"
        # 'infinity' and years of six digits are no moments: one such value would stop all sums with its column.
        possible = f"case when {moment} between {_FIRST_MOMENT} and {_LAST_MOMENT} then {moment} end"
        return f"({possible})" if column.type == "timestamp" else f"cast(({possible}) as date)"
    if column.type == "integer":
        # A cast alone would round 3.7 to 4, and nothing here is guessed.
        return f"case when try_cast({given} as double) % 1 = 0 then try_cast({given} as bigint) end"
    return f"try_cast({given} as {SQL_TYPES[column.type]})"


def _closed(column: Column, given: str) -> Cast:
    allowed = quoting.values(column.values)
    lowered = f"lower({given})"
    typed = f"case when {lowered} in {allowed} then {lowered} else {given} end"
    return Cast(column, given, typed, f"{lowered} not in {allowed}", f"is not one of {', '.join(column.values)}")


def _listed(given: str) -> str:
    """A list is written in brackets (JSON or SQL), or as words between commas or semicolons."""
    bracketed = f"try_cast({given} as varchar[])"
    split = f"list_filter(regexp_split_to_array({given}, '\\s*[,;]\\s*'), lambda word: word <> '')"
    return f"case when {given} is null then null when {given} like '[%' then {bracketed} else {split} end"
