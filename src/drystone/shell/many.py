"""Asking the state about many at once: the same words for each kind of database, however long the list is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

_POSTGRESQL = "(select jsonb_array_elements_text((%(expressions)s)::jsonb))"


class Listed(Func):
    """The texts of a list, as a query for ``__in``: it goes to the database as one value.

    A statement takes few values, and to name each of some hundred takes longer than to find what they name.
    """

    template = "(select value from json_each(%(expressions)s))"
    output_field = TextField()

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(Value(as_one(texts)))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        """Write it as PostgreSQL has it."""
        return self.as_sql(compiler, connection, template=_POSTGRESQL, **more)


def listed() -> str:
    """Return what ``Listed`` is in written SQL, with a place for the value of ``as_one``."""
    template = _POSTGRESQL if connection.vendor == "postgresql" else Listed.template
    return template % {"expressions": "%s"}


def as_one(texts: Iterable[str]) -> str:
    """Return the texts of a list as one value."""
    return json.dumps(list(texts))


def moment(column: str) -> str:
    """Return a column of moments in written SQL as ``aware`` reads it fastest: SQLite's are text anyway."""
    return column if connection.vendor == "postgresql" else f"cast({column} as text)"


def aware(value: dt.datetime | str) -> dt.datetime:
    """Return a moment (aware, UTC) as databases give it to written SQL: SQLite as text."""
    return _read(value) if isinstance(value, str) else value if value.tzinfo else value.replace(tzinfo=dt.UTC)


@lru_cache(maxsize=4_096)
def _read(text: str) -> dt.datetime:
    """Most moments are those of runs, and there are few runs."""
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
