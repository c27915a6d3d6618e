"""What the rooms that judge need from a run's build: the engine, the moment, and tables that are made only once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol

from drystone.lake.engines.base import Engine


class Build(Protocol):
    """The part of ``drystone.lake.Build`` that responsibility and checks use."""

    @property
    def engine(self) -> Engine: ...

    @property
    def as_of(self) -> dt.datetime: ...

    def table(
        self, name: str, make: Callable[[Engine], object], *, inputs: Sequence[str] = (), text: str = ""
    ) -> bool: ...

    def fingerprint(self, name: str) -> str: ...

    def view(self, name: str, sql: str, *, inputs: Sequence[str] = ()) -> None: ...

    def previous_table(self, name: str, alias: str) -> bool: ...
