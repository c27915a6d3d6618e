"""What a later room has to offer beside something of an earlier one: a short lesson on the habit that it is about.

Nothing is offered where nobody registered, and pages say nothing of it then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drystone.shell.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Offer:
    """A link to something short: what it is called, in which language that is, and how many minutes it takes."""

    url: str
    title: str
    language: str
    minutes: int


#: ``provider(language, habit id, activity id)``; asks neither the state nor the lake.
Provider = Callable[[str, str, str], Offer | None]
_registered: list[Provider] = []


def register(provider: Provider) -> None:
    """Have something offered; the room that registered last is asked first."""
    if provider not in _registered:
        _registered.insert(0, provider)


def beside(viewer: Viewer, habit_id: str, activity_id: str = "") -> Offer | None:
    """Return what is offered to a viewer beside something of a habit, or None; "" is no habit."""
    return in_language(viewer.language, habit_id, activity_id) if viewer.person_id else None


def in_language(language: str, habit_id: str, activity_id: str = "") -> Offer | None:
    """Return what is offered to somebody who reads a language, or None; "" is no habit."""
    if not habit_id:
        return None
    return next((found for provider in _registered if (found := provider(language, habit_id, activity_id))), None)
