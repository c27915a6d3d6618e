"""Small line charts drawn as SVG, for figures over weeks. A chart never stands alone: ``table`` is its twin in words.

Classes only (``static/measures/wall.css`` has their colours), every text escaped. A value of None is a gap in the line;
a value with none beside it is a dot. A day on which nothing ran is a pale band, so that nobody reads a zero into it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_WIDTH, _HEIGHT = 320, 120
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 10, 24
#: The looks of lines, by what they count. They differ in dash too, not in colour alone; a chart has one line of each.
LOOKS = ("firm", "loose", "unknown", "plain")

#: Says a value in words.
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and one value per day of the chart, None where it is not known or withheld; its look."""

    name: str
    values: Sequence[float | None]
    look: str = "plain"


def count(value: float) -> str:
    """Say a count."""
    return formats.number_format(round(value), use_l10n=True, force_grouping=True)


def percent(value: float) -> str:
    """Say a share of 1 as per cent."""
    return f"{round(value * 100)} %"


def figure(
    series: Sequence[Series],
    *,
    days: Sequence[dt.date],
    title: str,
    ran: Sequence[bool],
    say: Say = count,
    marks: Sequence[int] = (),
) -> SafeString:
    """Return the lines with their legend: what each is, its latest value, or that it is withheld; ``ran`` says by day
    whether anything is known of it at all. Raises ValueError as ``line`` does.

    ``marks`` are days from which something else held; the first is marked 1 in the picture, and so on. Whoever calls
    says in words what they are.
    """
    items = [(_sample(one.look), one.name, _latest(one, ran, say)) for one in series]
    told = format_html_join("", "<li>{}<span>{}: <strong>{}</strong></span></li>", items)
    if not all(ran):
        told += format_html("<li>{}<span>{}</span></li>", _sample("absent"), _("nothing ran in these weeks"))
    drawn = line(series, days=days, title=title, say=say, ran=ran, marks=marks)
    return format_html('<figure class="chart-figure">{}<ul class="chart-legend">{}</ul></figure>', drawn, told)


def line(
    series: Sequence[Series],
    *,
    days: Sequence[dt.date],
    title: str,
    say: Say = count,
    ran: Sequence[bool] = (),
    marks: Sequence[int] = (),
) -> SafeString:
    """Return the lines as one ``<svg role="img">`` named ``title``, with the latest values in its description.

    The upper edge is the largest value (at least 1); values are not negative. Raises ValueError for two lines that look
    the same, or where a line has not one value a day.
    """
    if len({one.look for one in series}) < len(series) or any(len(one.values) != len(days) for one in series):
        raise ValueError("the lines of a chart look different, each has one value a day")
    known = [value for one in series for value in one.values if value is not None]
    high = max([*known, 1.0])
    lines = format_html_join("", "{}", ((_line(one, high),) for one in series))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title><desc>{}</desc>{}{}{}{}</svg>",
        _WIDTH, _HEIGHT, title, title, _described(series, ran, say), _absent(ran), _frame(days, high, say), lines,
        _marked(marks, len(days)),
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


def _described(series: Sequence[Series], ran: Sequence[bool], say: Say) -> str:
    return "; ".join(f"{one.name}: {_latest(one, ran, say)}" for one in series)


def _latest(one: Series, ran: Sequence[bool], say: Say) -> str:
    """The value of the last day of which anything is known; said where it is withheld, or nothing is known."""
    days = [number for number, whether in enumerate(ran or [True] * len(one.values)) if whether]
    if not days:
        return _("not known")
    value = one.values[days[-1]]
    return _("withheld: too few people") if value is None else say(value)


def _sample(look: str) -> SafeString:
    inner = (
        '<rect width="26" height="14"/>'
        if look == "absent"
        else '<path d="M1 7L25 7"/><circle cx="13" cy="7" r="3.5"/>'
    )
    return format_html(
        '<svg class="chart sample" viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">'
        '<g class="series {}">{}</g></svg>',
        look, SafeString(inner),
    )  # fmt: skip


def _marked(marks: Sequence[int], days: int) -> SafeString:
    """A stroke from top to foot at each of these days, with its number above it."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, days - 1)
    told = ((f"{_LEFT + step * day:.1f}", number) for number, day in enumerate(marks, 1))
    return format_html_join(
        "",
        '<g class="change"><line x1="{0}" x2="{0}" y1="{2}" y2="{3}"/>'
        '<text class="scale" x="{0}" y="{2}" text-anchor="middle">{1}</text></g>',
        ((x, number, _TOP, _HEIGHT - _BOTTOM) for x, number in told),
    )


def _absent(ran: Sequence[bool]) -> SafeString:
    """A band over each stretch of days on which nothing ran."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(ran) - 1)
    bands = []
    for whether, days in groupby(range(len(ran)), key=lambda number: bool(ran[number])):
        stretch = list(days)
        if not whether:
            start = max(float(_LEFT), _LEFT + step * (stretch[0] - 0.5))
            end = min(_WIDTH - _RIGHT, _LEFT + step * (stretch[-1] + 0.5))
            bands.append((f"{start:.1f}", _TOP, f"{end - start:.1f}", _HEIGHT - _TOP - _BOTTOM))
    rect = '<rect x="{}" y="{}" width="{}" height="{}"/>'
    return (
        format_html('<g class="series absent">{}</g>', format_html_join("", rect, bands)) if bands else SafeString("")
    )


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


def _line(series: Series, high: float) -> SafeString:
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
        series.look,
        data,
        format_html_join("", '<circle cx="{}" cy="{}" r="3.5"/>', ((f"{x:.1f}", f"{y:.1f}") for x, y in marks)),
    )
