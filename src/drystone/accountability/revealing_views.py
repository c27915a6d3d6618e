"""Names for a sample of an evidence pack, on screen only."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render

from drystone.accountability import revealing
from drystone.accountability.access import may_reveal
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import Request

_BETWEEN = re.compile(r"[\s,;]+")


@access.page(may_reveal, methods=("GET", "HEAD", "POST"))
def reveal(request: Request, activity_id: str) -> HttpResponse:
    """Ask for ids and a reason, and show their names once."""
    activity = site.program().activities[activity_id]
    told = {"activity": activity, "typed": request.POST, "most": revealing.MOST}
    if request.method != "POST":
        return render(request, "accountability/reveal.html", told)
    ids = [one for one in _BETWEEN.split(request.POST.get("ids", "")) if one]
    reason = request.POST.get("reason", "")
    try:
        found = revealing.reveal(activity, ids, reason=reason, by=request.viewer, now=request.now)
    except UsageError as error:
        return render(request, "accountability/reveal.html", {**told, "problem": error}, status=422)
    return render(request, "accountability/reveal.html", {**told, "found": found})
