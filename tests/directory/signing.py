"""What the tests of sign-in share: users with passwords, codes of an app, a program with other settings."""

from __future__ import annotations

import time
from typing import Any

from served import NOW, Served

PASSWORD = "four words that do not fit"


def with_password(served: Served, who: str = "employee") -> Any:
    """Return somebody's user, who can now sign in with PASSWORD."""
    user = served.user(who)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(user: Any) -> str:
    """Give a user an app for codes and return its secret."""
    from allauth.mfa.totp.internal import auth as totp

    from drystone.directory.adapters import FactorAdapter

    secret = totp.generate_totp_secret()
    totp.Authenticator.objects.create(user=user, type="totp", data={"secret": FactorAdapter().encrypt(secret)})
    return secret


def with_token(user: Any) -> None:
    """Give a user a key to the API."""
    from drystone.directory import queries, tokens
    from drystone.shell import site

    viewer = queries.viewer_of(user, site.program(), strong=True)
    tokens.make(tokens.Wish("mine", ["me:read"]), viewer=viewer, at=NOW)


def code(secret: str) -> str:
    """Return what the app shows now; codes used before in this test count as new."""
    from allauth.mfa.totp.internal import auth as totp
    from django.core.cache import cache

    cache.clear()
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Any, login: str, password: str = PASSWORD, **more: str) -> Any:
    """Post a name and a password."""
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def by_link(client: Any) -> Any:
    """Let the session of a client have begun by a one-time link."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "link", "at": 0.0}]
    session.save()
    return client


def grants_of(user: object) -> set[str]:
    """Return the powers that somebody was given by hand."""
    from drystone.directory.models import Grant

    return set(Grant.objects.filter(user=user).values_list("power", flat=True))


def nobody_administers(served: Served) -> None:
    """Take everybody out of the position that administers."""
    from drystone.directory.models import Holding

    assert served.people, "asked for while the positions are still held"
    Holding.objects.filter(role_id="it-operations").delete()


def settings(served: Served, *lines: str, demo: bool = True) -> None:
    """Put lines into the program's table sign_in, and serve it anew."""
    from drystone.web import setup

    path = served.root / "drystone.toml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written + "\n[sign_in]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    setup.site(served.root, demo=demo)


def audited(user: Any) -> list[str]:
    """Return what the log says was done about a user's person."""
    from drystone.audit import queries as audit

    return [look.action for look in audit.about("person", user.person_id or f"user:{user.pk}")]


def later(monkeypatch: Any, **past: float) -> None:
    """Let the clock go on."""
    import datetime as dt

    monkeypatch.setattr("drystone.lib.clock.now", lambda: NOW + dt.timedelta(**past))


__all__ = [
    "PASSWORD",
    "audited",
    "by_link",
    "code",
    "grants_of",
    "later",
    "nobody_administers",
    "settings",
    "sign_in",
    "with_app",
    "with_password",
    "with_token",
]
