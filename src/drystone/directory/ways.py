"""Which ways in are open: the program says so, and a way that is not open does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from drystone.program.model import Provider
from drystone.shell import site

OPENID = "openid"
PASSKEY = "passkey"
BADGE = "badge"
TEXT = "text-message"
PASSWORD = "password"  # noqa: S105 # The name of a way, not a secret.

View = Callable[..., HttpResponseBase]


def is_open(way: str) -> bool:
    """Whether people may sign in this way."""
    return way in site.program().settings.sign_in.ways


def providers() -> tuple[Provider, ...]:
    """Return the OpenID Connect providers that people may come from."""
    return site.program().settings.sign_in.providers if is_open(OPENID) else ()


def through(*ways: str) -> Callable[[View], View]:
    """Answer 404 where none of these ways is open."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(is_open(way) for way in ways):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return declare
