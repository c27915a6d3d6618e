"""The step between a first proof and being signed in: the second factor of whoever has one."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponseBase


class SecondFactor(AuthenticateStage):  # type: ignore[misc] # allauth has no types for its stages.
    """Ask for the second factor, unless a provider that was just asked already did."""

    urlname = "directory:sign-in-factor"

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        """Send to the page of the second factor where one is asked."""
        if not self._should_handle(self.request):
            return None, True
        self.state["authentication_required"] = True
        return headed_redirect_response(self.urlname), True

    def _should_handle(self, request: HttpRequest) -> bool:
        told: dict[str, Any] = (
            (self.login.signal_kwargs or {}).get("sociallogin")
            and {"strong": self.login.signal_kwargs["sociallogin"].account.extra_data.get("strong")}
        ) or {}
        return not told.get("strong") and bool(super()._should_handle(request))
