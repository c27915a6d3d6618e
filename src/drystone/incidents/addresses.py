"""Where the page of an incident is, for those who may open it."""

from __future__ import annotations

from django.urls import reverse

from drystone.incidents.access import may_read
from drystone.shell.viewer import Viewer


def page_for(viewer: Viewer, incident_id: str) -> str:
    """Return the address of an incident's page, "" for whoever may not open it."""
    return reverse("incidents:incident", args=[incident_id]) if may_read(viewer, incident_id=incident_id) else ""
