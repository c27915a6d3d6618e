"""The page of measures, and the page of each habit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import dropwhile
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from drystone.measures import (
    board,
    changes,
    charts,
    habit_drawing,
    habit_words,
    keeping,
    practice_drawing,
    practice_keeping,
    queries,
)
from drystone.measures.access import knows_habit, leads, may_see_figures
from drystone.measures.board import Row
from drystone.measures.changes import Changed
from drystone.measures.charts import Series, percent
from drystone.measures.closing import Closing
from drystone.measures.coverage import Coverage, Group
from drystone.measures.practice_words import LEVELS, lasting
from drystone.measures.shares import SURE
from drystone.program.model import Habit, Program
from drystone.shell import access, site
from drystone.shell.viewer import Request

#: Over how many weeks trends are drawn.
WEEKS = 26


@access.page(may_see_figures)
def page(request: Request) -> HttpResponse:
    """Show what people show, how steady it is, and how all of it moved while the program changed."""
    program, now, closing = site.program(), board.current(today(request)), _closing()
    said = {
        "board": now,
        "short": [one for one in (*habit_words.in_short(now), closing["half"]) if one],
        "coverage": habit_drawing.coverage(
            [(_called(row.habit), row.coverage.whole) for row in now.rows if row.coverage]
        ),
        "weeks": habit_drawing.weeks(
            [(_("Any habit"), now.whole), *((_called(row.habit), row.activity) for row in now.rows)]
        ),
        "rows": [_row(row) for row in now.rows],
        "whole": _activity(now.whole),
        "floor": program.settings.privacy.group_floor,
        "sure": SURE,
        "unsure": any(row.coverage and row.coverage.whole.unsure for row in now.rows),
        "closing": closing,
        "reports": _reports(),
        "leads": leads(request.viewer),
        "trend": _passing(now.changed),
        "changed": said_changes(now.changed, program, request),
    }
    return render(request, "measures/figures.html", said)


@access.page(knows_habit)
def habit(request: Request, habit_id: str) -> HttpResponse:
    """Show one habit: its coverage over the weeks and in departments that are large enough, and what changed."""
    program, day = site.program(), today(request)
    one = program.habits[habit_id]
    told = board.coverage_of(habit_id, day - dt.timedelta(weeks=WEEKS))
    activity = board.activities(program, day)[habit_id]
    changed = changes.of_habit(board.program_changes(day - dt.timedelta(weeks=WEEKS)), habit_id, program)
    newest = told[-1][1] if told else None
    said = {
        "habit": one,
        "since": told[-1][0] if told else None,
        "whole": newest.whole if newest else None,
        "cells": _group(newest.whole) if newest else None,
        "departments": [_group(group) for group in newest.departments] if newest else [],
        "coverage": habit_drawing.coverage([(_("Everybody"), newest.whole)]) if newest else "",
        "weeks": habit_drawing.weeks([(_called(one), activity)]),
        "activity": _activity(activity),
        "trend": _covered([*told], changed) if len(told) > 1 else None,
        "changed": said_changes(changed, program, request),
        "floor": program.settings.privacy.group_floor,
        "sure": SURE,
    }
    return render(request, "measures/habit.html", said)


def _called(habit: Habit) -> str:
    """A habit's name in the language of the page: a picture's words are marked by none."""
    return habit.text(get_language() or "").name


def today(request: Request) -> dt.date:
    """Return the day on which the organisation is."""
    return board.day_of(request.now, site.program())


def said_changes(changed: Sequence[Changed], program: Program, request: Request) -> list[dict[str, Any]]:
    """Say weeks in which the program changed, at most ``_NAMED`` things each."""
    language = request.viewer.language
    return [
        {
            "day": one.week_start,
            "words": [changes.words(change, program, language) for change in one.changes[:_NAMED]],
            "more": max(0, len(one.changes) - _NAMED),
            "digest": one.digest[:8],
        }
        for one in changed
    ]


_NAMED = 5


def _row(row: Row) -> dict[str, Any]:
    return {"habit": row.habit, **(_group(row.coverage.whole) if row.coverage else {}), **_activity(row.activity)}


def _group(group: Group) -> dict[str, Any]:
    waiting, unheard = habit_words.others(group)
    return {"group": group, "showing": habit_words.cell(group.showing), "waiting": waiting, "unheard": unheard}


def _activity(activity: board.Activity) -> dict[str, Any]:
    return {
        "activity": activity,
        "steady": habit_words.steady(activity),
        "evenness": habit_words.evenness(activity),
        "bursts": habit_words.bursts(activity),
        "people": list(zip(activity.days, habit_words.people(activity), strict=True)),
    }


def _closing() -> dict[str, Any]:
    """How fast gaps are set straight, as the week's first run counted it."""
    kept = keeping.newest("closing")
    told = Closing.of_figures(kept[0].figures) if kept else Closing(0, ())
    points = [(one.days * _DAY, one.share) for one in told.points]
    return {
        "gaps": told.gaps,
        "half": habit_words.half_closed(told),
        "curve": practice_drawing.rising([(0.0, 0.0), *points], title=_("How fast gaps are set straight")),
        "points": [
            (lasting(one.days * _DAY), percent(one.share), f"{percent(one.low)} – {percent(one.high)}")
            for one in told.points
        ],
    }


