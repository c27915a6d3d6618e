"""What somebody showed that another room knows and nothing may keep: asked for on their own page, and written nowhere.

Whoever told of something under their own name has shown a habit. That they did stands in that room's sealed box alone
(docs/decisions/0021), so nothing of it comes into this room's tables, into a job, or into what is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

#: ``provider(person id, since)`` gives (habit id, when) of what that person showed since a moment (aware).
Provider = Callable[[str, dt.datetime], Iterable[tuple[str, dt.datetime]]]
_registered: list[Provider] = []


def register(provider: Provider) -> None:
    """Have something asked for what somebody showed, once."""
    if provider not in _registered:
        _registered.append(provider)


def shown(person_id: str, *, since: dt.datetime) -> Mapping[str, dt.datetime]:
    """Return when somebody showed each habit last, since a moment (aware). For that person's own pages alone."""
    found: dict[str, dt.datetime] = {}
    for provider in _registered:
        for habit_id, at in provider(person_id, since):
            found[habit_id] = max(at, found.get(habit_id, at))
    return found
