"""Small line charts drawn as SVG, for figures over weeks. A chart never stands alone: ``table`` is its twin in words.

Classes only (``static/measures/wall.css`` has their colours), every text escaped. A value of None is a gap in the line;
a value with none beside it is a dot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_WIDTH, _HEIGHT = 320, 120
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 10, 24
#: Lines differ in dash and mark too, not in colour alone; a chart with more lines than this is a table.
_LOOKS = ("first", "second", "third", "fourth")

#: Says a value in words.
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and one value per day of the chart, None where it is not known or withheld."""

    name: str
    values: Sequence[float | None]


def count(value: float) -> str:
    """Say a count."""
    return formats.number_format(round(value), use_l10n=True, force_grouping=True)


def percent(value: float) -> str:
    """Say a share of 1 as per cent."""
    return f"{round(value * 100)} %"


def line(
    series: Sequence[Series], *, days: Sequence[dt.date], title: str, say: Say = count, top: float | None = None
) -> SafeString:
    """Return the lines as one ``<svg role="img">`` named ``title``, with the latest values in its description.

    ``top`` is the value at the upper edge, by default the largest (at least 1); values are not negative. Raises
    ValueError for more than four lines, or where a line has not one value a day.
    """
    if len(series) > len(_LOOKS) or any(len(one.values) != len(days) for one in series):
        raise ValueError("a chart has at most four lines, each with one value a day")
    known = [value for one in series for value in one.values if value is not None]
    high = top or max([*known, 1.0])
    lines = format_html_join("", "{}", ((_line(one, look, high),) for one, look in zip(series, _LOOKS, strict=False)))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title><desc>{}</desc>{}{}</svg>",
        _WIDTH, _HEIGHT, title, title, _described(series, say), _frame(days, high, say), lines,
    )  # fmt: skip


def table(series: Sequence[Series], *, days: Sequence[dt.date], title: str, say: Say = count) -> SafeString:
    """Return the same figures as a ``<table>``, newest week first; what is not known is said as a dash."""
    heads = format_html_join("", '<th scope="col" class="number">{}</th>', ((one.name,) for one in series))
    rows = []
    for number in reversed(range(len(days))):
        values = [one.values[number] for one in series]
        cells = format_html_join("", '<td class="number">{}</td>', ((_said(value, say),) for value in values))
        rows.append((formats.date_format(days[number], "DATE_FORMAT"), cells))
    return format_html(
        '<table><caption>{}</caption><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>',
        title,
        _("Week from"),
        heads,
        format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', rows),
    )


def _said(value: float | None, say: Say) -> str:
    return "–" if value is None else say(value)


def _described(series: Sequence[Series], say: Say) -> str:
    told = []
    for one in series:
        known = [value for value in one.values if value is not None]
        told.append(f"{one.name}: {say(known[-1])}" if known else _("%(name)s: not known") % {"name": one.name})
    return "; ".join(told)


def _frame(days: Sequence[dt.date], high: float, say: Say) -> SafeString:
    foot = _HEIGHT - _BOTTOM
    rules = format_html_join(
        "",
        '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="scale" x="{}" y="{}" text-anchor="end">{}</text>',
        ((_LEFT, _WIDTH - _RIGHT, y, y, _LEFT - 6, y + 4, say(value)) for y, value in ((_TOP, high), (foot, 0.0))),
    )
    if not days:
        return rules
    ends = format_html(
        '<text class="scale" x="{}" y="{}">{}</text><text class="scale" x="{}" y="{}" text-anchor="end">{}</text>',
        _LEFT, _HEIGHT - 6, formats.date_format(days[0], "MONTH_DAY_FORMAT"),
        _WIDTH - _RIGHT, _HEIGHT - 6, formats.date_format(days[-1], "MONTH_DAY_FORMAT"),
    )  # fmt: skip
    return rules + ends


def _line(series: Series, look: str, high: float) -> SafeString:
    """A stroke per unbroken stretch; a mark where a value stands alone, and at the newest."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(series.values) - 1)
    tall = _HEIGHT - _TOP - _BOTTOM
    stretches: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(series.values):
        if value is None:
            stretches.append([])
            continue
        at = _LEFT + step * number, _TOP + tall * (1 - min(1.0, max(0.0, value / high)))
        stretches[-1].append(at)
    drawn = [stretch for stretch in stretches if stretch]
    data = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in stretch) for stretch in drawn if len(stretch) > 1)
    marks = [stretch[0] for stretch in drawn if len(stretch) == 1]
    if drawn and drawn[-1][-1] not in marks:
        marks.append(drawn[-1][-1])
    return format_html(
        '<g class="series {}"><path d="{}"/>{}</g>',
        look,
        data,
        format_html_join("", '<circle cx="{}" cy="{}" r="3.5"/>', ((f"{x:.1f}", f"{y:.1f}") for x, y in marks)),
    )
