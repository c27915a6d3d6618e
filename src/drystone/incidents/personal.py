"""What this room keeps about people: roles in place of names, but whose an incident is."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_KEEP = "incidents.keep after the incident was closed (incidents.retention)"
_RUN = "so that an incident can be run, and what happened be understood"
_SEEN = "responders; auditors without what reports are about; whoever gets an export"
_WRITTEN = Declared("what responders wrote of an incident, in roles; a slip could name somebody", _RUN, _SEEN, _KEEP)
_FILE = Declared("a file that shows what happened; it may hold people's data", _RUN, "responders", _KEEP)
_ROLE = Declared("in which role somebody did something; who it was is in the audit log", _RUN, _SEEN, _KEEP)


def _none(model: str, *names: str) -> dict[str, Declared]:
    return {f"{model}.{name}": NOT_PERSONAL for name in names}


DECLARED: dict[str, Declared] = {
    **_none("Incident", "incident_id", "kind", "severity", "state", "declared_at", "contained_at", "recovered_at"),
    **_none("Incident", "closed_at", "reviewed_at", "look_at", "once"),
    "Incident.title": _WRITTEN,
    "Incident.lead": Declared(
        "that they lead an incident", "so that it is somebody's, and they are told", "themselves; no page names them",
        _KEEP,
    ),
    **_none("IncidentEntry", "id", "incident", "number", "kind", "noted_at", "corrects", "once", "digest"),
    "IncidentEntry.earliest": _WRITTEN,
    "IncidentEntry.latest": _WRITTEN,
    "IncidentEntry.text": _WRITTEN,
    "IncidentEntry.source": _WRITTEN,
    "IncidentEntry.about": _WRITTEN,
    "IncidentEntry.role": _ROLE,
    **_none("IncidentEvidence", "id", "entry", "kind", "digest", "size"),
    "IncidentEvidence.name": _FILE,
    "IncidentEvidence.ref": _FILE,
    "IncidentEvidence.data": _FILE,
    **_none("IncidentReport", "id", "incident"),
    "IncidentReport.report_id": Declared(
        "that a report belongs to an incident; nothing of who told", _RUN, "responders", _KEEP
    ),
    **_none("IncidentDecision", "id", "incident", "entry", "at", "regime", "verdict", "aware_at", "classified_at"),
    "IncidentDecision.what": _WRITTEN,
    "IncidentDecision.why": _WRITTEN,
    "IncidentDecision.alternatives": _WRITTEN,
    "IncidentDecision.decided_by": NOT_PERSONAL,
    "IncidentDecision.role": _ROLE,
    **_none("LegalStep", "id", "incident", "decision", "regime", "step", "state", "begun_at", "due", "latest"),
    **_none("LegalStep", "call_at", "calls", "late_at", "sent_at"),
    "LegalStep.sent_words": _WRITTEN,
    "LegalStep.sent_role": _ROLE,
}  # fmt: skip
