"""Who may open what somebody answers for."""

from __future__ import annotations

from typing import Any

from drystone.charting import queries as charting
from drystone.directory import queries as directory
from drystone.shell import site
from drystone.shell.viewer import AUDIT, Viewer


def answers_for(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Those who hold R or A of the activity through a position; not while a round asks them who does."""
    if not viewer.person_id or viewer.owes_factor or viewer.shared or activity_id not in site.program().activities:
        return False
    return viewer.person_id in directory.holders(activity_id, "RA") and activity_id not in charting.hidden(viewer)


def accountable(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Whoever holds the A: they alone start a check."""
    return answers_for(viewer, activity_id=activity_id) and viewer.person_id in directory.holders(activity_id, "A")


def may_reveal(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Whoever may have the pack that the ids are of."""
    return may_have_evidence(viewer, activity_id=activity_id)


def may_have_evidence(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Auditors, and whoever holds the A of the whole: a pack lists every thing of every department.

    Not whoever does it, and not a seat of many, whose work is with their own department's things; and nobody whom a
    round asks about it just now.
    """
    if activity_id not in site.program().activities or activity_id in charting.hidden(viewer):
        return False
    return viewer.may(AUDIT) or (answers_for(viewer, activity_id=activity_id) and _of_the_whole(viewer, activity_id))


def _of_the_whole(viewer: Viewer, activity_id: str) -> bool:
    held = directory.seats(activity_id, "A", person_id=viewer.person_id)
    return any(not one.seat for one in held)
