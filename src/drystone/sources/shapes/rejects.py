"""What could not be used, counted and listed; and what fetching hands on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

from drystone.sources.shapes.model import Problem
from drystone.sources.staged import Quarantined

LISTED = 1_000
_EXCERPT = 200


class FetchedFiles(Protocol):
    """What fetching hands on; see ``drystone.sources.fetching.Fetched``."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The raw files."""

    @property
    def fetched_at(self) -> dt.datetime:
        """When the knowledge is from."""

    @property
    def complete(self) -> bool:
        """Whether everything arrived."""

    @property
    def error(self) -> str:
        """Why not."""

    @property
    def quarantined(self) -> tuple[Quarantined, ...]:
        """What fetching left out."""


class Rejects:
    """What could not be used: all counted, the first thousand kept, and the first reason why records are missing."""

    def __init__(self, earlier: tuple[Quarantined, ...] = (), more: int = 0) -> None:
        self.kept = list(earlier[:LISTED])
        self.count = len(earlier) + more
        self.broken = ""

    def add(self, file: str, problem: Problem) -> None:
        """Count one, and keep it if there is room."""
        self.count += 1
        if problem.broken and not self.broken:
            self.broken = f"{file}: {problem.reason}"
        if len(self.kept) < LISTED:
            self.kept.append(Quarantined(file, problem.number, problem.reason, problem.excerpt[:_EXCERPT]))


def labels_of(fetched: FetchedFiles) -> tuple[str, ...]:
    """Return what people call each file: the names that fetching gave, else the files' own."""
    return getattr(fetched, "names", ()) or tuple(path.name for path in fetched.files)


def more_than_listed(fetched: FetchedFiles) -> int:
    """Return how many more fetching left out than it listed."""
    return max(0, int(getattr(fetched, "quarantined_count", 0)) - len(fetched.quarantined))
