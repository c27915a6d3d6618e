"""Who may open the pages of this room. One's own page needs no rule but to be signed in."""

from __future__ import annotations

from typing import Any

from drystone.shell.viewer import LOOK_AT_PEOPLE, Viewer


def may_look_at_a_person(viewer: Viewer, **_arguments: Any) -> bool:
    """Whoever a program gave the power to look at people; nobody has it to begin with, managers neither."""
    return bool(viewer.person_id) and viewer.may(LOOK_AT_PEOPLE)
