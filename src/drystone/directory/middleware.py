"""Say who asks: ``request.viewer``, their language and zone. Whoever left or stayed away too long is nobody.

Programs show a token and people a session, and neither is good for the other's doors: a cookie never acts in the API,
which is therefore safe from forged requests, and a token opens no page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from drystone.directory import proofs, queries, sessions, tokens
from drystone.directory.models import User
from drystone.shell import site
from drystone.shell.viewer import ANONYMOUS, Viewer

#: Where tokens are asked for, and sessions are nothing.
_FOR_PROGRAMS = ("/api/", "/scim/")

Answer = Callable[[HttpRequest], HttpResponseBase]


def middleware(answer: Answer) -> Answer:
    """Set ``request.viewer`` from the session; the language and the zone are theirs while the page is made."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        viewer = _viewer(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        language = viewer.language if viewer.signed_in else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(viewer.zone):
            request.LANGUAGE_CODE = translation.get_language() or "en"
            response = answer(request)
            # Whoever signs out or in has another language after this page, not on it.
            response.headers.setdefault("Content-Language", language)
            return response

    return handle


def _viewer(request: HttpRequest) -> Viewer:
    if request.path_info.startswith(_FOR_PROGRAMS):
        return tokens.viewer_of(request, site.program(), now=request.now)  # type: ignore[attr-defined]
    user = request.user
    if not isinstance(user, User):
        return ANONYMOUS
    viewer = ANONYMOUS
    if user.is_active and not proofs.idle(request):
        viewer = queries.viewer_of(
            user, site.program(), strong=proofs.strong(request, user), shared=proofs.shared(request)
        )
    if not viewer.signed_in:
        sessions.leave(request)
    elif proofs.touch(request):
        sessions.note(request, user)
    return viewer
