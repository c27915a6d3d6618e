"""Shared screens: browsers that many people use, made known by an administrator through a code typed on the spot."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory.fingerprints import fingerprint, fingerprints, new_code, read_code
from drystone.directory.models import SharedScreen
from drystone.lib.errors import UsageError

CODE_SIGNS = 8
CODE_LASTS = dt.timedelta(minutes=15)
_COOKIE_LASTS = dt.timedelta(days=400)
_LONGEST_NAME = 80


def make(name: str, team: str, *, by: str, now: dt.datetime) -> str:
    """Make a screen and return the code that enrols one browser within a quarter of an hour. Raises UsageError."""
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST_NAME:
        raise UsageError(_("Give the screen a name of up to 80 letters."), do=_("Say where it stands: Loading bay 2."))
    code = new_code(CODE_SIGNS)
    with transaction.atomic():
        screen = SharedScreen.objects.create(
            name=called,
            team=" ".join(team.split())[:_LONGEST_NAME],
            enrolment_hash=fingerprint("enrolment", code),
            enrolment_until=now + CODE_LASTS,
            made_by=by,
            made_at=now,
        )
        audit.record("screen-made", actor=by, at=now, about=("screen", str(screen.pk)), payload={"name": called})
    return code


def enrol(typed: str, *, now: dt.datetime) -> str:
    """Use a code up and return the token that its browser keeps. Raises UsageError where it is unknown or over."""
    known = SharedScreen.objects.filter(
        enrolment_hash__in=fingerprints("enrolment", read_code(typed)), enrolment_until__gt=now, revoked_at=None
    )
    screen = known.exclude(enrolment_hash="").first()
    token = secrets.token_urlsafe(32)
    fresh = {"enrolment_hash": "", "enrolment_until": None, "token_hash": fingerprint("screen", token)}
    with transaction.atomic():
        # The code is part of the condition, so of two who type it at once only one gets the screen.
        if screen is None or not SharedScreen.objects.filter(pk=screen.pk, enrolment_hash=screen.enrolment_hash).update(
            **fresh, enrolled_at=now
        ):
            raise UsageError(
                _("This code is not good, or no longer."),
                do=_("Ask for a new one; it lasts 15 minutes and works once."),
            )
        audit.record("screen-enrolled", actor=screen.made_by, at=now, about=("screen", str(screen.pk)))
    return token


def revoke(screen_id: int, *, by: str, now: dt.datetime) -> bool:
    """Make a browser one like any other again; returns whether it was a shared screen."""
    with transaction.atomic():
        changed = SharedScreen.objects.filter(pk=screen_id, revoked_at=None).update(
            revoked_at=now, token_hash="", enrolment_hash="", enrolment_until=None
        )
        if changed:
            audit.record("screen-switched-off", actor=by, at=now, about=("screen", str(screen_id)))
    return bool(changed)


def every() -> list[SharedScreen]:
    """Return every shared screen that is not switched off, by name."""
    return list(SharedScreen.objects.filter(revoked_at=None).order_by("name", "pk"))


def here(request: HttpRequest) -> SharedScreen | None:
    """Return the shared screen that a request comes from, or None."""
    token = request.COOKIES.get(cookie_name(), "")
    if not token or len(token) > 100:
        return None
    known = SharedScreen.objects.filter(token_hash__in=fingerprints("screen", token), revoked_at=None)
    return known.exclude(token_hash="").first()


def remember(response: HttpResponse, token: str) -> None:
    """Let the browser keep its token."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(_COOKIE_LASTS.total_seconds()),
        path="/",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    """Return the cookie's name; with TLS the browser itself ties it to this host (RFC 6265bis)."""
    return "__Host-drystone-screen" if settings.SESSION_COOKIE_SECURE else "drystone-screen"


def forget_old(before: dt.datetime) -> int:
    """Delete screens switched off before, and those that never were enrolled; returns how many."""
    count = SharedScreen.objects.filter(revoked_at__lt=before).delete()[0]
    return count + SharedScreen.objects.filter(enrolled_at=None, made_at__lt=before).delete()[0]
