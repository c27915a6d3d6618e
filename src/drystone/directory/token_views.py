"""Pages for keys to the API: one's own, and those of services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.directory import tokens
from drystone.lib.errors import UsageError
from drystone.shell import access, site
from drystone.shell.viewer import ADMINISTER, Request, Viewer

_DAYS = (7, 30, 90, 180, 365)


def may_have_tokens(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody in a session of their own; a screen that others use too makes no keys."""
    return viewer.signed_in and not viewer.shared


@access.page(may_have_tokens, methods=("GET", "HEAD", "POST"))
def own(request: Request) -> HttpResponse:
    """Show my tokens, and make one."""
    return _page(request, service=False)


@access.page(may_have_tokens, methods=("POST",))
def revoke_own(request: Request, token_id: int) -> HttpResponse:
    """End one of my tokens."""
    # A service's token is an administrator's to end, on the administrators' page.
    if all(key.token_id != token_id for key in tokens.mine(request.viewer, at=request.now)):
        raise Http404
    return _revoke(request, token_id, back="directory:tokens")


@access.page(access.power(ADMINISTER), methods=("GET", "HEAD", "POST"))
def of_services(request: Request) -> HttpResponse:
    """Show the tokens of services, and make one."""
    return _page(request, service=True)


@access.page(access.power(ADMINISTER), methods=("POST",))
def revoke_service(request: Request, token_id: int) -> HttpResponse:
    """End a service's token."""
    return _revoke(request, token_id, back="directory:service-tokens")


@access.page(access.power(ADMINISTER), methods=("POST",))
def take_over(request: Request, token_id: int) -> HttpResponse:
    """Let a service's token stand on me."""
    if not tokens.take_over(token_id, viewer=request.viewer, at=request.now):
        raise Http404
    messages.success(request, _("This token stands on you from now on."))
    return redirect("directory:service-tokens")


def _page(request: Request, *, service: bool) -> HttpResponse:
    shown: dict[str, Any] = {"days": _DAYS, "chosen_days": tokens.DEFAULT_DAYS, "service": service}
    status = 200
    if request.method == "POST":
        try:
            # Shown in this very answer and kept nowhere: a redirect would have to keep it in between.
            wish = _wish(request, service=service)
            shown["made"] = tokens.make(wish, viewer=request.viewer, at=request.now)
        except UsageError as error:
            status, shown["error"] = 400, error
            chosen_days = request.POST.get("days", "")
            shown |= {"name": request.POST.get("name", ""), "chosen": request.POST.getlist("scopes")}
            shown["chosen_days"] = next((one for one in _DAYS if str(one) == chosen_days), tokens.DEFAULT_DAYS)
    offered = tokens.offered(request.viewer, service=service)
    shown["scopes"] = [(scope, tokens.SCOPES[scope]) for scope in offered]
    shown["keys"] = _keys(request, service=service)
    return render(request, "directory/tokens.html", shown, status=status)


def _keys(request: Request, *, service: bool) -> list[tokens.Key]:
    return tokens.services(site.program(), at=request.now) if service else tokens.mine(request.viewer, at=request.now)


def _wish(request: Request, *, service: bool) -> tokens.Wish:
    days = request.POST.get("days", "")
    number = int(days) if days.isdecimal() and days.isascii() and len(days) < 5 else 0
    name = request.POST.get("name", "").replace("\0", "")
    return tokens.Wish(name, request.POST.getlist("scopes"), number, service)


def _revoke(request: Request, token_id: int, *, back: str) -> HttpResponse:
    if not tokens.revoke(token_id, viewer=request.viewer, at=request.now):
        raise Http404
    messages.success(request, _("The token is revoked. Whatever used it cannot get in any more."))
    return redirect(back)
