"""Sessions on shared screens: they begin with nothing of the one before, end by themselves, and leave nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from django.contrib import auth
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from drystone.directory.models import User
from drystone.shell import site

Answer = Callable[[HttpRequest], HttpResponseBase]
SHARED, SEEN = "shared", "shared_seen"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: How stale the session's own clock may be; it is not written on every request.
_STALE = dt.timedelta(seconds=30)


def begin(request: HttpRequest, user: User, *, way: str, shared: bool, now: dt.datetime) -> None:
    """Sign somebody in, in a session that holds nothing of whoever was here before; ``way`` is as the program has it.

    Neither way is a second factor, so the session is not strong.
    """
    request.session.flush()
    auth.login(request, user, backend=_BACKEND)
    record_authentication(request, user, way)
    if shared:
        request.session[SHARED] = True
        request.session[SEEN] = now.isoformat()
        # Gone with the browser too, where it is closed.
        request.session.set_expiry(0)


def end(request: HttpRequest) -> HttpResponseBase:
    """Sign out and return to the badge field; the browser forgets what it kept of this person's pages."""
    auth.logout(request)
    response = redirect(reverse("directory:badge"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def middleware(answer: Answer) -> Answer:
    """End a shared session that nobody used for the program's ``shared_idle``; the page itself then goes as well."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if not request.session.get(SHARED):
            return answer(request)
        now: dt.datetime = request.now  # type: ignore[attr-defined] # shell.headers reads the clock.
        idle = site.program().settings.sign_in.shared_idle
        seen = dt.datetime.fromisoformat(str(request.session.get(SEEN, "1970-01-01T00:00:00+00:00")))
        if now - seen > idle:
            return end(request)
        if now - seen > _STALE:
            request.session[SEEN] = now.isoformat()
        response = answer(request)
        # A page left open would show its person's things to the next one; this needs no script.
        response.headers.setdefault("Refresh", f"{int(idle.total_seconds()) + 1}; url={reverse('directory:badge')}")
        return response

    return handle
