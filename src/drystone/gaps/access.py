"""Who may open what of this room; ``places`` has the rules in words."""

from __future__ import annotations

from typing import Any

from drystone.directory import queries as directory
from drystone.gaps import exceptions
from drystone.gaps.models import ExceptionRequest
from drystone.gaps.places import PERSONAL, towards
from drystone.shell import site
from drystone.shell.viewer import ACCEPT_EXCEPTIONS, Viewer


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


def may_decide_exception(viewer: Viewer, *, exception_id: str = "", **_more: Any) -> bool:
    """Whom it waits for, or who may accept exceptions; never who asked or is responsible, nor on a shared screen."""
    asked = ExceptionRequest.objects.select_related("gap").filter(exception_id=exception_id).first()
    if asked is None or not viewer.person_id or viewer.shared or asked.requested_by == viewer.person_id:
        return False
    if viewer.person_id in {asked.decider, asked.decided_by}:
        return True
    if asked.decider_only or asked.gap.asset_kind in PERSONAL:
        return False
    if asked.gap.responsible.filter(person_id=viewer.person_id).exists():
        return False
    return viewer.may(ACCEPT_EXCEPTIONS) and viewer.person_id in directory.powerful(site.program(), ACCEPT_EXCEPTIONS)


def may_end_exception(viewer: Viewer, *, exception_id: str = "", **_more: Any) -> bool:
    """Who is responsible or accountable for it now, and the few others of ``exceptions.may_end``."""
    asked = ExceptionRequest.objects.filter(exception_id=exception_id).first()
    return asked is not None and exceptions.may_end(asked, by=viewer.person_id)
