"""Draws a laid wall as SVG: classes and presentation attributes only, since the site allows no inline style.

Colours are in ``static/measures/wall.css``. Every text goes through ``format_html``, so no name of a program can become
markup. Ids begin with a prefix: a page may hold several pictures.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from drystone.measures import lettering
from drystone.measures.geometry import Laid, Point, Wall, chance

STATE_WORDS = {
    "firm": gettext_lazy("firm"),
    "loose": gettext_lazy("loose"),
    "missing": gettext_lazy("missing"),
    "unknown": gettext_lazy("not known"),
}
_TONES = 5
#: The sizes of letters in ``wall.css``, which the picture's lines are measured by.
_BAND, _HINT, _SAYS = 13, 15, 16
#: A picture below this width is for a phone: no room for a stone's reason.
_NARROW = 500

#: Gives the address of an activity's page, "" where there is none.
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture says of itself: the prefix of its ids, its name, and the line under it while nobody points.

    ``front`` goes in front of everything: a style, a title.
    """

    prefix: str
    label: str
    line: str
    front: SafeString | str = ""


def svg(wall: Wall, look: Look, *, address: Address) -> SafeString:
    """Return the wall as one ``<svg>`` element."""
    prefix = look.prefix
    height = wall.height + 58
    steady = [laid for laid in wall.stones if laid.stone.state != "loose"]
    # Loose stones lie over their neighbours, so they are drawn last.
    loose = [laid for laid in wall.stones if laid.stone.state == "loose"]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="wall {}" viewBox="0 0 {} {}" role="group" aria-label="{}">'
        "{}<defs>{}</defs>{}{}</svg>",
        prefix, _n(wall.width), _n(height), look.label, look.front, _paints(prefix),
        format_html_join("", "{}", ((part,) for part in _background(wall, look))),
        format_html_join("", "{}", ((_stone(one, wall, prefix, address),) for one in [*steady, *loose]))
        + _grain(wall, prefix),
    )  # fmt: skip


def _grain(wall: Wall, prefix: str) -> SafeString:
    """A grain as of gritstone over the whole wall; nobody can point at it."""
    return format_html(
        '<g aria-hidden="true" class="grain" clip-path="url(#{0}-clip)">'
        '<clipPath id="{0}-clip"><path d="{1}"/></clipPath>'
        '<rect width="{2}" height="{3}" filter="url(#{0}-grain)"/></g>',
        prefix, path(wall.within, round_by=4), _n(wall.width), _n(wall.height),
    )  # fmt: skip


def path(points: Sequence[Point], *, round_by: float = 9) -> str:
    """Return the path data of an outline with rounded corners."""
    parts = []
    for number, (x, y) in enumerate(points):
        before, after = points[number - 1], points[(number + 1) % len(points)]
        start, end = _towards((x, y), before, round_by), _towards((x, y), after, round_by)
        parts.append(f"{'L' if number else 'M'}{_at(start)}Q{_at((x, y))} {_at(end)}")
    return "".join(parts) + "Z"


