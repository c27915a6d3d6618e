"""Who may open what of this room; ``places`` has the rules in words."""

from __future__ import annotations

from typing import Any

from drystone.gaps import exceptions
from drystone.gaps.models import TASK, Consulted, ExceptionRequest
from drystone.gaps.places import towards
from drystone.shell.viewer import Viewer


def may_see_gap(viewer: Viewer, *, gap_id: str = "", **_more: Any) -> bool:
    """Its R, its A, those who operate the activity, whom it is about, who decides on it, auditors."""
    place = towards(viewer, gap_id) if viewer.signed_in else None
    return place is not None and place.sees


def may_act_on_gap(viewer: Viewer, *, gap_id: str = "", **_more: Any) -> bool:
    """Its R, its A, and those who operate the activity."""
    place = towards(viewer, gap_id) if viewer.person_id else None
    return place is not None and place.acts


def may_ask_about_gap(viewer: Viewer, *, gap_id: str = "", **_more: Any) -> bool:
    """Those who may act on it, and whom it is about."""
    place = towards(viewer, gap_id) if viewer.person_id else None
    return place is not None and place.asks


def responsible_for_gap(viewer: Viewer, *, gap_id: str = "", **_more: Any) -> bool:
    """Its R: only they can put it off, or say that the thing is not theirs."""
    place = towards(viewer, gap_id) if viewer.person_id else None
    return place is not None and place.sees and place.responsible


def answers_for_task(viewer: Viewer, *, gap_id: str = "", **_more: Any) -> bool:
    """Whoever answers for a task: only they give it to another position."""
    place = towards(viewer, gap_id) if viewer.person_id else None
    return place is not None and place.sees and place.accountable and place.gap.origin == TASK


def acts_on_task(viewer: Viewer, *, gap_id: str = "", **_more: Any) -> bool:
    """Whoever does a task or answers for it."""
    place = towards(viewer, gap_id) if viewer.person_id else None
    return place is not None and place.acts and place.gap.origin == TASK


def may_decide_exception(viewer: Viewer, *, exception_id: str = "", **_more: Any) -> bool:
    """Whom it waits for, and who decided it; never who asked, nor on a shared screen, nor without a factor due."""
    asked = ExceptionRequest.objects.filter(exception_id=exception_id).first()
    if asked is None or not viewer.person_id or viewer.shared or viewer.owes_factor:
        return False
    if asked.requested_by == viewer.person_id:
        return False
    return viewer.person_id in {asked.decider, asked.decided_by}


def may_be_asked(viewer: Viewer, *, consultation: int = 0, **_more: Any) -> bool:
    """Whoever fills a position that is asked before an exception is granted; not on a shared screen."""
    if not viewer.person_id or viewer.shared:
        return False
    return Consulted.objects.filter(consultation_id=consultation, person_id=viewer.person_id).exists()


def may_end_exception(viewer: Viewer, *, exception_id: str = "", **_more: Any) -> bool:
    """Who is responsible or accountable for it now, and the few others of ``exceptions.may_end``."""
    asked = ExceptionRequest.objects.filter(exception_id=exception_id).first()
    return asked is not None and exceptions.may_end(asked, by=viewer.person_id)
