"""Characters that no text has: PostgreSQL keeps none of them, so none comes further than the door.

The API and SCIM answer for theirs, in words that programs read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

from drystone.shell import views

Answer = Callable[[HttpRequest], HttpResponseBase]


def middleware(answer: Answer) -> Answer:
    """Answer 400 to an address or a form that holds NUL, or a form that is not UTF-8."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(("/api/", "/scim/")) or _readable(request):
            return answer(request)
        return views.unreadable(request)

    return handle


def _readable(request: HttpRequest) -> bool:
    try:
        fields = [request.path, *_texts(request.GET.lists()), *_texts(request.POST.lists())]
    except BadRequest:
        return False
    return not any("\0" in text for text in fields)


def _texts(lists: Iterable[tuple[str, list[str]]]) -> list[str]:
    return [text for name, values in lists for text in (name, *values)]
