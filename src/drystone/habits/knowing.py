"""Everything that this room keeps of one person, for that person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from drystone.habits.models import Answer, Card, Learner, Shown, Taken

Rows = QuerySet[Any, Any]

_LEARNER: tuple[str, ...] = ("here", "joined_on", "department", "audiences", "pace")
_TAKEN: tuple[str, ...] = ("lesson_id", "begun_at", "skipped_at", "done_at", "elsewhere")
_CARD: tuple[str, ...] = ("item_id", "reviews", "reviewed_at", "interval_days", "stability", "difficulty", "due")
_ANSWER: tuple[str, ...] = ("item_id", "variant", "options", "right", "at")
_SHOWN: tuple[str, ...] = ("habit_id", "how", "shown_at")


def kept_of(person_id: str) -> dict[str, Rows]:
    """Return it by sort, as queries, newest first."""
    learner = Learner.objects.filter(person_id=person_id)
    taken = Taken.objects.filter(person_id=person_id).order_by("-pk")
    cards = Card.objects.filter(person_id=person_id).order_by("due", "item_id")
    answers = Answer.objects.filter(person_id=person_id).order_by("-at", "answer_id")
    shown = Shown.objects.filter(person_id=person_id).order_by("-shown_at")
    return {
        "learning": learner.values(*_LEARNER),
        "lessons": taken.values(*_TAKEN),
        "cards": cards.values(*_CARD),
        "answers": answers.values(*_ANSWER),
        "habits": shown.values(*_SHOWN),
    }
