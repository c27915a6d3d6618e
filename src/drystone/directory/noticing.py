"""What this room does when allauth says that somebody signed in, or changed how they do."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from drystone.audit import actions as audit
from drystone.directory import proofs, sessions
from drystone.directory.models import User


@receiver(account.authentication_step_completed)
def step(request: HttpRequest, **_more: Any) -> None:
    """Remember when somebody last showed who they are."""
    proofs.stamp(request)


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: User, **more: Any) -> None:
    """Complete the new session: how it began, and whether the provider asked for a second factor."""
    if (social := more.get("sociallogin")) is not None:
        proofs.provider_was_strong(request, strong=social.account.extra_data.get("strong") is True)
    proofs.touch(request)
    sessions.began(request, user)


@receiver(mfa.authenticator_added)
def added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """A factor that was just set up was just shown to work."""
    _tell(request, user, "factor-added", str(authenticator.type))
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        proofs.prove(request, user, "mfa", id=authenticator.pk, type=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Write down that a factor was taken away."""
    _tell(request, user, "factor-removed", str(authenticator.type))


@receiver(mfa.authenticator_reset)
def renewed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Write down that recovery codes were made anew."""
    _tell(request, user, "factor-renewed", str(authenticator.type))


def _tell(request: HttpRequest, user: User, action: str, kind: str) -> None:
    about = ("person", user.person_id or f"user:{user.pk}")
    now = request.now  # type: ignore[attr-defined] # Set by shell.headers.
    audit.record(action, actor=about[1], at=now, about=about, payload={"kind": kind})
