"""Questions about whose a thing is: what waits for me, what I asked, and settling one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.decisions import queries, settling, suggesting
from drystone.decisions import questions as acts
from drystone.decisions.access import asked_question, is_suggested, may_see_question, may_settle_question
from drystone.lib.errors import UsageError
from drystone.shell import access, live, returning
from drystone.shell.viewer import Request


@access.page(access.employee)
def questions(request: Request) -> HttpResponse:
    """Show what waits for the viewer to settle, and what they asked themselves."""
    viewer = request.viewer
    told: dict[str, Any] = {"waiting": settling.waiting(viewer), "asked": settling.asked(viewer)}
    rows = [(name, row["question"].question_id, row["question"].status) for name in told for row in told[name]]
    return live.page(
        request, "decisions/questions.html", {**told, "live": live.key(rows)}, part="decisions/_questions.html"
    )


@access.page(may_see_question)
def question(request: Request, question_id: str) -> HttpResponse:
    """Show one question, and how it can be settled."""
    return _page(request, question_id)


@access.page(may_settle_question, methods=("GET", "HEAD", "POST"))
def accept(request: Request, question_id: str) -> HttpResponse:
    """Settle that it is not theirs, and whose it is."""
    if request.method != "POST":
        return _page(request, question_id)
    try:
        owner = settling.owner_of(question_id, request.POST.get("owner", ""))
        reason = request.POST.get("reason", "")
        settling.accept(question_id, by=request.viewer.person_id, owner=owner, reason=reason, now=request.now)
    except UsageError as error:
        return _page(request, question_id, error)
    messages.success(request, _("Settled. The next run acts on it, and every later one keeps to it."))
    return redirect(returning.target(request, "/questions"))


@access.page(may_settle_question, methods=("GET", "HEAD", "POST"))
def refuse(request: Request, question_id: str) -> HttpResponse:
    """Settle that it stays theirs, with a reason."""
    if request.method != "POST":
        return _page(request, question_id)
    try:
        acts.refuse(question_id, by=request.viewer.person_id, at=request.now, reason=request.POST.get("reason", ""))
    except UsageError as error:
        return _page(request, question_id, error)
    messages.success(request, _("Settled; it stays theirs, and they are told why."))
    return redirect(returning.target(request, "/questions"))


@access.page(asked_question, methods=("GET", "HEAD", "POST"))
def withdraw(request: Request, question_id: str) -> HttpResponse:
    """Take back what one asked."""
    if request.method != "POST":
        return _page(request, question_id)
    try:
        acts.withdraw(question_id, by=request.viewer.person_id, at=request.now)
    except UsageError as error:
        return _page(request, question_id, error)
    messages.success(request, _("Taken back. It stays yours."))
    return redirect(returning.target(request, "/questions"))


@access.page(is_suggested, methods=("GET", "HEAD", "POST"))
def take(request: Request, question_id: str) -> HttpResponse:
    """Say that it is mine."""
    if request.method != "POST":
        return _page(request, question_id)
    try:
        settling.take(question_id, by=request.viewer.person_id, now=request.now)
    except UsageError as error:
        return _page(request, question_id, error)
    messages.success(request, _("Thank you. From the next run on it is on your page."))
    return redirect("decisions:question", question_id)


@access.page(is_suggested, methods=("GET", "HEAD", "POST"))
def pass_on(request: Request, question_id: str) -> HttpResponse:
    """Say that it is not mine either, and perhaps whose."""
    if request.method != "POST":
        return _page(request, question_id)
    try:
        to = settling.named(request.POST.get("to", ""))
        suggesting.pass_on(question_id, by=request.viewer.person_id, at=request.now, to=to)
    except UsageError as error:
        return _page(request, question_id, error)
    messages.success(request, _("Thank you. Somebody else is asked now."))
    return redirect("decisions:question", question_id)


def _page(request: Request, question_id: str, problem: UsageError | None = None) -> HttpResponse:
    asked = queries.question(question_id)
    assert asked is not None  # The rule has seen it.
    (row,) = settling.rows(asked, me=request.viewer.person_id)
    told = {**row, "problem": problem, "typed": request.POST}
    first = suggesting.current(question_id) if asked.status == "open" else None
    told["suggested"] = first is not None and first.person_id == request.viewer.person_id
    told["asked_first"] = first
    told["settles"] = asked.status == "open" and may_settle_question(request.viewer, question_id=question_id)
    return render(request, "decisions/question.html", told, status=409 if problem else 200)
