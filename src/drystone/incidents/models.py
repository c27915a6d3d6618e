"""Incidents: what happened when, what was decided, which clocks run, what it rests on. Roles, not names.

Whoever wrote something down stands there as the role in which they did (``ROLES``); who that was is in the audit log
alone. ``Incident.lead`` is the one person id of this room: whose the open questions of an incident are. The timeline is
only ever added to.
"""

from __future__ import annotations

from django.db import models

from drystone.program.model import SEVERITIES

KINDS = (
    "phishing", "malware", "intrusion", "account", "data", "device", "fraud", "outage", "supplier", "physical", "other",
)  # fmt: skip
DECLARED, CONTAINED, RECOVERED, CLOSED, REVIEWED = STATES = (
    "declared", "contained", "recovered", "closed", "reviewed",
)  # fmt: skip
#: In which somebody did something: who leads the incident, who was on call, another responder, the machine.
LEAD, ON_CALL, RESPONDER, MACHINE = ROLES = ("lead", "on-call", "responder", "machine")
#: What an entry of the timeline is: what somebody noted, or what was done here.
NOTE, CORRECTION = "note", "correction"
ENTRY_KINDS = (
    "declared", NOTE, CORRECTION, "state", "lead", "severity", "decision", "clock-started", "clock-refused",
    "clock-stopped", "sent", "late", "task", "file", "link", "report",
)  # fmt: skip
RUNNING, WAITING, SENT, STOPPED = STEP_STATES = ("running", "waiting", "sent", "stopped")
STARTED, REFUSED = "started", "refused"
#: What evidence can be: a file that is kept here, or a thing that stands elsewhere.
FILE, REPORT, GAP, THING, ADDRESS = EVIDENCE_KINDS = ("file", "report", "gap", "thing", "address")


class Incident(models.Model):
    """Something that responders run. ``once`` is a digest that tells a form sent twice.

    ``state`` is how far it has come; the moments are when that was, as those who run it say. ``lead`` has it, and
    ``look_at`` is when they are asked again how it stands; None once it is closed.
    """

    incident_id = models.CharField(max_length=40, primary_key=True)
    title = models.TextField()
    kind = models.CharField(max_length=10)
    severity = models.CharField(max_length=8)
    state = models.CharField(max_length=9, default=DECLARED)
    lead = models.TextField()
    declared_at = models.DateTimeField()
    contained_at = models.DateTimeField(null=True)
    recovered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["state", "declared_at"], name="incident_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="incident_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="incident_state_known"),
            models.CheckConstraint(condition=models.Q(severity__in=list(SEVERITIES)), name="incident_severity_known"),
        ]

    def __str__(self) -> str:
        return self.incident_id


class IncidentEntry(models.Model):
    """Something of an incident, numbered from 1. Never changed and never deleted alone: a correction is an entry more.

    It was between ``earliest`` and ``latest`` (either may be unknown). ``about`` are the words of a machine: a state, a
    clock, a step. ``digest`` is the SHA-256 of the entry with the one before it (``telling``), and stands in the audit
    log: who changes a row afterwards is found.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=13)
    earliest = models.DateTimeField(null=True)
    latest = models.DateTimeField(null=True)
    text = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")
    about = models.JSONField(default=dict)
    role = models.CharField(max_length=9)
    noted_at = models.DateTimeField()
    corrects = models.IntegerField(null=True)
    once = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_entry_number"),
            models.UniqueConstraint(fields=["incident", "once"], name="incident_entry_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ENTRY_KINDS), name="incident_entry_kind_known"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="incident_entry_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.number}"


class IncidentEvidence(models.Model):
    """What an entry rests on: a file, with its bytes and their SHA-256, or a link. Both are untrusted."""

    entry = models.ForeignKey(IncidentEntry, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=7)
    name = models.TextField()
    ref = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    size = models.IntegerField(default=0)
    data = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EVIDENCE_KINDS), name="incident_evidence_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.kind}"


class IncidentReport(models.Model):
    """That a report belongs to an incident. Nothing of the report is copied, least of all who told or when."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="reports")
    report_id = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return f"{self.report_id} in {self.incident_id}"


class IncidentDecision(models.Model):
    """What was decided, why and instead of what. ``decided_by`` is a role of the program, in whose name it was.

    ``regime`` with ``verdict`` says that the clocks of a law were started, or why they were not; ``aware_at`` is when
    whoever decides says that the organisation became aware, ``classified_at`` when it was classified as major.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    entry = models.OneToOneField(IncidentEntry, on_delete=models.CASCADE, related_name="decision")
    what = models.TextField()
    why = models.TextField()
    alternatives = models.TextField(blank=True, default="")
    decided_by = models.TextField()
    role = models.CharField(max_length=9)
    at = models.DateTimeField()
    regime = models.CharField(max_length=12, blank=True, default="")
    verdict = models.CharField(max_length=7, blank=True, default="")
    aware_at = models.DateTimeField(null=True)
    classified_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "regime"], name="incident_decision_regime")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", STARTED, REFUSED, STOPPED]), name="incident_verdict_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.what}"


class LegalStep(models.Model):
    """A notification that a law asks for, by a recorded decision. ``due`` and ``latest``: see ``periods``.

    ``state``: its time runs; it waits for what it counts from; it was sent; a later decision stopped it. ``call_at`` is
    when somebody is called next, while it runs. ``sent_words`` say where to see that it was sent.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps", db_index=False)
    decision = models.ForeignKey(IncidentDecision, on_delete=models.CASCADE, related_name="steps")
    regime = models.CharField(max_length=12)
    step = models.CharField(max_length=16)
    state = models.CharField(max_length=7)
    begun_at = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    latest = models.DateTimeField(null=True)
    call_at = models.DateTimeField(null=True)
    calls = models.IntegerField(default=0)
    late_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_words = models.TextField(blank=True, default="")
    sent_role = models.CharField(max_length=9, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["state", "call_at"], name="legal_step_call")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "regime", "step"],
                condition=~models.Q(state=STOPPED),
                name="legal_step_once",
            ),
            models.CheckConstraint(condition=models.Q(state__in=STEP_STATES), name="legal_step_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=RUNNING) | models.Q(call_at__isnull=False), name="legal_step_is_called"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.regime} {self.step}"
