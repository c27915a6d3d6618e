"""The few links at the top of every page, only what this viewer has use for; and the quiet ones at its foot.

Rooms further down register what may wait for somebody; the top shows it while something waits, with how much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, TextField, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.shell.access import Rule, employee, power, signed_in
from drystone.shell.viewer import ADMINISTER, AUDIT, EDIT_PROGRAM, Viewer

#: Says what waits for a viewer: rows of the room's own table, one per thing that waits; they are only counted. What it
#: asks depends on the viewer alone.
Waiting = Callable[[Viewer], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Link:
    """A link, whether it is where one is, and how much waits behind it."""

    url: str
    words: str | Promise
    here: bool
    count: int = 0


def _holds_a_position(viewer: Viewer, **_arguments: Any) -> bool:
    """Whoever fills a position may answer for something; what is everyone's own is on their own page."""
    return bool(viewer.person_id and viewer.roles)


_LINKS: tuple[tuple[str, str | Promise, Rule], ...] = (
    ("people:home", _("My page"), employee),
    ("accountability:answer-for", _("What I answer for"), _holds_a_position),
    ("measures:wall", _("The wall"), signed_in),
    ("accountability:evidence-list", _("Evidence"), power(AUDIT)),
    ("authoring:program", _("Program"), power(EDIT_PROGRAM)),
    ("directory:administration", _("Administration"), power(ADMINISTER)),
)
_FOOT: tuple[tuple[str, str | Promise, Rule], ...] = (
    ("reports:home", _("Something odd, or a slip?"), signed_in),
    ("people:data", _("What is known about me"), signed_in),
    ("catalogue:objectives", _("What it is all for"), employee),
    ("habits:lessons", _("Lessons"), employee),
    ("measures:figures", _("How we are doing"), signed_in),
    ("reviews:reviews", _("What we learned"), signed_in),
)
_registered: dict[str, tuple[str | Promise, Rule, Waiting]] = {}


def register(name: str, words: str | Promise, rule: Rule, *, count: Waiting) -> None:
    """Have a route stand at the top while something waits behind it, and always at the foot, for whom the rule lets."""
    _registered[name] = (words, rule, count)
    _query.cache_clear()


def links(viewer: Viewer, path: str) -> list[Link]:
    """Return the links at the top, in their order: the lasting ones, then what waits. One query, however much waits."""
    found = [_link(name, words, path) for name, words, rule in _LINKS if rule(viewer)]
    for name, much in _counts(viewer).items():
        link = _link(name, _registered[name][0], path, much)
        if much or link.here:
            found.append(link)
    return found


def foot(viewer: Viewer, path: str) -> list[Link]:
    """Return the links at the foot, in their order; no query."""
    rows = [(name, words, rule) for name, (words, rule, _count) in _registered.items()]
    return [_link(name, words, path) for name, words, rule in (*_FOOT, *rows) if rule(viewer)]


def _link(name: str, words: str | Promise, path: str, count: int = 0) -> Link:
    url = reverse(name)
    return Link(url, words, path == url or (url != "/" and path.startswith(url)), count)


def _counts(viewer: Viewer) -> dict[str, int]:
    """Count everything that waits in one query."""
    asked = _query(viewer, connection.vendor)
    if asked is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        told = dict(cursor.fetchall())
    return {name: told.get(name, 0) for name in _registered if name in told}


@lru_cache(maxsize=1_000)
def _query(viewer: Viewer, _vendor: str) -> tuple[str, tuple[Any, ...]] | None:
    """Return the query and its values: who looks says all of it, and to put it together takes longer than to ask it."""
    parts = [
        rows(viewer)
        .order_by()
        .annotate(link=Value(name, output_field=TextField()))
        .values("link")
        .annotate(much=Count("*"))
        .values_list("link", "much")
        for name, (_words, rule, rows) in _registered.items()
        if rule(viewer)
    ]
    try:
        return parts[0].union(*parts[1:], all=True).query.sql_with_params() if parts else None
    except EmptyResultSet:  # Nothing that could wait could be for them.
        return None
