"""Beginning an incident: out of a report or a whole wave, or straight away. Once for each report."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.incidents.models import KINDS, NOTE, Incident, IncidentReport
from drystone.incidents.telling import OBJECT, UNKNOWN, Saying, add, held
from drystone.lib.errors import UsageError
from drystone.program.model import SEVERITIES
from drystone.reports import actions as reports
from drystone.reports import desk
from drystone.reports import queries as known
from drystone.reports.times import Span
from drystone.shell import texts

LONGEST_TITLE = 160
#: Whoever leads it is asked again how it stands: soon while it goes on, later once it is contained.
SOON, LATER = dt.timedelta(days=1), dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when an incident is declared. ``report_id`` is the report that it comes from, "" for none.

    ``wave`` takes every report of its campaign along. ``once`` tells a form that is sent twice.
    """

    title: str
    kind: str
    severity: str
    text: str = ""
    span: Span = UNKNOWN
    report_id: str = ""
    wave: bool = True
    once: str = ""


def open_incident(opening: Opening, *, by: str, now: dt.datetime) -> str:
    """Declare an incident and return its id; whoever declares it leads it.

    Of a report that belongs to one already, that one. Raises UsageError.
    """
    title = " ".join(texts.fitting(opening.title, LONGEST_TITLE, where="title").split())
    if not title:
        raise UsageError(_("an incident needs a name"), where="title", do=_("Say in a few words what it is about."))
    if opening.kind not in KINDS or opening.severity not in SEVERITIES:
        raise UsageError(_("choose what it is, and how serious"), where="kind")
    if opening.report_id and (before := of_report(opening.report_id)):
        return before
    once = hashlib.sha256(f"{by}\x1f{opening.once or secrets.token_hex(16)}".encode()).hexdigest()
    try:
        with transaction.atomic():
            incident = Incident.objects.create(
                incident_id=f"incident-{secrets.token_hex(10)}", title=title, kind=opening.kind,
                severity=opening.severity, lead=by, declared_at=now, look_at=now + SOON, once=once,
            )  # fmt: skip
            audit.record("incident-declared", actor=by, at=now, about=(OBJECT, incident.pk))
            _begin(incident, opening, title, by=by, now=now)
            if opening.report_id:
                _take(incident, opening.report_id, wave=opening.wave, by=by, now=now)
    except IntegrityError:
        found = Incident.objects.filter(once=once).values_list("incident_id", flat=True).first()
        found = found or of_report(opening.report_id)
        if not found:
            raise
        return found
    return incident.pk


def _begin(incident: Incident, opening: Opening, title: str, *, by: str, now: dt.datetime) -> None:
    """Say that it was declared; when it happened is another matter, and stands by itself where it is known."""
    if opening.span == UNKNOWN:
        add(incident, Saying("declared", text=opening.text), by=by, now=now)
        return
    add(incident, Saying("declared", Span(now, now)), by=by, now=now)
    add(incident, Saying(NOTE, opening.span, opening.text.strip() or title), by=by, now=now)


def of_report(report_id: str) -> str:
    """Return the incident that a report belongs to, "" for none."""
    return (
        IncidentReport.objects.filter(report_id=report_id).values_list("incident_id", flat=True).first() or ""
        if report_id
        else ""
    )


def take_in(incident_id: str, report_id: str, *, wave: bool, by: str, now: dt.datetime) -> None:
    """Take a report into an incident, and where ``wave`` says so all that are of its campaign. Raises UsageError."""
    with transaction.atomic():
        incident = held(incident_id)
        before = of_report(report_id)
        if before and before != incident_id:
            raise UsageError(_("this report belongs to another incident"), where="report")
        _take(incident, report_id, wave=wave, by=by, now=now)


def _take(incident: Incident, report_id: str, *, wave: bool, by: str, now: dt.datetime) -> None:
    report = known.report(report_id)
    if report is None:
        raise UsageError(_("there is no such report"), where="report", do=_("Copy its number from the desk."))
    members = [one.report_id for one in desk.wave(report)[1]] if wave else []
    ids = list(dict.fromkeys([report_id, *members]))
    taken = set(IncidentReport.objects.filter(report_id__in=ids).values_list("report_id", flat=True))
    new = [one for one in ids if one not in taken]
    for one in new:
        IncidentReport.objects.create(incident=incident, report_id=one)
        reports.note(one, "declared", span=Span(now, now), source="responder", by=by, now=now)
    if new:
        add(incident, Saying("report", about={"count": len(new)}), by=by, now=now)