def _towards(point: Point, other: Point, by: float) -> Point:
    far = math.dist(point, other) or 1.0
    share = min(by, far * 0.45) / far
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _at(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _paints(prefix: str) -> SafeString:
    """Light from above: each tone of stone is lighter at its top."""
    names = [f"tone{number}" for number in range(_TONES)] + ["warm"]
    tones = format_html_join(
        "",
        '<linearGradient id="{}-{}" x1="0.2" y1="0" x2="0.45" y2="1"><stop class="{}-top" offset="0"/>'
        '<stop class="{}-foot" offset="1"/></linearGradient>',
        ((prefix, name, name, name) for name in names),
    )
    # Noise, kept where it is dark.
    grain = format_html(
        '<filter id="{}-grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise"'
        ' baseFrequency="0.55 0.8" numOctaves="2" seed="7"/><feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0'
        '  0 0 0 -2.2 1.25"/></filter>',
        prefix,
    )
    return tones + grain


def _background(wall: Wall, look: Look) -> Iterable[SafeString]:
    """What is no activity: the grass, the dark within, cap stones, names."""
    yield format_html('<g aria-hidden="true">{}</g>', _scenery(wall, look.prefix))
    names = []
    for name, y in wall.names if not wall.bands else ():
        lines = textwrap.wrap(name, 17)[:3]
        x = _n(min(x for x, _ in wall.within) - 24)
        names += [(x, _n(y + 5 + 19 * (n - (len(lines) - 1) / 2)), line) for n, line in enumerate(lines)]
    if names:
        yield format_html(
            '<g class="course-name" aria-hidden="true">{}</g>',
            format_html_join("", '<text x="{}" y="{}" text-anchor="end">{}</text>', names),
        )
    x, hint = _n(_middle(wall)), lettering.lines(look.line, _HINT, within=_room(wall), most=2)
    yield format_html(
        '<text class="hint" text-anchor="middle" aria-hidden="true">{}</text>',
        format_html_join(
            "",
            '<tspan x="{}" y="{}">{}</tspan>',
            ((x, _n(wall.height + 24 + 22 * n), line) for n, line in enumerate(hint)),
        ),
    )


def _room(wall: Wall) -> float:
    """How wide a line under the wall may be: it stands in the middle, and ends before the nearer edge."""
    middle = _middle(wall)
    return 2 * min(middle, wall.width - middle) - 8


def _middle(wall: Wall) -> float:
    xs = [x for x, _ in wall.within]
    return (min(xs) + max(xs)) / 2


def _scenery(wall: Wall, prefix: str) -> SafeString:
    pieces = [
        format_html('<path class="ground" d="{}"/>', _ground(wall)),
        format_html('<path class="within" d="{}"/>', path(wall.within, round_by=4)),
    ]
    for number, outline in enumerate(wall.caps):
        tone = int(_TONES * chance("cap tone", number))
        pieces.append(
            format_html('<path class="stone cap" fill="url(#{}-tone{})" d="{}"/>', prefix, tone, path(outline))
        )
    for name, outline in wall.bands:
        x, y = sum(p[0] for p in outline) / len(outline), sum(p[1] for p in outline) / len(outline)
        room = max(p[0] for p in outline) - min(p[0] for p in outline) - 16
        words = " ".join(lettering.lines(name, _BAND, within=room, most=1, heavy=True))
        pieces.append(format_html('<path class="band" d="{}"/>', path(outline, round_by=6)))
        pieces.append(
            format_html(
                '<text class="band-name" x="{}" y="{}" text-anchor="middle">{}</text>', _n(x), _n(y + 4.5), words
            )
        )
    pieces.append(format_html('<path class="grass" d="{}"/>', _grass(wall)))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _ground(wall: Wall) -> str:
    y, wide = wall.ground, wall.width
    return (
        f"M0 {_n(y + 12)}Q{_n(wide * 0.5)} {_n(y - 34)} {_n(wide)} {_n(y + 12)}"
        f"Q{_n(wide * 0.5)} {_n(y + 36)} 0 {_n(y + 12)}Z"
    )


def _grass(wall: Wall) -> str:
    """Tufts at the foot of the wall."""
    blades, x, number = [], 6.0, 0
    while x < wall.width - 8:
        for blade in range(3):
            tall = 5 + 9 * chance("grass", number, blade)
            lean = 7 * (chance("grass lean", number, blade) - 0.5)
            share = x / wall.width
            foot = wall.ground + max(4.0, 13 - 92 * share * (1 - share))
            blades.append(f"M{_n(x + blade * 2.5)} {_n(foot)}q{_n(lean / 2)} {_n(-tall / 2)} {_n(lean)} {_n(-tall)}")
        x += 14 + 46 * chance("grass gap", number)
        number += 1
    return "".join(blades)


def _stone(laid: Laid, wall: Wall, prefix: str, address: Address) -> SafeString:
    stone = laid.stone
    words = f"{stone.name}: {STATE_WORDS[stone.state]}. {stone.reason}"
    link = address(stone.activity_id)
    inner = format_html("<title>{}</title>{}{}", words, _shapes(laid, prefix), _says(laid, wall))
    if not link:
        return format_html('<g class="activity {}" role="img" aria-label="{}">{}</g>', stone.state, words, inner)
    return format_html('<a class="activity {}" href="{}" aria-label="{}">{}</a>', stone.state, link, words, inner)


def _shapes(laid: Laid, prefix: str) -> SafeString:
    state, data = laid.stone.state, path(laid.outline, round_by=5 + 7 * chance(laid.stone.activity_id, "round"))
    if state == "missing":
        return format_html('<path class="hole stone" d="{}"/>', data)
    if state == "unknown":
        x, y = laid.middle
        mark = format_html('<text class="query" x="{}" y="{}" text-anchor="middle">?</text>', _n(x), _n(y + 6))
        return format_html('<path class="pale stone" d="{}"/>{}', data, mark)
    if state == "loose":
        return _slipped(laid, prefix, data)
    specks = _lichen(laid)
    return format_html('<path class="stone" fill="url(#{}-tone{})" d="{}"/>{}', prefix, laid.tone, data, specks)


def _slipped(laid: Laid, prefix: str, data: str) -> SafeString:
    """Turned in its bed and a little out: the bed shows dark behind, its shadow falls below, a crack runs down."""
    x, y = laid.middle
    turn = f"rotate({_n(laid.turn)} {_n(x)} {_n(y)})"
    down = f"translate(0 5) {turn}"
    xs, ys = [p[0] for p in laid.outline], [p[1] for p in laid.outline]
    tall, start = (
        max(ys) - min(ys),
        min(xs) + (max(xs) - min(xs)) * (0.3 + 0.4 * chance(laid.stone.activity_id, "crack")),
    )
    crack = (
        f"M{_n(start)} {_n(min(ys) + 5)}l{_n(-4)} {_n(tall * 0.2)}l{_n(6)} {_n(tall * 0.16)}l{_n(-3)} {_n(tall * 0.17)}"
    )
    return format_html(
        '<path class="bed" d="{}"/><path class="shade" transform="translate(2 9) {}" d="{}"/>'
        '<g class="slipped" transform="{}"><path class="stone" fill="url(#{}-warm)" d="{}"/>'
        '<path class="crack" d="{}"/></g>',
        data, turn, data, down, prefix, data, crack,
    )  # fmt: skip


def _lichen(laid: Laid) -> SafeString | str:
    """A few specks on some of the stones that have sat still for long."""
    word = laid.stone.activity_id
    if chance(word, "lichen") > 0.45:
        return ""
    x, y = laid.middle
    xs = [p[0] for p in laid.outline]
    wide = max(xs) - min(xs)
    specks = [
        (
            _n(x + wide * 0.55 * (chance(word, "x", n) - 0.5)),
            _n(y + 16 * (chance(word, "y", n) - 0.5)),
            _n(1.2 + 2.6 * chance(word, "r", n)),
        )
        for n in range(2 + int(4 * chance(word, "specks")))
    ]
    return format_html_join("", '<circle class="lichen" cx="{}" cy="{}" r="{}"/>', specks)


def _says(laid: Laid, wall: Wall) -> SafeString:
    """The words under the wall while somebody points at this stone, or stands on it with the keyboard."""
    stone, room = laid.stone, _room(wall)
    name = f"{stone.name}: {STATE_WORDS[stone.state]}."
    if wall.width < _NARROW:
        lines = lettering.lines(name, _SAYS, within=room, most=2, heavy=True)
    else:
        lines = lettering.lines(name, _SAYS, within=room, most=1, heavy=True)
        lines += lettering.lines(stone.reason, _SAYS, within=room, most=1)
    x = _n(_middle(wall))
    spans = [(x, _n(wall.height + 24 + 22 * n), line) for n, line in enumerate(lines)]
    return format_html(
        '<text class="says" text-anchor="middle" aria-hidden="true">{}</text>',
        format_html_join("", '<tspan x="{}" y="{}">{}</tspan>', spans),
    )
