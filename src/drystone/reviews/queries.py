"""What may be read of reviews: by everybody what is published, by responders what is being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from drystone.gaps import tasks
from drystone.reviews import naming
from drystone.reviews.blame import Flag
from drystone.reviews.models import OPEN, PUBLISHED, Review, ReviewPart
from drystone.reviews.questions import PLAIN, QUESTIONS, Question
from drystone.shell.viewer import RESPOND, Viewer

#: As what tasks know where they came from.
TASKS = "review"
MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A published review in a list: what it is called, the day, and in short what came of it."""

    review_id: str
    title: str
    language: str
    published_on: dt.date
    plain: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something said to a question: from where in the work, and what the language check flags in it."""

    part_id: str
    vantage: str
    text: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with all that was said to it."""

    question: Question
    said: tuple[Said, ...]


def one(review_id: str) -> Review | None:
    """Return a review; whoever asks has asked whether their viewer may see it."""
    return Review.objects.filter(pk=review_id).first()


def of_source(kind: str, source_id: str) -> Review | None:
    """Return the review of something, for responders."""
    return Review.objects.filter(source_kind=kind, source_id=source_id).first()


def is_published(review_id: str) -> bool:
    """Whether everybody may read it."""
    return Review.objects.filter(pk=review_id, state=PUBLISHED).exists()


def asks_everybody(review_id: str) -> bool:
    """Whether it is being written, and whoever is signed in may tell something."""
    return Review.objects.filter(pk=review_id, state=OPEN, everybody=True).exists()


def published(since: dt.date | None = None, until: dt.date | None = None) -> list[Line]:
    """Return what is published, the newest first, a hundred at most: from a day on, and until another (not included).

    Two queries.
    """
    rows = Review.objects.filter(state=PUBLISHED, published_on__isnull=False).order_by("-published_on", "pk")
    if since is not None:
        rows = rows.filter(published_on__gte=since)
    if until is not None:
        rows = rows.filter(published_on__lt=until)
    found = [row for row in rows[:MOST] if row.published_on is not None]
    plain = _plain([row.pk for row in found])
    return [
        Line(row.pk, row.title, row.language, row.published_on, plain.get(row.pk, ""))
        for row in found
        if row.published_on is not None
    ]


def _plain(review_ids: Sequence[str]) -> dict[str, str]:
    parts = ReviewPart.objects.filter(review__in=review_ids, given=True, question=PLAIN).order_by(
        "review", "place", "pk"
    )
    rows = parts.values_list("review_id", "text")
    return {key: "\n\n".join(text for _key, text in several) for key, several in groupby(rows, key=lambda row: row[0])}


def open_ones() -> QuerySet[Review]:
    """Return what is being written, the next that is due first."""
    return Review.objects.filter(state=OPEN).order_by("due_at", "pk")


def asking() -> list[Review]:
    """Return what is being written and asks everybody."""
    return list(open_ones().filter(everybody=True)[:MOST])


def answered(review: Review, *, flagged: bool = False) -> list[Answered]:
    """Return every question with what was said to it, in their order; ``flagged`` with what the check says of it."""
    rows = ReviewPart.objects.filter(review=review, given=True).order_by("place", "pk")
    found = [(row.question, Said(row.pk, row.vantage, row.text)) for row in rows]
    if flagged:
        flags = naming.check_all([one.text for _key, one in found])
        found = [(key, replace(one, flags=tuple(some))) for (key, one), some in zip(found, flags, strict=True)]
    return [Answered(one, tuple(said for key, said in found if key == one.key)) for one in QUESTIONS]


def draft(review: Review, question: str, by: str) -> str:
    """Return somebody's own draft, or ""."""
    rows = ReviewPart.objects.filter(review=review, question=question, given=False, by=by)
    return rows.values_list("text", flat=True).first() or ""


def drafts(review: Review, by: str) -> set[str]:
    """Return the questions to which somebody has a draft."""
    return set(ReviewPart.objects.filter(review=review, given=False, by=by).values_list("question", flat=True))


def what_came(review_id: str) -> list[tasks.TaskStanding]:
    """Return the tasks that came of a review, with how they stand."""
    return tasks.of(TASKS, review_id)


def address(viewer: Viewer, review_id: str) -> str:
    """Return where a viewer reads a review, "" where they may not."""
    if is_published(review_id):
        return reverse("reviews:review", args=[review_id])
    return reverse("reviews:work", args=[review_id]) if viewer.may(RESPOND) else ""


def flags_of(parts: Iterable[Answered]) -> int:
    """Count what the check flags in all of them."""
    return sum(len(said.flags) for one in parts for said in one.said)


def kept_of(person_id: str) -> dict[str, QuerySet[Any, Any]]:
    """Return what is kept of somebody here, by sort, as queries: for what is known about them."""
    drafts = ReviewPart.objects.filter(given=False, by=person_id).order_by("review", "question")
    led = Review.objects.filter(lead=person_id).order_by("made_at", "pk")
    return {
        "review_drafts": drafts.values("review_id", "question", "text"),
        "reviews": led.values("review_id", "title", "state", "made_at"),
    }
