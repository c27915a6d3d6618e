"""What takes time has a time in its person's calendar, the same each time that it is asked for, until it is done."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import replace

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
