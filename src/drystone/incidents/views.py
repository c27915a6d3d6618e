"""Incidents on the site: which there are, beginning one, and the one page from which it is run."""

from __future__ import annotations

import io
import secrets
import tempfile
from contextlib import ExitStack
from typing import Any, BinaryIO

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.audit import keys
from drystone.gaps import places, tasks
from drystone.incidents import acts, evidence, law, naming, opening, packing, queries, reading, words
from drystone.incidents.access import may_read, may_run
from drystone.incidents.models import EVIDENCE_KINDS, FILE, Incident, IncidentEvidence
from drystone.incidents.telling import LONGEST_TEXT, OBJECT
from drystone.lib.errors import DrystoneError
from drystone.reports import desk
from drystone.reports import queries as reports
from drystone.reports.times import Span
from drystone.shell import access, apis, site
from drystone.shell.viewer import AUDIT, RESPOND, Request

_BOTH = ("GET", "HEAD", "POST")
#: Where on the page somebody is led back to after an act.
_PLACES = {
    "state": "state", "law": "law", "sent": "clocks", "asked": "clocks", "decide": "decisions", "task": "tasks",
    "reopen-task": "tasks", "report": "reports", "severity": "state", "lead": "state",
}  # fmt: skip


@access.page(access.power(RESPOND, AUDIT))
def listing(request: Request) -> HttpResponse:
    """Show which incidents there are."""
    lines = queries.listing()
    told = {"open": [one for one in lines if one.open], "over": [one for one in lines if not one.open],
            "responds": request.viewer.may(RESPOND)}  # fmt: skip
    return render(request, "incidents/incidents.html", told)


@access.page(access.power(RESPOND), methods=_BOTH)
def begin(request: Request) -> HttpResponse:
    """Declare an incident: of a report, or straight away. A report that belongs to one already leads to that."""
    asked = request.POST if request.method == "POST" else request.GET
    report = reports.report(asked.get("report", "")[:60])
    if report is not None and (known := opening.of_report(report.pk)):
        return redirect("incidents:incident", incident_id=known)
    problem: DrystoneError | None = None
    if request.method == "POST":
        try:
            return redirect("incidents:incident", incident_id=_opened(request))
        except DrystoneError as error:
            problem = error
    told: dict[str, Any] = {
        "problem": problem, "typed": request.POST, "report": report, "kinds": words.KINDS.items(),
        "severities": words.SEVERITIES.items(), "once": request.POST.get("once") or secrets.token_hex(8),
        "kind": request.POST.get("kind") or (words.OF_REPORTS.get(report.kind, "other") if report else "phishing"),
        "severity": request.POST.get("severity") or "medium",
        "count": len(desk.wave(report)[1]) if report else 0, "most": LONGEST_TEXT,
    }  # fmt: skip
    return render(request, "incidents/open.html", told, status=apis.status_of(problem) if problem else 200)


def _opened(request: Request) -> str:
    said = request.POST
    naming.ask((said.get("title", ""), said.get("text", "")), sure=said.get("sure", ""))
    first, last = (acts.moment(said.get(name, ""), where=name) for name in ("earliest", "latest"))
    told = opening.Opening(
        title=said.get("title", ""), kind=said.get("kind", ""), severity=said.get("severity", ""),
        text=said.get("text", ""), span=Span(first or last, last or first), report_id=said.get("report", "")[:60],
        wave=bool(said.get("wave")), once=said.get("once", "")[:100],
    )  # fmt: skip
    return opening.open_incident(told, by=request.viewer.person_id, now=request.now)


@access.page(may_read, methods=_BOTH)
def one(request: Request, incident_id: str) -> HttpResponse:
    """Show an incident, and do with it what the form says."""
    incident = queries.incident(incident_id)
    assert incident is not None  # The rule has seen it.
    if request.method != "POST":
        return _shown(request, incident)
    if not request.viewer.may(RESPOND):
        raise Http404
    act = request.POST.get("act", "")
    try:
        if act == "file":
            _attach(request, incident_id)
        else:
            told = {name: request.POST.get(name, "") for name in acts.TOLD}
            acts.do(acts.Doing(incident_id, act, request.viewer.person_id, request.now, told))
    except DrystoneError as error:
        incident.refresh_from_db()
        return _shown(request, incident, problem=error)
    messages.success(request, _("Noted."))
    place = _PLACES.get(act, "timeline")
    place = f"law-{request.POST.get('regime', '')[:12]}" if place == "law" else place
    return redirect(f"{reverse('incidents:incident', args=[incident_id])}#{place}")


