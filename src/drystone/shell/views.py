"""Pages for what did not work: what it was, and one next step."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from drystone.jobs import queries as jobs
from drystone.shell import access
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


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that there were too many tries, and how long to wait."""
    return render(request, "shell/429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. Uses nothing that may be what broke."""
    return HttpResponse(_BROKEN, status=500)


_BROKEN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Something broke</title>
<main><h1>Something broke on our side</h1><p>Nothing that you entered was half done. Please go back and try again; if it
happens again, tell whoever runs Drystone for you. It is written down, with the time.</p><p><a href="/">My page</a></p>
</main></html>"""
