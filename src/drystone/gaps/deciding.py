"""Exceptions: what waits for my decision, what I asked for, and deciding."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.gaps import answering, exceptions, reasons
from drystone.gaps import waiting as requests
from drystone.gaps.access import may_decide_exception, may_end_exception
from drystone.lib.errors import UsageError
from drystone.shell import access, live, returning
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")


@access.page(access.employee)
def waiting(request: Request) -> HttpResponse:
    """Show what waits for the viewer's decision, what they let stand, and what they asked for."""
    viewer = request.viewer
    told: dict[str, Any] = {
        name: requests.rows(found, viewer=viewer, now=request.now)
        for name, found in (
            ("waiting", requests.for_decision(viewer)),
            ("standing", requests.in_force(viewer)),
            ("asked", requests.asked_for(viewer)),
        )
    }
    told["live"] = live.key(
        [
            (name, row["asked"].exception_id, row["asked"].status, [said["one"].opinion for said in row["consulted"]])
            for name in told
            for row in told[name]
        ]
    )
    return live.page(request, "gaps/exceptions.html", told, part="gaps/_exceptions.html")


@access.page(may_decide_exception, methods=_BOTH)
def approve(request: Request, exception_id: str) -> HttpResponse:
    """Approve somebody's exception."""
    return _decide(request, exception_id, "approved")


@access.page(may_decide_exception, methods=_BOTH)
def refuse(request: Request, exception_id: str) -> HttpResponse:
    """Refuse somebody's exception, with a reason."""
    return _decide(request, exception_id, "refused")


@access.page(may_end_exception, methods=_BOTH)
def end(request: Request, exception_id: str) -> HttpResponse:
    """End an exception before its day."""
    if request.method != "POST":
        return _page(request, exception_id, "end")
    try:
        answering.finish(exception_id, by=request.viewer.person_id, now=request.now)
    except UsageError as error:
        return _page(request, exception_id, "end", error)
    messages.success(request, _("Ended. What it was about is open again."))
    return _back(request)


def decide(exception_id: str, status: Literal["approved", "refused"], *, request: Request, reason: str) -> None:
    """Approve or refuse for who asks this. Raises UsageError."""
    verdict = exceptions.Verdict(exception_id, status, reason)
    answering.decide(verdict, by=request.viewer.person_id, now=request.now)


def _decide(request: Request, exception_id: str, status: Literal["approved", "refused"]) -> HttpResponse:
    name = "approve" if status == "approved" else "refuse"
    if request.method != "POST":
        return _page(request, exception_id, name)
    try:
        decide(exception_id, status, request=request, reason=request.POST.get("reason", ""))
    except UsageError as error:
        return _page(request, exception_id, name, error)
    if status == "approved":
        messages.success(
            request, _("Approved. It is shown as accepted until its day, then it is open again by itself.")
        )
    else:
        messages.success(request, _("Refused. They read your reason; the gap stays open."))
    return _back(request)


def _back(request: Request) -> HttpResponse:
    return redirect(returning.target(request, reverse("gaps:waiting")))


def _page(request: Request, exception_id: str, act: str, problem: UsageError | None = None) -> HttpResponse:
    asked = requests.one(exception_id)
    assert asked is not None  # The rule has seen it.
    (row,) = requests.rows([asked], viewer=request.viewer, now=request.now)
    told = {**row, "facts": row, "act": act, "problem": problem, "typed": request.POST}
    told["kept"] = act == "end" and exception_id in reasons.kept(request.viewer, asked.gap_id)
    told["open"] = asked.status == "requested" or (act == "end" and asked.status == "approved")
    told["next"] = returning.target(request, reverse("gaps:waiting"))
    return render(request, "gaps/exception_decision.html", told, status=409 if problem else 200)
