"""Browsers in which somebody signed in before: strangers' wrong tries do not lock them out of their own account.

Wrong passwords are counted by name, so that nobody guesses one from many places; but then anybody could keep a person
out by trying their name. A browser that holds this signed cookie has a count of its own, as strict as the other.
Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from drystone.directory.models import User

COOKIE = f"{settings.SESSION_COOKIE_NAME}-known"
_SALT = "drystone.known-browser"
_GOOD_FOR = dt.timedelta(days=180)


def remember(response: HttpResponse, user: User) -> None:
    """Have the browser remember that this person signed in here; it says nothing of them but a number."""
    response.set_cookie(
        COOKIE,
        signing.dumps([user.pk, secrets.token_urlsafe(9)], salt=_SALT),
        max_age=_GOOD_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def count_apart(request: HttpRequest, login: str) -> str:
    """Return what this browser's tries for a name are counted under, "" where they count with everybody's."""
    try:
        number, token = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    theirs = User.objects.filter(pk=number).values_list("login", "email").first()
    return str(token) if theirs and login.strip().lower() in {one.lower() for one in theirs if one} else ""
