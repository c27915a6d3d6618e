"""What was decided to be said to whom, what was said before, and which links of it were used.

People are opaque text ids. A message is decided, then marked as handed over in the transaction that hands it to the
outbox, then confirmed: whatever dies between two of these, the next one goes on from what stands here.
"""

from __future__ import annotations

from django.db import models


class Digest(models.Model):
    """One message to one person on one day of theirs: that there is only one is the key that nothing doubles.

    ``status``: decided, handed (to the outbox), sent, dropped (nothing was left to say when its time came), failed.
    ``keys`` are the things to do, in order; ``gaps`` what each of them closed when it was said, ``stranded`` the gaps
    that only people who are away could mend. ``informed``: it has the lines of what its reader is told about.
    ``thanks`` counts what was closed since the one before; ``lesson`` says that it is about a lesson alone.
    """

    person_id = models.TextField()
    on = models.DateField()
    status = models.CharField(max_length=8, default="decided")
    urgent = models.BooleanField(default=False)
    keys = models.JSONField(default=list)
    gaps = models.JSONField(default=dict)
    stranded = models.JSONField(default=list)
    answers = models.BooleanField(default=False)
    informed = models.BooleanField(default=False)
    thanks = models.IntegerField(default=0)
    lesson = models.BooleanField(default=False)
    at = models.DateTimeField()
    until = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    message = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "at"], name="digest_status_at"),
            models.Index(fields=["on"], name="digest_on"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person_id", "on"], name="digest_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(status__in=["decided", "handed", "sent", "dropped", "failed"]),
                name="digest_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"digest {self.pk} ({self.status})"


class Said(models.Model):
    """How often a thing was said to somebody, and when last.

    ``key`` names what mends it, or is "answers", "thanks" or "lesson".
    """

    person_id = models.TextField()
    key = models.CharField(max_length=80)
    times = models.IntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="said_once")]
        indexes = [models.Index(fields=["at"], name="said_at")]

    def __str__(self) -> str:
        return f"{self.key}, {self.times} times"


class Foretelling(models.Model):
    """What was said to somebody of a restriction for a gap, since it was opened at ``opened_at``: see ``limiting``.

    ``limits_at`` is the day that was named, ``warned_at`` when the last word came, None before it.
    """

    person_id = models.TextField()
    gap_id = models.CharField(max_length=40, db_index=True)
    opened_at = models.DateTimeField()
    first_at = models.DateTimeField()
    limits_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "gap_id"], name="foretold_once")]
        indexes = [models.Index(fields=["limits_at"], name="foretold_limits_at")]

    def __str__(self) -> str:
        return f"{self.gap_id} from {self.limits_at:%Y-%m-%d}"


class Tap(models.Model):
    """A link of a digest that was used; each works once."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="taps", db_index=False)
    key = models.CharField(max_length=80)
    act = models.CharField(max_length=8)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "key", "act"], name="tap_once")]

    def __str__(self) -> str:
        return f"{self.act} of {self.digest_id}"


class Trial(models.Model):
    """A trial that began: what was declared then, by its ``digest``. Another declaration under its name is another one.

    ``salt`` is what its lots are drawn by, "" once it is over: nobody can draw them again. Things that came up from
    ``begun_at`` on, before ``closes_at``, are in it, and by ``ends_at`` the last of them has been watched. ``seen_run``
    is the run up to which they were taken in. ``status``: running; over, with what came of it in ``outcome``; stopped,
    because it was switched off or changed (``why``): nothing is said of it.
    """

    trial_id = models.TextField()
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True)
    declared = models.JSONField()
    status = models.CharField(max_length=8, default="running")
    why = models.CharField(max_length=8, blank=True, default="")
    begun_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_run = models.CharField(max_length=40, blank=True, default="")
    outcome = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial_id", "digest"], name="trial_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["running", "over", "stopped"]), name="trial_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} ({self.status})"


class TrialThing(models.Model):
    """A gap that is in a trial: whose it was when it came, and in which ``arm``.

    ``came_at`` is when it was opened, ``since`` from when on it could be said in any arm: its clock begins then.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="things", db_index=False)
    gap_id = models.CharField(max_length=40)
    person_id = models.TextField()
    arm = models.TextField()
    came_at = models.DateTimeField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "gap_id"], name="trial_thing_once")]
        indexes = [models.Index(fields=["person_id"], name="trial_thing_person")]

    def __str__(self) -> str:
        return f"{self.gap_id} in {self.trial_id}"


class Outlook(models.Model):
    """What would be said after the run, and what a year of it feels like: counts alone, none under the floor."""

    made_at = models.DateTimeField()
    body = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"outlook of {self.made_at:%Y-%m-%d}"
