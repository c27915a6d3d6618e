"""Signing in at a shared screen with a badge and a PIN, and leaving it; enrolling a screen; one's own badge."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.directory import badges, factors, screens, shared_sessions
from drystone.directory.models import Badge, SharedScreen
from drystone.directory.throttling import Limit, allows, client_address
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import Request

_UNKNOWN_BADGES = Limit("badge-on-screen", 20, dt.timedelta(minutes=10))
_WRONG_PINS = Limit("pin-on-screen", 30, dt.timedelta(minutes=10))
_ENROLMENTS = Limit("enrolment", 10, dt.timedelta(hours=1))
_PENDING, _PENDING_AT = "badge", "badge_at"
_PIN_WAITS = dt.timedelta(minutes=2)
TOO_OFTEN = 429
WAY = "badge"


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def badge(request: Request) -> HttpResponseBase:
    """Ask for a badge; a scanner types its code and sends Enter."""
    screen = _screen(request)
    if request.method != "POST":
        request.session.pop(_PENDING, None)
        if request.session.get(shared_sessions.SHARED):
            return shared_sessions.end(request)
        return render(request, "directory/badge.html", {"screen": screen})
    now, key = request.now, str(screen.pk)
    found = badges.find(request.POST.get("code", ""), now=now)
    if found is None:
        often = not allows(_UNKNOWN_BADGES, key, now=now)
        words = _("Too many unknown badges here. Wait ten minutes.") if often else _("This badge is not known here.")
        do = _("Scan it once more. A new badge must be used for the first time within two weeks.")
        status = TOO_OFTEN if often else 422
        return render(
            request, "directory/badge.html", _problem(words, "" if often else do, screen=screen), status=status
        )
    # Whoever was signed in here before is not any more.
    request.session.flush()
    request.session[_PENDING], request.session[_PENDING_AT] = int(found.pk), now.isoformat()
    return redirect("directory:badge-pin")


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def badge_pin(request: Request) -> HttpResponseBase:
    """Ask for the PIN, or let a new badge's person choose one."""
    screen = _screen(request)
    found = _pending(request)
    if found is None:
        return redirect("directory:badge")
    told: dict[str, Any] = {"first": not found.pin}
    if request.method != "POST":
        return render(request, "directory/badge_pin.html", told | {"waits": badges.waits_for_a_word(found)})
    pin, repeated = request.POST.get("pin", ""), request.POST.get("again", "")
    try:
        if not allows(_WRONG_PINS, str(screen.pk), now=request.now):
            raise UsageError(_("Too many PINs were tried on this screen."), do=_("Wait ten minutes."))
        if found.pin:
            user = badges.open_with(found, pin, now=request.now)
        else:
            user = badges.choose_pin(found, pin, repeated, now=request.now)
    except UsageError as error:
        return render(request, "directory/badge_pin.html", _problem(error.what, error.do, **told), status=422)
    shared_sessions.begin(request, user, way=WAY)
    return redirect("people:home")


@access.page(access.anyone, methods=("POST",))
def badge_done(request: Request) -> HttpResponseBase:
    """End the session of a shared screen."""
    return shared_sessions.end(request)


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def screen_enrolment(request: Request) -> HttpResponseBase:
    """Make this browser a shared screen, with the code that an administrator was given."""
    _way_is_open()
    if request.method != "POST":
        return render(request, "directory/screen_enrolment.html", {"screen": screens.here(request)})
    if not allows(_ENROLMENTS, client_address(request), now=request.now):
        told = _problem(_("Too many codes were tried from here."), _("Wait an hour."))
        return render(request, "directory/screen_enrolment.html", told, status=TOO_OFTEN)
    try:
        token = screens.enrol(request.POST.get("code", ""), now=request.now)
    except UsageError as error:
        return render(request, "directory/screen_enrolment.html", _problem(error.what, error.do), status=422)
    # Whoever enrolled it may have been signed in, with powers; the screen must not keep that.
    request.session.flush()
    response = redirect("directory:badge")
    screens.remember(response, token)
    return response


@access.page(access.employee)
def my_badge(request: Request) -> HttpResponse:
    """Show one's own badge: who made it, when it was used last, and how to switch it off."""
    mine = request.viewer.person_id
    told = {"badge": badges.of(mine), "waiting": badges.waiting(mine, now=request.now)}
    return render(request, "directory/my_badge.html", told)


@access.page(access.own_session, methods=("POST",))
@factors.freshly
def my_badge_confirmation(request: Request) -> HttpResponse:
    """Say that one has the badge that was made for one: only then can its PIN be chosen."""
    if badges.confirm(request.viewer.person_id, by=request.viewer.actor, now=request.now):
        messages.success(request, _("Thank you. Choose its PIN at a shared screen."))
    return redirect("directory:my-badge")


@access.page(access.employee, methods=("POST",))
def my_badge_revocation(request: Request) -> HttpResponse:
    """Switch one's own badge off."""
    if badges.revoke(request.viewer.person_id, by=request.viewer.actor, now=request.now):
        messages.success(request, _("Your badge no longer opens anything. Ask your lead when you need a new one."))
    return redirect("directory:my-badge")


def _way_is_open() -> None:
    if WAY not in site.program().settings.sign_in.ways:
        raise Http404


def _screen(request: Request) -> SharedScreen:
    """Return the shared screen that this is; anywhere else the badge way does not exist."""
    _way_is_open()
    screen = screens.here(request)
    if screen is None:
        raise Http404
    return screen


def _pending(request: Request) -> Badge | None:
    """Return the badge that was shown here a moment ago."""
    shown, at = request.session.get(_PENDING), request.session.get(_PENDING_AT)
    if not isinstance(shown, int) or not isinstance(at, str):
        return None
    if request.now - dt.datetime.fromisoformat(at) > _PIN_WAITS:
        return None
    return badges.again(shown, now=request.now)


def _problem(what: str, do: str, **more: Any) -> dict[str, Any]:
    return {"problem": what, "do": do, **more}
