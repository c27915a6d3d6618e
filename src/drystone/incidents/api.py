"""Incidents in the API: what the page can do, by the same rules. Roles in place of names."""

# Annotations stay objects here: Ninja makes the API's description of them.

import base64
import binascii
import datetime as dt
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from drystone.incidents import acts, evidence, naming, opening, packing, queries, views
from drystone.incidents.access import may_read, may_run
from drystone.lib.errors import UsageError
from drystone.reports.times import Span
from drystone.shell import access, apis, site
from drystone.shell.viewer import AUDIT, RESPOND, Request

router = Router(tags=["incidents"])


class IncidentLineOut(Schema):
    """An incident; ``due`` is when the first of its legal clocks is over, null where none runs."""

    incident_id: str
    title: str
    kind: str
    severity: str
    state: str
    declared_at: dt.datetime
    closed_at: dt.datetime | None
    due: dt.datetime | None


class IncidentIn(Schema):
    """An incident to declare: kind, severity (low to critical) and what is known; ``report_id`` of a report, with its
    wave. ``once`` tells it from another: the same again is the same incident again.
    """

    title: str = Field(max_length=500)
    kind: str = Field(max_length=20)
    severity: str = Field(max_length=20)
    text: str = Field("", max_length=20_000)
    earliest: str = Field("", max_length=60)
    latest: str = Field("", max_length=60)
    report_id: str = Field("", max_length=60)
    wave: bool = True
    once: str = Field("", max_length=100)
    sure: bool = Field(default=False, description="Declare it although its words name somebody.")


class IncidentMadeOut(Schema):
    """The id of the incident."""

    incident_id: str


class IncidentActIn(Schema):
    """An act, with what is said with it: note (text, earliest, latest, source), correct (corrects, text, …), state
    (state, why, at), lead, severity (severity, why), decide (what, why, alternatives, decided_by), law (regime,
    applies: yes, no or stop, why, decided_by, aware, classified), sent (step as nis2/early-warning, words, at,
    progress), asked (regime), task (title, why, role, due, severity), reopen-task (ref, why), link (kind, ref, text),
    report (report, wave). What names people is refused unless ``sure`` is yes.
    """

    act: str = Field(max_length=20)
    told: dict[str, str] = Field(default={})


class IncidentFileIn(Schema):
    """A file to keep as evidence, in base64, and what it shows."""

    name: str = Field(max_length=300)
    data: str = Field(max_length=1_900_000, description="About 1.4 MB; larger files are kept on the page.")
    text: str = Field("", max_length=20_000)
    sure: bool = Field(default=False, description="Keep it although its words name somebody.")


class IncidentFileOut(Schema):
    """The number of the file and its SHA-256."""

    number: int
    sha256: str


@apis.get(
    router, "/incidents", rule=access.power(RESPOND, AUDIT), scope="incidents:read", response=list[IncidentLineOut]
)
def listing(request: Request) -> list[queries.Line]:
    """List incidents, those that go on first."""
    return queries.listing()


@apis.post(router, "/incidents", rule=access.power(RESPOND), scope="incidents:write", response=IncidentMadeOut)
def declare(request: Request, body: IncidentIn) -> dict[str, str]:
    """Declare an incident; whoever does leads it."""
    naming.ask((body.title, body.text), sure="yes" if body.sure else "")
    first, last = (acts.moment(getattr(body, name), where=name) for name in ("earliest", "latest"))
    told = opening.Opening(
        body.title, body.kind, body.severity, body.text, Span(first or last, last or first), body.report_id, body.wave,
        body.once,
    )  # fmt: skip
    return {"incident_id": opening.open_incident(told, by=request.viewer.person_id, now=request.now)}


@apis.get(router, "/incidents/{incident_id}", rule=may_read, scope="incidents:read", response=dict[str, Any])
def read(request: Request, incident_id: str) -> dict[str, Any]:
    """Read an incident as its export has it (docs/incidents.md)."""
    incident = queries.incident(incident_id)
    assert incident is not None  # The rule has seen it.
    return packing.told(incident, site.program(), at=request.now)


@apis.post(router, "/incidents/{incident_id}/acts", rule=may_run, scope="incidents:write", response=IncidentMadeOut)
def act(request: Request, incident_id: str, body: IncidentActIn) -> dict[str, str]:
    """Do something with an incident."""
    told = {name: body.told.get(name, "") for name in acts.TOLD}
    acts.do(acts.Doing(incident_id, body.act, request.viewer.person_id, request.now, told))
    return {"incident_id": incident_id}


@apis.post(router, "/incidents/{incident_id}/files", rule=may_run, scope="incidents:write", response=IncidentFileOut)
def attach(request: Request, incident_id: str, body: IncidentFileIn) -> dict[str, Any]:
    """Keep a file as evidence."""
    try:
        data = base64.b64decode(body.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UsageError(_("this is not base64"), where="data") from error
    naming.ask((body.name, body.text), sure="yes" if body.sure else "")
    file = evidence.File(body.name, data, body.text)
    kept = evidence.attach(incident_id, file, by=request.viewer.person_id, now=request.now)
    return {"number": kept.pk, "sha256": kept.digest}


@apis.get(router, "/incidents/{incident_id}/pack", rule=may_run, scope="incidents:read")
def pack(request: Request, incident_id: str) -> FileResponse:
    """Give the incident as a signed ZIP."""
    return FileResponse(
        views.packed(request, incident_id), as_attachment=True, filename=f"{incident_id}.zip",
        content_type="application/zip",
    )  # fmt: skip
