"""Who may open incidents: responders run them; auditors read what names nobody and belongs to nobody's report."""

from __future__ import annotations

from typing import Any

from drystone.incidents.models import Incident
from drystone.shell.viewer import AUDIT, RESPOND, Viewer


def may_run(viewer: Viewer, *, incident_id: str = "", **_more: Any) -> bool:
    """Whoever responds, of an incident that there is."""
    return viewer.may(RESPOND) and Incident.objects.filter(pk=incident_id).exists()


def may_read(viewer: Viewer, *, incident_id: str = "", **_more: Any) -> bool:
    """Whoever responds, and auditors, of an incident that there is."""
    known = viewer.may(RESPOND) or viewer.may(AUDIT)
    return known and Incident.objects.filter(pk=incident_id).exists()
