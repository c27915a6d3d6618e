"""Characters that no text has: PostgreSQL keeps none of them, so none comes further than the door.

The API and SCIM answer for theirs, in words that programs read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase

from drystone.shell import views

#: The most that one request may hold: a message that is reported, with what it carries.
MOST_BYTES = 26_000_000

Answer = Callable[[HttpRequest], HttpResponseBase]


def middleware(answer: Answer) -> Answer:
    """Answer 400 to an address or form that holds NUL, or a form that is not UTF-8; 413 to more than anybody sends."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        # Before anything reads it: files would be spooled to the disk until it is full.
        if request.path.startswith(("/api/", "/scim/")):
            return answer(request)
        if _length(request) > MOST_BYTES:
            return views.unreadable(request, RequestDataTooBig())
        if _readable(request):
            return answer(request)
        return views.unreadable(request)

    return handle


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdigit() else 0


def _readable(request: HttpRequest) -> bool:
    try:
        fields = [request.path, *_texts(request.GET.lists()), *_texts(request.POST.lists())]
    except BadRequest:
        return False
    return not any("\0" in text for text in fields)


def _texts(lists: Iterable[tuple[str, list[str]]]) -> list[str]:
    return [text for name, values in lists for text in (name, *values)]
