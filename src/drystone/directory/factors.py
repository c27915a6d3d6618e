"""One's passkeys, app, recovery codes and password: set up, shown, taken away; each asks for a fresh proof."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal import flows as passkeys
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import powers, proofs, queries, returning, throttle, ways
from drystone.directory.forms import AppCode, CodeAgain, NewPassword, Prove
from drystone.directory.models import User
from drystone.program.model import Provider
from drystone.shell import access, site
from drystone.shell.viewer import Request

_BOTH = ("GET", "HEAD", "POST")
View = Callable[..., HttpResponseBase]


def freshly(view: View) -> View:
    """Ask for a proof first where the last one is older than ten minutes, or where the factor was not shown.

    Whoever has a second factor changes nothing without it: or whoever has the first could give themselves another
    second one.
    """

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if proofs.fresh(request) and not _kept_back(request):
            return view(request, *args, **kwargs)
        here = request.get_full_path() if request.method != "POST" else reverse("directory:account")
        return redirect(returning.by_way_of("directory:confirm", here))

    return guarded


def _kept_back(request: Request) -> bool:
    """Whether the viewer has a factor that this session has not seen."""
    return not request.viewer.strong and bool(own(request))


def own(request: Request) -> list[Authenticator]:
    """Return the viewer's factors, recovery codes apart."""
    mine = Authenticator.objects.filter(user_id=request.viewer.user_id)
    return list(mine.exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("pk"))


