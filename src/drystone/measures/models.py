"""Weekly figures, those of practice messages and of habits: they outlive what they were counted from."""

from __future__ import annotations

from django.db import models


class Week(models.Model):
    """What one week's last run counted, for one check, one activity (``check_id`` "") or the whole (both "").

    ``week_start`` is the Monday in the organisation's time zone. Rows of checks count whatever their reach; rows of
    activities and of the whole count live checks only. ``people_affected`` is how many people own what
    fails, ``people_unheard`` how many what is unknown; null where that is under the program's floor: the size of so
    small a group is not even kept. ``few`` names the counts that some, but too few people are behind; null in rows of
    earlier versions, which did not look.
    """

    week_start = models.DateField()
    activity_id = models.TextField(blank=True)
    check_id = models.TextField(default="", blank=True)
    asset_kind = models.CharField(max_length=40, default="", blank=True)
    reach = models.CharField(max_length=10, default="", blank=True)
    passed = models.BigIntegerField()
    failed = models.BigIntegerField()
    unknown = models.BigIntegerField()
    not_applicable = models.BigIntegerField()
    open_gaps = models.IntegerField()
    overdue = models.IntegerField()
    excepted = models.IntegerField()
    opened = models.IntegerField()
    closed = models.IntegerField()
    closed_by_owner_in_time = models.IntegerField()
    people_affected = models.IntegerField(null=True)
    people_unheard = models.IntegerField(null=True)
    few = models.TextField(null=True)  # noqa: DJ001 # That nobody looked is not that there are none.
    run_id = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["activity_id", "check_id", "week_start"], name="week_activity")]
        constraints = [
            models.UniqueConstraint(fields=["week_start", "activity_id", "check_id"], name="week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}/{self.check_id} {self.week_start}"


class PracticeFigures(models.Model):
    """What may be shown of one campaign of practice messages, written once and never again.

    Counted anew after somebody moved to another department, or was forgotten, the difference would be that person's
    result. ``floor`` is the program's floor by which ``figures`` were withheld.
    """

    source = models.TextField()
    campaign = models.TextField()
    began = models.DateTimeField(null=True)
    floor = models.IntegerField()
    figures = models.JSONField()
    run_id = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "campaign"], name="practice_once")]

    def __str__(self) -> str:
        return f"{self.source}/{self.campaign}"


class KeptFigures(models.Model):
    """What may be shown of a subject from a day on, written once and never again, as with ``PracticeFigures``.

    ``since`` is the Monday of a week in the organisation's time zone; of a letter, the first of its month. ``subject``
    is coverage, closing, reports, beliefs, levers, wall, program or letter; ``key`` tells several of one subject apart,
    as the id of a habit. ``floor`` is the floor by which ``figures`` were withheld and
    rounded: of no person, and in no language.
    """

    since = models.DateField()
    subject = models.CharField(max_length=10)
    key = models.TextField(blank=True, default="")
    floor = models.IntegerField()
    figures = models.JSONField()
    run_id = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "since", "key"], name="kept_figures_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} {self.since}"
