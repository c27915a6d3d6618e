"""Who may see figures about groups: everybody who is signed in; what few people are behind is withheld from all.

What is common in a department, and what would free the most, is for those who lead: of groups too, and never who.
"""

from __future__ import annotations

from typing import Any

from drystone.directory.teams import leads_people
from drystone.measures import letter_keeping
from drystone.reports.durations import PAIRS
from drystone.shell import site
from drystone.shell.access import employee, power, signed_in
from drystone.shell.viewer import ACCEPT_EXCEPTIONS, EDIT_PROGRAM, Viewer

may_see_wall = signed_in
may_see_practice = signed_in
#: What somebody did with a practice message is theirs alone, so there is nobody else's to ask for.
may_see_own_practice = employee
may_see_figures = signed_in
may_see_letters = signed_in


def knows_habit(viewer: Viewer, *, habit_id: str = "", **_more: Any) -> bool:
    """Everybody who is signed in, for a habit that the program has."""
    return viewer.signed_in and habit_id in site.program().habits


def knows_pair(viewer: Viewer, *, pair: str = "", **_more: Any) -> bool:
    """Everybody who is signed in, for two clocks of a report that are measured."""
    return viewer.signed_in and any(one.id == pair for one in PAIRS)


def knows_letter(viewer: Viewer, *, month: str = "", **_more: Any) -> bool:
    """Everybody who is signed in, for a month of which a letter is kept."""
    return viewer.signed_in and letter_keeping.named(month) in letter_keeping.months()


def leads(viewer: Viewer, **more: Any) -> bool:
    """Whoever leads a department or a team, writes the program or accepts exceptions; never on a shared screen."""
    return leads_people(viewer, **more) or (not viewer.shared and power(EDIT_PROGRAM, ACCEPT_EXCEPTIONS)(viewer))
