"""Who may open the routes of reminders: the outlook is for who keeps the program; a link says itself whose it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from access.authoring import TABLE as _AUTHORING
from access.gaps import gap_of_the_employee
from access.measures import TABLE as _FIGURES
from served import KINDS, NOW, Served

TABLE: dict[str, dict[str, int]] = {
    "reminders:outlook": _AUTHORING["authoring:program"],
    # Of groups: whoever is reminded may read what is tried, and what came of it.
    "reminders:trials": _FIGURES["measures:figures"],
    # The employee's, about their laptop: whoever has it says "done" for them, which closes nothing.
    "reminders:tap": dict.fromkeys((*KINDS, "owing"), 200),
}


def _link(served: Served) -> dict[str, str]:
    from drystone.reminders import tapping
    from drystone.reminders.models import Digest

    day = dt.timedelta(days=1)
    digest, _made = Digest.objects.get_or_create(
        person_id=served.people["employee"],
        on=NOW.date(),
        defaults={
            "status": "handed",
            "gaps": {"laptop": [gap_of_the_employee(served).gap_id]},
            "at": NOW,
            "until": NOW + day,
            "handed_at": NOW,
        },
    )
    address = tapping.address(digest.pk, "laptop", "done", expires=NOW + day)
    return {"token": address.rpartition("/")[2]}


ARGUMENTS: dict[str, Callable[[Served], dict[str, str]]] = {"reminders:tap": _link}
POSTS: dict[str, dict[str, str]] = {"reminders:tap": {}}
