"""Which columns of its rows a source's feeds and key read: found in the parsed expressions, never by matching text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from drystone.lib.errors import SourceError
from drystone.lib.text import listing, suggest
from drystone.program.model import Place, Source

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Use:
    """A column that an expression reads, and where that stands; ``key`` where it is part of the source's key."""

    column: str
    place: Place
    key: bool = False
    qualifier: str = ""


def uses(source: Source) -> tuple[Use, ...]:
    """Return every column that a source reads of its rows. Raises SourceError for what is no SQL expression."""
    found = [Use(column, source.places.get("key", source.place), key=True) for column in source.key]
    for feed in source.feeds:
        for name, sql in feed.select.items():
            found.extend(_read(sql, feed.places.get(name, feed.place)))
        if feed.where:
            found.extend(_read(feed.where, feed.places.get("where", feed.place)))
    return tuple(found)


def missing(source: Source, columns: Iterable[str]) -> tuple[Use, ...]:
    """Return the uses that no column answers; upper and lower case are one, as in the engine."""
    there = {column.casefold() for column in columns}
    return tuple(use for use in uses(source) if use.column.casefold() not in there)


def no_column(use: Use, columns: Iterable[str], name: str) -> SourceError:
    """Return the error for a column that is not there, with what was probably meant."""
    known = list(columns)
    dotted = f"{use.qualifier}.{use.column}"
    near = dotted if use.qualifier and dotted in known else suggest(use.column, known)
    shown = listing([f'"{column}"' for column in known[:_SHOWN]]) + (" and more" if len(known) > _SHOWN else "")
    what = f'"{name}" has no column "{use.column}"'
    what += f'; did you mean "{near}"?' if near else ""
    return SourceError(what, where=str(use.place), do=f"Its columns are {shown or 'none'}.")


def _read(sql: str, place: Place) -> Iterator[Use]:
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        reason = str(error).splitlines()[0]
        raise SourceError(
            f"{sql!r} is not a SQL expression: {reason}",
            where=str(place),
            do="Write column names in double quotes and texts in single ones, such as \"Serial\" or 'macos'.",
        ) from error
    bound = {name.name.casefold() for made in tree.find_all(exp.Lambda) for name in made.expressions}
    for column in tree.find_all(exp.Column):
        if column.name and column.name.casefold() not in bound:
            yield Use(column.name, place, qualifier=column.table)
