"""Stages made-up files with a shape and reads back what was staged."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import missing

from drystone.program.model import Feed, Place, Source
from drystone.sources import shapes
from drystone.sources.staged import Quarantined, Staged

PLACE = Place("sources/made-up.yaml")


@dataclass(frozen=True)
class Fetched:
    """What fetching hands on, as the shapes need it."""

    files: tuple[Path, ...]
    fetched_at: dt.datetime = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    complete: bool = True
    error: str = ""
    quarantined: tuple[Quarantined, ...] = ()
    quarantined_count: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """A staged source with its rows by table."""

    staged: Staged
    rows: Mapping[str, list[dict[str, str]]]

    def one(self, table: str) -> dict[str, str]:
        """Return the only row of a table."""
        [row] = self.rows[table]
        return row

    def by(self, table: str, column: str = "_key") -> dict[str, dict[str, str]]:
        """Return a table's rows by a column."""
        return {row[column]: row for row in self.rows[table]}

    @property
    def reasons(self) -> list[str]:
        """Why things were left out."""
        return [one.reason for one in self.staged.quarantined]


def read_rows(staged: Staged) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each stream, under its table or '' where feeds say everything."""
    return {
        stream.table or "": [json.loads(line) for line in stream.files[0].read_text("utf-8").splitlines()]
        for stream in staged.streams
    }


Stage = Callable[..., Result]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Return a function that writes contents (JSON values, text or bytes) to files and stages them."""

    def run(kind: str, *contents: Any, feeds: tuple[Feed, ...] = (), **options: Any) -> Result:
        files = []
        for number, content in enumerate(contents):
            if isinstance(content, Path):
                files.append(content)
                continue
            path = tmp_path / f"in-{number}" / str(options.get("file", "export.json"))
            path.parent.mkdir(exist_ok=True)
            if not isinstance(content, (bytes, str)):
                content = json.dumps(content)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            files.append(path)
        source = Source("made-up", kind, PLACE, feeds=feeds, options=options)
        staged = shapes.stage(source, Fetched(tuple(files)), tmp_path / "scratch")
        return Result(staged, read_rows(staged))

    return run


@pytest.fixture
def data() -> Path:
    """Return the folder of real files, or skip."""
    folder = os.environ.get("DRYSTONE_DATA")
    if not folder:
        missing("DRYSTONE_DATA (the folder of real files)")
    return Path(str(folder))
