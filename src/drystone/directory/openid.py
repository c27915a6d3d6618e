"""OpenID Connect as the program's providers speak it: code flow with PKCE, state and nonce; the token is verified.

allauth drives the flow; what it leaves out is added here: the nonce (OpenID Connect Core 1.0, 3.1.2.1), the signature
of the ID token also where it came over TLS, the issuer of the configuration (Discovery 1.0, 4.3) and of the answer
(RFC 9207), and the subject of the user info (Core, 5.3.2).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY = 60
#: What a provider says when it asked for more than one factor: RFC 8176, and the classes of OpenID EAP and PAPE.
_STRONG_METHOD = "mfa"
_STRONG_CLASSES = frozenset({"phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"})


class Endpoint(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth has no types for these.
    """One provider's addresses, and what it must have said for an answer to count."""

    nonce: str = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description; raises OAuth2Error where it speaks for another issuer."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != self.issuer:
            raise OAuth2Error("the provider's description names another issuer")
        return config

    @property
    def issuer(self) -> str:
        """The issuer that the program names."""
        return str(self.get_provider().app.settings["server_url"]).rstrip("/")

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends people back to."""
        path = reverse("directory:openid-back", kwargs={"provider_id": self.provider_id})
        return str(build_absolute_uri(request, path, self.redirect_uri_protocol))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Return who came; raises OAuth2Error where anything about the answer is not as it must be."""
        given = kwargs["response"].get("id_token")
        if not isinstance(given, str):
            raise OAuth2Error("the provider sent no ID token")
        claims = self._verified(app, given)
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the ID token is not an answer to this sign-in")
        told = {**claims}
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            info = self._fetch_user_info(token.token)
            if info.get("sub") != claims["sub"]:
                raise OAuth2Error("the user info is about somebody else")
            told = {**info, **claims}
        return self.get_provider().sociallogin_from_response(request, told)

    def _verified(self, app: SocialApp, token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            described = answer.json()
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            keys = [key for key in jwt.PyJWKSet.from_dict(described).keys if kid is None or key.key_id == kid]
            if len(keys) != 1:
                raise OAuth2Error("the provider has no key for this ID token")
            claims: dict[str, Any] = jwt.decode(
                token,
                keys[0],
                algorithms=_ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("the ID token does not hold") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the ID token was made for another client")
        return claims


class Provider(OpenIDConnectProvider):  # type: ignore[misc] # allauth has no types for its providers.
    """One provider of the program."""

    oauth2_adapter_class = Endpoint

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return what stands for a person at this provider: nothing that would mean something elsewhere."""
        issuer = str(self.app.settings["server_url"]).rstrip("/")
        return hashlib.sha256(f"{issuer}\n{data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return all that is kept of what the provider said: whether it asked for a second factor."""
        methods = data.get("amr")
        strong = isinstance(methods, list) and _STRONG_METHOD in methods
        return {"strong": bool(self.app.settings["strong"] or strong or data.get("acr") in _STRONG_CLASSES)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address, verified where the provider says so, or says nothing and the program trusts it."""
        found: list[EmailAddress] = super().extract_email_addresses(data)
        if self.app.settings["trust_addresses"] and "email_verified" not in data:
            for one in found:
                one.verified = True
        return found

    def begin(self, request: HttpRequest, *, next_url: str, again: bool) -> HttpResponseBase:
        """Send somebody to the provider; ``again`` asks it to have them sign in anew."""
        nonce = secrets.token_urlsafe(24)
        asked = {"nonce": nonce, **({"prompt": "login"} if again else {})}
        answer: HttpResponseBase = self.redirect(
            request, process=AuthProcess.LOGIN, next_url=next_url, auth_params=asked, nonce=nonce
        )
        return answer


class Back(OAuth2CallbackView):  # type: ignore[misc] # allauth has no types for its views.
    """Where a provider sends people back to."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> tuple[Any, HttpResponseBase | None]:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = str(state.get("nonce", ""))
            told = request.GET.get("iss")
            if told is not None and told.rstrip("/") != self.adapter.issuer:
                get_adapter().on_authentication_error(request, provider)
        return state, refusal


def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Complete a sign-in; raises SocialApp.DoesNotExist where the program has no such provider."""
    endpoint = Endpoint(request, provider_id)
    endpoint.get_provider()
    answer: HttpResponseBase = Back.adapter_view(endpoint)(request)
    return answer
