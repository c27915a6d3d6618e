"""Slowing down who tries often. What counts is kept in the state, so it counts in every process (settings.CACHES)."""

from __future__ import annotations

from typing import cast

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from drystone.directory.models import User

#: What django-allauth calls it where one login was tried with wrong passwords too often.
TOO_MANY = "too_many_login_attempts"
_APPS = {"login": "allauth.account", "reauthenticate": "allauth.account", "webauthn_login": "allauth.mfa"}


def refusal(request: HttpRequest, action: str, *, user: User | None = None) -> HttpResponse | None:
    """Count a try and return the page that asks to wait, or None while it is all right to go on."""
    allowed = ratelimit.consume(request, app=_APPS[action], action=action, user=user, limit_get=True)
    return None if allowed else cast("HttpResponse", ratelimit.respond_429(request))
