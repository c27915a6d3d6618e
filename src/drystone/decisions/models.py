"""What people settled. Nothing is edited: a decision is withdrawn, and another one made."""

from __future__ import annotations

from django.db import models


class Decision(models.Model):
    """One decision. Which fields it uses depends on its kind (see ``actions``); people are opaque text ids."""

    class Kind(models.TextChoices):
        """The kinds of decision, as the vocabulary names them."""

        SAME = "same"
        NOT_SAME = "not_same"
        OWNER = "owner"
        NOT_MINE = "not_mine"
        STARTED = "started"
        SAMPLED = "sampled"

    decision_id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    asset_kind = models.TextField(default="", blank=True)
    a_source = models.TextField(default="", blank=True)
    a_key = models.TextField(default="", blank=True)
    b_source = models.TextField(default="", blank=True)
    b_key = models.TextField(default="", blank=True)
    asset_id = models.TextField(default="", blank=True)
    person_id = models.TextField(default="", blank=True)
    check_id = models.TextField(default="", blank=True)
    until = models.DateField(null=True)
    decided_by = models.TextField()
    decided_at = models.DateTimeField()
    reason = models.TextField()
    withdrawn_by = models.TextField(default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["same", "not_same", "owner", "not_mine", "started", "sampled"]),
                name="decision_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.decision_id}"


class Question(models.Model):
    """What somebody asked to have settled: that a thing is not theirs. ``holder`` is who settles it, never who asked.

    ``due`` is by when an answer is owed. ``decision_id`` is what came of it where it was accepted.
    """

    question_id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=16, default="not_mine")
    asset_kind = models.TextField()
    asset_id = models.TextField()
    asset_name = models.TextField(default="", blank=True)
    asked_by = models.TextField(db_index=True)
    likely_owner = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    due = models.DateTimeField()
    holder = models.TextField()
    status = models.CharField(max_length=10, default="open")
    decided_by = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_id = models.CharField(max_length=40, default="", blank=True)
    new_owner = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["holder", "status"], name="question_holder_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "accepted", "refused", "withdrawn"]),
                name="question_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="withdrawn") | ~models.Q(decided_by=models.F("asked_by")),
                name="question_two_people",
            ),
            models.UniqueConstraint(
                fields=["asset_kind", "asset_id", "asked_by"],
                condition=models.Q(status="open"),
                name="question_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} ({self.status})"


class Suggestion(models.Model):
    """Somebody who was said to be the owner, and is asked before the accountable. ``answer``: mine, passed, silent.

    "" is that they have not answered; they may until ``due``. Of one question, one of them is asked at a time.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="suggestions", db_index=False)
    person_id = models.TextField(db_index=True)
    asked_at = models.DateTimeField()
    due = models.DateTimeField()
    answer = models.CharField(max_length=6, default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "person_id"], name="suggested_once"),
            models.UniqueConstraint(
                fields=["question"], condition=models.Q(answer=""), name="suggestion_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=["", "mine", "passed", "silent"]), name="suggestion_answer_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.question_id}"
