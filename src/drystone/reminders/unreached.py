"""Whom no channel of the program reaches: how many, and whose they are, for whoever can do something about it.

Looked for after runs, as the outlook is. Counts alone are kept, none that fewer people than the floor are behind, nor
one from which such a count could be found. Whoever leads people sees which of them these are where badges are made.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from drystone.directory import ways, whereabouts
from drystone.measures.floor import ALL, Cell, withhold
from drystone.program.model import Program
from drystone.reminders import sending
from drystone.reminders.models import Outlook
from drystone.shell import site
from drystone.shell.standing import Line

PART = _later("Whom messages reach")
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Unreached:
    """How many people hear nothing, and of which departments; None where too few to say, though there is somebody."""

    people: int | None
    departments: tuple[tuple[str, int], ...] = ()

    @property
    def elsewhere(self) -> bool:
        """Whether there are others than those of the departments that may be named."""
        return self.people is None or sum(count for _name, count in self.departments) < self.people


def look(program: Program, *, floor: int) -> dict[str, Any] | None:
    """Count who is here and has no way, by department; None where the program has no channel that reaches people."""
    if not program.settings.choice.order:
        return None
    counted, after = Counter[str](), ""
    while page := whereabouts.departments_after(after, _AT_ONCE):
        known, after = sending.ways([person_id for person_id, _department in page]), page[-1][0]
        counted.update(department for person_id, department in page if not known[person_id].channels)
    cells = [Cell((ALL,), counted.total()), *(Cell((name,), count) for name, count in sorted(counted.items()))]
    shown = {one.group[0]: one.count for one in withhold(cells, floor=floor)}
    return {"people": shown.pop(ALL), "departments": {name: count for name, count in shown.items() if name and count}}


def of(body: dict[str, Any]) -> Unreached | None:
    """Return what an outlook says of it; None where it says nothing."""
    told = body.get("unreached")
    if told is None:
        return None
    departments = sorted(told["departments"].items(), key=lambda one: (-one[1], one[0]))
    return Unreached(told["people"], tuple(departments))


def badges_reach(program: Program) -> bool:
    """Whether a badge would reach somebody: people sign in with it, and what there is to say waits at screens."""
    return sending.SCREEN in program.settings.choice.order and ways.BADGE in program.settings.sign_in.ways


def line(now: dt.datetime) -> Line | None:  # What stands is of the last look, whenever that was.
    """Say how many nobody reaches, for administrators; None before the first look. One question to the state."""
    kept = Outlook.objects.filter(pk=1).first()
    found = of(kept.body) if kept is not None else None
    if found is None:
        return None
    if found.people == 0:
        words = _("everybody can be reached")
    elif found.people is None:
        words = _("a few people have no address and no badge: they hear nothing")
    else:
        words = ngettext(
            "%(n)d person has no address and no badge, and hears nothing",
            "%(n)d people have no address and no badge, and hear nothing",
            found.people,
        ) % {"n": found.people}
    if found.people == 0:
        return Line(PART, words, good=True, url="")
    if badges_reach(site.program()):
        return Line(PART, words, good=False, url=reverse("directory:team-badges"))
    told = _("%(words)s; badges and shared screens ([channels.screen]) would reach them") % {"words": words}
    return Line(PART, told, good=False, url="")
