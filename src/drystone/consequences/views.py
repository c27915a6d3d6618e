"""How the hooks stand, as numbers, for whoever keeps the program; and letting a stopped one go on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.consequences import brakes, lost, queries
from drystone.consequences.access import may_see_hooks
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(may_see_hooks)
def hooks(request: Request) -> HttpResponse:
    """Show how every hook stands."""
    return _page(request)


@access.page(may_see_hooks, methods=("POST",))
def release(request: Request, name: str) -> HttpResponse:
    """Let a stopped hook go on, for as many people as were shown."""
    if name not in site.program().settings.hooks:
        raise Http404
    seen, reason = request.POST.get("would", ""), request.POST.get("reason", "")
    would = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < len("1000000000") else 0
    try:
        brakes.release(name, would=would, by=request.viewer.actor, reason=reason, at=request.now)
    except UsageError as error:
        return _page(request, error, name=name)
    messages.success(request, _("It goes on. Who is limited hears so at once, with the way to get help."))
    return redirect("consequences:hooks")


@access.page(may_see_hooks, methods=("POST",))
def lifted(request: Request, name: str) -> HttpResponse:
    """Take the viewer's word that what a lost hook limited was lifted by hand."""
    if not any(one.gone and one.name == name for one in queries.standings(site.program(), now=request.now)):
        raise Http404
    reason = request.POST.get("reason", "")
    try:
        lost.lifted_by_hand(name, site.program(), by=request.viewer.actor, reason=reason, at=request.now)
    except UsageError as error:
        return _page(request, error, name=name)
    messages.success(request, _("Thank you. Whom it concerned is told that access is open again."))
    return redirect("consequences:hooks")


def _page(request: Request, problem: UsageError | None = None, *, name: str = "") -> HttpResponse:
    program = site.program()
    checks: dict[str, list[Any]] = {}
    for check in program.checks.values():
        follows = program.consequence(check.id)
        if follows.restricts:
            checks.setdefault(follows.hook, []).append((check, follows))
    shown = [(one, checks.get(one.name, [])) for one in queries.standings(program, now=request.now)]
    told = {"hooks": shown, "problem": problem, "of": name, "typed": request.POST, "on": program.settings.reminders.on}
    return render(request, "consequences/hooks.html", told, status=422 if problem else 200)
