"""Asking for a new password by mail, and choosing it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.directory import forgetting, links, throttle, ways
from drystone.directory.forms import NewPassword
from drystone.directory.throttling import Limit, allows, client_address
from drystone.shell import access
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")
_PER_NAME = Limit("password-link", 3, dt.timedelta(hours=1))
_PER_ADDRESS = Limit("password-link-address", 20, dt.timedelta(hours=1))


@access.page(access.anyone, methods=_BOTH)
@ways.through(ways.PASSWORD)
def forgotten(request: Request) -> HttpResponse:
    """Take an address and say that a link is on its way if it is known; asked too often, nothing leaves."""
    if not forgetting.is_possible():
        raise Http404
    typed = request.POST.get("address", "").strip().lower()
    if request.method != "POST" or not typed:
        return render(request, "directory/forgotten.html", {})
    here = allows(_PER_ADDRESS, client_address(request), now=request.now)
    # What was asked too often for one address gets the usual answer: no other would be the same for known and unknown.
    if here and len(typed) <= 254 and allows(_PER_NAME, typed, now=request.now):
        forgetting.ask(typed, now=request.now)
    return render(
        request, "directory/forgotten.html", {"asked": here, "too_often": not here}, status=200 if here else 429
    )


@access.page(access.anyone, methods=_BOTH)
@ways.through(ways.PASSWORD)
def reset_password(request: Request, token: str) -> HttpResponseBase:
    """Choose a new password by a link that was sent."""
    if (wait := throttle.refusal(request, "login")) is not None:
        return wait
    link = links.find(links.RESET, token, now=request.now)
    user = forgetting.owner(link) if link else None
    if link is None or user is None:
        return _over(request)
    form = NewPassword(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if not forgetting.replace(link, user, form.cleaned_data["password"], now=request.now):
            return _over(request)
        messages.success(request, _("Your new password holds from now on. Sign in with it."))
        return redirect("directory:sign-in")
    told = {"form": form, "login": user.login}
    return render(request, "directory/reset_password.html", told, status=400 if form.errors else 200)


def _over(request: Request) -> HttpResponse:
    return render(request, "directory/link_over.html", {"sign_in": reverse("directory:sign-in")}, status=404)
