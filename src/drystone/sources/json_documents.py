"""The kind ``json``: whole documents with an array of records in each, found by ``rows``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drystone.lib.errors import SourceError
from drystone.lib.text import listing
from drystone.program.model import Source
from drystone.sources.fetching import Fetched
from drystone.sources.flattening import Columns, UnusableJSONError, flatten, line, parse
from drystone.sources.json_path import Step, parse_path, select
from drystone.sources.options import Options
from drystone.sources.plain import Rejects
from drystone.sources.reading import Read, complete_columns, whole_or_part
from drystone.sources.staged import Stream

LARGEST = 200 * 1024**2
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file, how people call it, and its declared encoding ("" as JSON's own rules say)."""

    path: Path
    name: str
    where: str
    encoding: str = ""


def read(source: Source, fetched: Fetched, scratch: Path) -> Read:
    """Write the records of JSON documents as lines of flat texts.

    Raises SourceError where no document can be used, or the rows are not where ``rows`` says.
    """
    options = Options.of(source)
    path = rows_path(options)
    columns, rejects, sha = Columns(), Rejects(), hashlib.sha256()
    target = scratch / "rows.jsonl"
    names: list[str] = []
    failed: list[SourceError] = []
    with target.open("wb") as out:
        for file, name in zip(fetched.files, fetched.names, strict=True):
            document = Document(file, name, options.where, options.text("encoding"))
            try:
                for number, item in enumerate(records(load(document), path, document), start=1):
                    made = _row(item, columns, rejects, (name, number))
                    if made is not None:
                        out.write(made)
                        sha.update(made)
            except SourceError as error:
                failed.append(error)
                rejects.add(name, 0, error.what)
                continue
            names.append(name)
    incomplete = whole_or_part(names, failed)
    found = complete_columns(source, columns.names, names[0], rejects)
    return Read((Stream((target,), "jsonl", found, source.feeds),), (sha.hexdigest(),), rejects, incomplete)


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


def records(document: Any, path: tuple[Step, ...] | None, named: Document) -> Iterator[Any]:
    """Yield the records that the path leads to; an array at its end gives its elements.

    Raises SourceError where there is nothing at that path, or no path is given for an object.
    """
    if path is None and not isinstance(document, list):
        raise SourceError(
            f'"{named.name}" is one object, not a list of records',
            where=named.where,
            do=f"Say where its records are: {_candidates(document)}.",
        )
    reached = False
    for value in select(document, path or ()):
        reached = True
        if isinstance(value, list):
            yield from value
        else:
            yield value
    if not reached and path and not _ends_in_empty(document, path):
        raise SourceError(
            f'there is nothing at `rows` in "{named.name}"',
            where=named.where,
            do=f"Say where its records are: {_candidates(document)}.",
        )


def _ends_in_empty(document: Any, path: tuple[Step, ...]) -> bool:
    """Say whether the path leads to a list that has no element: no rows, but the right place."""
    if None not in path:
        return False
    return any(value in ([], {}) for value in select(document, path[: path.index(None)]))


def _candidates(document: Any) -> str:
    lists = []
    if isinstance(document, Mapping):
        for name, value in document.items():
            if isinstance(value, list):
                lists.append(f"rows: $.{name}")
            elif isinstance(value, Mapping):
                lists += [f"rows: $.{name}.{inner}" for inner, item in value.items() if isinstance(item, list)]
    if not lists:
        return "`rows: $` reads it as one record"
    return listing(lists[:_SHOWN], "or")


def _row(item: Any, columns: Columns, rejects: Rejects, place: tuple[str, int]) -> bytes | None:
    try:
        return line(flatten(item, columns))
    except UnusableJSONError as error:
        rejects.add(*place, str(error), str(item)[:200])
        return None
