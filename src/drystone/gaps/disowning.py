"""Not mine: of a gap's thing, or of any thing that the data say is mine."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.decisions import queries as decisions
from drystone.decisions.access import owns_thing
from drystone.directory import queries as directory
from drystone.gaps import doing, forms
from drystone.gaps.access import responsible_for_gap
from drystone.gaps.models import Gap
from drystone.lib.errors import DrystoneError
from drystone.shell import access, returning
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")


@access.page(responsible_for_gap, methods=_BOTH)
def gap(request: Request, gap_id: str) -> HttpResponse:
    """Say that the thing of a gap is not mine."""
    about = forms.open_gap(gap_id)
    if about is None:
        return forms.form(request, gap_id, "not_mine")
    me = request.viewer.person_id
    found = doing.disowning(about.asset_kind, about.asset_id, me=me, accountable=about.accountable)
    back = returning.target(request, reverse("gaps:gap", args=[gap_id]))
    return _page(request, found, about, back)


@access.page(owns_thing, methods=_BOTH)
def thing(request: Request, kind: str, asset_id: str) -> HttpResponse:
    """Say that a thing is not mine, gap or no gap."""
    found = doing.disowning(kind, asset_id, me=request.viewer.person_id)
    return _page(request, found, None, returning.target(request, reverse("decisions:questions")))


def _page(request: Request, found: doing.Disowning | None, gap: Gap | None, back: str) -> HttpResponse:
    problem: DrystoneError | None = None
    if request.method == "POST" and found is not None:
        try:
            _ask(request, found, gap)
        except DrystoneError as error:
            problem = error
        else:
            return redirect(back)
    told: dict[str, Any] = {"gap": gap, "found": found, "problem": problem, "typed": request.POST, "next": back}
    if found is not None:
        me = request.viewer.person_id
        told["settler"] = directory.card(found.settler)
        told["before"] = decisions.asked_about(found.thing.kind, found.thing.asset_id, by=me)
    status = 422 if problem else 409 if request.method == "POST" else 200
    return render(request, "gaps/not_mine.html", told, status=status)


def _ask(request: Request, found: doing.Disowning, gap: Gap | None) -> None:
    likely = "" if request.POST.get("unknown") else request.POST.get("owner", "")
    me = request.viewer.person_id
    doing.not_mine(found, likely=likely, note=request.POST.get("note", ""), by=me, now=request.now, gap=gap)
    messages.success(request, _("Thank you. It has been asked; once settled, it stays settled."))
