"""Lessons beside something that happens: a gap, a report, a digest."""

from __future__ import annotations

from django.urls import reverse

from drystone.habits import course
from drystone.shell import site
from drystone.shell.offers import Offer


def for_habit(language: str, habit_id: str, activity_id: str) -> Offer | None:
    """Return the lesson for a habit, as a link for whoever reads a language."""
    lesson = course.about(site.program(), habit_id, activity_id=activity_id)
    if lesson is None:
        return None
    text = lesson.text(language)
    url = reverse("habits:lesson", kwargs={"lesson_id": lesson.id})
    return Offer(url, text.title, text.language, lesson.minutes)
