"""Who is restricted for what, how far that has come, and which hooks were stopped. People are opaque text ids."""

from __future__ import annotations

from django.db import models

STATUSES = ("decided", "calling", "limited", "lifting", "lifted", "refused", "dropped", "dry")
#: In these the hook may have restricted somebody, or is about to: there is one of them for a gap and person.
STANDING = ("decided", "calling", "limited", "lifting")


class Restriction(models.Model):
    """A gap for which somebody is restricted by a hook.

    ``status``: decided; calling (marked: the hook is asked now, or whoever asked it died); limited (it said yes);
    lifting (it is asked to lift until it says yes); lifted; refused (it said no); dropped (it was never asked); dry (it
    would have been asked). ``key`` names it to the hook, with the stage: the same at every try. ``opened_at`` is the
    gap's. ``why`` it is lifted: passed, closed, accepted, not-theirs, withdrawn, not-known, left, refused, hindered.
    ``unsure``: a try to restrict may have arrived although no yes came back. ``answer`` and ``lift_answer`` are what
    the hook said, at most two thousand letters.
    """

    key = models.CharField(max_length=40, unique=True)
    hook = models.CharField(max_length=80)
    gap_id = models.CharField(max_length=40)
    person_id = models.TextField(db_index=True)
    check_id = models.TextField()
    asset_kind = models.CharField(max_length=40)
    asset_id = models.TextField()
    opened_at = models.DateTimeField()
    status = models.CharField(max_length=8, default="decided")
    decided_at = models.DateTimeField()
    limited_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, default="", blank=True)
    lift_since = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    not_before = models.DateTimeField()
    taken = models.CharField(max_length=32, default="", blank=True)
    unsure = models.BooleanField(default=False)
    answer = models.TextField(default="", blank=True)
    lift_answer = models.TextField(default="", blank=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["hook", "status", "not_before"], name="restriction_due"),
            models.Index(fields=["gap_id"], name="restriction_gap"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="restriction_status_known"),
            models.UniqueConstraint(
                fields=["gap_id", "person_id"],
                condition=models.Q(status__in=STANDING),
                name="restriction_one_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.status})"


class Brake(models.Model):
    """A hook that was stopped because it would have hit too many. ``would`` of ``everybody``, at most ``most``.

    ``holder`` is who was asked to look, by ``due``. ``allowed`` is how many somebody allowed after all, with a reason;
    0 while it stands still. ``gone``: it stands still for another reason, the program has it no more, though people
    wait for it to lift.
    """

    hook = models.CharField(max_length=80, primary_key=True)
    pulled_at = models.DateTimeField()
    would = models.IntegerField()
    most = models.IntegerField()
    allowed = models.IntegerField(default=0)
    gone = models.BooleanField(default=False)
    released_by = models.TextField(default="", blank=True)
    released_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    holder = models.TextField(default="", blank=True)
    due = models.DateTimeField()

    def __str__(self) -> str:
        return self.hook
