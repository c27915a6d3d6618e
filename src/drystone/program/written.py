"""The kinds of values that program files hold: ids, durations, dates, SQL, lists that may be written as one word.

Each is strict, so that a number where a word belongs is told to the person instead of guessed at; the JSON Schemas
come from the same declarations.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from drystone.lib.clock import parse_duration

#: Longer texts are refused before anything parses them.
MAX_SQL = 10_000
_DURATION_PATTERN = r"^\d{1,6}\s*(h|d|w)$"


class Written(BaseModel):
    """A mapping of a program file: known keys only, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _duration(value: Any) -> Any:
    return parse_duration(value) if isinstance(value, str) else value


def _date(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            msg = f"{value} is not a day of the calendar"
            raise ValueError(msg) from None
    return value


def _sql(value: Any) -> Any:
    """Let ``weight: 1`` and ``managed: true`` stand for the SQL they look like."""
    return str(value).lower() if isinstance(value, bool | int | float) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _mappings(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {table: [feed] if isinstance(feed, dict) else feed for table, feed in value.items()}


def _one(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    if isinstance(value, list):
        msg = "exactly one is accountable: a duty that two answer for is answered for by neither"
        raise ValueError(msg)
    return value


def _title(value: Any) -> Any:
    return {"pass": value, "fail": value, "unknown": value} if isinstance(value, str) else value


def either(read: Callable[[Any], Any], schema: dict[str, Any]) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return the validator and the schema of a value that may be written in several ways."""
    return BeforeValidator(read), WithJsonSchema(schema)


_WORD = {"type": "string", "minLength": 1}
_WORDS = {"type": "array", "items": _WORD}

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Word = Annotated[str, Field(min_length=1, max_length=500)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", description="Such as en, de or pt-BR.")]
Prose = Annotated[str, Field(min_length=1, max_length=20_000)]
Sql = Annotated[
    str,
    BeforeValidator(_sql),
    Field(min_length=1, max_length=MAX_SQL),
    WithJsonSchema({"type": ["string", "number", "boolean"], "maxLength": MAX_SQL}),
]
Duration = Annotated[
    dt.timedelta, *either(_duration, {"type": "string", "pattern": _DURATION_PATTERN, "examples": ["36h", "7d", "2w"]})
]
Day = Annotated[dt.date, *either(_date, {"type": "string", "format": "date"})]
Words = Annotated[list[Word], *either(_listed, {"anyOf": [_WORD, _WORDS]})]
OneWord = Annotated[Word, *either(_one, _WORD)]
Ids = Annotated[list[Id], *either(_listed, {"anyOf": [_WORD, _WORDS]})]


class TitleShape(Written):
    """A check's title in each state."""

    passed: Word = Field(alias="pass", description="Shown when all is well: Your disk is encrypted.")
    failed: Word = Field(alias="fail", description="Says what to do: Turn on disk encryption.")
    unknown: Word = Field(default="Not heard from", description="Shown when nobody knows.")


Title = Annotated[TitleShape, BeforeValidator(_title, json_schema_input_type=str | TitleShape)]


class FeedShape(Written):
    """How rows of the source become rows of one table."""

    select: Annotated[dict[str, Sql], Field(description="For each column, SQL over the source's columns.")]
    where: Sql | None = Field(default=None, description="Only these rows of the source.")


Feeds = Annotated[
    dict[str, list[FeedShape]],
    BeforeValidator(_mappings, json_schema_input_type=dict[str, FeedShape | list[FeedShape]]),
]
