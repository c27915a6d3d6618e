"""Runs, and which of them the state shows."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """One pass. ``building`` may vanish; ``applying`` is always finished, by whoever comes next."""

    run_id = models.CharField(max_length=40, primary_key=True)
    as_of = models.DateTimeField()
    parent = models.CharField(max_length=40, default="", blank=True)
    program_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, default="building")
    fence = models.BigIntegerField()
    changes = models.BigIntegerField(default=0)
    applied_upto = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "started_at"], name="run_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["building", "applying", "applied", "failed"]), name="run_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} ({self.status})"


class Head(models.Model):
    """The one row that says which run the state shows, and which is being applied ("" for none)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    applied = models.CharField(max_length=40, default="", blank=True)
    applying = models.CharField(max_length=40, default="", blank=True)

    def __str__(self) -> str:
        return self.applied or "nothing applied"
