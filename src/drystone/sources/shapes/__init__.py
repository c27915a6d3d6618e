"""Ready-made shapes: what the exports and answers of well-known systems look like."""

from __future__ import annotations

from pathlib import Path

from drystone.program.model import Source
from drystone.sources.fetching import Fetched
from drystone.sources.staged import Staged

#: The kinds of source that this room reads without a mapping.
KINDS: tuple[str, ...] = ()


def stage(source: Source, fetched: Fetched, scratch: Path) -> Staged:
    """Read fetched files in the shape that ``source.kind`` names. Raises SourceError where they do not have it."""
    raise NotImplementedError
