"""Deciding, for everybody whose day is open or opens soon: the first of decide, mark, send, confirm.

1. People are taken a page at a time, by id; what is decided of a page is kept in one transaction.
2. Nobody is decided twice for one day: the state holds one message per person and day, whoever tries.
3. Who is not decided now (their day is over, or has not begun) is decided by a later job.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

from django.db import connection, transaction

from drystone.lake.engines import Engine
from drystone.lib import collecting, hours
from drystone.program.model import Program
from drystone.reminders import sending
from drystone.reminders.case import Case
from drystone.reminders.deciding import trying
from drystone.reminders.deciding.choosing import Choice, choose
from drystone.reminders.gathering import Gathering, is_reached, pace, spread
from drystone.reminders.remembering import told_on

#: How far ahead a day may open: a little more than the jobs are apart.
HORIZON = dt.timedelta(minutes=75)
#: All shifts of a day but the next morning's.
_SHIFTS = dt.timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Planned:
    """Somebody's case, when a message could leave, and what was chosen."""

    case: Case
    slot: hours.Slot
    choice: Choice


def placed(one: Planned, work: hours.Office) -> Planned:
    """Return it with the hours of the day in which an arm of a trial lets it leave."""
    case = one.case
    band = trying.clock(one.choice, case.situation.matters, case.arms) if case.arms else ""
    own = spread(case.where.person_id, case.rhythm)
    return replace(one, slot=trying.moved(one.slot, band, trying.Place(work, case.zone, case.where.location, own)))


def decide(program: Program, engine: Engine | None, *, now: dt.datetime) -> int:
    """Decide who is told what, for everybody whose slot is near, keep it, and return how many messages that makes."""
    made = 0
    with collecting.seldom():
        for page in planned(program, engine, now=now):
            rows = [_row(one) for one in page if one.choice.says]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(_INSERT, rows)
            made += len(rows)
    return made


def planned(
    program: Program,
    engine: Engine | None,
    *,
    now: dt.datetime,
    horizon: dt.timedelta = HORIZON,
    find: Callable[..., hours.Slot | None] = hours.slot,
) -> Iterator[list[Planned]]:
    """Yield what would be said to everybody whose slot is near, a page of people at a time; nothing is kept.

    ``find`` is ``hours.slot`` for what is left of today, or ``hours.next_slot``.
    """
    gathering, paced = Gathering(program, engine, now=now), cache(partial(pace, program))
    for page in gathering.pages():
        people, slots = gathering.zones(page), {}
        said, ways = told_on(page, now=now), gathering.ways(page)
        for person_id, (where, zone) in people.items():
            way = ways.get(person_id)
            if not (where.here and is_reached(where, way)):
                continue
            own = spread(person_id, way.rhythm if way else "")
            found = find(gathering.work, zone, now=now, location=where.location, spread=own)
            if found is not None and found.at <= now + horizon and found.on not in said.get(person_id, ()):
                slots[person_id] = found
        chosen = {person_id: people[person_id] for person_id in slots}
        moments = {person_id: found.at for person_id, found in slots.items()}
        told = (
            Planned(case, slots[case.where.person_id], choose(case.situation, paced(case.rhythm)))
            for case in (gathering.cases(chosen, moments) if chosen else ())
        )
        yield [placed(one, gathering.work) if one.case.arms else one for one in told]


#: Set SQL, because on a Monday there is one for everybody; whoever comes second for a day writes nothing.
_INSERT = """
    insert into reminders_digest
        (person_id, "on", status, urgent, keys, gaps, stranded, answers, informed, thanks, lesson, at, until)
    values (%s, %s, 'decided', %s, %s, '{}', %s, %s, %s, %s, %s, %s, %s)
    on conflict do nothing
"""


def _row(one: Planned) -> tuple[Any, ...]:
    adapt = connection.ops.adapt_datetimefield_value
    stranded = tuple(gap_id for gap_id, _check, _name in one.case.stranded) if one.choice.answers else ()
    return (
        one.case.where.person_id,
        connection.ops.adapt_datefield_value(one.slot.on),
        one.choice.urgent,
        _written(one.choice.keys),
        _written(stranded),
        one.choice.answers,
        one.choice.informed,
        one.choice.thanks,
        one.choice.lesson,
        adapt(one.slot.at),
        adapt(_until(one)),
    )


@lru_cache(maxsize=4_096)
def _written(words: tuple[str, ...]) -> str:
    """Many are told of the same few things."""
    return json.dumps(words)


def _until(one: Planned) -> dt.datetime:
    """Who comes to a shared screen comes when their shift allows: theirs waits for them until the next morning."""
    first = trying.channels(one.choice, one.case.situation.matters, one.case.arms) if one.case.arms else ()
    waits = one.case.by(first) == sending.SCREEN
    return max(one.slot.until, one.slot.at + _SHIFTS) if waits else one.slot.until
