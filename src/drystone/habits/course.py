"""In which order somebody meets lessons: the foundations first, and new people first what their role needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from drystone.program.lesson_model import Lesson
from drystone.program.model import Program

EVERYONE = "everyone"
#: For how long somebody is new.
NEW = dt.timedelta(days=90)


def lessons_for(program: Program, audiences: str, *, new: bool) -> tuple[str, ...]:
    """Return the ids of the lessons that are for somebody, in their order; ``audiences`` are words between blanks.

    Whoever is new begins with what is for their role and not for everyone.
    """
    words = set(audiences.split()) | {EVERYONE}
    mine = [lesson for lesson in program.lessons.values() if words & set(lesson.audience)]
    return tuple(
        lesson.id for lesson in sorted(mine, key=lambda one: (new and EVERYONE in one.audience, one.order, one.id))
    )


def words(program: Program) -> list[str]:
    """Return the words by which lessons say whom they are for, but for everyone, sorted."""
    return sorted({word for lesson in program.lessons.values() for word in lesson.audience} - {EVERYONE})


def items(program: Program) -> Mapping[str, Lesson]:
    """Return the lesson of every item, by the item's id."""
    return {item.id: lesson for lesson in program.lessons.values() for item in lesson.items}


def about(program: Program, habit_id: str, *, activity_id: str = "") -> Lesson | None:
    """Return the lesson to offer beside something of a habit: of the same activity, then mainly about it, then any.

    Of those it is the first of the course that is for everyone. One for a role is offered beside its own activity only:
    whoever stands before that holds a part of it.
    """

    def of_it(lesson: Lesson) -> bool:
        return bool(activity_id) and lesson.activity == activity_id

    found = [
        lesson
        for lesson in program.lessons.values()
        if habit_id in lesson.habits and (EVERYONE in lesson.audience or of_it(lesson))
    ]

    def place(lesson: Lesson) -> tuple[bool, bool, int, str]:
        return not of_it(lesson), lesson.habits[0] != habit_id, lesson.order, lesson.id

    return min(found, key=place, default=None)
