"""Shared screens, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.directory import screens
from drystone.directory.badge_views import WAY
from drystone.directory.fingerprints import grouped
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import ADMINISTER, Request


@access.page(access.power(ADMINISTER), methods=("GET", "HEAD", "POST"))
def shared_screens(request: Request) -> HttpResponse:
    """List the shared screens; make one, whose enrolment code is shown this once."""
    told = {"open": WAY in site.program().settings.sign_in.ways, "screens": screens.every()}
    if request.method != "POST":
        return render(request, "directory/screens.html", told)
    name, team = request.POST.get("name", ""), request.POST.get("team", "")
    try:
        code = screens.make(name, team, by=request.viewer.actor, now=request.now)
    except UsageError as error:
        typed = {"problem": error.what, "do": error.do, "name": name, "team": team}
        return render(request, "directory/screens.html", told | typed, status=422)
    # Not a redirect: the code must not be kept anywhere, not even in a session.
    return render(request, "directory/screens.html", told | {"screens": screens.every(), "code": grouped(code)})


@access.page(access.power(ADMINISTER), methods=("POST",))
def screen_revocation(request: Request, screen_id: int) -> HttpResponse:
    """Make a screen a browser like any other again."""
    if screens.revoke(screen_id, by=request.viewer.actor, now=request.now):
        messages.success(request, _("That screen no longer takes badges."))
    return redirect("directory:screens")
