"""Gathers the figures of a month for its letter, and keeps them once the month is over: then they never change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from drystone.habits import figures as habit_figures
from drystone.habits import signs
from drystone.habits.weeks import week_of
from drystone.measures import board, keeping, practice_keeping, queries
from drystone.measures.changes import Change, called
from drystone.measures.closing import Closing
from drystone.measures.letter import Facts, Texts
from drystone.measures.shares import about
from drystone.program.model import Program
from drystone.reviews import queries as reviews
from drystone.shell import site

_MOST_CHANGES, _MOST_HABITS, _MOST_REVIEWS = 8, 3, 5
_NAMED = len("2026-05")
_WEEK = dt.timedelta(days=7)


def month_of(day: dt.date) -> dt.date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def after(month: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return month_of(month + dt.timedelta(days=31))


def before(month: dt.date) -> dt.date:
    """Return the first day of the month before."""
    return month_of(month - dt.timedelta(days=1))


def named(text: str) -> dt.date | None:
    """Return the month that a text like 2026-05 names, None where it names none."""
    try:
        return dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=dt.UTC).date() if len(text) == _NAMED else None
    except ValueError:
        return None


def months() -> tuple[dt.date, ...]:
    """Return the months of which a letter is kept, the newest first. One query."""
    return tuple(one.since for one in reversed(keeping.read("letter")))


def read(month: dt.date, today: dt.date) -> Facts | None:
    """Return the figures of a month: as kept, of this month so far, or None where there is no letter of it."""
    kept = [one for one in keeping.read("letter", since=month) if one.since == month]
    if kept:
        facts = Facts.of_figures(kept[0].figures)
        told = [one for one in reviews.published(month, after(month)) if one.review_id in facts.reviews]
        return replace(facts, learned=_learned(told))
    return gathered(month, today) if month == month_of(today) else None


def keep(today: dt.date) -> int:
    """Keep the letter of the month before, unless it is kept or nothing was counted in it; returns how many."""
    month = before(month_of(today))
    if month in months():
        return 0
    facts = gathered(month, today)
    if facts.empty:
        return 0
    floor = site.program().settings.privacy.group_floor
    return keeping.write("letter", month, {"": facts.as_figures()}, floor, run_id="")


def gathered(month: dt.date, today: dt.date) -> Facts:
    """Gather the figures of a month from what its weeks kept; a week belongs to the month that its Monday is in.

    Of a month that goes on it is what they say so far. The number of queries does not depend on the organisation.
    """
    program, end = site.program(), after(month)
    monday = today - dt.timedelta(days=today.weekday())
    floor = program.settings.privacy.group_floor
    points = [point for point in queries.trend(None, 6, today=end - dt.timedelta(days=1))
              if month <= point.week_start < end and point.ran and point.week_start < monday + _WEEK]  # fmt: skip
    wall = _newest(keeping.read("wall", since=before(month)))
    closing = _newest(keeping.read("closing", since=month)).get(month)
    doing, habits = _done(program, month, end, floor)
    told = reviews.published(month, end)[:_MOST_REVIEWS]
    return Facts(
        month=month,
        organisation=program.settings.organisation.name,
        over=today >= end,
        weeks=len(points),
        wall=wall.get(month, {}).get("counts", {}),
        before=wall.get(before(month), {}).get("counts", {}),
        first=wall.get(month, {}).get("first", ""),
        closed=_sum([point.gaps.get("closed") for point in points]),
        in_time=_sum([point.gaps.get("closed_by_owner_in_time") for point in points]),
        half=Closing.of_figures(closing).half if closing else None,
        doing=doing,
        lessons=_lessons(program, month, min(end, monday), floor),
        habits=habits,
        belief=_belief(program, month),
        practice=_practice(month, end),
        changes=_changes(program, month, end),
        reviews=tuple(one.review_id for one in told),
        learned=_learned(told),
    )


def _learned(told: Sequence[reviews.Line]) -> tuple[tuple[str, str], ...]:
    return tuple((one.title, one.plain) for one in told)


def _newest(kept: Sequence[keeping.Kept]) -> dict[dt.date, Mapping[str, Any]]:
    """The last week's figures of each month."""
    return {month_of(one.since): one.figures for one in kept}


def _sum(counts: Sequence[int | None]) -> int | None:
    return None if not counts or None in counts else sum(count or 0 for count in counts)


def _done(program: Program, month: dt.date, end: dt.date, floor: int) -> tuple[int | None, tuple[Texts, ...]]:
    """How many people did something in an average week, and for which habits most of them."""
    counts: Counter[str] = Counter()
    weeks: list[int] = []
    for day, habit_id, people in habit_figures.weeks(since=month):
        if not month <= day < end:
            continue
        if not habit_id:
            weeks.append(people or 0)
        elif people and habit_id in program.habits:
            counts[habit_id] += people
    doing = about(round(sum(weeks) / len(weeks)), floor) if weeks else None
    return doing, tuple(program.habits[key].names for key, _n in counts.most_common(_MOST_HABITS))


def _lessons(program: Program, month: dt.date, end: dt.date, floor: int) -> int | None:
    if end <= month:
        return None
    lessons, people = signs.finished(_begins(month, program), _begins(end, program))
    return about(lessons, floor) if people >= floor else None


def _begins(day: dt.date, program: Program) -> dt.datetime:
    """When a day begins in the organisation's time zone."""
    week = week_of(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), program)
    return week.begins + (day - week.monday)


def _belief(program: Program, month: dt.date) -> tuple[Texts, Texts] | None:
    """The belief that most held in the month's last week, with its answer, by language."""
    kept = [one for one in keeping.read("beliefs", key="", since=month) if month_of(one.since) == month]
    common = kept[-1].figures["common"] if kept else []
    known = [program.misconceptions[one["misconception"]] for one in common
             if one["misconception"] in program.misconceptions]  # fmt: skip
    return (dict(known[0].belief), dict(known[0].answer)) if known else None


def _practice(month: dt.date, end: dt.date) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (one.name, one.whole.reported.count, one.whole.reported.of)
        for one in practice_keeping.current()
        if one.began is not None
        and month <= one.began.date() < end
        and one.whole.reported.count is not None
        and one.whole.reported.of is not None
    )


def _changes(program: Program, month: dt.date, end: dt.date) -> tuple[tuple[str, Texts], ...]:
    found = board.program_changes(month - 2 * _WEEK)
    told = [change for one in found if month <= one.week_start < end for change in one.changes]
    return tuple((change.what, _names(change, program)) for change in told[:_MOST_CHANGES])


def _names(change: Change, program: Program) -> Texts:
    """What a thing that changed is called, by language; its id where the program knows it no more."""
    kind = change.what.partition("-")[0]
    if kind == "lesson" and change.id in program.lessons:
        lesson = program.lessons[change.id]
        return {language: text.title for language, text in lesson.texts.items()}
    if kind == "habit" and change.id in program.habits:
        return program.habits[change.id].names
    return {"": called(change, program, "")}
