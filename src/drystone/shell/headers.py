"""What every answer says about itself: no frames, no foreign scripts, nothing inline."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from drystone.lib import clock
from drystone.shell.viewer import ANONYMOUS

#: OWASP Secure Headers; forms may also go to the sign-in provider, which ``extend_form_targets`` adds.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'{targets}; base-uri 'none'; frame-ancestors 'none';"
    " manifest-src 'self'; worker-src 'none'"
)

_REFUSED = 400

Answer = Callable[[HttpRequest], HttpResponseBase]


def middleware(answer: Answer) -> Answer:
    """Read the clock once for the request, and set the headers that Django's own middleware does not."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        request.now = clock.now()  # type: ignore[attr-defined]
        response = answer(request)
        targets = "".join(f" {one}" for one in getattr(request, "form_targets", ()))
        if request.path_info.startswith("/api/"):
            # Nearly every answer is about whoever holds the token; no proxy or browser keeps one.
            response.headers.setdefault("Cache-Control", "private, no-store")
            patch_vary_headers(response, ["Accept"])  # Some answers come as a table too.
        elif response.status_code >= _REFUSED and getattr(request, "viewer", ANONYMOUS).signed_in:
            # What is refused names its reader all the same.
            response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(targets=targets))
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle
