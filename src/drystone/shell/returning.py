"""Where a form leads back to: the page that its reader came from, if that is one of ours."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

#: How an address begins that leads to the same page wherever it stands.
_WHOLE = ("/", "http://", "https://")


def target(request: HttpRequest, otherwise: str) -> str:
    """Return the form's ``next`` where it is a page of this site, else ``otherwise``."""
    return _ours(request, str(request.POST.get("next") or request.GET.get("next") or ""), otherwise)


def referrer(request: HttpRequest, otherwise: str) -> str:
    """Return the page that a form stood on where it is one of this site, else ``otherwise``."""
    return _ours(request, request.headers.get("Referer", ""), otherwise)


def _ours(request: HttpRequest, wanted: str, otherwise: str) -> str:
    here = {request.META.get("HTTP_HOST", "")}  # Not ``get_host``: this also answers where the host is refused.
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    # A word alone would be taken for the name of a route.
    return wanted if ours and wanted.startswith(_WHOLE) else otherwise
