"""What somebody said here, whatever room it was said in, and where each stands.

Rooms further down register what of theirs somebody can have said; one page lists it all, the newest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from drystone.shell.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that somebody said: when (aware), what it was, about what, and where it stands.

    ``waits`` says that an answer is still to come. ``url`` is "" where there is no page of it that they may open.
    """

    at: dt.datetime
    what: str
    about: str
    standing: str
    waits: bool = False
    url: str = ""


#: Returns the newest of a room, at most so many, in a number of queries that does not grow with them.
Provider = Callable[[Viewer, int], list[Said]]
_registered: dict[str, Provider] = {}

#: Older than this many nobody pages back to here; ``/me/data`` has it all.
MOST = 1_000


def register(name: str, provider: Provider) -> None:
    """Have a room's part of what somebody said listed; registering a name again replaces it."""
    _registered[name] = provider


def newest(viewer: Viewer, *, after: int, most: int) -> tuple[list[Said], bool]:
    """Return what somebody said from a place on, the newest first, and whether there is more."""
    upto = min(after + most, MOST)
    found = [one for provider in _registered.values() for one in provider(viewer, upto + 1)]
    found.sort(key=lambda one: one.at, reverse=True)
    return found[after:upto], len(found) > upto and upto < MOST
