"""Leases: who may do a thing now. Jobs: what is to be done later."""

from __future__ import annotations

from django.db import models


class Lease(models.Model):
    """The right to do one thing. ``fence`` grows with every holder; ``token`` is empty while nobody holds it."""

    name = models.CharField(max_length=80, primary_key=True)
    fence = models.BigIntegerField(default=0)
    token = models.CharField(max_length=32, default="", blank=True)
    purpose = models.TextField(default="", blank=True)
    host = models.TextField(default="", blank=True)
    machine = models.TextField(default="", blank=True)
    boot = models.TextField(default="", blank=True)
    pid = models.BigIntegerField(default=0)
    process_started = models.TextField(default="", blank=True)
    acquired_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.fence})"


class Job(models.Model):
    """Something to be done. ``status``: waiting, running, done, failed (tried as often as it may be).

    While it runs, ``token`` and the process say who has it, until ``expires_at``. ``slot`` is the period that a
    periodic job is for. Of one ``unique`` word at most one waits and at most one runs.
    """

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict, blank=True)
    unique = models.CharField(max_length=200, default="", blank=True)
    slot = models.CharField(max_length=120, default="", blank=True)
    status = models.CharField(max_length=8, default="waiting")
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)
    token = models.CharField(max_length=32, default="", blank=True)
    host = models.TextField(default="", blank=True)
    machine = models.TextField(default="", blank=True)
    boot = models.TextField(default="", blank=True)
    pid = models.BigIntegerField(default=0)
    process_started = models.TextField(default="", blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "run_at"], name="job_status_run_at"),
            models.Index(fields=["name", "-id"], name="job_latest"),
            models.Index(fields=["finished_at"], name="job_finished", condition=models.Q(finished_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "running", "done", "failed"]), name="job_status_known"
            ),
            models.UniqueConstraint(
                fields=["unique"], condition=models.Q(status="waiting") & ~models.Q(unique=""), name="job_waits_once"
            ),
            models.UniqueConstraint(
                fields=["unique"], condition=models.Q(status="running") & ~models.Q(unique=""), name="job_runs_once"
            ),
            models.UniqueConstraint(fields=["slot"], condition=~models.Q(slot=""), name="job_once_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk} ({self.status})"
