"""Parts of pages that htmx asks for: the views that make the pages answer with the part alone.

A part says nothing that its page does not, and whoever has no JavaScript has the page. What asks again by itself
carries ``?live=``: what it knows already. Such a question keeps no session alive, and where nothing is new the answer
is empty.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

#: htmx swaps the part in and asks no more.
LAST = 286
_NOTHING_NEW = 204
_PARAMETER = "live"


def asked(request: HttpRequest) -> bool:
    """Whether htmx asks, and a part is wanted."""
    return request.headers.get("HX-Request") == "true"


def repeats(request: HttpRequest) -> bool:
    """Whether a page asks by itself whether there is something new; nobody need sit before it."""
    return request.method == "GET" and (listens(request) or (asked(request) and _PARAMETER in request.GET))


def listens(request: HttpRequest) -> bool:
    """Whether a page asks for a stream of events (``streams``)."""
    return request.headers.get("Accept") == "text/event-stream"


def known(request: HttpRequest) -> str:
    """Return what the page that asks by itself says that it knows."""
    return request.GET.get(_PARAMETER, "")


def number(request: HttpRequest) -> int:
    """Return what it knows as a number; 0 for what is none."""
    said = known(request)
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else 0  # Of 64 bits.


def key(*told: Any) -> str:
    """Return a word that is another one whenever what is told is another."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def nothing_new() -> HttpResponse:
    """Leave the page as it is."""
    return HttpResponse(status=_NOTHING_NEW)


def page(request: HttpRequest, template: str, told: dict[str, Any], *, part: str) -> HttpResponse:
    """Render a page with a part that renews itself; ``told["live"]`` is the ``key`` of what the part shows."""
    if not repeats(request):
        return render(request, template, told)
    if known(request) == told["live"]:
        return nothing_new()
    return render(request, part, {**told, "renewed": True})


def back(request: HttpRequest) -> str:
    """Return the path of the page that a part belongs to, else the front page."""
    url = request.headers.get("HX-Current-URL", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    split = urlsplit(url)
    return f"{split.path}?{split.query}" if split.query else split.path or "/"


def leave(address: str) -> HttpResponse:
    """Have the whole page go elsewhere: no part of it holds another page."""
    answer = HttpResponse(status=401)
    answer.headers["HX-Redirect"] = address
    return answer
