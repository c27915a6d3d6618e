"""Ready-made shapes: what the exports and answers of well-known systems look like, and which rows they hold."""

from __future__ import annotations

from pathlib import Path

from drystone.lib.errors import SourceError
from drystone.lib.text import listing, suggest
from drystone.program.model import Source
from drystone.sources.shapes import sql_dump
from drystone.sources.shapes.catalogue import SHAPES
from drystone.sources.shapes.rejects import FetchedFiles
from drystone.sources.shapes.staging import stage_shape
from drystone.sources.staged import Staged

#: The names that a source may give as its ``kind``.
KINDS: tuple[str, ...] = tuple(sorted((*SHAPES, sql_dump.KIND)))


def describe(kind: str) -> str:
    """Return one line for people: what the shape reads and which tables it feeds. Raises SourceError if unknown."""
    if kind == sql_dump.KIND:
        return sql_dump.SUMMARY
    shape = SHAPES.get(kind)
    if shape is None:
        near = suggest(kind, KINDS)
        do = f"Did you mean {near}?" if near else f"Known are {listing(KINDS)}."
        raise SourceError(f"there is no ready-made shape {kind!r}", do=do)
    return f"{shape.summary}; feeds {listing(shape.tables)}"


def stage(source: Source, fetched: FetchedFiles, scratch: Path) -> Staged:
    """Read a source's raw files in its ready-made shape and stage one JSON-lines file per table below ``scratch``.

    Each stream names the table that its rows fit, with ``_key`` and perhaps ``_seen_at``; where the program changes or
    adds feeds, the stream carries complete feeds instead. Files and records that cannot be used are quarantined with
    their reason; a file that is broken makes the source incomplete, and one without anything usable makes it failed.
    Raises SourceError for an unknown kind.
    """
    if source.kind == sql_dump.KIND:
        return sql_dump.stage(source, fetched, scratch)
    describe(source.kind)
    return stage_shape(SHAPES[source.kind], source, fetched, scratch)
