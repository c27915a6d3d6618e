"""Stages a source of a ready-made shape: raw files in, one JSON-lines file per vocabulary table out.

Values are written as text and absent where unknown; the engine types them. A thing that several documents describe
(a user, their factors, their roles) becomes one row; whatever could not be used is counted with its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from drystone.program.model import Feed, Source
from drystone.program.vocabulary import TABLES
from drystone.sources.shapes.documents import Document, documents
from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight, options_of
from drystone.sources.shapes.opening import UnreadableError, parts
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.rejects import FetchedFiles, Rejects, labels_of, more_than_listed
from drystone.sources.shapes.tables import Tables
from drystone.sources.shapes.walking import walk
from drystone.sources.staged import Staged, Status, Stream


def stage_shape(shape: Shape, source: Source, fetched: FetchedFiles, scratch: Path) -> Staged:
    """Read all files of a source with a shape and stage what it found; see ``drystone.sources.shapes.stage``."""
    scratch.mkdir(parents=True, exist_ok=True)
    rejects = Rejects(fetched.quarantined, more_than_listed(fetched))
    names: dict[str, str] = {}
    with Tables(shape, scratch) as tables:
        known = 0
        for path, label in zip(fetched.files, labels_of(fetched), strict=True):
            known += _read_file(shape, source, (path, label), (tables, rejects, names))
        for problem in tables.finish():
            rejects.add(source.id, problem)
        streams = tuple(_stream(shape, source, table, path) for table, path in tables.paths())
    status, error = _verdict(shape, fetched, rejects, known)
    return Staged(
        source_id=source.id,
        status=status,
        fetched_at=fetched.fetched_at,
        streams=() if status == "failed" else streams,
        digest=_digest(tables.digests(), streams),
        error=error,
        quarantined=tuple(rejects.kept),
        quarantined_count=rejects.count,
    )


def _verdict(shape: Shape, fetched: FetchedFiles, rejects: Rejects, known: int) -> tuple[Status, str]:
    if not fetched.files:
        return "failed", fetched.error or "there is no file to read"
    if not known:
        return "failed", rejects.broken or fetched.error or f"nothing here is what the shape {shape.kind} knows"
    if rejects.broken or not fetched.complete:
        return "incomplete", fetched.error or rejects.broken
    return "complete", ""


def _read_file(
    shape: Shape, source: Source, file: tuple[Path, str], into: tuple[Tables, Rejects, dict[str, str]]
) -> int:
    """Read one file, and return how many objects the shape knew (an empty list of the right kind counts as one)."""
    path, label = file
    rejects = into[1]
    known = 0
    try:
        for name, stream in parts(path, label):
            seen = 0
            try:
                for document in documents(stream, shape):
                    if isinstance(document, Problem):
                        rejects.add(name, document)
                        continue
                    seen += _read_document(shape, source, (name, document), into)
            except UnreadableError as error:
                rejects.add(name, Problem(error.reason, broken=True, number=error.number))
            else:
                if not seen:
                    rejects.add(name, Problem(f"nothing here is what the shape {shape.kind} knows"))
            known += seen
    except (UnreadableError, OSError) as error:
        rejects.add(label, Problem(str(error), broken=True))
    return known


def _read_document(
    shape: Shape, source: Source, found: tuple[str, Document], into: tuple[Tables, Rejects, dict[str, str]]
) -> int:
    file, document = found
    tables, rejects, names = into
    options = options_of(source)

    def look(value: Mapping[str, object], path: tuple[str, ...]) -> Sight:
        return Sight(Record(value), path, file, source, names, options)

    known = 1 if _is_empty_envelope(document.value) else 0
    for item in walk(document.value, look, shape.read):
        if item is None:
            known += 1
        else:
            _take(item, document.number, file, (tables, rejects))
    return known


def _take(item: Found, number: int, file: str, into: tuple[Tables, Rejects]) -> None:
    tables, rejects = into
    problem = tables.add(item) if isinstance(item, Row) else item
    if problem is not None:
        placed = problem if problem.number else Problem(problem.reason, problem.broken, number, problem.excerpt)
        rejects.add(file, placed)


def _is_empty_envelope(value: object) -> bool:
    """Whether a document is a list, or an object around lists, that are all empty: complete, and nothing in it.

    Programs in Go write null for an empty list.
    """
    if value is None or isinstance(value, list):
        return not value
    if not isinstance(value, dict) or not value:
        return False
    lists = [part for part in value.values() if isinstance(part, list)]
    return bool(lists) and not any(lists) and not any(isinstance(part, dict) for part in value.values())


def _stream(shape: Shape, source: Source, table: str, path: Path) -> Stream:
    """Rows that fit their table name it; where the program changes or adds a feed, the feeds say everything."""
    changes = [feed for feed in source.feeds if feed.table == table]
    if table == shape.tables[0]:
        changes += [feed for feed in source.feeds if feed.table not in shape.tables]
    own = {name: _quoted(name) for name in TABLES[table].names}
    feeds = [Feed(table, own, source.place)] if all(feed.table != table for feed in changes) else []
    for change in changes:
        select = {**own, **_named(change)} if change.table == table else _named(change)
        feeds.append(Feed(change.table, select, change.place, change.where, change.places))
    return Stream(
        files=(path,),
        format="jsonl",
        columns=("_key", "_seen_at", *TABLES[table].names),
        feeds=tuple(feeds),
        table=None if changes else table,
    )


def _named(feed: Feed) -> dict[str, str]:
    """A feed's expressions by column; references may be written without ``_id``."""
    columns = TABLES[feed.table].names
    return {f"{name}_id" if f"{name}_id" in columns else name: text for name, text in feed.select.items()}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _digest(digests: Iterable[str], streams: tuple[Stream, ...]) -> str:
    whole = hashlib.sha256()
    for part in digests:
        whole.update(part.encode())
    for stream in streams:
        for feed in stream.feeds:
            whole.update(repr((feed.table, sorted(feed.select.items()), feed.where)).encode())
    return whole.hexdigest()
