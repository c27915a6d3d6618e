"""Where a form leads back to: the page that its reader came from, if that is one of ours."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def target(request: HttpRequest, otherwise: str) -> str:
    """Return the form's ``next`` where it is a page of this site, else ``otherwise``."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    here = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure()):
        return wanted
    return otherwise
