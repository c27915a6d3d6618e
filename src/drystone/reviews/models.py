"""Reviews, and what is said in them. No row says who said what: an id stands beside a draft while it is one."""

from __future__ import annotations

from django.db import models

OPEN, PUBLISHED = STATES = ("open", "published")


class Review(models.Model):
    """A look back. ``source_kind`` and ``source_id`` say at what; no published page shows them.

    ``lead`` is who began it, ``due_at`` until when they want it to be over. While ``everybody``, whoever is signed in
    may tell something. ``published_on`` is a day: a moment says more than anybody needs.
    """

    review_id = models.CharField(max_length=40, primary_key=True)
    source_kind = models.CharField(max_length=20)
    source_id = models.TextField()
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=8, blank=True, default="")
    state = models.CharField(max_length=9, default=OPEN)
    everybody = models.BooleanField(default=False)
    lead = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    published_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "published_on"], name="review_published")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="review_state_known"),
            models.UniqueConstraint(fields=["source_kind", "source_id"], name="review_once"),
        ]

    def __str__(self) -> str:
        return self.review_id


class ReviewPart(models.Model):
    """Something said to one of the questions: from which place in the work (``vantage``), and by nobody.

    A draft (not ``given``) has its writer (``by``) and no ``vantage``; once it is given it is the other way round. Ids
    are random; ``place`` is the order in which things were said.
    """

    part_id = models.CharField(max_length=40, primary_key=True)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="parts")
    question = models.CharField(max_length=20)
    vantage = models.CharField(max_length=12, blank=True, default="")
    text = models.TextField()
    given = models.BooleanField(default=False)
    by = models.TextField(blank=True, default="")
    place = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "question", "by"], condition=models.Q(given=False), name="review_draft_once"
            ),
            models.CheckConstraint(
                condition=models.Q(given=False, vantage="") | models.Q(given=True, by=""), name="review_part_nobodys"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.question}"
