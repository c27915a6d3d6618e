"""Which ticket a gap has. Nothing of what people write in it is kept."""

from __future__ import annotations

from django.db import models


class Ticket(models.Model):
    """A gap's ticket in a queue. ``key`` is the system's name for it, "" until it is made.

    ``asked_at`` is when making it was last begun: one without a key was perhaps made, and is looked for first.
    ``closed_at`` is when we saw that somebody closed it. ``told`` is the last that we said in it: "", "still" (open
    after it was closed), "over" (the gap has closed); "back" is still to be said (it is open once more).
    """

    queue = models.CharField(max_length=80)
    gap_id = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True, default="")
    url = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=5, blank=True, default="")
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "gap_id"], name="ticket_once")]
        indexes = [models.Index(fields=["queue", "key"], name="ticket_key")]

    def __str__(self) -> str:
        return self.key or f"ticket of {self.gap_id}"


class QueueState(models.Model):
    """How far a queue was looked through, and how it fares: until when it is left alone, and why."""

    queue = models.CharField(max_length=80, primary_key=True)
    seen_until = models.DateTimeField()
    failures = models.IntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.queue
