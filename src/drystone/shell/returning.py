"""Where a form leads back to: the page that its reader came from, if that is one of ours."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def target(request: HttpRequest, otherwise: str) -> str:
    """Return the form's ``next`` where it is a page of this site, else ``otherwise``."""
    return _ours(request, str(request.POST.get("next") or request.GET.get("next") or ""), otherwise)


def referrer(request: HttpRequest, otherwise: str) -> str:
    """Return the page that a form stood on where it is one of this site, else ``otherwise``."""
    return _ours(request, request.headers.get("Referer", ""), otherwise)


def _ours(request: HttpRequest, wanted: str, otherwise: str) -> str:
    here = {request.META.get("HTTP_HOST", "")}  # Not ``get_host``: this also answers where the host is refused.
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    return wanted if ours else otherwise
