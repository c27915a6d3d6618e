"""Fetching: from where a source lies to raw files on this machine, before anyone reads what they say.

A source lies at a path (a file, a pattern, a compressed file, members of an archive) or behind a URL. What comes out is
the same: local files, how old the knowledge is, and whether all of it arrived. The kinds and the ready-made shapes
read these files; none of them fetches for itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drystone.program.model import Source
from drystone.sources.staged import Quarantined


@dataclass(frozen=True, slots=True)
class Fetched:
    """Raw files of one source.

    ``fetched_at`` (aware, UTC) is the oldest modification time of the set, or the run's moment where an API answered.
    Where not all of it arrived, ``complete`` is False and ``error`` says why and what to do; ``files`` then holds what
    did arrive. ``names`` are what people call each file (for quarantine and messages), in the order of ``files``.
    """

    files: tuple[Path, ...]
    fetched_at: dt.datetime
    complete: bool = True
    error: str = ""
    quarantined: tuple[Quarantined, ...] = ()
    quarantined_count: int = 0
    names: tuple[str, ...] = ()


def fetch(source: Source, *, root: Path, scratch: Path, environ: Mapping[str, str], as_of: dt.datetime) -> Fetched:
    """Bring a source's raw files to this machine; paths are relative to ``root``, copies go below ``scratch``.

    Raises SourceError where nothing could be fetched.
    """
    raise NotImplementedError
