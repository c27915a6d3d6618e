"""Who reads letters. Later rooms register here what takes the letters of a kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from drystone.incoming.letters import Letter

#: Takes a letter, and says whether it was one for it. It runs in a transaction and may run again after one that failed.
Reader = Callable[[Letter, dt.datetime], bool]
_registered: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Have letters of a kind read; registering a name again replaces it."""
    _registered[name] = reader


def missing(names: Iterable[str]) -> list[str]:
    """Return the names that nothing is registered for."""
    return [name for name in names if name not in _registered]


def known(name: str) -> Reader:
    """Return the reader of a name."""
    return _registered[name]
