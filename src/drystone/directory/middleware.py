"""Say who asks: ``request.viewer``, their language and zone. Whoever left or stayed away too long is nobody.

Programs show a token and people a session, and neither is good for the other's doors: a cookie never acts in the API,
which is therefore safe from forged requests, and a token opens no page.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable

from django.contrib import auth
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from drystone.directory import proofs, queries, sessions, tokens
from drystone.directory.models import User
from drystone.lib import clock
from drystone.lib.errors import UsageError
from drystone.shell import live, site
from drystone.shell.unwatched import unwatched
from drystone.shell.viewer import ANONYMOUS, Viewer

#: Where tokens are asked for, and sessions are nothing.
_FOR_PROGRAMS = ("/api/", "/scim/")

Answer = Callable[[HttpRequest], HttpResponseBase]


def middleware(answer: Answer) -> Answer:
    """Set ``request.viewer`` from the session; the language and the zone are theirs while the page is made."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        viewer = _viewer(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        language, zone = _speaks(request, viewer)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = answer(request)
            # Whoever signs out or in has another language after this page, not on it.
            response.headers.setdefault("Content-Language", language)
            return response

    return handle


def _speaks(request: HttpRequest, viewer: Viewer) -> tuple[str, dt.tzinfo]:
    """Return the language and the zone of a page. Somebody unknown has their browser's language and our zone."""
    if viewer.signed_in or request.path_info.startswith(_FOR_PROGRAMS):
        return viewer.language, viewer.zone
    try:
        program = site.program()
    except UsageError:  # It never stood whole, and whoever asks whether we live is told so all the same.
        return translation.get_language_from_request(request), dt.UTC
    return queries.language_for(request.headers.get("Accept-Language", ""), program), queries.zone_for(program)


def as_it_stands(request: HttpRequest) -> Viewer:
    """Return who asks by a request that takes long, as of this moment: whoever signed out meanwhile is nobody.

    It reads the session anew and writes nothing.
    """
    again = copy.copy(request)
    again.session = type(request.session)(request.session.session_key)
    again.now = clock.now()  # type: ignore[attr-defined] # As shell.headers sets it.
    user = auth.get_user(again)
    return _known(again, user) if isinstance(user, User) else ANONYMOUS


def _known(request: HttpRequest, user: User) -> Viewer:
    if not user.is_active or proofs.idle(request):
        return ANONYMOUS
    return queries.viewer_of(user, site.program(), strong=proofs.strong(request, user), shared=proofs.shared(request))


def _viewer(request: HttpRequest) -> Viewer:
    if request.path_info.startswith(_FOR_PROGRAMS):
        return tokens.viewer_of(request, site.program(), now=request.now)  # type: ignore[attr-defined]
    user = request.user
    if not isinstance(user, User):
        return ANONYMOUS
    viewer = _known(request, user)
    if not viewer.signed_in:
        sessions.leave(request)
    elif not live.repeats(request) and not unwatched(request) and proofs.touch(request):
        sessions.note(request, user)
    return viewer
