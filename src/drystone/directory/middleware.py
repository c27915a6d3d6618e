"""Say who asks: ``request.viewer``, and their language and time zone.

Programs show a token and people a session, and neither is good for the other's doors: a cookie never acts in the API,
which is therefore safe from forged requests, and a token opens no page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from drystone.directory import queries, tokens
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
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response

    return handle


def _viewer(request: HttpRequest) -> Viewer:
    if request.path_info.startswith(_FOR_PROGRAMS):
        return tokens.viewer_of(request, site.program(), now=request.now)  # type: ignore[attr-defined]
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    # TODO(sign-in): strong comes from the session's authentication methods.
    return queries.viewer_of(
        user, site.program(), strong=bool(request.session.get("strong")), shared=bool(request.session.get("shared"))
    )
