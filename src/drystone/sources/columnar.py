"""The kind ``parquet``: handed on as it is, once its ends show that it is whole. The engine knows its columns."""

from __future__ import annotations

import hashlib
from pathlib import Path

from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.fetching import Fetched
from drystone.sources.options import Options
from drystone.sources.plain import Rejects
from drystone.sources.reading import Read, whole_or_part
from drystone.sources.staged import Stream

_MAGIC = b"PAR1"
_SMALLEST = 12


def read(source: Source, fetched: Fetched, scratch: Path) -> Read:
    """Declare a stream over Parquet files; ``columns`` is empty, which means: ask the engine.

    Raises SourceError where no file is whole.
    """
    where, rejects = Options.of(source).where, Rejects()
    files: list[Path] = []
    names: list[str] = []
    digests: list[str] = []
    failed: list[SourceError] = []
    for path, name in zip(fetched.files, fetched.names, strict=True):
        if not _is_whole(path):
            do = "Export it again; a file that was cut short has no footer."
            failed.append(SourceError(f'"{name}" is not a whole Parquet file', where=where, do=do))
            rejects.add(name, 0, failed[-1].what)
            continue
        files.append(path)
        names.append(name)
        with path.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    incomplete = whole_or_part(names, failed)
    return Read((Stream(tuple(files), "parquet", (), source.feeds),), tuple(digests), rejects, incomplete)


def _is_whole(path: Path) -> bool:
    """Say whether a file begins and ends with the magic of Parquet (format specification, "File format")."""
    if path.stat().st_size < _SMALLEST:
        return False
    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(-8, 2)
        footer = int.from_bytes(stream.read(4), "little")
        return start == stream.read(4) == _MAGIC and footer <= path.stat().st_size - _SMALLEST
