"""Draws habits as SVG: who shows each, with the range of chance, and how steady it was, a bar for each week.

Classes only (``static/measures/habits.css``), every text escaped. What differs, differs in shape and not in colour
alone. Each picture has a table beside it that says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from drystone.measures import lettering
from drystone.measures.board import Activity
from drystone.measures.charts import percent
from drystone.measures.coverage import Group
from drystone.measures.shares import Rate

_WIDTH = 360
_ROW, _BAR, _THICK = 52, 18, 13
_TALL, _STRIP = 30, 60
_NAME = 12.5
#: A long name takes up to three lines, and its row is as much higher.
_LINES, _LINE = 3, 15


def coverage(rows: Sequence[tuple[str, Group]]) -> SafeString:
    """Return a bar for each name: full for who shows it, half as high for who is waiting, dashed for what is not known.

    A stroke under the bar is the interval. Where no share may be shown, words stand in its place.
    """
    title = _("Who shows each habit")
    heads = [_head(name, _said(group.showing)) for name, group in rows]
    tops, high = _tops(heads, _ROW)
    bars = format_html_join(
        "", "{}", ((_bar(head, group, top),) for head, top, (_n, group) in zip(heads, tops, rows, strict=True))
    )
    return _picture(title, high, bars)


def _picture(title: str, high: int, inner: SafeString) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="habits" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title>{}</svg>",
        _WIDTH, high, title, title, inner,
    )  # fmt: skip


#: A name in lines, and what is said at the end of the first.
Head = tuple[list[str], str]


def _head(name: str, value: str) -> Head:
    room = _WIDTH - lettering.width(value, _NAME, heavy=True) - 14
    return lettering.lines(name, _NAME, within=room, most=_LINES), value


def _tops(heads: Sequence[Head], row: int) -> tuple[list[int], int]:
    """Return where each row's drawing begins, below all but the last line of its name, and how high all are."""
    tops, high = [], 0
    for lines, _value in heads:
        high += _LINE * (max(1, len(lines)) - 1)
        tops.append(high)
        high += row
    return tops, high


def _words(head: Head, top: int) -> SafeString:
    """Write a name so that its last line stands on its bar, and what is said of it beside that line."""
    lines, value = head
    foot = top + 12
    first = foot - _LINE * (len(lines) - 1)
    return format_html(
        '{}<text class="value" x="{}" y="{}" text-anchor="end">{}</text>',
        format_html_join(
            "", '<text class="name" x="0" y="{}">{}</text>', ((first + _LINE * n, line) for n, line in enumerate(lines))
        ),
        _WIDTH, foot, value,
    )  # fmt: skip


def _bar(words: Head, group: Group, top: int) -> SafeString:
    head = _words(words, top)
    share = group.showing.share
    if share is None:
        return head + _block("unheard", 0, 1, top + _BAR, _THICK)
    middle = top + _BAR + _THICK + 6
    stroke = format_html(
        '<path class="range" d="M{} {}H{}M{} {}V{}M{} {}V{}"/>',
        _x(share.low), middle, _x(share.high), _x(share.low), middle - 4, middle + 4,
        _x(share.high), middle - 4, middle + 4,
    )  # fmt: skip
    return head + _rest(group, share.value, top) + _block("showing", 0, share.value, top + _BAR, _THICK) + stroke


def _rest(group: Group, showing: float, top: int) -> SafeString:
    if group.waiting is None or not group.people:
        return _block("unheard", showing, 1, top + _BAR, _THICK)
    waiting = min(1.0, showing + group.waiting / group.people)
    half = _block("waiting", showing, waiting, top + _BAR + _THICK / 2, _THICK / 2)
    return half + _block("unheard", waiting, 1, top + _BAR, _THICK)


def _block(look: str, start: float, end: float, y: float, tall: float) -> SafeString:
    if end <= start:
        return SafeString("")
    wide = (end - start) * (_WIDTH - 2)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', look, _x(start), y, f"{wide:.1f}", tall
    )


def _x(value: float) -> str:
    return f"{1 + (_WIDTH - 2) * value:.1f}"


def _said(rate: Rate) -> str:
    if rate.share is not None:
        return percent(rate.share.value)
    return {"few": _("only a few"), "nearly-all": _("nearly all")}.get(rate.said, _("withheld"))


def weeks(rows: Sequence[tuple[str, Activity]]) -> SafeString:
    """Return twelve bars for each name, as high as people did something that week; bursts have a point above them.

    A week of some but few people is a stub, one in which nobody counted a pale band.
    """
    title = _("How many people did something, week by week")
    heads = [_head(name, _kept(one)) for name, one in rows]
    tops, high = _tops(heads, _STRIP)
    strips = format_html_join(
        "", "{}", ((_strip(head, one, top),) for head, top, (_n, one) in zip(heads, tops, rows, strict=True))
    )
    ends = _ends(rows[0][1], high) if rows else SafeString("")
    return _picture(title, high + 16, strips + ends)


def _strip(words: Head, activity: Activity, top: int) -> SafeString:
    high = max([one or 0 for one in activity.people] or [0]) or 1
    wide = _WIDTH / max(1, len(activity.people))
    foot = top + 22 + _TALL
    bursts = activity.steady.bursts if activity.steady else ()
    bars = []
    for number, people in enumerate(activity.people):
        x, look = wide * number + 2, "few" if activity.few[number] else "burst" if number in bursts else "done"
        if people is None:
            bars.append(("absent", f"{x:.1f}", str(top + 22), f"{wide - 4:.1f}", str(_TALL)))
            continue
        tall = max(1.5, (_TALL - 4) * people / high)
        bars.append((look, f"{x:.1f}", f"{foot - tall:.1f}", f"{wide - 4:.1f}", f"{tall:.1f}"))
    points = [
        (
            f"{wide * number + wide / 2:.1f}",
            f"{foot - max(1.5, (_TALL - 4) * (activity.people[number] or 0) / high):.1f}",
        )
        for number in bursts
    ]
    return format_html(
        "{}{}{}",
        _words(words, top),
        format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', bars),
        format_html_join("", '<path class="point" d="M{} {}l-3.5 -5h7z"/>', points),
    )  # fmt: skip


def _kept(activity: Activity) -> str:
    if activity.steady is None:
        return _("%(n)d of %(of)d weeks counted") % {"n": activity.counted, "of": len(activity.days)}
    return _("%(n)d of %(of)d") % {"n": activity.steady.kept_up, "of": activity.steady.weeks}


def _ends(activity: Activity, y: int) -> SafeString:
    first, last = (formats.date_format(day, "MONTH_DAY_FORMAT") for day in (activity.days[0], activity.days[-1]))
    return format_html(
        '<text class="scale" x="0" y="{}">{}</text><text class="scale" x="{}" y="{}" text-anchor="end">{}</text>',
        y + 12, first, _WIDTH, y + 12, last,
    )  # fmt: skip
