"""How far an incident has come, and who leads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.incidents import notifying
from drystone.incidents.models import CLOSED, CONTAINED, DECLARED, RECOVERED, REVIEWED, STATES, Incident
from drystone.incidents.opening import LATER, SOON
from drystone.incidents.telling import NOBODY, Saying, add, held
from drystone.lib.errors import UsageError
from drystone.program.model import SEVERITIES
from drystone.reports import actions as reports
from drystone.reports import paging
from drystone.reports import queries as known
from drystone.reports.times import Span
from drystone.shell import site

_MOMENTS = {CONTAINED: "contained_at", RECOVERED: "recovered_at", CLOSED: "closed_at", REVIEWED: "reviewed_at"}
_MOST = 500


@dataclass(frozen=True, slots=True)
class Move:
    """To which state, since when (aware; None: now), and why or on what that rests."""

    state: str
    why: str = ""
    at: dt.datetime | None = None


def move(incident_id: str, told: Move, *, by: str, now: dt.datetime) -> None:
    """Bring an incident to another state: onwards at any time, back with a reason. Raises UsageError."""
    at = told.at or now
    with transaction.atomic():
        incident = held(incident_id)
        _check(incident, told)
        position = STATES.index(told.state)
        for state, column in _MOMENTS.items():
            if STATES.index(state) > position:
                setattr(incident, column, None)
        if told.state in _MOMENTS:
            setattr(incident, _MOMENTS[told.state], at)
        incident.state = told.state
        waits = {DECLARED: SOON, CONTAINED: LATER, RECOVERED: LATER}.get(told.state)
        incident.look_at = now + waits if waits else None
        saying = Saying("state", Span(at, at), told.why, about={"state": told.state})
        add(incident, saying, by=by, now=now)
        incident.save()
        if told.state == RECOVERED:
            notifying.handled(incident, now=now)
        if told.state == CONTAINED:
            _tell_reports(incident, at, by=by, now=now)


def take_lead(incident_id: str, *, by: str, now: dt.datetime) -> None:
    """Lead an incident from now on."""
    with transaction.atomic():
        incident = held(incident_id)
        if incident.lead != by:
            incident.lead = by
            incident.save(update_fields=["lead"])
            add(incident, Saying("lead"), by=by, now=now)


def weigh(incident_id: str, severity: str, why: str, *, by: str, now: dt.datetime) -> None:
    """Say that an incident is more or less serious than was thought. Raises UsageError."""
    if severity not in SEVERITIES:
        raise UsageError(_("choose how serious it is"), where="severity")
    with transaction.atomic():
        incident = held(incident_id)
        if incident.severity != severity:
            incident.severity = severity
            incident.save(update_fields=["severity"])
            add(incident, Saying("severity", text=why, about={"severity": severity}), by=by, now=now)


def ask_how_it_stands(now: dt.datetime) -> int:
    """Ask whoever leads an open incident how it stands, when nothing was said of it for long; returns how many.

    What somebody led who has left is led by whoever is on call.
    """
    silent = Incident.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    count = 0
    for row in silent[:_MOST]:
        with transaction.atomic():
            following = now + (SOON if row.state == DECLARED else LATER)
            if not Incident.objects.filter(pk=row.pk, look_at=row.look_at).update(look_at=following):
                continue
            lead = row.lead
            called = paging.on_call(site.program(), 0)
            if not directory.living(lead) and called:
                lead = called[0]
                Incident.objects.filter(pk=row.pk).update(lead=lead)
                add(held(row.pk), Saying("lead"), by=NOBODY, now=now)
            notices.tell(lead, notices.of(*_HOW, "incidents:incident", row.pk), now=now, purpose=notices.ALERT)
            count += 1
    return count


def _check(incident: Incident, told: Move) -> None:
    if told.state not in STATES:
        raise UsageError(_("choose how far it has come"), where="state")
    if told.state == incident.state:
        raise UsageError(_("it has come so far already"), where="state")
    back = STATES.index(told.state) < STATES.index(incident.state)
    if back and not told.why.strip():
        raise UsageError(_("say why it goes back"), where="why", do=_("What did you see that is not settled?"))
    if told.state == REVIEWED and incident.state != CLOSED:
        raise UsageError(_("it is reviewed once it is closed"), where="state", do=_("Close it first."))


def _tell_reports(incident: Incident, at: dt.datetime, *, by: str, now: dt.datetime) -> None:
    """Note for its reports that it is contained, where nobody noted that at the desk."""
    for report_id in incident.reports.order_by("pk").values_list("report_id", flat=True):
        if known.report(report_id) is not None and CONTAINED not in known.clocks(report_id):
            reports.note(report_id, CONTAINED, span=Span(at, at), source="responder", by=by, now=now)


_HOW = (
    gettext_lazy("How does the incident stand?"),
    gettext_lazy("Nothing was said of it for a while. Say how it stands, or bring it to an end:"),
)
