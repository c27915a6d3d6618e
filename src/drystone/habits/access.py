"""Who may open the pages of this room: lessons are everybody's, an answer is its giver's alone."""

from __future__ import annotations

from typing import Any

from drystone.habits import queries
from drystone.shell import access, site
from drystone.shell.viewer import EDIT_PROGRAM, Viewer

#: Whoever looks after the lessons may say who finished them in another learning system.
may_bring_done = access.power(EDIT_PROGRAM)


def knows_lesson(viewer: Viewer, *, lesson_id: str = "", **_more: Any) -> bool:
    """Everybody whom the people data know, for a lesson that the program has."""
    return bool(viewer.person_id) and lesson_id in site.program().lessons


def knows_item(viewer: Viewer, *, item_id: str = "", **_more: Any) -> bool:
    """Everybody whom the people data know, for a question that the program asks."""
    return bool(viewer.person_id) and queries.lesson_of(item_id, site.program()) is not None


def gave_answer(viewer: Viewer, *, answer_id: str = "", **_more: Any) -> bool:
    """Whoever gave the answer, and nobody else, whatever their powers."""
    return bool(viewer.person_id) and queries.answer(answer_id, viewer.person_id) is not None
