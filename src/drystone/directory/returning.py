"""Where somebody wanted to go before they had to show who they are: a page of this site, nothing else."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse


def wanted(request: HttpRequest, default: str = "/") -> str:
    """Return the page that ``next`` names where it is one of ours, else the default."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    return given if get_adapter().is_safe_url(given) else default


def by_way_of(name: str, next_url: str, **more: str) -> str:
    """Return the address of a route that afterwards leads on to a page."""
    return f"{reverse(name)}?{urlencode({**more, 'next': next_url})}"