def _attach(request: Request, incident_id: str) -> None:
    sent = request.FILES.get("file")
    data = sent.read(evidence.MOST_BYTES + 1) if isinstance(sent, UploadedFile) else b""
    name = (sent.name or "") if isinstance(sent, UploadedFile) else ""
    told = {name: request.POST.get(name, "") for name in ("text", "source", "earliest", "latest")}
    naming.ask((name, told["text"], told["source"]), sure=request.POST.get("sure", ""))
    doing = acts.Doing(incident_id, "file", request.viewer.person_id, request.now, told)
    file = evidence.File(name, data, told["text"], told["source"], doing.span())
    evidence.attach(incident_id, file, by=doing.by, now=doing.now)


def _shown(request: Request, incident: Incident, *, problem: DrystoneError | None = None) -> HttpResponse:
    responds, program = request.viewer.may(RESPOND), site.program()
    corrects = request.GET.get("correct", "") or (request.POST.get("corrects", "") if problem else "")
    page = reading.page(incident, me=request.viewer.person_id, now=request.now, responds=responds)
    told: dict[str, Any] = {
        "page": page,
        "opens": places.seen(request.viewer, page.gaps),
        "incident": incident,
        "responds": responds,
        "problem": problem,
        "typed": request.POST if problem else {},
        "act": request.POST.get("act", "") if problem else "correct" if corrects else "",
        "corrects": corrects if corrects.isdecimal() else "",
        "roles": sorted(((one.id, one.name) for one in program.roles.values()), key=lambda each: each[1].casefold()),
        "positions": tasks.positions(program) if responds else (),
        "severities": words.SEVERITIES.items(),
        "kinds": [(name, words.EVIDENCE[name]) for name in EVIDENCE_KINDS if name != FILE],
        "most": LONGEST_TEXT,
        "megabytes": evidence.MOST_BYTES // 1_000_000,
        "zone": law.days(program).zone.key,
    }
    return render(request, "incidents/incident.html", told, status=apis.status_of(problem) if problem else 200)


@access.page(may_run)
def file(request: Request, incident_id: str, number: int) -> HttpResponseBase:
    """Give out a file as it came: bytes to keep, never a page to show."""
    row = IncidentEvidence.objects.filter(pk=number, kind=FILE, entry__incident_id=incident_id).first()
    if row is None:
        raise Http404
    audit.record(
        "incident-file-taken", actor=request.viewer.actor, at=request.now, about=(OBJECT, incident_id),
        payload={"sha256": row.digest},
    )  # fmt: skip
    kept = io.BytesIO(bytes(row.data or b""))
    answer = FileResponse(kept, as_attachment=True, filename=row.name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@access.page(may_run)
def pack(request: Request, incident_id: str) -> HttpResponseBase:
    """Give the incident as a signed ZIP."""
    return FileResponse(
        packed(request, incident_id), as_attachment=True, filename=f"{incident_id}.zip", content_type="application/zip"
    )


def packed(request: Request, incident_id: str) -> BinaryIO:
    """Return the pack of an incident as an open file that goes when it is closed, and keep in the log who took it."""
    incident = queries.incident(incident_id)
    assert incident is not None  # The rule has seen it.
    program = site.program()
    with ExitStack() as on_error:
        into = on_error.enter_context(tempfile.TemporaryFile())
        making = packing.Making(request.now, keys.of(program, site.served().environ))
        packing.pack(into, incident, program, making)
        audit.record("incident-packed", actor=request.viewer.actor, at=request.now, about=(OBJECT, incident_id))
        into.seek(0)
        on_error.pop_all()  # The answer closes it once it is sent.
        return into
