"""How allauth behaves here: nobody signs up, strangers are told whom to ask, secrets lie encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.directory import admitting, known_browsers, openid, proofs, queries, ways
from drystone.directory.models import User
from drystone.program.model import Provider
from drystone.shell import site


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types for its adapters.
    """Signing in and out."""

    error_messages = {  # noqa: RUF012 # allauth declares it so.
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("This name and this password do not go together."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy("That were many tries. Please wait five minutes, then try again."),
        "rate_limited": gettext_lazy("That were many tries. Please wait a little, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the people data say who is here."""
        return False

    def get_login_stages(self) -> list[str]:
        """Between a first proof and the page there is the second factor, nothing else."""
        return ["drystone.directory.stages.SecondFactor"]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Turn leavers away, whichever way they come."""
        if admitting.may_sign_in(user):
            return None
        clear_login(request)
        return render(request, "directory/gone.html", status=403)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our own views say what they did."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: mail goes through the outbox, and the log tells the person."""

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """After signing out, the way in."""
        return reverse("directory:sign-in")

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this site, given as a path."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the browser, unless others use it too."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not proofs.shared(request):
            known_browsers.remember(response, user)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address; PermissionDenied for what came past the proxies that stand before the site."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured as error:
            raise PermissionDenied("this came past the proxy") from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = str(credentials.get("email", credentials.get("username", "")))
        apart = known_browsers.count_apart(request, login)
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}{apart and ':'}{apart}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whatever changes a way in asks for a proof of the last ten minutes."""
        return not proofs.fresh(context.request)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # The same.
    """OpenID Connect: providers of the program, people of the directory."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Return the program's providers; nothing of them is kept in the database."""
        found = [_app(one) for one in ways.providers()]
        return [
            app
            for app in found
            if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}
        ]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> openid.Provider:
        """Return a provider by its id; raises SocialApp.DoesNotExist."""
        return openid.Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose this is: by an earlier sign-in, else by the verified address; else say whom to ask."""
        if sociallogin.is_existing:
            return
        verified = [one.email for one in sociallogin.email_addresses if one.verified is True]
        person_id = next((found for one in verified if (found := queries.by_address(one))), "")
        now = request.now  # type: ignore[attr-defined] # Set by shell.headers.
        newcomer = admitting.Newcomer(person_id)
        user = (
            admitting.admit(newcomer, now=now, by=f"openid:{sociallogin.account.provider}")
            if person_id
            else admitting.without_person(verified)
        )
        if user is None:
            given = sociallogin.email_addresses[0].email if sociallogin.email_addresses else ""
            raise ImmediateHttpResponse(_stranger(request, given, known=bool(verified) or not given))
        sociallogin.user = user
        sociallogin.account.user = user
        sociallogin.account.save()

    def on_authentication_error(self, request: HttpRequest, provider: Any, *_args: Any, **_more: Any) -> None:
        """Say that it did not work, and offer to start again; what an attacker sent is not repeated."""
        raise ImmediateHttpResponse(render(request, "directory/openid_failed.html", {"provider": provider}, status=400))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # The same.
    """Second factors."""

    error_messages = {  # noqa: RUF012 # allauth declares it so.
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not work. Please try once more."),
    }

    def encrypt(self, text: str) -> str:
        """Keep a secret so that the database alone does not give it away."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret again; a site that lost its key raises cryptography's InvalidToken."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Name a passkey that got no name."""
        return _("Passkey of %(day)s") % {"day": formats.date_format(timezone.localtime(context.request.now))}

    def _get_site_name(self) -> str:
        return site.program().settings.organisation.name


def _app(provider: Provider) -> SocialApp:
    settings_of = {
        "server_url": provider.issuer,
        "oauth_pkce_enabled": True,
        "strong": provider.second_factor,
        "trust_addresses": provider.trust_addresses,
    }
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        secret=_secret(provider),
        settings=settings_of,
    )


def _secret(provider: Provider) -> str:
    served = site.served()
    if provider.secret_env:
        return served.environ.get(provider.secret_env, "")
    if provider.secret_file:
        return (served.root / provider.secret_file).read_text(encoding="utf-8").strip()
    return ""


def _stranger(request: HttpRequest, address: str, *, known: bool) -> HttpResponse:
    told = {"address": address, "unverified": not known}
    return render(request, "directory/stranger.html", told, status=403)


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"drystone second factors\n" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
