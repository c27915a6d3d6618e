"""Leases: who may do a thing now."""

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
    """Something to be done. ``status``: waiting, running, done, failed (tried as often as it may be)."""

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict, blank=True)
    unique = models.CharField(max_length=200, default="", blank=True)
    status = models.CharField(max_length=8, default="waiting")
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "run_at"], name="job_status_run_at")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk} ({self.status})"
