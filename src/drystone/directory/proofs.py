"""What somebody showed in this session of who they are, how long ago, and whether that was strong.

allauth writes down each step (a password, a provider, a second factor) beside the user who took it; this room adds when
the last one was, on the request's clock, and whether the provider says that it asked for a second factor.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from drystone.shell import site

#: How long a proof is good enough to change passwords and factors.
FRESH = dt.timedelta(minutes=10)
#: How often a visit is written down.
_TOUCH = dt.timedelta(minutes=1)

_PROVED, _SEEN, _PROVIDER_STRONG, _SHARED = "proved_at", "seen_at", "provider_strong", "shared"
DEMO = "demo"


def steps(request: HttpRequest, user: AbstractBaseUser) -> list[dict[str, Any]]:
    """Return the steps that this user took in this session, oldest first."""
    found: list[dict[str, Any]] = get_authentication_records(request, user)
    return found


def prove(request: HttpRequest, user: AbstractBaseUser, method: str, **more: Any) -> None:
    """Write down a step that allauth does not see: a one-time link, a new factor just shown to work, the demo."""
    record_authentication(request, user, method, **more)


def stamp(request: HttpRequest) -> None:
    """Remember that a step was taken now."""
    request.session[_PROVED] = _now(request).isoformat()


def provider_was_strong(request: HttpRequest, *, strong: bool) -> None:
    """Remember whether the provider asked for a second factor."""
    request.session[_PROVIDER_STRONG] = strong


def strong(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether a second factor, a passkey, or a provider that asks for one was used in this session."""
    methods = {step.get("method") for step in steps(request, user)}
    if "mfa" in methods:
        return True
    if DEMO in methods and site.served().demo:
        return True
    return "socialaccount" in methods and request.session.get(_PROVIDER_STRONG) is True


def vouched(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether this session began with something that a password or a code by text message does not make up for.

    A one-time link that was handed over, the organisation's provider, or a passkey.
    """
    methods = {step.get("method") for step in steps(request, user)}
    return bool(methods & {"link", "socialaccount", "mfa"}) or (DEMO in methods and site.served().demo)


def fresh(request: HttpRequest) -> bool:
    """Whether the last step was taken within the last ten minutes."""
    at = _moment(request.session.get(_PROVED))
    return at is not None and dt.timedelta(0) <= _now(request) - at <= FRESH


def shared(request: HttpRequest) -> bool:
    """Whether this session is on a screen that others use too."""
    return request.session.get(_SHARED) is True


def idle(request: HttpRequest) -> bool:
    """Whether nobody came back for longer than the program allows."""
    last = seen(request.session)
    return last is not None and _now(request) - last > _limit(request)


def seen(data: Any) -> dt.datetime | None:
    """Return when a session was used last, from what it holds; exact to a minute."""
    return _moment(data.get(_SEEN))


def touch(request: HttpRequest) -> bool:
    """Write down the visit, at most once a minute; whether it was written."""
    now, before = _now(request), seen(request.session)
    if before is not None and dt.timedelta(0) <= now - before < _TOUCH:
        return False
    request.session[_SEEN] = now.isoformat()
    if not shared(request):  # A shared screen's session is gone with its browser too.
        request.session.set_expiry(int(_limit(request).total_seconds()))
    return True


def way(request: HttpRequest, user: AbstractBaseUser) -> str:
    """Say in one word how this session began: passkey, password, openid, link, demo, or "" where nothing says so."""
    for step in steps(request, user):
        if step.get("method") == "mfa":
            return "passkey" if step.get("passwordless") else ""
        return {"socialaccount": "openid"}.get(str(step.get("method")), str(step.get("method")))
    return ""


def _limit(request: HttpRequest) -> dt.timedelta:
    settings = site.program().settings.sign_in
    return settings.shared_idle if shared(request) else settings.idle


def _now(request: HttpRequest) -> dt.datetime:
    now: dt.datetime = request.now  # type: ignore[attr-defined] # Set by shell.headers.
    return now


def _moment(text: object) -> dt.datetime | None:
    if not isinstance(text, str):
        return None
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else None
