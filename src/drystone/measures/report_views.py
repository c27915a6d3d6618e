"""The page of how fast reports come, are seen and are answered, and the page of each pair of clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from drystone.measures import keeping, letter_keeping, report_drawing, report_words
from drystone.measures.access import knows_pair, may_see_figures
from drystone.measures.report_times import Sliced, Times
from drystone.measures.shares import SURE
from drystone.reports import words
from drystone.reports.durations import PAIRS
from drystone.shell import access, site
from drystone.shell.viewer import Request


def newest() -> tuple[dt.date | None, dict[str, Sliced]]:
    """Return what the newest week kept of every pair, in the order of clocks, and which week; one query."""
    kept = keeping.newest("reports")
    told = {one.key: Sliced.of_figures(one.figures) for one in kept}
    return (kept[0].since if kept else None), {pair.id: told[pair.id] for pair in PAIRS if pair.id in told}


@access.page(may_see_figures)
def page(request: Request) -> HttpResponse:
    """Show all pairs, and draw those that matter most to whoever tells."""
    since, told = newest()
    shown = {name: one.whole for name, one in told.items() if one.whole is not None}
    short = [report_words.in_short(name, shown[name].half) for name in report_words.DRAWN if name in shown]
    said = {
        "since": since,
        "known": bool(shown),
        "lines": [_line(name, one.whole) for name, one in told.items()],
        "first": _("From … until …"),
        "label": _("From clock to clock"),
        "drawn": [_drawn(name, shown[name]) for name in report_words.DRAWN if name in shown and shown[name].points],
        "short": [one for one in short if one],
        "of": max((one.of for one in told.values()), default=0),
        "unsure": all(one.unsure for one in shown.values()),
        **_limits(),
    }
    return render(request, "measures/reports.html", said)


@access.page(knows_pair)
def pair(request: Request, pair: str) -> HttpResponse:
    """Show one pair: its curve, and the same by kind of report and by month."""
    since, told = newest()
    one = told.get(pair)
    kinds, months = (one.kinds, one.months) if one else ({}, {})
    said = {
        "pair": pair,
        "called": report_words.CALLED[pair],
        "since": since,
        "of": one.of if one else 0,
        "row": _said(one.whole) if one else None,
        "drawn": _drawn(pair, one.whole) if one and one.whole and one.whole.points else None,
        "kinds": [(words.TITLES[key], "", _said(times)) for key, times in kinds.items() if key in words.TITLES],
        "kind_words": _("Kind"),
        "kinds_words": _("By kind of report"),
        "months": [(_month(key), "", _said(times)) for key, times in months.items()],
        "month_words": _("Month"),
        "months_words": _("By the month in which it was told"),
        **_limits(),
    }
    return render(request, "measures/report_pair.html", said)


def _limits() -> dict[str, int]:
    floor = site.program().settings.privacy.group_floor
    return {"floor": floor, "twice": 2 * floor, "sure": SURE}


def _line(name: str, times: Times | None) -> tuple[str | Promise, str, dict[str, Any]]:
    link = reverse("measures:report-pair", args=[name])
    return report_words.CALLED[name].name, link, _said(times)


def _said(times: Times | None) -> dict[str, Any]:
    if times is None:
        return {"times": None}
    return {
        "times": times,
        "half": report_words.about(times.half),
        "half_chance": report_words.chance(times.half),
        "most": report_words.about(times.most),
        "most_chance": report_words.chance(times.most),
    }


def _drawn(name: str, times: Times) -> dict[str, Any]:
    called = report_words.CALLED[name]
    return {
        "id": name,
        "called": called,
        "curve": report_drawing.curve(times.points, title=str(called.name)),
        "points": report_words.rows(times.points),
        **_said(times),
    }


def _month(key: str) -> str:
    month = letter_keeping.named(key)
    return formats.date_format(month, "YEAR_MONTH_FORMAT") if month else key
