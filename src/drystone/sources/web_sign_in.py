"""Signing in to an API: bearer token, basic, a key in a header, or OAuth 2.0 client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import httpx

from drystone.lib.errors import SourceError
from drystone.sources.options import Options
from drystone.sources.secrets import Vault
from drystone.sources.web_addresses import check_address

_LONGEST_ANSWER = 1024 * 1024
_SECRETS = ("bearer", "user", "password", "value", "client_id", "client_secret")
_KNOWN = {f"{name}_{place}" for name in _SECRETS for place in ("env", "file")}
_KNOWN |= {*_SECRETS, "header", "prefix", "token_url", "scope"}


@dataclass(slots=True)
class SignIn:
    """What a source's ``auth`` sends with each request. A token of OAuth is fetched when it is first needed."""

    fixed: dict[str, str] = field(default_factory=dict)
    token_url: str = ""
    form: dict[str, str] = field(default_factory=dict)
    where: str = ""
    _token: str = ""
    _renewed: bool = False

    @classmethod
    def of(cls, options: Options, vault: Vault) -> SignIn:
        """Read ``auth``. Raises SourceError where a secret is not there or the way is not known."""
        auth = options.mapping("auth")
        auth.allow(_KNOWN)
        if bearer := vault.read(auth, "bearer"):
            return cls({"Authorization": f"Bearer {bearer}"}, where=options.where)
        if "token_url" in auth:
            return cls._client_credentials(auth, vault)
        if "header" in auth:
            value = vault.read(auth, "value")
            if not value:
                raise auth.missing("value_env", "Name the variable that holds the key.")
            prefix = auth.text("prefix")
            return cls({_token_name(auth): f"{prefix} {value}" if prefix else value}, where=options.where)
        if "password_env" in auth or "password_file" in auth or "user_env" in auth:
            user = auth.text("user") or vault.read(auth, "user")
            pair = base64.b64encode(f"{user}:{vault.read(auth, 'password')}".encode()).decode()
            return cls({"Authorization": f"Basic {pair}"}, where=options.where)
        if list(auth):
            raise auth.missing(
                "bearer_env", "Name a variable: bearer_env, password_env, header with value_env, or OAuth."
            )
        return cls(where=options.where)

    @classmethod
    def _client_credentials(cls, auth: Options, vault: Vault) -> SignIn:
        identity, secret = vault.read(auth, "client_id"), vault.read(auth, "client_secret")
        if not identity or not secret:
            raise auth.missing("client_secret_env", "OAuth needs token_url, client_id_env and client_secret_env.")
        check_address(auth.text("token_url"), auth.where, secret=True)
        form = {"grant_type": "client_credentials", "client_id": identity, "client_secret": secret}
        if "scope" in auth:
            form["scope"] = auth.text("scope")
        return cls({}, auth.text("token_url"), form, auth.where)

    @property
    def sends_secret(self) -> bool:
        """Say whether requests carry a secret."""
        return bool(self.fixed or self.token_url)

    def headers(self, client: httpx.Client) -> dict[str, str]:
        """Return the headers that sign a request in."""
        if self.token_url and not self._token:
            self._token = self._fetch_token(client)
        return {"Authorization": f"Bearer {self._token}"} if self._token else self.fixed

    def renew(self) -> bool:
        """Forget a token that the API no longer takes; False where there is no other to be had."""
        if not self.token_url or self._renewed:
            return False
        self._token, self._renewed = "", True
        return True

    def _fetch_token(self, client: httpx.Client) -> str:
        with client.stream("POST", self.token_url, data=self.form) as response:
            data = b""
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > _LONGEST_ANSWER:
                    break
            status = response.status_code
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise httpx.TransportError(f"the token address answered {status}")
        try:
            answer = httpx.Response(status, content=data).json() if status == httpx.codes.OK else {}
        except ValueError:
            answer = {}
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token.isprintable() or not token:
            raise SourceError(
                f"signing in failed: the token address answered {status}",
                where=self.where,
                do="Check token_url, the client's id and secret, and scope.",
            )
        self._renewed = False
        return token


def _token_name(auth: Options) -> str:
    name = auth.text("header")
    if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
        raise auth.wrong("header", "the name of a header")
    return name
