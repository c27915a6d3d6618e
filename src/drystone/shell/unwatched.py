"""Addresses at which nobody is watched: that somebody opened them is written down nowhere, not even in their session.

Whoever reports something leaves no trace of when they were here, beside what they tell.
"""

from __future__ import annotations

from django.http import HttpRequest

_UNDER = "/report"


def unwatched(request: HttpRequest) -> bool:
    """Whether a request is for one of these addresses."""
    return request.path_info == _UNDER or request.path_info.startswith(f"{_UNDER}/")
