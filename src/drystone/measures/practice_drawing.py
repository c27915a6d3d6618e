"""Draws the figures of a practice message as SVG: shares with their intervals, and how fast reports came in.

Classes only (``static/measures/practice.css``), every text escaped. Each picture has a table beside it that says the
same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from drystone.measures.charts import percent
from drystone.measures.practice import Campaign, Group
from drystone.measures.practice_words import LEVELS, lasting
from drystone.measures.shares import Rate

_WIDTH, _LEFT, _RIGHT = 340, 116, 22
#: Words of difficulty are longer than names of departments, and nothing cuts them short.
_LEFT_OF_LEVELS = 160
_ROW, _TOP, _FOOT = 40, 8, 22
_LONGEST = 17


def shares(campaign: Campaign) -> SafeString:
    """Return a line for the whole and for each department that has a share: a dot for it, a stroke for its interval.

    Reports are full dots, clicks are rings below them. Empty where nothing may be shown.
    """
    groups = [
        group
        for group in (campaign.whole, *campaign.departments)
        if "shown" in (group.reported.said, group.clicked.said)
    ]
    if not groups:
        return SafeString("")
    high = _TOP + _ROW * len(groups)
    rows = format_html_join("", "{}", ((_row(group, number),) for number, group in enumerate(groups)))
    title = _("Who reported, and who clicked: %(name)s") % {"name": campaign.name}
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="practice" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title>{}{}</svg>",
        _WIDTH, high + _FOOT, title, title, _scale(high), rows,
    )  # fmt: skip


def trend(campaigns: Sequence[Campaign]) -> SafeString:
    """Return a line for each campaign, in their order: its day and difficulty, the share that reported, its interval.

    Nothing joins them: messages of different difficulty make no line. Empty where fewer than two may be shown.
    """
    told = [one for one in campaigns if one.whole.reported.share is not None]
    if len(told) <= 1:
        return SafeString("")
    high = _TOP + _ROW * len(told)
    rows = format_html_join("", "{}", ((_day(one, number),) for number, one in enumerate(told)))
    title = _("Who reported, campaign by campaign")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="practice" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title>{}{}</svg>",
        _WIDTH, high + _FOOT, title, title, _scale(high, _LEFT_OF_LEVELS), rows,
    )  # fmt: skip


def _day(one: Campaign, number: int) -> SafeString:
    y = _TOP + _ROW * number + _ROW / 2
    level = LEVELS[one.rating.level] if one.rating else ""
    day = formats.date_format(timezone.localtime(one.began), "DATE_FORMAT") if one.began else ""
    return format_html(
        '<text class="name" x="{}" y="{}" text-anchor="end">{}</text>'
        '<text class="scale" x="{}" y="{}" text-anchor="end">{}</text>{}',
        _LEFT_OF_LEVELS - 12, y - 2, day, _LEFT_OF_LEVELS - 12, y + 13, level,
        _mark("reported", one.whole.reported, y, _LEFT_OF_LEVELS),
    )  # fmt: skip


def _scale(high: int, left: int = _LEFT) -> SafeString:
    places = ((value, _x(value, left)) for value in (0, 0.5, 1))
    marks = ((x, x, _TOP, high, x, high + 14, percent(value)) for value, x in places)
    return format_html_join(
        "",
        '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="scale" x="{}" y="{}" text-anchor="middle">{}</text>',
        marks,
    )


def _row(group: Group, number: int) -> SafeString:
    y = _TOP + _ROW * number + _ROW / 2
    name = group.name or _("Everybody")
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    return format_html(
        '<text class="name" x="{}" y="{}" text-anchor="end">{}</text>{}{}',
        _LEFT - 12, y + 4, short,
        _mark("reported", group.reported, y - 7), _mark("clicked", group.clicked, y + 7),
    )  # fmt: skip


def _mark(look: str, rate: Rate, y: float, left: int = _LEFT) -> SafeString:
    if rate.share is None:
        return SafeString("")
    return format_html(
        '<g class="{}"><line x1="{}" x2="{}" y1="{}" y2="{}"/><circle cx="{}" cy="{}" r="4.5"/></g>',
        look, _x(rate.share.low, left), _x(rate.share.high, left), y, y, _x(rate.share.value, left), y,
    )  # fmt: skip


def _x(value: float, left: int) -> str:
    return f"{left + (_WIDTH - left - _RIGHT) * value:.1f}"


_CURVE_HEIGHT, _CURVE_LEFT, _CURVE_TOP, _CURVE_FOOT = 150, 44, 10, 24


def curve(campaign: Campaign) -> SafeString:
    """Return how the share that had reported grew with time (on a logarithmic scale); empty where that is withheld."""
    return rising(campaign.curve, title=_("How fast reports came in: %(name)s") % {"name": campaign.name})


def rising(points: Sequence[tuple[float, float]], *, title: str) -> SafeString:
    """Return how a share grew with time: steps through (seconds, share), time on a logarithmic scale; empty of none."""
    last = points[-1][0] if points else 0
    if not last:
        return SafeString("")
    high = max(0.1, *(share for _at, share in points))
    path, before = "", None
    for at, share in points:
        x, y = _at(at, last), _up(share, high)
        path += f"M{x} {y}" if before is None else f"H{x}V{y}"
        before = y
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="practice" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<title>{}</title>{}<g class="reported"><path d="{}"/></g></svg>',
        _WIDTH, _CURVE_HEIGHT, title, title, _frame(points, high), path,
    )  # fmt: skip


def _frame(points: Sequence[tuple[float, float]], high: float) -> SafeString:
    foot, last = _CURVE_HEIGHT - _CURVE_FOOT, points[-1][0]
    lines = [(_CURVE_LEFT, _WIDTH - _RIGHT, y, y, _CURVE_LEFT - 6, float(y) + 4, percent(value))
             for value, y in ((high, _up(high, high)), (0.0, _up(0.0, high)))]  # fmt: skip
    rules = format_html_join(
        "",
        '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="scale" x="{}" y="{}" text-anchor="end">{}</text>',
        lines,
    )
    named = [points[1][0], last] if last > points[1][0] else [last]
    ends = format_html_join(
        "",
        '<text class="scale" x="{}" y="{}" text-anchor="{}">{}</text>',
        ((_at(at, last), foot + 16, "end" if at == last else "middle", lasting(at)) for at in named),
    )
    return rules + ends


def _at(seconds: float, last: float) -> str:
    """Where a time stands: minutes, hours and days are all to be seen."""
    reach = log10(1 + seconds / 60) / log10(1 + last / 60)
    return f"{_CURVE_LEFT + (_WIDTH - _CURVE_LEFT - _RIGHT) * reach:.1f}"


def _up(share: float, high: float) -> str:
    return f"{_CURVE_TOP + (_CURVE_HEIGHT - _CURVE_TOP - _CURVE_FOOT) * (1 - share / high):.1f}"
