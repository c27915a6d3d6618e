"""What stays of lessons: who learns, what they know, what they answered lately, what they finished; counts of groups.

People are opaque text ids. ``Answer`` is for the person who gave it and goes after ``retention.KEPT``; ``Tally`` and
``HabitWeek`` are counts that name nobody.
"""

from __future__ import annotations

from django.db import models


class Learner(models.Model):
    """Somebody of the applied run. ``here`` says that something may be offered to them: not on leave, not gone.

    ``audiences`` are the words of lessons that mean them, between blanks; ``pace`` is their own choice: usual, less or
    none. ``gone_on`` is the day on which a run found that they had left.
    """

    person_id = models.TextField(primary_key=True)
    here = models.BooleanField(default=True)
    joined_on = models.DateField(null=True)
    gone_on = models.DateField(null=True)
    department = models.TextField(blank=True, default="")
    audiences = models.TextField(blank=True, default="")
    pace = models.CharField(max_length=5, default="usual")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pace__in=["usual", "less", "none"]), name="learner_pace_known")
        ]

    def __str__(self) -> str:
        return self.person_id


class Card(models.Model):
    """How well somebody knows an item (FSRS), and from when on it is worth asking again.

    ``reviews`` counts their answers; until the first there is no memory. ``overdue`` is when it has waited for twice as
    long as it should: of two, the one that is so sooner is more urgent. ``touched_at`` is when it was answered or
    skipped last, which is what counts for a week.
    """

    person_id = models.TextField()
    item_id = models.TextField()
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    interval_days = models.SmallIntegerField(default=0)
    reviews = models.IntegerField(default=0)
    reviewed_at = models.DateTimeField(null=True)
    due = models.DateTimeField()
    overdue = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "item_id"], name="card_once")]
        indexes = [
            models.Index(fields=["due"], name="card_due"),
            models.Index(fields=["touched_at"], name="card_touched"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.item_id}"


class Answer(models.Model):
    """One answer: which options of which variant, between blanks. ``first`` says that it was their first to that
    variant, ``counted`` that it is in ``Tally``."""

    answer_id = models.CharField(max_length=20, primary_key=True)
    person_id = models.TextField()
    item_id = models.TextField()
    variant = models.CharField(max_length=1)
    options = models.TextField()
    right = models.BooleanField()
    number = models.IntegerField()
    first = models.BooleanField(default=False)
    counted = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "item_id", "number"], name="answer_once")]
        indexes = [models.Index(fields=["at"], name="answer_at")]

    def __str__(self) -> str:
        return self.answer_id


class Taken(models.Model):
    """A lesson that somebody began, put off or finished. That and when they finished it is all that evidence says.

    ``elsewhere``: another learning system said that they did.
    """

    person_id = models.TextField()
    lesson_id = models.TextField()
    begun_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    elsewhere = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "lesson_id"], name="taken_once")]
        indexes = [
            models.Index(fields=["done_at"], name="taken_done"),
            models.Index(fields=["skipped_at"], name="taken_skipped"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id}"


class Shown(models.Model):
    """That somebody showed a habit in real life, when last, and how: mended, reported, updated, approved."""

    person_id = models.TextField()
    habit_id = models.TextField()
    shown_at = models.DateTimeField()
    how = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "habit_id"], name="shown_once")]
        indexes = [models.Index(fields=["shown_at"], name="shown_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.habit_id}"


class GivenItem(models.Model):
    """That a lesson's question was given to those who had finished it: one that is not here is new."""

    item_id = models.TextField(primary_key=True)
    lesson_id = models.TextField()

    def __str__(self) -> str:
        return self.item_id


class Tally(models.Model):
    """How many people chose an option first, added up in lots of the floor or more; of nobody in particular."""

    item_id = models.TextField()
    variant = models.CharField(max_length=1)
    option = models.TextField()
    people = models.IntegerField(default=0)
    upper = models.IntegerField(default=0)
    lower = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item_id", "variant", "option"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.variant} {self.option}"


class HabitWeek(models.Model):
    """How many people did something for a habit ("" for any) in a week; None where they were too few to count."""

    week_start = models.DateField()
    habit_id = models.TextField(blank=True, default="")
    people = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week_start", "habit_id"], name="habit_week_once")]

    def __str__(self) -> str:
        return f"{self.habit_id} {self.week_start}"
