"""Which incidents there are, and how each stands: names of nobody, whoever asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet
from django.utils.functional import Promise

from drystone.incidents import words
from drystone.incidents.models import CLOSED, REVIEWED, RUNNING, Incident, LegalStep
from drystone.shell.viewer import RESPOND, Viewer

_OVER = (CLOSED, REVIEWED)
#: One page lists no more; who looks for older ones opens them by their number.
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in the list. ``due`` is when the first of its running clocks is over, None where none runs."""

    incident_id: str
    title: str
    kind: str
    severity: str
    state: str
    declared_at: dt.datetime
    closed_at: dt.datetime | None
    due: dt.datetime | None

    @property
    def kind_words(self) -> str | Promise:
        """What it is."""
        return words.KINDS[self.kind]

    @property
    def severity_words(self) -> str | Promise:
        """How serious it is."""
        return words.SEVERITIES[self.severity]

    @property
    def state_words(self) -> str | Promise:
        """How far it has come."""
        return words.STATES[self.state]

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.state not in _OVER


def listing() -> list[Line]:
    """Return incidents: the open ones by the first clock and by age, then those that are over, the newest first."""
    running = Min("steps__due", filter=Q(steps__state=RUNNING))
    rows = Incident.objects.annotate(next_due=running).order_by("-declared_at", "incident_id")
    names = ("incident_id", "title", "kind", "severity", "state", "declared_at", "closed_at", "next_due")
    found = [Line(*row) for row in rows.values_list(*names)[:MOST]]
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda one: (not one.open, (one.due or far) if one.open else far))


def incident(incident_id: str) -> Incident | None:
    """Return an incident."""
    return Incident.objects.filter(pk=incident_id).first()


def title_of(incident_id: str) -> str:
    """Return what an incident is called, "" where there is none."""
    return Incident.objects.filter(pk=incident_id).values_list("title", flat=True).first() or ""


def waiting(viewer: Viewer) -> QuerySet[Incident]:
    """Return the incidents that go on, and those whose clocks run, for whoever may respond."""
    if not viewer.may(RESPOND):
        return Incident.objects.none()
    running = LegalStep.objects.filter(state=RUNNING).values("incident_id")
    return Incident.objects.filter(~Q(state__in=_OVER) | Q(pk__in=running))
