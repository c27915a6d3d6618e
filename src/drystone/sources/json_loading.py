"""Reading one JSON document of bounded size, and where in it the records are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drystone.lib.errors import SourceError
from drystone.sources.flattening import UnusableJSONError, parse
from drystone.sources.json_path import Step, parse_path
from drystone.sources.options import Options

LARGEST = 200 * 1024**2


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file, how people call it, and its declared encoding ("" as JSON's own rules say)."""

    path: Path
    name: str
    where: str
    encoding: str = ""


def rows_path(options: Options) -> tuple[Step, ...] | None:
    """Return where the rows are, or None where the source does not say."""
    if "rows" not in options:
        return None
    try:
        return parse_path(options.text("rows"))
    except ValueError as error:
        raise SourceError(f"rows: {error}", where=options.where, do="Write for instance rows: $.value[*].") from error


def load(document: Document) -> Any:
    """Read a JSON document of bounded size. Raises SourceError."""
    size = document.path.stat().st_size
    if size > LARGEST:
        raise SourceError(
            f'"{document.name}" is {size // 1024**2:,} MB; a JSON document may have {LARGEST // 1024**2}',
            where=document.where,
            do="Export as JSON lines (one record a line) and use `kind: jsonl`, which has no such bound.",
        )
    data = document.path.read_bytes()
    if not data.strip():
        raise SourceError(f'"{document.name}" is empty', where=document.where, do="Check that the export has run.")
    try:
        text = data.decode(document.encoding or json.detect_encoding(data))
        return parse(text.removeprefix("\ufeff"))
    except (LookupError, UnicodeDecodeError) as error:
        do = "Say how it is written with `encoding:`, for instance cp1252."
        raise SourceError(f'"{document.name}" cannot be decoded: {error}', where=document.where, do=do) from error
    except UnusableJSONError as error:
        do = "Check that the export ran to its end; records one a line are `kind: jsonl`."
        raise SourceError(f'"{document.name}" cannot be used: {error}', where=document.where, do=do) from error
