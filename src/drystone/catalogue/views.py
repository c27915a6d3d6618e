"""Pages of this room. None of them changes anything but the log of who looked."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from drystone.catalogue import access as rules
from drystone.catalogue import activities as acts
from drystone.catalogue import knowing, looks, positions, things
from drystone.catalogue import objectives as goals
from drystone.catalogue.knowing import Thing
from drystone.charting.access import words_it
from drystone.gaps import queries as gaps
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import AUDIT, Request

_LONGEST_QUERY = 200
_QUARTER = dt.timedelta(days=91)
_OLDEST = 10


@access.page(rules.may_see_thing)
def thing(request: Request, kind: str, asset_id: str) -> HttpResponse:
    """Show one thing, to whom it belongs or who has something to do with it."""
    found = _known(kind, asset_id)
    if found.asset_id != asset_id:
        return redirect(reverse("catalogue:thing", args=[kind, found.asset_id]), permanent=False)
    if kind == "position":
        shown = positions.position(request.viewer, asset_id, now=request.now)
        page = things.page(request.viewer, found, now=request.now)
        return render(request, "catalogue/position.html", {"position": shown, "page": page})
    if rules.sees_by(request.viewer, found) == "screening" and not looks.allowed(
        request.session, found, at=request.now
    ):
        return render(request, "catalogue/look.html", {"thing": found})
    page = things.page(request.viewer, found, now=request.now)
    return render(request, "catalogue/thing.html", {"page": page, "thing": found})


@access.page(rules.may_ask_to_look, methods=("POST",))
def look(request: Request, kind: str, asset_id: str) -> HttpResponse:
    """Take the reason for a look at somebody's record, write it down, and open the page for a while."""
    found, reason = _known(kind, asset_id), request.POST.get("reason", "")
    try:
        looks.record(request.viewer, found, reason, at=request.now)
    except UsageError as error:
        return render(request, "catalogue/look.html", {"thing": found, "error": error, "reason": reason}, status=400)
    looks.allow(request.session, found, at=request.now)
    return redirect("catalogue:thing", kind=kind, asset_id=found.asset_id)


@access.page(rules.insider)
def activities(request: Request) -> HttpResponse:
    """List the activities by domain, or those that a search finds."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY].strip()
    domains = acts.listing(request.viewer, query)
    count = sum(len(one.lines) for one in domains)
    return render(request, "catalogue/activities.html", {"domains": domains, "query": query, "count": count})


@access.page(rules.may_see_activity)
def activity(request: Request, activity_id: str) -> HttpResponse:
    """Show one activity: what it asks of whom, and how it stands; to an auditor also what stands longest."""
    page = acts.page(request.viewer, activity_id)
    told: dict[str, object] = {"page": page, "quarter": request.now - _QUARTER}
    if request.viewer.may(AUDIT):
        checks, found = site.program().checks, gaps.oldest_of_things(request.viewer, activity_id, _OLDEST + 1)
        told["oldest"] = [
            (one, checks[one.check_id].title.failed if one.check_id in checks else one.check_id)
            for one in found[:_OLDEST]
        ]
        # A list that is whole can be counted; of a longer one that is shown in part nothing can be.
        told["counted"] = page.counted or len(found) > _OLDEST
    told["rewords"] = words_it(request.viewer, activity_id=activity_id)
    return render(request, "catalogue/activity.html", told)


@access.page(rules.insider)
def objectives(request: Request) -> HttpResponse:
    """List the objectives and how what protects them stands."""
    return render(request, "catalogue/objectives.html", {"summaries": goals.listing()})


@access.page(rules.may_see_objective)
def objective(request: Request, objective_id: str) -> HttpResponse:
    """Show one objective: what helps it and what stands in its way."""
    return render(request, "catalogue/objective.html", {"page": goals.page(objective_id)})


def _known(kind: str, asset_id: str) -> Thing:
    found = knowing.find(kind, asset_id)
    assert found is not None  # The rule saw it.
    return found
