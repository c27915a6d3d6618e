"""What takes time has a time in its person's calendar, the same each time that it is asked for, until it is done."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from served import NOW, Served

DAY = dt.timedelta(days=1)


def test_what_takes_time_has_one_until_its_gap_closes(switched_on: Served) -> None:
    from drystone.gaps.models import Gap
    from drystone.messages import calendars
    from drystone.shell import site

    employee, program = switched_on.people["employee"], site.program()
    mine = Gap.objects.filter(responsible__person_id=employee, status="open", reach="live", outcome="fail")
    check = mine.values_list("check_id", flat=True)[0]
    checks = {name: replace(one, minutes=30 if name == check else 5) for name, one in program.checks.items()}
    object.__setattr__(program, "checks", checks)
    (slot,) = calendars.slots_of(employee, NOW)
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    starts, ends = slot.starts.astimezone(berlin), slot.ends.astimezone(berlin)
    assert slot.ends - slot.starts == dt.timedelta(minutes=30)
    assert starts.weekday() < 5
    assert dt.time(8) <= starts.time() < ends.time() <= dt.time(18)
    assert slot.ends > NOW
    assert calendars.slots_of(employee, NOW + dt.timedelta(minutes=1)) == [slot]
    (moved,) = calendars.slots_of(employee, slot.ends + dt.timedelta(minutes=1))
    assert (moved.key, moved.starts > slot.starts, moved.sequence > slot.sequence) == (slot.key, True, True)
    mine.filter(check_id=check).update(status="closed", closed_at=NOW, close_reason="fixed")
    assert calendars.slots_of(employee, NOW) == []


def test_a_message_brings_a_time_for_whoever_chose_it_and_its_end_waits_for_their_hours(
    switched_on: Served, decide: Callable[..., list[Any]], leave: Callable[..., int]
) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap
    from drystone.messages import calendars, choosing
    from drystone.messages.models import Message
    from drystone.reminders import inviting
    from drystone.shell import site

    employee, program = switched_on.people["employee"], site.program()
    mine = Gap.objects.filter(responsible__person_id=employee, status="open", reach="live", outcome="fail")
    object.__setattr__(program, "checks", {name: replace(one, minutes=30) for name, one in program.checks.items()})
    choosing.choose(employee, channel="", rhythm="", off=frozenset(), invited=True)

    def withdrawn(now: dt.datetime) -> int:
        with site.reading() as engine:
            return inviting.withdraw(program, engine, now=now)

    decide()
    leave()
    [brought] = Message.objects.exclude(calendar=None)
    assert brought.calendar is not None
    assert brought.person_id == employee
    slots = {slot.key: slot for slot in calendars.slots_of(employee, NOW)}
    told = calendars.from_json(brought.calendar["slot"])
    assert (told.starts, told.ends) == (slots[told.key].starts, slots[told.key].ends)
    Message.objects.filter(pk=brought.pk).update(status="sent", sent_at=NOW)
    assert withdrawn(NOW) == 0
    mine.update(status="closed", closed_at=NOW, close_reason="fixed")
    Person.objects.filter(person_id=employee).update(status="leave")
    night = NOW.replace(hour=23)
    assert withdrawn(night) == 0
    Person.objects.filter(person_id=employee).update(status="active")
    assert withdrawn(night) == 1
    end = Message.objects.get(calendar__method="CANCEL")
    assert end.calendar is not None
    berlin = end.not_before.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
    assert (berlin.date(), berlin.time()) == (NOW.date() + DAY, dt.time(9))
    assert (end.calendar["uid"], end.calendar["sequence"]) == (brought.calendar["uid"], 1)
