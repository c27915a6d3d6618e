"""Who may open the pages of this room: telling is everybody's, a report of one's own is one's own alone."""

from __future__ import annotations

from typing import Any

from drystone.reports import queries
from drystone.shell import site
from drystone.shell.viewer import Viewer


def own(viewer: Viewer, *, report_id: str = "", **_more: Any) -> bool:
    """Whoever made the report under their name, and nobody else, whatever their powers."""
    return bool(viewer.person_id) and queries.is_mine(report_id, viewer.person_id)


def officer(viewer: Viewer, **_more: Any) -> bool:
    """Whoever holds a position that opens seals, by the program; never on a shared screen."""
    known = {one.role for one in site.program().settings.reports.officers.values()}
    return bool(viewer.person_id and known & viewer.roles) and not viewer.shared