def _reports() -> dict[str, Any] | None:
    """How fast the newest practice message was reported of which that may be said, with how hard it was to detect."""
    found = next((one for one in practice_keeping.current() if one.curve and one.rating), None)
    if found is None or found.rating is None:
        return None
    half = found.whole.half
    return {
        "name": found.name,
        "level": LEVELS[found.rating.level],
        "half": _("Half of all had reported it within %(time)s.") % {"time": lasting(half)} if half is not None else "",
        "curve": practice_drawing.curve(found),
        "points": [(lasting(at), percent(share)) for at, share in found.curve[1:]],
    }


_DAY = 86_400


def _passing(changed: Sequence[Changed]) -> dict[str, SafeString] | None:
    """Draw the share of everything that live checks look at and find in order."""
    # Before the first run there is nothing to draw: a picture of empty weeks says little to whoever has just begun.
    points = list(dropwhile(lambda point: not point.ran, queries.trend(None, WEEKS)))
    if sum(point.ran for point in points) < 2:
        return None
    series = [Series(_("In order"), [point.passing for point in points], "firm")]
    days = [point.week_start for point in points]
    return _drawn(series, days, changed, title=_("What checks find in order"), ran=[point.ran for point in points])


def _covered(told: list[tuple[dt.date, Coverage]], changed: Sequence[Changed]) -> dict[str, SafeString]:
    """Draw a habit's coverage; weeks in which nothing ran are gaps."""
    known = dict(told)
    first, last = told[0][0], told[-1][0]
    days = [first + dt.timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    shares = [known[day].whole.showing.share if day in known else None for day in days]
    series = [
        Series(_("Showing it"), [share.value if share else None for share in shares], "firm"),
        Series(_("At least, by chance"), [share.low if share else None for share in shares], "unknown"),
        Series(_("At most, by chance"), [share.high if share else None for share in shares], "plain"),
    ]
    return _drawn(series, days, changed, title=_("Who shows it, week by week"), ran=[day in known for day in days])


def _drawn(
    series: Sequence[Series], days: Sequence[dt.date], changed: Sequence[Changed], *, title: str, ran: Sequence[bool]
) -> dict[str, SafeString]:
    marks = [days.index(one.week_start) for one in changed if one.week_start in days]
    return {
        "chart": charts.figure(series, days=days, title=title, ran=ran, say=charts.percent, marks=marks),
        "table": charts.table(series, days=days, title=title, say=charts.percent),
    }
