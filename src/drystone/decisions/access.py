"""Who may see and settle questions.

1. Whoever asked sees their question, and may take it back.
2. Who is said to own it sees it, and says whether it is theirs. Whoever it waits for sees it and settles it; where they
   have left, the holder of the fallback role.
3. A thing can be said to be not mine only by the one whose it is.
"""

from __future__ import annotations

from typing import Any

from drystone.decisions import queries, suggesting, whose
from drystone.directory import queries as directory
from drystone.shell import site
from drystone.shell.viewer import Viewer


def may_see_question(viewer: Viewer, *, question_id: str = "", **_more: Any) -> bool:
    """Whoever asked it, and whoever it waits for or who settled it."""
    question = queries.question(question_id)
    if question is None or not viewer.person_id:
        return False
    if viewer.person_id in {question.asked_by, question.decided_by}:
        return True
    return _settles(viewer, question.holder) or suggesting.was_asked(question_id, viewer.person_id)


def is_suggested(viewer: Viewer, *, question_id: str = "", **_more: Any) -> bool:
    """Whoever was said to own it and is asked, or answered; not on a shared screen."""
    return not viewer.shared and suggesting.was_asked(question_id, viewer.person_id)


def may_settle_question(viewer: Viewer, *, question_id: str = "", **_more: Any) -> bool:
    """Whoever it waits for, never who asked, nor on a shared screen."""
    question = queries.question(question_id)
    if question is None or not viewer.person_id or viewer.shared or viewer.person_id == question.asked_by:
        return False
    return viewer.person_id == question.decided_by or _settles(viewer, question.holder)


def asked_question(viewer: Viewer, *, question_id: str = "", **_more: Any) -> bool:
    """Whoever asked it."""
    question = queries.question(question_id)
    return question is not None and bool(viewer.person_id) and viewer.person_id == question.asked_by


def owns_thing(viewer: Viewer, *, kind: str = "", asset_id: str = "", **_more: Any) -> bool:
    """The one whose the thing is, in the applied run; or who has asked already, and so may see their question."""
    if not viewer.person_id or site.snapshot() is None:
        return False
    with site.reading() as engine:
        thing = whose.owned(engine, kind, asset_id)
    return thing is not None and thing.owner == viewer.person_id


def is_fallback(viewer: Viewer) -> bool:
    """Whether they hold the program's fallback role today."""
    return viewer.person_id == directory.holder(site.program().settings.authority.fallback)


def _settles(viewer: Viewer, holder: str) -> bool:
    return viewer.person_id == holder or (is_fallback(viewer) and not directory.living(holder))
