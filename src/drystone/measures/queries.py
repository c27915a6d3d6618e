"""Reading weekly figures, with what few people are behind kept back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from drystone.measures import outcomes
from drystone.measures.models import Week
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Point:
    """One week as everybody may see it. ``ran`` is false where no run ended in it: a gap in the line, not a zero.

    ``outcomes`` counts pass, fail, unknown and not_applicable, ``gaps`` open_gaps, overdue, excepted, opened, closed
    and closed_by_owner_in_time; None where that is withheld.
    """

    week_start: dt.date
    ran: bool
    outcomes: Mapping[str, int | None]
    gaps: Mapping[str, int | None]
    people_affected: int | None

    @property
    def passing(self) -> float | None:
        """The share that passes of what passes or fails; None where it is not known or would tell a withheld count."""
        passed, failed = self.outcomes.get("pass"), self.outcomes.get("fail")
        if passed is None or failed is None or not passed + failed:
            return None
        return passed / (passed + failed)


#: How many weeks can be asked for at once.
MOST_WEEKS = 260
_GAPS = ("open_gaps", "overdue", "excepted", "opened", "closed", "closed_by_owner_in_time")


def trend(
    activity_id: str | None, weeks: int = 12, *, check_id: str = "", today: dt.date | None = None
) -> tuple[Point, ...]:
    """Return the last weeks of an activity, of one of its checks, or of the whole (None), oldest first.

    The last is the week of ``today``, by default the newest that is kept; empty where none is. One or two queries.
    """
    rows = Week.objects.filter(activity_id=activity_id or "", check_id=check_id)
    last = _monday(today) if today else rows.aggregate(last=Max("week_start"))["last"]
    if last is None:
        return ()
    wanted = [last - dt.timedelta(weeks=back) for back in reversed(range(max(1, min(weeks, MOST_WEEKS))))]
    found = {row.week_start: row for row in rows.filter(week_start__gte=wanted[0], week_start__lte=last)}
    floor = site.program().settings.privacy.group_floor
    return tuple(_point(day, found.get(day), floor) for day in wanted)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _point(day: dt.date, row: Week | None, floor: int) -> Point:
    if row is None:
        return Point(day, False, {}, {}, None)
    counts = outcomes.Outcomes(
        row.passed, row.failed, row.unknown, row.not_applicable, row.people_affected, row.people_unheard
    )
    shown = outcomes.shown(counts, floor=floor)
    few = row.people_affected is None
    gaps = {name: _many(getattr(row, name), floor, few=few) for name in _GAPS}
    return Point(day, True, shown, gaps, row.people_affected)


def _many(count: int, floor: int, *, few: bool) -> int | None:
    return None if count and (few or count < floor) else count
