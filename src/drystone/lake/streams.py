"""Staged files become tables of text: ``raw_<source>_<n>``, and ``quarantine`` for what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from drystone.lake.build import Build
from drystone.lake.engines.base import Parsed
from drystone.lake.quarantine import COLUMNS, TABLE
from drystone.sources.staged import Staged, Stream

_REJECT = "_rejected_row"


@dataclass(frozen=True, slots=True)
class StreamLoad:
    """One stream's raw table: rows read, rows rejected, and whether an unknown part of the input is lost."""

    source_id: str
    name: str
    rows: int
    rejected: int
    bytes_lost: int
    damaged: bool


def raw_name(source_id: str, number: int) -> str:
    """Return the name of a source's raw table; streams are numbered from 0 in the order of ``Staged.streams``."""
    return f"raw_{source_id}_{number}"


def load_streams(build: Build, staged: Iterable[Staged]) -> tuple[StreamLoad, ...]:
    """Register every stream as a root of the build, and parse those that changed.

    An unchanged stream is parsed only when a table that is made from it has to be made again (``Build.need``).
    """
    loads = []
    for source in staged:
        _quarantine_staged(build, source)
        for number, stream in enumerate(source.streams):
            loads.append(_load(build, source, raw_name(source.source_id, number), stream))
    return tuple(loads)


def _load(build: Build, source: Staged, name: str, stream: Stream) -> StreamLoad:
    digest = hashlib.sha256(f"{source.digest}\n{name}\n{stream.columns!r}\n{stream.dialect!r}".encode()).hexdigest()
    parsed: list[Parsed] = []

    def parse() -> None:
        parsed.append(_parse(build, source.source_id, name, stream, keep=not known))

    known = build.lazy_root(name, digest)
    told = dict(build.previous.manifest.streams[name]) if known and build.previous else {}
    build.when_needed(name, parse, at_once=not known)
    if not told:
        told = asdict(parsed[0])
    build.streams[name] = told
    return StreamLoad(source.source_id, name, **told)


def _parse(build: Build, source_id: str, name: str, stream: Stream, *, keep: bool) -> Parsed:
    engine = build.engine
    engine.execute(f"create or replace table {_REJECT} (file varchar, line bigint, reason varchar, excerpt varchar)")
    parsed = engine.read_staged(name, stream, rejects=_REJECT)
    if keep:
        with build.quarantine.made_by(name):
            engine.execute(
                f"insert into {TABLE} select $source, file, line, reason, excerpt from {_REJECT} order by file, line",
                {"source": source_id},
            )
    return parsed


def _quarantine_staged(build: Build, source: Staged) -> None:
    rows = [(source.source_id, one.file, one.line, one.reason, one.excerpt) for one in source.quarantined]
    build.engine.insert(TABLE, COLUMNS, rows)
    build.quarantine.count()
