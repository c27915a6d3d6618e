"""What a source hands on: files in a scratch folder with a declared dialect, never parsed rows.

The engine parses them (as text first), so nothing here grows with the number of rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from drystone.program.model import Feed

Status = Literal["complete", "incomplete", "failed"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written. Files are UTF-8 by the time the engine sees them."""

    delimiter: str = ","
    quote: str = '"'
    header: bool = True


@dataclass(frozen=True, slots=True)
class Stream:
    """Files that hold rows of one shape.

    ``columns`` are the names in order. Every feed reads these columns as text. A ready-made shape names the ``table``
    its rows already fit; then the columns are that table's, with ``_key`` (the record's key), perhaps ``_seen_at``.
    """

    files: tuple[Path, ...]
    format: Literal["csv", "jsonl", "parquet"]
    columns: tuple[str, ...]
    feeds: tuple[Feed, ...]
    dialect: Dialect = field(default_factory=Dialect)
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Input that could not be used: which file, where in it (line or record, 0 unknown), why, and its beginning."""

    file: str
    line: int
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """One source, staged. ``failed`` has no streams; ``incomplete`` may have some, and closes nothing.

    ``digest`` names the staged bytes and the mapping (SHA-256, hex): the same digest means the same records.
    ``fetched_at`` is when the knowledge is from: a file's modification time, or the moment an API answered.
    ``quarantined`` holds at most the first thousand; ``quarantined_count`` counts all.
    """

    source_id: str
    status: Status
    fetched_at: dt.datetime
    streams: tuple[Stream, ...] = ()
    digest: str = ""
    error: str = ""
    quarantined: tuple[Quarantined, ...] = ()
    quarantined_count: int = 0
