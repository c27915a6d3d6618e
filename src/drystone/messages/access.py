"""Who may read and write in a thread: those who take part, and nobody else."""

from __future__ import annotations

from typing import Any

from drystone.messages import queries
from drystone.shell.viewer import Viewer


def takes_part(viewer: Viewer, **arguments: Any) -> bool:
    """Whoever asked and whoever was asked."""
    return queries.takes_part(str(arguments["thread_id"]), viewer.person_id)
