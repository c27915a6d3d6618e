"""Everything that this room keeps of one person, for that person."""

from __future__ import annotations

from typing import Any

from drystone.habits.models import Answer, Card, Learner, Shown, Taken

Rows = list[dict[str, Any]]

_LEARNER: tuple[str, ...] = ("here", "joined_on", "department", "audiences", "pace")
_TAKEN: tuple[str, ...] = ("lesson_id", "begun_at", "skipped_at", "done_at")
_CARD: tuple[str, ...] = ("item_id", "reviews", "reviewed_at", "interval_days", "stability", "difficulty", "due")
_ANSWER: tuple[str, ...] = ("item_id", "variant", "options", "right", "at")
_SHOWN: tuple[str, ...] = ("habit_id", "how", "shown_at")


def kept_of(person_id: str, *, most: int = 200) -> dict[str, Rows]:
    """Return it by sort, the newest ``most`` of each."""
    learner = Learner.objects.filter(person_id=person_id)
    taken = Taken.objects.filter(person_id=person_id).order_by("-pk")
    cards = Card.objects.filter(person_id=person_id).order_by("due", "item_id")
    answers = Answer.objects.filter(person_id=person_id).order_by("-at", "answer_id")
    shown = Shown.objects.filter(person_id=person_id).order_by("-shown_at")
    return {
        "learning": list(learner.values(*_LEARNER)),
        "lessons": list(taken.values(*_TAKEN)[:most]),
        "cards": list(cards.values(*_CARD)[:most]),
        "answers": list(answers.values(*_ANSWER)[:most]),
        "habits": list(shown.values(*_SHOWN)[:most]),
    }
