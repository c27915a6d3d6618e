"""Times for what takes time: offered in the calendar of whoever has one, and gone with the gap.

1. What takes a quarter of an hour or more gets a time in its person's working hours, within a week after it settled.
2. Which hour that is hangs on the thing to do alone, so a calendar that asks again finds it where it was.
3. A time that passed unused moves on by a week. What closed, was put off or is somebody else's by now has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone, translation

from drystone.directory import notices
from drystone.gaps.steps import Step, how_long, steps
from drystone.lib import hours
from drystone.messages.calendars import Slot
from drystone.reminders.case import Case
from drystone.reminders.gathering import Gathering, hashed
from drystone.reminders.wording import may_be_named
from drystone.shell import site

LEAST = 15
#: More than these at once would fill a calendar that is not ours.
MOST = 3
_DAYS, _QUARTER = 7, dt.timedelta(minutes=15)
#: What takes longer than this is begun in that time.
_LONGEST = dt.timedelta(hours=2)


def times(person_id: str, now: dt.datetime) -> Iterator[Slot]:
    """Yield the times that are offered to somebody at a moment (aware): at most three, the most worthwhile things."""
    program = site.program()
    if not program.settings.reminders.on or site.snapshot() is None:
        return
    with site.reading() as engine:
        gathering = Gathering(program, engine, now=now)
        people = gathering.zones([person_id])
        for case in gathering.cases(people, {}):
            if case.situation.here:
                yield from offered(case, gathering)


def slot_key(person_id: str, key: str) -> str:
    """Return what the time for a thing to do is known by in somebody's calendar."""
    return f"reminder:{person_id}:{key}"


def offered(case: Case, gathering: Gathering) -> Iterator[Slot]:
    """Yield the times that are offered for what stands for somebody: at most three, the most worthwhile things."""
    ready = {one.key: one.settled for one in case.situation.matters if one.settled <= gathering.now}
    gaps = [gap for key in ready for gap in case.gaps[key] if gap.outcome == "fail"]
    language = case.where.language or gathering.program.settings.organisation.languages[0]
    taken: list[tuple[dt.datetime, dt.datetime]] = []
    with translation.override(language.partition("-")[0].lower()), timezone.override(case.zone):
        for step in steps(gaps, gathering.program, case.reader):
            key = hashed(step.key)
            if (step.minutes or 0) < LEAST or key not in ready:
                continue
            found = _when(key, ready[key], _length(step), case, gathering)
            if found is None:
                return
            weeks, at, ends = found
            if any(at < other_ends and ends > other_at for other_at, other_ends in taken):
                continue  # It gets its time when the other one is done, or moved on.
            taken.append((at, ends))
            yield _slot(key, step, case, (at, ends), weeks)
            if len(taken) == MOST:
                return


def _length(step: Step) -> dt.timedelta:
    return min(dt.timedelta(minutes=step.minutes or LEAST), _LONGEST)


def _when(
    key: str, settled: dt.datetime, length: dt.timedelta, case: Case, gathering: Gathering
) -> tuple[int, dt.datetime, dt.datetime] | None:
    """Return how often a time moved on by a week, when it begins and ends; None where nobody works for a year."""
    drawn, zone = int(key[:8], 16), case.zone
    first = settled.astimezone(zone).date() + dt.timedelta(days=1 + drawn % _DAYS)
    weeks = max(0, (gathering.now.astimezone(zone).date() - first).days // _DAYS)
    while True:
        day = first + dt.timedelta(days=weeks * _DAYS)
        morning = dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)
        found = hours.next_slot(
            gathering.work, zone, now=morning, location=case.where.location, spread=drawn % 1_000 / 1_000
        )
        if found is None:
            return None
        at = found.at
        at += (_QUARTER - (at - morning) % _QUARTER) % _QUARTER
        # Where lunch is nearer than that, it begins earlier.
        if at + length > found.until:
            at = max(found.until - length, morning)
        if at + length > gathering.now:
            return weeks, at, at + length
        weeks += 1


def _slot(key: str, step: Step, case: Case, time: tuple[dt.datetime, dt.datetime], weeks: int) -> Slot:
    names = list(dict.fromkeys(one.name for one in step.things if may_be_named(one.gap, case)))
    return Slot(
        key=slot_key(case.where.person_id, key),
        title=step.title,
        starts=time[0],
        ends=time[1],
        text=how_long(step.minutes or LEAST),
        named=f"{step.title}: {', '.join(names[:MOST])}" if names else "",
        url=notices.address(reverse("gaps:gap", args=[step.first.gap.gap_id])),
        sequence=weeks,
    )
