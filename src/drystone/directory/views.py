"""One's own account: how one signs in, where one is signed in, in which language and time zone."""

from __future__ import annotations

import zoneinfo

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.directory import badges, factors, proofs, queries, sessions, ways
from drystone.directory.forms import Ways
from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(access.signed_in, methods=("GET", "HEAD", "POST"))
def account(request: Request) -> HttpResponse:
    """Show one's account; take the language and the time zone."""
    user = queries.user_of(request.viewer)
    form = Ways(request.POST or None, initial={"language": user.language, "zone": user.zone})
    if request.method == "POST" and form.is_valid():
        user.language, user.zone = form.cleaned_data["language"], form.cleaned_data["zone"]
        user.save(update_fields=["language", "zone"])
        messages.success(request, _("Saved."))
        return redirect("directory:account")
    linked = set(SocialAccount.objects.filter(user_id=user.pk).values_list("provider", flat=True))
    told = {
        "user": user,
        "form": form,
        "zones": sorted(zoneinfo.available_timezones()),
        "factors": [_words(one) for one in factors.own(request)],
        "has_codes": Authenticator.objects.filter(user_id=user.pk, type="recovery_codes").exists(),
        "providers": [one for one in ways.providers() if one.id in linked],
        "password": ways.is_open(ways.PASSWORD),
        "has_password": user.has_usable_password(),
        "passkey": ways.is_open(ways.PASSKEY),
        "places": sessions.places(request, user),
        "fresh": proofs.fresh(request),
        "badge": ways.is_open(ways.BADGE) or badges.of(user.person_id) is not None,
    }
    return render(request, "directory/account.html", told, status=400 if form.errors else 200)


def _words(factor: Authenticator) -> dict[str, object]:
    passkey = factor.type == Authenticator.Type.WEBAUTHN
    return {
        "number": factor.pk,
        "words": factor.wrap().name if passkey else _("An app that shows codes"),
        "kind": _("Passkey") if passkey else _("App"),
        "since": factor.created_at,
        "used": factor.last_used_at,
    }


@access.page(access.own_session, methods=("POST",))
def end_session(request: Request, number: int) -> HttpResponse:
    """End one of one's own sessions."""
    if not sessions.end_own(queries.user_of(request.viewer), by=request.viewer, now=request.now, number=number):
        raise Http404
    messages.success(request, _("You are signed out there."))
    return redirect("directory:account")


@access.page(access.own_session, methods=("POST",))
def end_other_sessions(request: Request) -> HttpResponse:
    """End all of one's own sessions but this one."""
    here = request.session.session_key
    sessions.end_own(queries.user_of(request.viewer), by=request.viewer, now=request.now, but=here)
    messages.success(request, _("You are signed out there."))
    return redirect("directory:account")
