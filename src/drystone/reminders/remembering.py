"""What was said to people before, by whatever room: it decides whether it is said again."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from drystone.reminders import sending
from drystone.reminders.deciding.choosing import WEEK, Memory, Told
from drystone.reminders.models import Digest, Said
from drystone.shell.many import Listed

#: What is remembered beside things to do.
ANSWERS, THANKS, LESSON, INFORMED, STRANDED = "answers", "thanks", "lesson", "informed", "stranded:"


def remember(ids: Sequence[str], *, now: dt.datetime, zones: Mapping[str, zoneinfo.ZoneInfo]) -> dict[str, Memory]:
    """Return what was said to these people before, by whatever room."""
    told: dict[str, dict[str, Told]] = {one: {} for one in ids}
    for person_id, key, times, at in Said.objects.filter(person_id__in=Listed(ids)).values_list(
        "person_id", "key", "times", "at"
    ):
        told[person_id][key] = Told(times, at)
    days: dict[str, set[dt.date]] = {one: set() for one in ids}
    spent: dict[str, list[dt.date]] = {one: [] for one in ids}
    recent = _standing(ids, now)
    for person_id, on, urgent in recent.values_list("person_id", "on", "urgent"):
        days[person_id].add(on)
        if not urgent:
            spent[person_id].append(on)
    others: dict[str, list[dt.date]] = {one: [] for one in ids}
    for person_id, at in sending.other_interruptions(ids, since=now - dt.timedelta(days=WEEK)):
        others[person_id].append(at.astimezone(zones[person_id]).date())
    return {
        one: Memory(
            told=told[one],
            answers=told[one].get(ANSWERS),
            informed=told[one].get(INFORMED),
            stranded=frozenset(key.removeprefix(STRANDED) for key in told[one] if key.startswith(STRANDED)),
            thanked=told[one][THANKS].at if THANKS in told[one] else None,
            lesson=told[one][LESSON].at if LESSON in told[one] else None,
            days=frozenset(days[one]),
            spent=tuple(spent[one]),
            others=tuple(others[one]),
        )
        for one in ids
    }


def told_on(ids: Sequence[str], *, now: dt.datetime) -> dict[str, set[dt.date]]:
    """Return on which days of theirs, lately, these people have a message."""
    days: dict[str, set[dt.date]] = {}
    for person_id, on in _standing(ids, now).values_list("person_id", "on"):
        days.setdefault(person_id, set()).add(on)
    return days


def _standing(ids: Sequence[str], now: dt.datetime) -> QuerySet[Digest]:
    recent = Digest.objects.filter(person_id__in=Listed(ids), on__gt=now.date() - dt.timedelta(days=WEEK + 2))
    return recent.exclude(status__in=["dropped", "failed"])
