"""Draws how the share of reports that came so far grows with time, with the band that chance leaves, as SVG.

Classes only (``static/measures/reports.css``), every text escaped. The line is full, the band has an edge of dots: they
differ in shape and not in colour alone. Each picture has a table beside it that says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from drystone.measures import lettering
from drystone.measures.charts import percent
from drystone.measures.practice_words import lasting
from drystone.measures.report_times import Point

_WIDTH, _HEIGHT = 360, 190
_LEFT, _RIGHT, _TOP, _FOOT = 46, 6, 10, 26
#: After the last point the curve goes on as it stands there.
_TAIL = 44
_LETTER = 11.0
_Corner = tuple[float, float]


def curve(points: Sequence[Point], *, title: str) -> SafeString:
    """Return the curve through what is known, time on a logarithmic scale; empty where nothing may be shown."""
    if not points:
        return SafeString("")
    last = points[-1].seconds
    lines = [_path(points, last, share) for share in (_least, _most)]
    looks = zip(("least", "most"), lines, strict=True)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="times" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<title>{}</title>{}<path class="band" d="{}"/>{}</svg>',
        _WIDTH, _HEIGHT, title, title, _frame(points, last), _band(points, last),
        format_html_join("", '<path class="{}" d="{}"/>', looks if lines[0] != lines[1] else [("least", lines[0])]),
    )  # fmt: skip


def _least(point: Point) -> float:
    return point.least


def _most(point: Point) -> float:
    return point.most


def _corners(points: Sequence[Point], last: int, share: Callable[[Point], float]) -> list[_Corner]:
    """The corners of a curve that rises in steps, from nothing at once."""
    found: list[_Corner] = [(_across(0, last), _up(0.0))]
    for point in points:
        x, y = _across(point.seconds, last), _up(share(point))
        found += [(x, found[-1][1]), (x, y)]
    return [*found, (float(_WIDTH - _RIGHT), found[-1][1])]


def _path(points: Sequence[Point], last: int, share: Callable[[Point], float]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in _corners(points, last, share))


def _band(points: Sequence[Point], last: int) -> str:
    upper = _corners(points, last, lambda one: one.high)
    lower = _corners(points, last, lambda one: one.low)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (*upper, *reversed(lower))) + "Z"


def _frame(points: Sequence[Point], last: int) -> SafeString:
    rules = format_html_join(
        "",
        '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="scale" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (_LEFT, _WIDTH - _RIGHT, f"{_up(share):.1f}", f"{_up(share):.1f}", _LEFT - 6, f"{_up(share) + 4:.1f}",
             percent(share))
            for share in (0.0, 0.5, 0.9)
        ),
    )  # fmt: skip
    return rules + format_html_join(
        "", '<text class="scale" x="{}" y="{}" text-anchor="{}">{}</text>', _times(points, last)
    )


def _times(points: Sequence[Point], last: int) -> list[tuple[str, int, str, str]]:
    """The times that stand below: the last, and of the others as many as there is room for."""
    found: list[tuple[str, int, str, str]] = []
    room = float(_WIDTH)
    for point in reversed(points):
        x, half = _across(point.seconds, last), lettering.width(lasting(point.seconds), _LETTER) / 2
        if x + half <= room and x - half >= 0:
            found.append((f"{x:.1f}", _HEIGHT - 8, "middle", lasting(point.seconds)))
            room = x - half - 10
    return found


def _across(seconds: float, last: int) -> float:
    """Where a time stands: minutes, hours and days are all to be seen."""
    return _LEFT + (_WIDTH - _LEFT - _RIGHT - _TAIL) * log10(1 + seconds / 30) / log10(1 + last / 30)


def _up(share: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _FOOT) * (1 - share)
