"""The screen of a team, the same as a sheet of paper, slips to hand out, and who may make such screens."""

from __future__ import annotations

import datetime as dt
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import notices, teams
from drystone.directory.teams import Group
from drystone.displays import links, showing
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import Request

#: How often a screen looks again, in seconds.
REFRESH = 600


@access.page(access.anyone)
def display(request: Request, token: str) -> HttpResponse:
    """Show a team's week to whoever passes by the screen that has this address."""
    found = links.read(token)
    if found is None:
        raise Http404
    with translation.override(found.language):
        told = _week(links.group_of(found), found.language, now=request.now)
        answer = render(request, "displays/display.html", {**told, "look": found.look})
    answer.headers["Refresh"] = str(REFRESH)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@access.page(teams.leads_people)
def sheet(request: Request) -> HttpResponse:
    """Show a team's week as a page to print and hang up."""
    group = _asked_for(request)
    language = _language(request, group)
    with translation.override(language):
        week = render_to_string("displays/_week.html", _week(group, language, now=request.now), request)
    return render(request, "displays/sheet.html", {"group": group, "language": language, "week": week})


@access.page(teams.leads_people)
def slips(request: Request) -> HttpResponse:
    """Show slips to cut and hand out, one for each of the viewer's people, and the same for all of them."""
    group = _asked_for(request)
    people = teams.members(group)
    without = [name for _id, name, email in people if not email]
    told = {
        "group": group,
        "names": [name for _id, name, _email in people] if request.GET.get("all") else without,
        "all": bool(request.GET.get("all")),
        "screens": showing.badge_screens(group),
    }
    return render(request, "displays/slips.html", told)


@access.page(teams.leads_people, methods=("GET", "HEAD", "POST"))
def displays(request: Request) -> HttpResponse:
    """List the screens of the viewer's teams; make one."""
    if request.method != "POST":
        return _listed(request)
    group = _asked_for(request)
    look = request.POST.get("look", "")
    try:
        links.make(group, language=_language(request, group), look=look, by=request.viewer.actor, now=request.now)
    except UsageError as error:
        return _listed(request, problem=error)
    messages.success(request, _("Open its address on the screen. It can be ended here at any time."))
    return redirect("displays:displays")


@access.page(links.leads, methods=("POST",))
def revocation(request: Request, display_id: int) -> HttpResponse:
    """End the address of a screen."""
    if links.revoke(display_id, by=request.viewer.actor, now=request.now):
        messages.success(request, _("That address shows nothing any more."))
    return redirect("displays:displays")


def _listed(request: Request, *, problem: UsageError | None = None) -> HttpResponse:
    known = teams.groups(request.viewer)
    told = {
        "groups": known,
        "displays": [(one, links.group_of(one), links.address(one)) for one in links.of(known)],
        "languages": settings.LANGUAGES,
        "problem": problem.what if problem else "",
        "do": problem.do if problem else "",
    }
    return render(request, "displays/displays.html", told, status=422 if problem else 200)


def _week(group: Group, language: str, *, now: dt.datetime) -> dict[str, Any]:
    address = notices.address(reverse("reports:home"))
    return {
        "group": group,
        "language": language,
        "week": showing.week(group, now=now, language=language),
        "badges": "badge" in site.program().settings.sign_in.ways,
        "address": address,
        "picture": segno.make(address, error="m", micro=False).svg_data_uri(
            scale=4, border=2, dark="#000", light="#fff"
        ),
    }


def _asked_for(request: Request) -> Group:
    """Return the group that is named. One that is not the viewer's does not exist for them."""
    given = request.POST if request.method == "POST" else request.GET
    asked = {"department": given.get("department", ""), "team": given.get("team", "")}
    found = teams.asked_for(teams.groups(request.viewer), **asked)
    if found is None:
        raise Http404
    return found


def _language(request: Request, group: Group) -> str:
    """Return the language that is asked for, else what most of the group speak, else the program's first."""
    ours = [code for code, _name in settings.LANGUAGES]
    asked = (request.POST if request.method == "POST" else request.GET).get("language", "")
    first = site.program().settings.organisation.languages[0]
    return next((one for one in (asked, *teams.spoken(group), first) if one in ours), ours[0])
