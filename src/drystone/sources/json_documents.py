"""The kind ``json``: whole documents with an array of records in each, found by ``rows``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from drystone.lib.errors import SourceError
from drystone.lib.text import listing
from drystone.program.model import Source
from drystone.sources.fetching import Fetched
from drystone.sources.flattening import Columns, TooManyNamesError, UnusableJSONError, flatten, line
from drystone.sources.json_loading import Document, load, rows_path
from drystone.sources.json_path import Step, select
from drystone.sources.options import Options
from drystone.sources.plain import Rejects
from drystone.sources.reading import Read, complete_columns, whole_or_part
from drystone.sources.staged import Stream

_SHOWN = 5


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
    except TooManyNamesError as error:
        raise SourceError(f'"{place[0]}" cannot be used: {error.what}', do=error.do) from error
    except UnusableJSONError as error:
        rejects.add(*place, str(error), str(item)[:200])
        return None
