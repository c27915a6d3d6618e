"""The way in: a provider, a passkey, a name with a password, and the second factor where one is asked."""

from __future__ import annotations

import json
from typing import Any

import requests
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.directory import forgetting, openid, picker, returning, sessions, stages, throttle, ways
from drystone.directory.forms import Code, SignIn
from drystone.shell import access, site
from drystone.shell.viewer import Request


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def sign_in(request: Request) -> HttpResponseBase:
    """Show the open ways in; take a name and a password where that is one of them."""
    next_url = returning.wanted(request)
    if request.viewer.signed_in:
        return redirect(next_url)
    form = SignIn(request=request)
    if request.method == "POST":
        if not ways.is_open(ways.PASSWORD):
            raise Http404
        if (wait := throttle.refusal(request, "login")) is not None:
            return wait
        form = SignIn(request.POST, request=request)
        if form.is_valid():
            answer: HttpResponseBase = perform_password_login(request, form.credentials(), form.made(next_url))
            return answer
    told = {
        "form": form if ways.is_open(ways.PASSWORD) else None,
        "passkey": ways.is_open(ways.PASSKEY),
        "providers": ways.providers(),
        "next": next_url,
        "kinds": picker.kinds() if site.served().demo else (),
        "forgotten": ways.is_open(ways.PASSWORD) and forgetting.is_possible(),
        "badge": ways.is_open(ways.BADGE),
        "text": ways.is_open(ways.TEXT),
    }
    status = 429 if form.has_error(NON_FIELD_ERRORS, throttle.TOO_MANY) else 400 if form.errors else 200
    return render(request, "directory/sign_in.html", told, status=status)


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
@ways.through(ways.PASSKEY)
def passkey(request: Request) -> HttpResponseBase:
    """Give the browser what a passkey has to sign, and sign its owner in when it did."""
    if (wait := throttle.refusal(request, "webauthn_login")) is not None:
        return wait
    if request.method != "POST":
        return JsonResponse(webauthn.begin_authentication(user=None))
    form = LoginWebAuthnForm(data=request.POST)
    if not form.is_valid():
        messages.error(request, _("This passkey did not work. Please try once more, or choose another way."))
        return redirect(returning.by_way_of("directory:sign-in", returning.wanted(request)))
    authenticator = form.cleaned_data["credential"]
    login = Login(user=authenticator.user, redirect_url=returning.wanted(request))
    answer: HttpResponseBase = perform_passwordless_login(request, authenticator, login)
    return answer


@access.page(access.anyone, methods=("GET", "HEAD", "POST"))
def factor(request: Request) -> HttpResponseBase:
    """Ask for the second factor of somebody who showed the first."""
    stage = LoginStageController.enter(request, stages.SecondFactor.key) if not request.viewer.signed_in else None
    if stage is None:
        return redirect("directory:sign-in")
    user = stage.login.user
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    code, key = Code(user=user), AuthenticateWebAuthnForm(user=user)
    if request.method == "POST":
        by_code = "code" in request.POST
        given: Any = (Code if by_code else AuthenticateWebAuthnForm)(user=user, data=request.POST)
        if given.is_valid():
            given.save()
            answer: HttpResponseBase = stage.exit()
            return answer
        code, key = (given, key) if by_code else (code, given)
    told = {
        "code": code,
        "key": key,
        "kinds": kinds,
        "options": json.dumps(webauthn.begin_authentication(user)) if "webauthn" in kinds else "",
    }
    return render(request, "directory/factor.html", told, status=400 if code.errors or key.errors else 200)


@access.page(access.anyone)
@ways.through(ways.OPENID)
def openid_start(request: Request, provider_id: str) -> HttpResponseBase:
    """Send somebody to their provider. Nothing changes by it, so a plain link does; it is throttled all the same."""
    if (wait := throttle.refusal(request, "login")) is not None:
        return wait
    try:
        provider = get_social_adapter().get_provider(request, provider=provider_id)
        there: HttpResponseBase = provider.begin(
            request, next_url=returning.wanted(request), again="again" in request.GET
        )
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, requests.RequestException):
        return render(request, "directory/openid_away.html", {"provider": provider}, status=503)
    return there


@access.page(access.anyone)
@ways.through(ways.OPENID)
def openid_back(request: Request, provider_id: str) -> HttpResponseBase:
    """Take somebody back from their provider."""
    try:
        return openid.back(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


@access.page(access.anyone, methods=("POST",))
def sign_out(request: Request) -> HttpResponse:
    """End this session."""
    if request.viewer.signed_in:
        sessions.leave(request)
    return redirect("directory:sign-in")


@access.page(access.anyone, methods=("POST",))
def sign_in_as(request: Request) -> HttpResponseBase:
    """Sign in as one of the made-up people; there is no such page on a real site."""
    if not site.served().demo:
        raise Http404
    return picker.sign_in(request, request.POST.get("kind", ""), returning.wanted(request))
