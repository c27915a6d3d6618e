"""Who may read and write in a thread: those who take part, and nobody else. And who chooses how they are written to."""

from __future__ import annotations

from typing import Any

from drystone.messages import queries
from drystone.shell import access
from drystone.shell.viewer import ADMINISTER, Viewer


def takes_part(viewer: Viewer, **arguments: Any) -> bool:
    """Whoever asked and whoever was asked."""
    return queries.takes_part(str(arguments["thread_id"]), viewer.person_id)


def has_page(viewer: Viewer, **_arguments: Any) -> bool:
    """Whoever the people data know, on a screen of their own: a calendar's address outlives a session."""
    return bool(viewer.person_id) and not viewer.shared


administers = access.power(ADMINISTER)
