"""The wall, as a page and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from drystone.lib.errors import StoreError
from drystone.measures import drawing
from drystone.measures import wall as walls
from drystone.measures.access import may_see_wall
from drystone.measures.courses import Course, Stone
from drystone.shell import access, site
from drystone.shell.viewer import Request

_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_SORTED = ("domain", "activity", "standing", "weight")
_ORDER = {"loose": 0, "missing": 1, "unknown": 2, "firm": 3}


@access.page(may_see_wall)
def wall(request: Request) -> HttpResponse:
    """Show the whole organisation as a wall, the one stone to set straight first, and the same as a table."""
    made = walls.current()
    if made is None:
        return render(request, "measures/wall.html", {"wall": None})
    by = request.GET.get("by", "domain")
    said = {
        "wall": made,
        "rows": _rows(made.domains, by if by in _SORTED else "domain"),
        "by": by,
        "legend": [(state, count, _LEGEND[state]()) for state, count in made.counts.items()],
        "table_open": "by" in request.GET,
    }
    return render(request, "measures/wall.html", said)


@access.page(may_see_wall)
def file(request: Request) -> HttpResponse:
    """Give the picture as a file that stands alone, for a slide."""
    try:
        drawn = walls.picture(site.program(), walls.standing_now())
    except StoreError as error:
        return HttpResponse(f"{error.what}\n", status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(
        drawn,
        content_type="image/svg+xml; charset=utf-8",
        headers={"Content-Security-Policy": _FILE_POLICY, "Content-Disposition": 'inline; filename="wall.svg"'},
    )


def _rows(domains: tuple[Course, ...], by: str) -> list[dict[str, object]]:
    """One row per activity, sorted by one column; within it in the order of the program."""
    told = [(course.name, stone) for course in domains for stone in course.stones]
    if by == "activity":
        told.sort(key=lambda one: one[1].name.casefold())
    if by == "weight":
        told.sort(key=lambda one: -one[1].weight)
    if by == "standing":
        told.sort(key=lambda one: (_ORDER[one[1].state], -one[1].weight))
    return [_row(name, stone) for name, stone in told]


def _row(domain: str, stone: Stone) -> dict[str, object]:
    words = drawing.STATE_WORDS[stone.state]
    return {"domain": domain, "stone": stone, "words": words, "url": walls.address(stone.activity_id)}


_LEGEND = {
    "firm": lambda: _("firm"),
    "loose": lambda: _("loose: something is waiting to be set straight"),
    "missing": lambda: _("missing: nobody holds it, or nothing but memory does"),
    "unknown": lambda: _("not known: we cannot tell yet"),
}
