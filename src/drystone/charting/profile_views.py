"""What laws and standards ask of the matrix, and how it stands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.charting import access as rules
from drystone.charting import standings
from drystone.responsibility.matrices.profiles import shipped
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(rules.reads_profiles)
def profiles(request: Request) -> HttpResponse:
    """Show which laws and standards there are, and how those stand that the program asks for."""
    found = standings.summaries(request.viewer, site.program(), now=request.now)
    told = {"on": [one for one in found if one.on], "others": [one for one in found if not one.on]}
    return render(request, "charting/profiles.html", told)


@access.page(rules.reads_profile)
def one(request: Request, name: str) -> HttpResponse:
    """Show one of them, row by row: what it asks, who has to hold it, who does, and what shows it."""
    profile = shipped.profile(name)
    lines = standings.lines(name, request.viewer, site.program(), now=request.now)
    told = {
        "profile": profile,
        "about": standings.said(profile.about),
        "on": name in site.program().settings.matrix.profiles,
        "lines": lines,
        "held": sum(line.state == "held" for line in lines),
    }
    return render(request, "charting/profile.html", told)
