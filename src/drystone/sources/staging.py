"""Staging: every source of a program, each on its own; one that fails never stops the others."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import importlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drystone.lib.clock import iso
from drystone.lib.errors import SourceError, UsageError
from drystone.lib.text import listing, suggest
from drystone.program.model import Program, Source
from drystone.sources import columnar, delimited, json_documents, json_lines, shapes
from drystone.sources.fetching import Fetched, fetch
from drystone.sources.options import Options
from drystone.sources.reading import Read
from drystone.sources.secrets import scrubber
from drystone.sources.staged import Staged, Stream

Progress = Callable[[str, int, int], None]
_Reader = Callable[[Source, Fetched, Path], Read]

_READERS: dict[str, _Reader] = {
    "csv": delimited.read,
    "json": json_documents.read,
    "jsonl": json_lines.read,
    "parquet": columnar.read,
    "rest": json_documents.read,
}
KINDS: tuple[str, ...] = (*_READERS, "sql")

_FILE = {"path", "decompress", "member", "password_env", "password_file"}
_WEB = {"url", "params", "headers", "auth", "paging", "limits", "ca_file"}
_KNOWN: dict[str, set[str]] = {
    "csv": {"delimiter", "quote", "encoding", "header", "skip_rows", "columns"} | _FILE | _WEB,
    "json": {"rows", "encoding"} | _FILE | _WEB,
    "jsonl": {"rows", "encoding"} | _FILE | _WEB,
    "parquet": {"path"},
    "rest": {"rows", "encoding"} | _WEB,
    "sql": {"url", "url_env", "url_file", "query", "limits"},
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What staging needs beside the source: where the program lies, where copies go, variables, the run's moment."""

    root: Path
    scratch: Path
    environ: Mapping[str, str]
    as_of: dt.datetime


def stage_all(
    program: Program,
    *,
    scratch: Path,
    as_of: dt.datetime,
    environ: Mapping[str, str],
    progress: Progress | None = None,
) -> list[Staged]:
    """Stage every source in the order of the program.

    ``scratch`` should be the same folder from run to run, so that an interrupted answer of an API goes on where it
    stopped; staged files in it are good until the next call. ``progress`` is told the source, how many are done, and
    of how many. Never raises for a source: one that fails is ``failed`` with its error in words.
    """
    around = Surroundings(program.root, scratch, environ, as_of)
    staged = []
    for number, source in enumerate(program.sources.values()):
        if progress:
            progress(source.id, number, len(program.sources))
        staged.append(_stage(source, around))
    return staged


def stage_one(
    program: Program, source_id: str, *, scratch: Path, as_of: dt.datetime, environ: Mapping[str, str]
) -> Staged:
    """Stage one source. Raises UsageError where the program has none of that id."""
    source = program.sources.get(source_id)
    if source is None:
        near = suggest(source_id, program.sources)
        do = f'Did you mean "{near}"?' if near else f"It has {listing(list(program.sources)) or 'none'}."
        raise UsageError(f'the program has no source "{source_id}"', do=do)
    return _stage(source, Surroundings(program.root, scratch, environ, as_of))


def _stage(source: Source, around: Surroundings) -> Staged:
    scrub = scrubber(source, root=around.root, environ=around.environ)
    around.scratch.mkdir(parents=True, exist_ok=True)
    try:
        staged = _dispatch(source, around)
    except SourceError as error:
        return Staged(source.id, "failed", around.as_of, error=scrub(str(error)))
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        do = "Make room on the disk and run again." if full else "Check the path and who may read it."
        told = SourceError(f"{error.strerror or error}", where=str(source.place), do=do)
        return Staged(source.id, "failed", around.as_of, error=scrub(str(told)))
    judged = _judge_age(source, staged, around.as_of)
    notes = tuple(replace(note, reason=scrub(note.reason)) for note in judged.quarantined)
    return replace(judged, error=scrub(judged.error), quarantined=notes)


def _dispatch(source: Source, around: Surroundings) -> Staged:
    work = around.scratch / f"{source.id}.staged"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if source.kind in _KNOWN:
        Options.of(source).allow(_KNOWN[source.kind])
    if source.kind == "sql":
        return _from_database(source, around, work)
    reader = _READERS.get(source.kind)
    if reader is None and source.kind not in shapes.KINDS:
        raise _no_kind(source)
    fetched = fetch(source, root=around.root, scratch=around.scratch, environ=around.environ, as_of=around.as_of)
    if reader is None:
        made = shapes.stage(source, fetched, work)
        return made if made.digest else replace(made, digest=_digest(source, made.streams, _content(made.streams)))
    return _staged(source, fetched, reader(source, fetched, work))


def _from_database(source: Source, around: Surroundings, work: Path) -> Staged:
    try:
        relational = importlib.import_module("drystone.sources.relational")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("sqlalchemy"):
            raise
        raise SourceError(
            "reading a database needs SQLAlchemy, which is not installed",
            where=str(source.place),
            do="Run `pip install drystone[sql]`, and the driver of your database.",
        ) from error
    read: Read = relational.read(source, work, root=around.root, environ=around.environ)
    return _staged(source, Fetched((), around.as_of), read)


def _staged(source: Source, fetched: Fetched, read: Read) -> Staged:
    why = "; ".join(reason for reason in (fetched.error, read.incomplete) if reason)
    return Staged(
        source_id=source.id,
        status="complete" if fetched.complete and not read.incomplete else "incomplete",
        fetched_at=fetched.fetched_at,
        streams=read.streams,
        digest=_digest(source, read.streams, read.digests),
        error=why,
        quarantined=(*fetched.quarantined, *read.rejects.kept)[:1_000],
        quarantined_count=fetched.quarantined_count + read.rejects.count,
    )


def _judge_age(source: Source, staged: Staged, as_of: dt.datetime) -> Staged:
    if source.fresh is None or staged.status == "failed" or as_of - staged.fetched_at <= source.fresh:
        return staged
    days = (as_of - staged.fetched_at) / dt.timedelta(days=1)
    bound = source.fresh / dt.timedelta(days=1)
    why = f"it is from {iso(staged.fetched_at)}, {days:.1f} days old, and `fresh` allows {bound:g}; has the export run?"
    return replace(staged, status="incomplete", error="; ".join(part for part in (staged.error, why) if part))


def _digest(source: Source, streams: tuple[Stream, ...], content: tuple[str, ...]) -> str:
    """Name the bytes together with everything that decides which records they become."""
    mapping: dict[str, Any] = {
        "source": [source.id, source.kind, list(source.key), source.rank, source.covers],
        "streams": [
            {
                "format": stream.format,
                "columns": stream.columns,
                "dialect": [stream.dialect.delimiter, stream.dialect.quote, stream.dialect.header],
                "table": stream.table,
                "feeds": [[feed.table, sorted(feed.select.items()), feed.where] for feed in stream.feeds],
            }
            for stream in streams
        ],
        "content": content,
    }
    return hashlib.sha256(json.dumps(mapping, sort_keys=True).encode()).hexdigest()


def _content(streams: tuple[Stream, ...]) -> tuple[str, ...]:
    digests = []
    for stream in streams:
        for path in stream.files:
            with path.open("rb") as file:
                digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return tuple(digests)


def _no_kind(source: Source) -> SourceError:
    known = [*KINDS, *shapes.KINDS]
    near = suggest(source.kind, known)
    do = f'Did you mean "{near}"?' if near else f"Known are {listing(known)}."
    return SourceError(f'"{source.kind}" is no kind of source', where=str(source.place), do=do)
