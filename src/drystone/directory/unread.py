"""Where the state does not answer, whoever reports is not sent away with an error: the page opens as for a stranger.

It reads no session then and signs nobody out. What they send is not taken before it is known again who they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponseBase

from drystone.shell.unwatched import unwatched

#: One's own reports are nobody else's, so there a stranger finds nothing.
_OWN = "/report/mine"

Answer = Callable[[HttpRequest], HttpResponseBase]


class _Unread(SessionBase):
    """A session of which only the key is known; it is neither read nor written."""

    def load(self) -> dict[str, Any]:
        """Return nothing of it."""
        return {}


def middleware(answer: Answer) -> Answer:
    """Take whoever opens a page to report for a stranger where nobody can be known."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if unwatched(request) and not request.path_info.startswith(_OWN):
            try:
                bool(request.user.is_authenticated)
            except (DatabaseError, InterfaceError):
                request.session = _Unread(request.session.session_key)
                request.user = AnonymousUser()
                request.unread = True  # type: ignore[attr-defined]
        return answer(request)

    return handle
