"""Pages for what did not work: what it was, and one next step."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from drystone.jobs import queries as jobs
from drystone.shell import access, returning
from drystone.shell.viewer import Request


@access.page(access.anyone)
def health(request: Request) -> HttpResponse:
    """Say that this process answers and so does the state; for what spreads the load. Tells nothing else."""
    try:
        jobs.answers()
    except (DatabaseError, InterfaceError):
        return HttpResponse("the state does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a page is somebody else's."""
    return render(request, "shell/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here, or nothing for this viewer."""
    return render(request, "shell/404.html", status=404)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a page is older than the session it is in: nothing was done, and loading it again mends it."""
    if request.headers.get("HX-Request") == "true":
        if request.user.is_authenticated:  # A message is no reason to begin a session.
            messages.info(request, _("This page was out of date, so it was loaded again. Nothing was changed."))
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    back = returning.referrer(request, reverse("people:home"))
    return render(request, "shell/stale.html", {"back": back}, status=403)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that what was sent could not be read: too much of it, or not text."""
    if request.path.startswith(("/api/", "/scim/")):
        return bad_request(request, exception or Exception())
    big = isinstance(exception, RequestDataTooBig)
    back = returning.referrer(request, reverse("people:home"))
    return render(request, "shell/400.html", {"big": big, "back": back}, status=413 if big else 400)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that there were too many tries, and how long to wait."""
    return render(request, "shell/429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. Uses nothing that may be what broke."""
    words = {
        "language": get_language() or "en",
        "title": _("Something broke on our side"),
        "words": _(
            "Nothing that you entered was half done. Please go back and try again; if it happens again, tell whoever"
            " runs Drystone for you. It is written down, with the time."
        ),
        "back": _("My page"),
    }
    return HttpResponse(format_html(_BROKEN, **words), status=500)


_BROKEN = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>
<main><h1>{title}</h1><p>{words}</p><p><a href="/">{back}</a></p></main></html>"""
