"""The rows that somebody is asked to accept, and a department's own words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.charting import accepting, phrases, wording
from drystone.charting import access as rules
from drystone.lib.errors import DrystoneError, UsageError
from drystone.shell import access, site
from drystone.shell.viewer import Request

_LONGEST_NUMBER = 6


@access.page(rules.own_rows, methods=("GET", "HEAD", "POST"))
def rows(request: Request) -> HttpResponse:
    """Show what the viewer does or answers for by their positions, what waits first; accept several at once."""
    program, error = site.program(), None
    if request.method == "POST":
        try:
            for told in request.POST.getlist("row"):
                activity_id, _slash, version = told.rpartition("/")
                accepting.accept(activity_id, number(version), request.viewer, now=request.now)
            messages.success(request, _("Thank you. It counts once everybody whose part it is has said so."))
            return redirect("charting:rows")
        except UsageError as raised:
            error = raised
    listed = accepting.rows(request.viewer, program)
    told_rows = {
        "waiting": [row for row in listed if row.mine is None],
        "said": [row for row in listed if row.mine is not None],
        "problem": error,
    }
    return render(request, "charting/rows.html", told_rows, status=409 if error else 200)


@access.page(rules.accepts, methods=("GET", "HEAD", "POST"))
def row(request: Request, activity_id: str) -> HttpResponse:
    """Show one row, what changed since one accepted it, and accept it."""
    if request.method != "POST":
        return _row(request, activity_id)
    try:
        accepting.accept(activity_id, number(request.POST.get("version", "")), request.viewer, now=request.now)
    except UsageError as error:
        return _row(request, activity_id, error)
    messages.success(request, _("Thank you. It counts once everybody whose part it is has said so."))
    return redirect("charting:rows")


@access.page(rules.accepts, methods=("POST",))
def refuse(request: Request, activity_id: str) -> HttpResponse:
    """Say why one cannot accept it."""
    try:
        version, reason = number(request.POST.get("version", "")), request.POST.get("reason", "")
        accepting.refuse(activity_id, version, request.viewer, reason=reason, now=request.now)
    except UsageError as error:
        return _row(request, activity_id, error)
    messages.success(request, _("Thank you for saying so. It is open again, and those who lead rounds hear of it."))
    return redirect("charting:rows")


def _row(request: Request, activity_id: str, error: UsageError | None = None) -> HttpResponse:
    found = accepting.rows(request.viewer, site.program(), activity_id=activity_id)
    if not found:
        raise Http404
    told = {"row": found[0], "problem": error, "reason": request.POST.get("reason", "")}
    return render(request, "charting/row.html", told, status=409 if error else 200)


def number(text: str) -> int:
    """Return a version's number. Raises UsageError for what is none."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    raise UsageError(_("this is no version"), do=_("Read what it says now."))


@access.page(rules.words_it, methods=("GET", "HEAD", "POST"))
def words(request: Request, activity_id: str) -> HttpResponse:
    """Add or change the words of one's own department for an activity."""
    program, error = site.program(), None
    activity = program.activities[activity_id]
    keys = phrases.keys(request.viewer, program)
    if request.method == "POST":
        try:
            key, was = request.POST.get("party", ""), request.POST.get("was", "")
            text = request.POST.get("words", "")
            phrases.reword(activity, key, text, request.viewer, was=was, now=request.now)
            messages.success(request, _("Written down. The letters stay as they are; nobody has to accept anything."))
            return redirect("charting:words", activity_id=activity_id)
        except DrystoneError as raised:
            error = raised
    shown = [(key, wording.party(key), activity.words.get(key, "")) for key in keys]
    told = {"activity": activity, "rows": shown, "problem": error, "longest": phrases.LONGEST, "typed": request.POST}
    return render(request, "charting/words.html", told, status=409 if error else 200)
