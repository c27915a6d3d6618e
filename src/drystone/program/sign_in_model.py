"""How people sign in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider; its secret comes from the variable ``secret_env`` or the file ``secret_file``.

    ``trust_addresses`` takes addresses of which the provider does not say whether it verified them.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    secret_env: str = ""
    secret_file: str = ""
    second_factor: bool = False
    trust_addresses: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people sign in. ``second_factor`` says of whom one is asked; ``ways`` which ways are open."""

    second_factor: Literal["privileged", "everyone"] = "privileged"
    ways: tuple[str, ...] = ("openid", "passkey", "password")
    providers: tuple[Provider, ...] = ()
    idle: dt.timedelta = dt.timedelta(days=7)
    shared_idle: dt.timedelta = dt.timedelta(hours=1)
