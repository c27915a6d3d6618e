"""The wall of the applied run: its standings, laid and drawn once for each run, program and language."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from drystone.lib.errors import StoreError
from drystone.measures import courses, drawing, geometry
from drystone.measures.courses import Course, Stone
from drystone.measures.standing import STATES, Standing, standings
from drystone.program.model import Program
from drystone.shell import site

_KEPT = 8
_kept: OrderedDict[tuple[str, str, str], Wall] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole picture: drawn wide and narrow, and as rows; ``first`` is the stone most worth setting straight.

    ``protects`` names the objective that this stone bears most for, "" where it bears none.
    """

    wide: SafeString
    narrow: SafeString
    domains: tuple[Course, ...]
    counts: dict[str, int]
    first: Stone | None
    protects: str
    standings: dict[str, Standing]


def current() -> Wall | None:
    """Return the wall of the applied run in the active language, or None before the first run."""
    snapshot, program = site.snapshot(), site.program()
    if snapshot is None:
        return None
    key = (snapshot.run_id, program.digest, get_language() or "")
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    with site.reading() as engine:
        made = build(program, standings(program, engine, as_of=snapshot.as_of))
    with _lock:
        _kept[key] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def build(program: Program, found: dict[str, Standing]) -> Wall:
    """Lay and draw the wall of these standings."""
    domains = courses.domains(program, found)
    first = courses.first_to_set(domains)
    label = _("%(name)s as a dry stone wall") % {"name": program.settings.organisation.name}
    hint = _("Point at a stone, or tap it, to see what it is.")
    return Wall(
        wide=drawing.svg(_laid(domains, narrow=False), drawing.Look("wide", label, hint), address=address),
        narrow=drawing.svg(_laid(domains, narrow=True), drawing.Look("narrow", label, hint), address=address),
        domains=tuple(domains),
        counts=_counts(domains),
        first=first,
        protects=_protects(program, first) if first else "",
        standings=found,
    )


def _counts(domains: Sequence[Course]) -> dict[str, int]:
    counted = Counter(stone.state for course in domains for stone in course.stones)
    return {state: counted[state] for state in STATES}


def picture(program: Program, found: dict[str, Standing]) -> SafeString:
    """Return the wide wall as a file that stands alone: its style inside, its links as the program says (``site.url``).

    It follows the viewer's theme.
    """
    name = program.settings.organisation.name
    base = program.settings.site.url.rstrip("/")
    style = resources.files("drystone.measures").joinpath("static/measures/wall.css").read_text(encoding="utf-8")
    # An XML reader undoes the escaping in a style element, which an HTML reader would not.
    extra = format_html("<title>{}</title><style>{}</style>", _("%(name)s as a dry stone wall") % {"name": name}, style)
    domains = courses.domains(program, found)
    said = ", ".join(f"{count} {drawing.STATE_WORDS[state]}" for state, count in _counts(domains).items())
    return drawing.svg(
        _laid(domains, narrow=False),
        drawing.Look("file", name, f"{name}: {said}", extra),
        address=lambda activity_id: f"{base}{address(activity_id)}" if address(activity_id) else "",
    )


def standing_now() -> dict[str, Standing]:
    """Return the standings of the applied run. Raises StoreError before the first."""
    made = current()
    if made is None:
        raise StoreError(_("nothing has run yet"), do=_("wait for the first run to end"))
    return made.standings


def address(activity_id: str) -> str:
    """Return the address of an activity's page, or "" where the site has none."""
    try:
        return reverse("catalogue:activity", args=[activity_id])
    except NoReverseMatch:
        return ""


def _laid(domains: Sequence[Course], *, narrow: bool) -> geometry.Wall:
    count = sum(len(course.stones) for course in domains)
    if narrow:
        spec = geometry.Spec(canvas=360, width=344, left=8, height=58, most=4, bands=True, cap=24, batter=6)
        return geometry.lay(courses.layers(domains, most=4), spec)
    most = max(3, min(12, round((count * 1.5) ** 0.5)))
    width = min(960.0, most * 118.0)
    spec = geometry.Spec(canvas=1144, width=width, left=170 + (960 - width) / 2, height=74, most=most)
    return geometry.lay(courses.layers(domains, most=most), spec)


def _protects(program: Program, stone: Stone) -> str:
    named = [
        program.objectives[one] for one in program.activities[stone.activity_id].protects if one in program.objectives
    ]
    return max(named, key=lambda one: one.criticality).name if named else ""
