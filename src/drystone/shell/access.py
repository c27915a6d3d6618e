"""Who may open what. Every route, of the site and of the API, is declared with a rule; a test holds that.

A rule is a plain function of the viewer and the route's arguments. The site and the API call the same rules, so no
door is wider than the other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers

from drystone.shell import live
from drystone.shell.viewer import Request, Viewer

P = ParamSpec("P")


#: Says whether a viewer may: ``rule(viewer, **arguments of the route)``.
Rule = Callable[..., bool]


def anyone(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody, known or not."""
    return True


def signed_in(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody who is signed in."""
    return viewer.signed_in


def own_session(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody who is signed in on a screen of their own: for what outlives a session, such as ways in and files."""
    return viewer.signed_in and not viewer.shared


def employee(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody who is signed in and whom the people data know."""
    return bool(viewer.person_id)


def power(*names: str) -> Rule:
    """Everybody with one of these powers."""

    def rule(viewer: Viewer, **_arguments: Any) -> bool:
        return any(viewer.may(name) for name in names)

    rule.__name__ = "power_" + "_or_".join(name.replace("-", "_") for name in names)
    return rule


def page(
    rule: Rule, *, methods: tuple[str, ...] = ("GET",), before_factor: bool = False, cache: bool = False
) -> Callable[
    [Callable[Concatenate[Request, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Make a view of the site: refuse other methods, ask strangers to sign in, and answer 404 where the rule says no.

    What someone may not see does not exist for them; 403 is only for pages that everyone knows to exist (rules without
    arguments). ``before_factor`` is for the way to the second factor itself. Pages are never stored by browsers or
    proxies unless ``cache``.
    """

    allowed = tuple(dict.fromkeys((*methods, "HEAD"))) if "GET" in methods else methods

    def declare(
        view: Callable[Concatenate[Request, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            assert isinstance(request, HttpRequest)
            known: Request = request  # type: ignore[assignment] # The middleware of directory adds who and when.
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            answer = _refusal(known, rule, kwargs, before_factor=before_factor) or view(known, *args, **kwargs)
            patch_vary_headers(answer, ["HX-Request"])
            if not cache:
                patch_cache_control(answer, private=True, no_store=True)
            return answer

        guarded.access, guarded.methods = rule, allowed  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)

    return declare


def _refusal(request: Request, rule: Rule, arguments: dict[str, Any], *, before_factor: bool) -> HttpResponse | None:
    viewer = request.viewer
    if viewer.owes_factor and not before_factor and rule is not anyone:
        return _by_way_of("directory:second-factor", request)
    if rule(viewer, **arguments):
        return None
    if not viewer.signed_in:
        return _by_way_of("directory:sign-in", request)
    if arguments:
        raise Http404
    raise PermissionDenied


def _by_way_of(name: str, request: HttpRequest) -> HttpResponse:
    """Lead to another page first, and from there on; for a part of a page the whole page goes."""
    part = live.asked(request)
    address = f"{reverse(name)}?{urlencode({'next': live.back(request) if part else request.get_full_path()})}"
    return live.leave(address) if part else redirect(address)
