"""Who filled which position from when to when: what stays when somebody leaves is the position and the person's key.

After each run what began and what ended is noted. A name is looked up where it is shown, and goes when the program
keeps what it knows of leavers no longer (``keep_leavers``); the row goes ``keep_looks`` after it ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from drystone.directory.models import Holding, Person, Tenure
from drystone.lake.engines import Engine

_BATCH = 500
#: A position's page tells no longer history than this.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody who filled a position; ``name`` is "" where it is not known any more. ``ended_on`` None: to this day."""

    person_id: str
    name: str
    step: str
    began_on: dt.date
    ended_on: dt.date | None


#: Since when those who are named hold a position, where the program says it.
_NAMED = """
select position_id, person_id, max(from_date) from holding
where state = 'active' and from_date is not null and person_id is not null group by all
"""


@transaction.atomic
def follow(engine: Engine, *, on: dt.date) -> int:
    """Note who fills a position since this run, and who does no more; returns how many of both.

    Whoever the program names began on the day that it says, the others on the day of the run that found them.
    """
    named = {(position, person): since for position, person, since in engine.rows(_NAMED)}
    held = set(Holding.objects.exclude(step="fallback").values_list("position_id", "person_id", "step"))
    known = {
        row[1:]: row[0]
        for row in Tenure.objects.filter(ended_on=None).values_list("pk", "position_id", "person_id", "step")
    }
    over = sorted(known[key] for key in known.keys() - held)
    for start in range(0, len(over), _BATCH):
        Tenure.objects.filter(pk__in=over[start : start + _BATCH]).update(ended_on=on)
    begun = [
        Tenure(position_id=position, person_id=person, step=step, began_on=_began(named, (position, person), step, on))
        for position, person, step in sorted(held - known.keys())
    ]
    Tenure.objects.bulk_create(begun, batch_size=_BATCH)
    return len(over) + len(begun)


def _began(named: Mapping[tuple[str, str], dt.date], held: tuple[str, str], step: str, on: dt.date) -> dt.date:
    return min(named.get(held, on), on) if step == "holder" else on


def of(position_id: str, *, today: dt.date, keep_leavers: dt.timedelta) -> list[Past]:
    """Return who filled a position, the latest first, with their names as long as these are kept; two queries."""
    rows = list(
        Tenure.objects.filter(position_id=position_id)
        .order_by("-began_on", "-pk")
        .values_list("person_id", "step", "began_on", "ended_on")[:_MOST]
    )
    people = Person.objects.filter(person_id__in={row[0] for row in rows}).values_list("person_id", "name", "status")
    known = {person: (name, status) for person, name, status in people}
    found = []
    for person, step, began, ended in rows:
        name, status = known.get(person, ("", "left"))
        kept = status != "left" or (ended is not None and ended + keep_leavers >= today)
        found.append(Past(person, name if kept else "", step, began, ended))
    return found


def forget(*, before: dt.date) -> int:
    """Delete what ended before a day; returns how many."""
    return Tenure.objects.filter(ended_on__lt=before).delete()[0]
