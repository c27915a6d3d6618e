"""Invitations to times for what takes time: along with the message that names it, and taken back when it is done.

1. Whoever chose it gets with their message, and never beside it, a time for the first thing in it that takes long.
2. What closed, was put off or is somebody else's by now has its invitation withdrawn, in its person's working hours,
   and never while they are away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from drystone.lake.engines import Engine
from drystone.lib import hours
from drystone.messages import invitations
from drystone.program.model import Program
from drystone.reminders.case import Case
from drystone.reminders.gathering import Gathering
from drystone.reminders.times import offered, slot_key


def along(case: Case, keys: Sequence[str], gathering: Gathering) -> dict[str, Any] | None:
    """Return what a message that names these things brings along for its reader's calendar; None where nothing."""
    person_id = case.where.person_id
    slots = {slot.key: slot for slot in offered(case, gathering)}
    found = next((slots[one] for key in keys if (one := slot_key(person_id, key)) in slots), None)
    return invitations.along(person_id, found, now=gathering.now) if found is not None else None


def withdraw(program: Program, engine: Engine | None, *, now: dt.datetime) -> int:
    """Take back the invitations to times for which nothing is left to do, and return how many."""
    gathering, count = Gathering(program, engine, now=now), 0
    for invited in invitations.ahead(now):
        people = gathering.zones(sorted(invited))
        standing = {case.where.person_id: case for case in gathering.cases(people, {})}
        whens: dict[str, dt.datetime] = {}
        for person_id, keys in invited.items():
            case = standing.get(person_id)
            if case is None:
                whens.update(dict.fromkeys(keys, now))  # Whoever has left is told nothing.
            elif case.where.here:
                named = {slot_key(person_id, key) for key in case.gaps}
                at = hours.next_slot(gathering.work, case.zone, now=now, location=case.where.location)
                whens.update(dict.fromkeys(set(keys) - named, at.at if at else now))
        count += invitations.withdraw(whens, now=now) if whens else 0
    return count
