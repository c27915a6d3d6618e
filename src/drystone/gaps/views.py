"""The page of one gap."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.audit import actions as audit
from drystone.gaps import reading, subjects
from drystone.gaps.access import may_see_gap
from drystone.gaps.places import Place, towards
from drystone.shell import access, next_run, offers
from drystone.shell.viewer import Request


@access.page(may_see_gap)
def gap(request: Request, gap_id: str) -> HttpResponse:
    """Show what should hold and does not, whose it is, and what can be done."""
    place = towards(request.viewer, gap_id)
    assert place is not None  # The rule has seen it.
    record_look(request, place)
    told = reading.page(place, viewer=request.viewer, now=request.now)
    habit = (told.check.habit if told.check else None) or ""
    lesson = offers.beside(request.viewer, habit, told.gap.activity_id)
    page = {"page": told, "gap": told.gap, "last_run": next_run.last(), "lesson": lesson}
    return render(request, "gaps/gap.html", page)


def record_look(request: Request, place: Place) -> None:
    """Keep in the log that somebody looked at what is about another person; the person can see it."""
    if not place.personal or place.subject:
        return
    person = subjects.person_of(place.gap)
    about = ("person", person) if person else (place.gap.asset_kind, place.gap.asset_id)
    payload = {"gap": place.gap.gap_id, "check": place.gap.check_id}
    audit.record("looked-at-gap", actor=request.viewer.actor, at=request.now, about=about, payload=payload)
