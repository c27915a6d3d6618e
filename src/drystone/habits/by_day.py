"""Keeps the day of what people did, once it is over, and not the minute.

Thanks for a report under one's own name offer a lesson. A report is forgotten in time; the minute at which somebody
then took that lesson would still say who told, beside any clock of the report that stays. So of lessons, questions and
answers of a day that is over its noon is kept, in the organisation's time zone, and when a question comes back is a
noon from the start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from drystone.habits.models import Answer, Card, Taken
from drystone.habits.weeks import zone_of
from drystone.program.model import Program

#: For how many days one looks back: the job may not have come for a while.
LOOK_BACK = 28
_NOON = dt.time(12)
_BATCH = 500


def next_noon(moment: dt.datetime) -> dt.datetime:
    """Return the first noon in UTC that is not before a moment (aware)."""
    utc = moment.astimezone(dt.UTC)
    noon = dt.datetime.combine(utc.date(), _NOON, dt.UTC)
    return noon if noon >= utc else noon + dt.timedelta(days=1)


def noon_of(moment: dt.datetime, program: Program) -> dt.datetime:
    """Return the noon of the day that a moment (aware) is in, where the organisation is; in UTC."""
    zone = zone_of(program)
    return dt.datetime.combine(moment.astimezone(zone).date(), _NOON, zone).astimezone(dt.UTC)


def today(now: dt.datetime, program: Program) -> dt.datetime:
    """Return when the day began that goes on, where the organisation is; in UTC."""
    return next(_days(now, program))[1]


def keep_days(program: Program, *, now: dt.datetime) -> int:
    """Let what was done on days that are over stand at their noon; returns how many rows changed. Twice is once.

    The answers of one person keep their order. What another learning system said is left as it said it.
    """
    changed = 0
    for begins, ends in _days(now, program):
        noon = noon_of(begins, program)
        # Whatever was answered was touched then or later, and there is an index of that.
        touched = Card.objects.filter(touched_at__gte=begins)
        changed += _set(touched, "reviewed_at", begins, ends, noon)
        changed += _set(touched, "touched_at", begins, ends, noon)
        for name in ("begun_at", "skipped_at", "done_at"):
            changed += _set(Taken.objects.filter(elsewhere=False), name, begins, ends, noon)
        changed += _answers(begins, ends, noon)
    return changed


def _days(now: dt.datetime, program: Program) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield when each of the last days began and ended, yesterday first."""
    zone = zone_of(program)
    day = now.astimezone(zone).date()
    for back in range(LOOK_BACK):
        begins, ends = (
            dt.datetime.combine(day - dt.timedelta(days=number), dt.time(), zone).astimezone(dt.UTC)
            for number in (back + 1, back)
        )
        yield begins, ends


def _set(rows: QuerySet[Any], name: str, begins: dt.datetime, ends: dt.datetime, noon: dt.datetime) -> int:
    within = rows.filter(**{f"{name}__gte": begins, f"{name}__lt": ends}).exclude(**{name: noon})
    return within.update(**{name: noon})


def _answers(begins: dt.datetime, ends: dt.datetime, noon: dt.datetime) -> int:
    """Set answers to just after noon, in their order; one person's together, so that nobody waits for all of them."""
    rows = Answer.objects.filter(at__gte=begins, at__lt=ends).order_by("person_id", "at", "answer_id")
    changed: list[Answer] = []
    count = 0
    for _person_id, mine in groupby(list(rows.only("person_id", "at")), key=lambda row: row.person_id):
        if len(changed) >= _BATCH:
            count += _write(changed)
        for place, row in enumerate(mine, 1):
            at = noon + dt.timedelta(microseconds=place)
            if row.at != at:
                row.at = at
                changed.append(row)
    return count + _write(changed)


def _write(changed: list[Answer]) -> int:
    """Write these answers together, and begin anew."""
    count = len(changed)
    with transaction.atomic():
        Answer.objects.bulk_update(changed, ["at"], batch_size=_BATCH)
    changed.clear()
    return count