def _vouched(view: View) -> View:
    """Let whoever holds a privileged power set up their first factor only after a link, a provider or a passkey."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _needs_a_link(request):
            return view(request, *args, **kwargs)
        return redirect(returning.by_way_of("directory:second-factor", returning.wanted(request)))

    return guarded


def _needs_a_link(request: Request) -> bool:
    if not request.viewer.owes_factor or own(request):
        return False
    user = queries.user_of(request.viewer)
    return not proofs.vouched(request, user) and powers.is_privileged(user, site.program())


def _providers(user: User) -> list[Provider]:
    known = set(SocialAccount.objects.filter(user_id=user.pk).values_list("provider", flat=True))
    return [one for one in ways.providers() if one.id in known]


@access.page(access.own_session, methods=_BOTH, before_factor=True)
def confirm(request: Request) -> HttpResponseBase:
    """Ask somebody who is signed in to show once more who they are."""
    user, next_url = queries.user_of(request.viewer), returning.wanted(request, reverse("directory:account"))
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    factor_only = _kept_back(request)
    forms: dict[str, Any] = {}
    if ways.is_open(ways.PASSWORD) and user.has_usable_password() and not factor_only:
        forms["password"] = Prove(user=user)
    if kinds & {"totp", "recovery_codes"}:
        forms["code"] = CodeAgain(user=user)
    if "webauthn" in kinds:
        forms["credential"] = ReauthenticateWebAuthnForm(user=user)
    if request.method == "POST":
        if (wait := throttle.refusal(request, "reauthenticate", user=user)) is not None:
            return wait
        name = next((one for one in forms if one in request.POST), None)
        if name is None:
            raise Http404
        forms[name] = type(forms[name])(user=user, data=request.POST)
        if forms[name].is_valid():
            reauthenticate_by_password(request) if name == "password" else forms[name].save()
            return redirect(next_url)
    told = {
        "forms": forms,
        "next": next_url,
        "providers": [] if factor_only else _providers(user),
        "options": json.dumps(webauthn.begin_authentication(user)) if "webauthn" in kinds else "",
    }
    failed = any(form.errors for form in forms.values())
    return render(request, "directory/confirm.html", told, status=400 if failed else 200)


@access.page(access.own_session, before_factor=True)
def second_factor(request: Request) -> HttpResponseBase:
    """Show the next step to a second factor: set one up, use the one there is, or ask for a link to set it up."""
    next_url = returning.wanted(request)
    if not request.viewer.owes_factor:
        return redirect(next_url)
    if own(request):
        return redirect(returning.by_way_of("directory:confirm", next_url))
    told: dict[str, Any] = {"next": next_url, "passkey": ways.is_open(ways.PASSKEY)}
    if _needs_a_link(request):
        told |= {"needs_a_link": True, "providers": ways.providers()}
    return render(request, "directory/second_factor.html", told)


@access.page(access.own_session, methods=_BOTH, before_factor=True)
@ways.through(ways.PASSKEY)
@freshly
@_vouched
def add_passkey(request: Request) -> HttpResponseBase:
    """Set up a passkey: kept on the device, behind its own lock."""
    user, next_url = queries.user_of(request.viewer), returning.wanted(request, reverse("directory:account"))
    form = AddWebAuthnForm(user=user)
    if request.method == "POST":
        form = AddWebAuthnForm(user=user, data=request.POST)
        if form.is_valid():
            name = form.cleaned_data["name"][:80]
            _key, codes = passkeys.add_authenticator(request, name=name, credential=form.cleaned_data["credential"])
            messages.success(request, _("Your passkey works. Next time it is all you need."))
            return redirect(returning.by_way_of("directory:recovery-codes", next_url) if codes else next_url)
    told = {"form": form, "next": next_url, "options": json.dumps(webauthn.begin_registration(user, True))}
    return render(request, "directory/add_passkey.html", told, status=400 if form.errors else 200)


@access.page(access.own_session, methods=_BOTH, before_factor=True)
@freshly
@_vouched
def add_app(request: Request) -> HttpResponseBase:
    """Set up an app that shows codes."""
    user, next_url = queries.user_of(request.viewer), returning.wanted(request, reverse("directory:account"))
    if Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists():
        messages.info(request, _("You already have an app for codes. Remove it first to set up another one."))
        return redirect("directory:account")
    if request.method == "POST":
        form = AppCode(user=user, data=request.POST)
        if form.is_valid():
            _app, codes = totp.activate_totp(request, form)
            messages.success(request, _("Your app works."))
            return redirect(returning.by_way_of("directory:recovery-codes", next_url) if codes else next_url)
    else:
        form = AppCode(user=user)
    address = get_factor_adapter().build_totp_url(user, form.secret)
    told = {"form": form, "next": next_url, "picture": _picture(address), "secret": form.secret, "address": address}
    return render(request, "directory/add_app.html", told, status=400 if form.errors else 200)


def _picture(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=5, border=3, light="#fff")
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


@access.page(access.own_session, methods=_BOTH, before_factor=True)
@freshly
def recovery_codes(request: Request) -> HttpResponseBase:
    """Show the recovery codes, once; make new ones when asked."""
    next_url = returning.wanted(request, reverse("directory:account"))
    if request.method == "POST":
        if not own(request):
            raise Http404
        recovery.generate_recovery_codes(request)
        return redirect(returning.by_way_of("directory:recovery-codes", next_url))
    codes, visible = recovery.view_recovery_codes(request)
    told = {
        "codes": codes.get_unused_codes() if codes and visible else [],
        "left": len(codes.get_unused_codes()) if codes else 0,
        "next": next_url,
    }
    return render(request, "directory/recovery_codes.html", told)


@access.page(access.own_session, methods=("POST",))
@freshly
def remove_factor(request: Request, number: int) -> HttpResponseBase:
    """Take a passkey or the app away; the last one only where none is asked of its owner."""
    mine = own(request)
    factor = get_object_or_404(Authenticator, pk=number, pk__in=[one.pk for one in mine])
    if len(mine) == 1 and request.viewer.factor_asked:
        messages.error(request, _("A second factor is asked of you. Set up another one first, then remove this one."))
        return redirect("directory:account")
    delete_and_cleanup(request, factor)
    messages.success(request, _("It is removed and opens nothing any more."))
    return redirect("directory:account")


@access.page(access.own_session, methods=_BOTH)
@ways.through(ways.PASSWORD)
@freshly
def password(request: Request) -> HttpResponseBase:
    """Set or change one's password; every other session ends."""
    user = queries.user_of(request.viewer)
    form = NewPassword(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        get_account_adapter().set_password(user, form.cleaned_data["password"])
        finalize_password_change(request, user)
        about = ("person", user.person_id or f"user:{user.pk}")
        audit.record("password-changed", actor=request.viewer.actor, at=request.now, about=about)
        messages.success(request, _("Your new password holds from now on. Everywhere else you are signed out."))
        return redirect("directory:account")
    told = {"form": form, "has": user.has_usable_password()}
    return render(request, "directory/password.html", told, status=400 if form.errors else 200)
