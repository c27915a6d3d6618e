"""Evidence for an auditor: which activities there is some of, for which period, the pack itself, and the log."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render

from drystone.accountability import log, packing, periods
from drystone.accountability.access import may_have_evidence
from drystone.accountability.evidence import Period
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import AUDIT, Request


@access.page(access.power(AUDIT))
def listing(request: Request) -> HttpResponse:
    """List the activities with the pack of each, for a period that can be chosen."""
    error: UsageError | None = None
    period: Period | None = None
    try:
        period = periods.asked(request)
    except UsageError as raised:
        error = raised
    activities = site.program().activities.values()
    shown = {"activities": activities, "period": period, "error": error, **periods.typed(request)}
    return render(request, "accountability/evidence.html", shown, status=422 if error else 200)


@access.page(access.power(AUDIT))
def entries(request: Request) -> HttpResponse:
    """Show the audit log, newest first."""
    about, before = request.GET.get("about", ""), request.GET.get("before", "")
    shown: dict[str, object] = {"about": about}
    try:
        shown["log"] = log.read(before=int(before) if before.isdecimal() and len(before) < 20 else None, about=about)
    except UsageError as error:
        shown["error"] = error
    return render(request, "accountability/log.html", shown, status=422 if "error" in shown else 200)


@access.page(may_have_evidence)
def pack(request: Request, activity_id: str) -> HttpResponseBase:
    """Give the evidence pack of a period as a ZIP; what is no period is said beside the form."""
    try:
        period = periods.asked(request)
    except UsageError as error:
        shown = {"activity": site.program().activities[activity_id], "error": error, **periods.typed(request)}
        return render(request, "accountability/period.html", shown, status=422)
    file = packing.made(activity_id, period, viewer=request.viewer, now=request.now)
    name = f"evidence-{activity_id}-{period.since}-{period.until}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
