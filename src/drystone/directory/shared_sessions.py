"""Sessions on shared screens: they begin with nothing of the one before, end by themselves, and leave nothing."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from django.contrib import auth
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from drystone.directory import proofs, sessions
from drystone.directory.models import User
from drystone.shell import live, site

Answer = Callable[[HttpRequest], HttpResponseBase]
SHARED = "shared"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def begin(request: HttpRequest, user: User, *, way: str) -> None:
    """Sign somebody in, in a session that holds nothing of whoever was here before; ``way`` is as the program has it.

    No second factor is asked for: the session is not strong, opens no powers and changes no way in.
    """
    request.session.flush()
    auth.login(request, user, backend=_BACKEND)
    record_authentication(request, user, way)
    request.session[SHARED] = True
    proofs.touch(request)
    sessions.note(request, user)
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
        if proofs.idle(request):
            answered = end(request)
            return live.leave(reverse("directory:badge")) if live.asked(request) else answered
        idle = site.program().settings.sign_in.shared_idle
        response = answer(request)
        # A page left open would show its person's things to the next one; this needs no script.
        response.headers.setdefault("Refresh", f"{int(idle.total_seconds()) + 1}; url={reverse('directory:badge')}")
        return response

    return handle
