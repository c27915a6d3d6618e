"""A program of one source in a folder, staged; and the rows that an engine reads from what was staged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from drystone.lake.engines import DuckEngine
from drystone.program.model import Feed, Organisation, Place, Program, Settings, Source
from drystone.sources import stage_one
from drystone.sources.staged import Staged, Stream

AS_OF = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)


def program_of(root: Path, *sources: Source) -> Program:
    organisation = Organisation("Fenwick Foods", domains=("fenwick.example",))
    return Program(root, "0" * 64, Settings(organisation), sources={source.id: source for source in sources})


def source_of(kind: str, select: Mapping[str, str] | None = None, **more: Any) -> Source:
    place = Place("sources/hr.yaml", 1, 1)
    feeds = (Feed("person", dict(select), Place("sources/hr.yaml", 7, 5)),) if select else ()
    settings: dict[str, Any] = {"id": "hr", "place": place, "feeds": feeds, **more}
    return Source(kind=kind, **settings)


@pytest.fixture
def stage(tmp_path: Path) -> Callable[..., Staged]:
    """Stage a source of a program that lies in ``tmp_path``."""

    def stage_it(source: Source, environ: Mapping[str, str] | None = None) -> Staged:
        program = program_of(tmp_path, source)
        return stage_one(program, source.id, scratch=tmp_path / "scratch", as_of=AS_OF, environ=environ or {})

    return stage_it


def reading(stream: Stream) -> str:
    """Return the SQL that reads a stream as the lake does: as text, columns as declared."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    names = ", ".join(quoted(str(path)) for path in stream.files)
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in stream.columns)
    if stream.format == "csv":
        dialect = stream.dialect
        return (
            f"read_csv([{names}], columns={{{columns}}}, delim={quoted(dialect.delimiter)},"
            f" quote={quoted(dialect.quote)}, header={str(dialect.header).lower()}, auto_detect=false)"
        )
    if stream.format == "jsonl":
        return f"read_json([{names}], columns={{{columns}}}, format='newline_delimited')"
    return f"read_parquet([{names}])"


def rows(stream: Stream) -> list[tuple[Any, ...]]:
    """Read all rows of a stream."""
    engine = DuckEngine()
    try:
        return engine.rows(f"select * from {reading(stream)}")
    finally:
        engine.close()
