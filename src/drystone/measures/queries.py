"""Reading weekly figures, with what few people are behind kept back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from drystone.measures import figures, outcomes
from drystone.measures.models import Week
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Point:
    """One week as everybody may see it. ``ran`` is false where no run ended in it: a gap in the line, not a zero.

    ``outcomes`` counts pass, fail, unknown and not_applicable, ``gaps`` open_gaps, overdue, excepted, opened, closed
    and closed_by_owner_in_time; None where that is withheld. Of the whole organisation every count is rounded up to a
    multiple of the floor.
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
_GAPS = (*figures.STANDING, *figures.FLOWS)


def trend(
    activity_id: str | None, weeks: int = 12, *, check_id: str = "", today: dt.date | None = None
) -> tuple[Point, ...]:
    """Return the last weeks of an activity, of one of its checks, or of the whole (None), oldest first.

    The last is the week of ``today``, by default the newest that is kept; empty where none is. One or two queries.
    """
    rows = Week.objects.filter(activity_id=activity_id or "")
    # An activity's checks are looked at together: what one withholds, the others must not tell.
    rows = rows.exclude(check_id="") if check_id else rows.filter(check_id="")
    last = _monday(today) if today else rows.aggregate(last=Max("week_start"))["last"]
    if last is None:
        return ()
    wanted = [last - dt.timedelta(weeks=back) for back in reversed(range(max(1, min(weeks, MOST_WEEKS))))]
    found: defaultdict[dt.date, list[Week]] = defaultdict(list)
    for row in rows.filter(week_start__gte=wanted[0], week_start__lte=last):
        found[row.week_start].append(row)
    floor = site.program().settings.privacy.group_floor
    return tuple(_point(day, found[day], check_id, floor) for day in wanted)


def trends(activity_ids: Sequence[str], weeks: int, *, today: dt.date) -> dict[str, tuple[Point, ...]]:
    """Return what ``trend`` does for each of these activities, up to the week of ``today``. One query."""
    wanted = [_monday(today) - dt.timedelta(weeks=back) for back in reversed(range(max(1, weeks)))]
    rows = Week.objects.filter(activity_id__in=list(activity_ids), check_id="", week_start__in=wanted)
    found = {(row.activity_id, row.week_start): row for row in rows}
    floor = site.program().settings.privacy.group_floor
    return {
        one: tuple(_point(day, [found[one, day]] if (one, day) in found else [], "", floor) for day in wanted)
        for one in activity_ids
    }


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _point(day: dt.date, rows: Sequence[Week], check_id: str, floor: int) -> Point:
    row = next((one for one in rows if one.check_id == check_id), None)
    if row is None:
        return Point(day, False, {}, {}, None)
    if not row.activity_id and not check_id:
        return _whole(row, floor)
    told = figures.of_activity({one.check_id: _raw(one) for one in rows}, floor=floor)[check_id]
    return Point(day, True, told.outcomes, told.gaps, told.people)


def _whole(row: Week, floor: int) -> Point:
    """Everything, each count up to a multiple of the floor: less what activities show, it tells no small one."""

    def about(count: int) -> int:
        return -(-count // floor) * floor

    counts = (row.passed, row.failed, row.unknown, row.not_applicable)
    shown = {name: about(count) for name, count in zip(outcomes.NAMES, counts, strict=True)}
    gaps = {name: about(getattr(row, name)) for name in _GAPS}
    people = None if row.people_affected is None else about(row.people_affected)
    return Point(row.week_start, True, shown, gaps, people)


def _raw(row: Week) -> figures.Raw:
    gaps = {name: int(getattr(row, name)) for name in _GAPS}
    if row.few is None:
        # Nobody looked who was behind these; so few were behind whatever is there.
        few = {name for name, count in {**gaps, "fail": row.failed, "unknown": row.unknown}.items() if count}
    else:
        few = set(row.few.split())
    nobodys = {name for name, people in (("fail", row.people_affected), ("unknown", row.people_unheard)) if people == 0}
    return figures.Raw(
        row.reach, row.passed, row.failed, row.unknown, row.not_applicable, gaps, row.people_affected,
        frozenset(few), frozenset(nobodys),
    )  # fmt: skip


#: The columns of ``weeks_of``.
WEEK_COLUMNS = (
    "week_start", "check_id", "reach", "passed", "failed", "unknown", "not_applicable", "open_gaps", "overdue",
    "excepted", "opened", "closed",
)  # fmt: skip


def weeks_of(
    activity_id: str, *, since: dt.date, until: dt.date, floor: int = 0
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Return columns and rows of an activity's checks for the weeks of a period, for evidence.

    With a ``floor`` what ``trend`` withholds is None; without, nothing is withheld.
    """
    kept = Week.objects.filter(activity_id=activity_id, week_start__gte=_monday(since), week_start__lte=until)
    weeks: defaultdict[dt.date, list[Week]] = defaultdict(list)
    for row in kept.exclude(check_id="").order_by("week_start", "check_id"):
        weeks[row.week_start].append(row)
    return WEEK_COLUMNS, [line for rows in weeks.values() for line in _lines(rows, floor)]


def _lines(rows: Sequence[Week], floor: int) -> Iterator[tuple[object, ...]]:
    """Yield a week's rows of ``WEEK_COLUMNS``, one for each check."""
    told = figures.of_activity({row.check_id: _raw(row) for row in rows}, floor=floor) if floor else {}
    for row in rows:
        shown: dict[str, object] = {name: getattr(row, name) for name in WEEK_COLUMNS}
        if floor:
            outcome = told[row.check_id].outcomes
            counts = {_OUTCOME.get(name, name): count for name, count in outcome.items()} | dict(
                told[row.check_id].gaps
            )
            shown |= {name: count for name, count in counts.items() if name in shown}
        yield tuple(shown.values())


_OUTCOME = {"pass": "passed", "fail": "failed"}
