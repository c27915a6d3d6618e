"""My week: what improved of what I answer for, what is stuck and on what, one decision, and words to say."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from drystone.accountability import weekly
from drystone.accountability.week import Week
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(access.employee)
def week(request: Request) -> HttpResponse:
    """Show the viewer's week; nobody has another's."""
    floor = site.program().settings.privacy.group_floor
    return render(request, "accountability/week.html", {"week": of_viewer(request), "floor": floor})


def of_viewer(request: Request) -> Week:
    """Return the week of whoever asks; an empty one before the first run."""
    if site.snapshot() is None:
        return Week(answers=False)
    today = timezone.localtime(request.now).date()  # Of the viewer, whose zone is active.
    with site.reading() as engine:
        return weekly.of(request.viewer.person_id, site.program(), engine, now=request.now, today=today)
