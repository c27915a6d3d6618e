"""What a published review does to the incident that it is about."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.incidents import moving
from drystone.incidents.models import CLOSED, REVIEWED, Incident
from drystone.reports.times import Span
from drystone.reviews import origins

KIND = "incident"


def exists(incident_id: str) -> bool:
    """Whether there is an incident of that number."""
    return Incident.objects.filter(pk=incident_id).exists()


def reviewed(incident_id: str, span: Span, by: str, now: dt.datetime) -> None:
    """Let a closed incident be reviewed, and one whose review was taken back be closed again.

    One that still goes on stays as it is: looking back early says nothing about whether it is over.
    """
    state = Incident.objects.filter(pk=incident_id).values_list("state", flat=True).first()
    published = span != Span()
    if published and state == CLOSED:
        moving.move(incident_id, moving.Move(REVIEWED, at=span.latest), by=by, now=now)
    elif not published and state == REVIEWED:
        moving.move(incident_id, moving.Move(CLOSED, why=_("Its review was taken back.")), by=by, now=now)


def declare() -> None:
    """Let reviews be about incidents."""
    origins.register(KIND, origins.Origin(gettext_lazy("an incident"), exists, reviewed))
