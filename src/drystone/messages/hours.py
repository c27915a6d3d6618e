"""What may wait leaves in its reader's working hours, in their own zone, and not while they are away.

Looked at when a message would leave, not when somebody asks for it: until then people move, go on leave and come back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F

from drystone.directory import whereabouts
from drystone.directory.whereabouts import Whereabouts
from drystone.jobs import queue
from drystone.lib import hours
from drystone.messages import moving
from drystone.messages.kinds import PATIENT
from drystone.messages.models import Message
from drystone.program.model import Program
from drystone.shell import site

#: What somebody did not come back for in that time is no news any more: their page has it.
PATIENCE = dt.timedelta(days=14)
_DAY = dt.timedelta(days=1)


def now_only(taken: Sequence[Message], *, now: dt.datetime) -> list[Message]:
    """Return those of the messages marked as ours that may leave at this moment (aware); the others wait for theirs."""
    patient = {one.person_id for one in taken if _waits(one)}
    if not patient:
        return list(taken)
    program, places = site.program(), whereabouts.of(sorted(patient))
    may: list[Message] = []
    for one in taken:
        place = places.get(one.person_id) if _waits(one) else None
        at = _from(place, program, now) if place is not None else now
        if at <= now:
            may.append(one)
        else:
            _later(one, at, now)
    return may


def _waits(one: Message) -> bool:
    return one.purpose in PATIENT and not one.urgent


def _from(place: Whereabouts, program: Program, now: dt.datetime) -> dt.datetime:
    """Return from when on somebody may be told something; whoever is away is looked for again on another day."""
    zone = hours.zone_of(place.zone, program.settings.organisation.time_zone)
    since = now if place.here else now + _DAY
    slot = hours.next_slot(whereabouts.office(program), zone, now=since, location=place.location)
    return slot.at if slot else now


def _later(one: Message, at: dt.datetime, now: dt.datetime) -> None:
    if one.created_at + PATIENCE <= now:
        moving.end(one, "expired", "its person was away for two weeks")
        return
    mine = Message.objects.filter(pk=one.pk, status="sending", taken=one.taken)
    if mine.update(status="waiting", tries=F("tries") - 1, not_before=at, due_at=at, taken=""):
        queue.enqueue(moving.JOB, now=now, at=at, unique=f"{moving.JOB}:{at:%Y%m%d%H%M}")
