"""The standing debts and what happened to them. People are opaque text ids: the log and the state outlive them.

Runs write these tables with set SQL (``applying``), people through ``exceptions`` and ``attestations``.
"""

from __future__ import annotations

from django.db import models

#: The origin of what people set each other to do; no run knows of it, and none closes it (``tasks``).
TASK = "task"


class Gap(models.Model):
    """Something that should hold and does not.

    ``first_seen`` is when it was seen for the very first time; ``opened_at`` when it was opened or reopened last, from
    which ``due`` counts. ``opened_by`` is "run" for what a run opened: only that may be closed by a run.
    """

    gap_id = models.CharField(max_length=40, primary_key=True)
    origin = models.CharField(max_length=16)
    check_id = models.TextField()
    activity_id = models.TextField(default="", blank=True)
    asset_kind = models.CharField(max_length=40)
    asset_id = models.TextField()
    asset_name = models.TextField(default="", blank=True)
    item = models.TextField(default="", blank=True)
    detail = models.TextField(default="", blank=True)
    severity = models.CharField(max_length=8)
    criticality = models.SmallIntegerField(default=2)
    outcome = models.CharField(max_length=8, default="fail")
    status = models.CharField(max_length=8, default="open")
    reach = models.CharField(max_length=10, default="suggested")
    accountable = models.TextField(default="", blank=True)
    via = models.TextField(default="", blank=True)
    first_seen = models.DateTimeField()
    opened_at = models.DateTimeField()
    due = models.DateTimeField()
    last_run = models.CharField(max_length=40)
    unverified_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=20, default="", blank=True)
    moved_to = models.CharField(max_length=40, default="", blank=True)
    reopened_count = models.IntegerField(default=0)
    opened_by = models.TextField(default="run")

    class Meta:
        indexes = [
            models.Index(fields=["status", "due"], name="gap_status_due"),
            models.Index(fields=["check_id"], name="gap_check"),
            models.Index(fields=["asset_id"], name="gap_asset"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "excepted", "closed"]), name="gap_status_known"
            ),
            models.CheckConstraint(condition=models.Q(outcome__in=["fail", "unknown"]), name="gap_outcome_known"),
        ]

    def __str__(self) -> str:
        return self.gap_id


class GapResponsible(models.Model):
    """Who is responsible for a gap, and by which step that was found."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="responsible", db_index=False)
    person_id = models.TextField()
    via = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="gap_responsible_person")]
        constraints = [models.UniqueConstraint(fields=["gap", "person_id"], name="gap_responsible_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.gap_id}"


class GapTask(models.Model):
    """That a gap is a task that somebody set: whoever fills the position does it.

    The gap's ``asset_kind`` and ``asset_id`` say what it came of (an incident, a review), its ``item`` what is to be
    done and its ``detail`` why.
    """

    gap = models.OneToOneField(Gap, on_delete=models.CASCADE, primary_key=True, related_name="task")
    position_id = models.TextField()

    def __str__(self) -> str:
        return f"{self.gap_id} of {self.position_id}"


class GapEvent(models.Model):
    """What happened to a gap. ``act`` is the run, or the exception, that did it: each does a thing once."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="events", db_index=False)
    act = models.CharField(max_length=40)
    event = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.TextField(default="run")
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gap", "act", "event"], name="gap_event_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.gap_id}"


class ExceptionRequest(models.Model):
    """A wish to live with a gap until a day; ``decider`` is the only person who may grant it.

    ``decider_only`` says that whoever answers for the gap asked, and their superior decides. ``ready_at`` is when
    nobody was left to be asked before: all had answered, or their time was over. ``due`` is by when a decision is owed,
    ``passed_on`` that it went to the fallback since none came. ``decided_beside`` says that whoever decided did not
    answer for the gap then. ``warned_at`` is when it was said that it ends soon.
    """

    exception_id = models.CharField(max_length=40, primary_key=True)
    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="exceptions")
    reason = models.TextField()
    until = models.DateField()
    status = models.CharField(max_length=10, default="requested")
    requested_by = models.TextField()
    requested_at = models.DateTimeField()
    decider = models.TextField()
    decider_only = models.BooleanField(default=False)
    decided_by = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_beside = models.BooleanField(default=False)
    decision_reason = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="", blank=True)
    ready_at = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    passed_on = models.BooleanField(default=False)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "until"], name="exception_status_until"),
            models.Index(fields=["status", "due"], name="exception_status_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["requested", "approved", "refused", "ended"]),
                name="exception_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("requested_by")), name="exception_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exception_id} ({self.status})"


class Consultation(models.Model):
    """A position (or relation of the thing) that is asked before an exception is granted, until ``until``.

    ``opinion``: "" while there is no answer, else fine or against; ``words`` are its reasons.
    """

    exception = models.ForeignKey(ExceptionRequest, on_delete=models.CASCADE, related_name="consultations")
    position_id = models.TextField()
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    opinion = models.CharField(max_length=8, default="", blank=True)
    words = models.TextField(default="", blank=True)
    answered_by = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exception", "position_id"], name="consultation_once"),
            models.CheckConstraint(
                condition=models.Q(opinion__in=["", "fine", "against"]), name="consultation_opinion_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position_id} about {self.exception_id}"


class Consulted(models.Model):
    """Somebody who fills a position that is asked, and may answer for it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="people", db_index=False)
    person_id = models.TextField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "person_id"], name="consulted_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.consultation_id}"


class Attestation(models.Model):
    """Somebody's word, with evidence, that a duty was done; for what no data shows."""

    attestation_id = models.CharField(max_length=40, primary_key=True)
    activity_id = models.TextField()
    asset_kind = models.TextField(default="activity")
    asset_id = models.TextField()
    attested_by = models.TextField()
    attested_at = models.DateTimeField()
    evidence = models.TextField()
    valid_until = models.DateField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["activity_id", "valid_until"], name="attestation_activity")]

    def __str__(self) -> str:
        return f"{self.activity_id} on {self.attested_at:%Y-%m-%d}"


class PutOff(models.Model):
    """ "Not now": until a day, a gap is not the one thing that somebody's page shows first. Its due does not move."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="put_off", db_index=False)
    person_id = models.TextField(db_index=True)
    until = models.DateField()
    asked_at = models.DateTimeField()
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gap", "person_id", "until"], name="put_off_once")]

    def __str__(self) -> str:
        return f"{self.gap_id} until {self.until}"
