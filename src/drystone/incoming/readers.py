"""Who reads letters. Later rooms register here what takes the letters of a kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from drystone.incoming.letters import Letter

#: Takes a letter, and says whether it was one for it. It runs in a transaction and may run again after one that failed.
Reader = Callable[[Letter, dt.datetime], bool]
#: Does what takes long, before the state is locked for it, and returns what then takes the letter in a transaction.
Beginning = Callable[[Letter, dt.datetime], Callable[[], bool]]
_registered: dict[str, Beginning] = {}


def register(name: str, reader: Reader) -> None:
    """Have letters of a kind read; registering a name again replaces it."""
    register_beginning(name, lambda letter, now: partial(reader, letter, now))


def register_beginning(name: str, beginning: Beginning) -> None:
    """The same, where a letter is looked at for long: nobody else waits for the state meanwhile."""
    _registered[name] = beginning


def missing(names: Iterable[str]) -> list[str]:
    """Return the names that nothing is registered for."""
    return [name for name in names if name not in _registered]


def begun(name: str, letter: Letter, now: dt.datetime) -> Callable[[], bool]:
    """Begin to read a letter, and return what takes it: call that in a transaction."""
    return _registered[name](letter, now)
