"""Being asked before an exception is granted: what waits, and answering for one's position."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from drystone.gaps import consulting, wording
from drystone.gaps.access import may_be_asked
from drystone.gaps.models import Consultation
from drystone.lib.errors import UsageError
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE
from drystone.shell import access, site
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")
#: More than this nobody answers in one sitting.
_MOST = 100


@access.page(access.employee)
def asked_first(request: Request) -> HttpResponse:
    """Show what the viewer is asked before exceptions are granted."""
    rows = [facts(one, now=request.now) for one in consulting.of(request.viewer, _MOST)]
    return render(request, "gaps/asked_first.html", {"rows": rows})


@access.page(may_be_asked, methods=_BOTH)
def answer(request: Request, consultation: int) -> HttpResponse:
    """Say what one's position thinks of an exception."""
    problem = None
    if request.method == "POST":
        try:
            say(request, consultation, request.POST.get("opinion", ""), request.POST.get("words", ""))
        except UsageError as error:
            problem = error
        else:
            messages.success(request, _("Thank you. Whoever decides reads it."))
            return redirect("gaps:asked-first")
    one = consulting.one(consultation)
    assert one is not None  # The rule has seen it.
    told = {"row": facts(one, now=request.now), "problem": problem, "typed": request.POST}
    return render(request, "gaps/answer.html", told, status=409 if problem else 200)


def say(request: Request, consultation: int, opinion: Any, words: str) -> None:
    """Answer for who asks this. Raises UsageError."""
    consulting.answer(consulting.Opinion(consultation, opinion, words), by=request.viewer.person_id, now=request.now)


def facts(one: Consultation, *, now: dt.datetime) -> dict[str, Any]:
    """Return what somebody reads who is asked: what, why, until when; not who wishes it, nor a thing that says so."""
    program, gap = site.program(), one.exception.gap
    check = program.checks.get(gap.check_id)
    activity = program.activities.get(gap.activity_id)
    return {
        "one": one,
        "gap": gap,
        "title": wording.title(program, gap),
        "thing": "" if gap.asset_kind in NAMED_AFTER_PEOPLE else gap.asset_name or gap.asset_id,
        "position": wording.position(program, one.position_id),
        "activity": activity.name if activity else "",
        "severity": wording.SEVERITIES.get(gap.severity, gap.severity),
        "why": check.why if check else "",
        "reason": one.exception.reason,
        "until": one.exception.until,
        "days": (one.exception.until - timezone.localtime(now).date()).days,
        "over": one.until <= now,
        "open": one.exception.status == "requested",
    }
