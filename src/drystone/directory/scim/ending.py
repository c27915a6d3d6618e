"""When the identity provider says that somebody may no longer enter: their sign-in, sessions and tokens end at once.

What was closed so is remembered, and only that is opened again when the provider says so: somebody whom an
administrator shut out stays out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from drystone.audit import actions as audit
from drystone.directory import tokens
from drystone.directory.models import ScimEnding, ScimUser, User
from drystone.directory.scim.schema import key_of


@dataclass(frozen=True, slots=True)
class Act:
    """Who pushes, and when."""

    actor: str
    at: dt.datetime


def close(addresses: Iterable[str], act: Act) -> None:
    """End the sign-in, the sessions and the tokens of whoever has one of these addresses, in this transaction."""
    for user in _users(addresses).filter(is_active=True).select_for_update():
        user.is_active = False
        user.epoch += 1  # No session comes back to life when they may enter again.
        user.save(update_fields=["is_active", "epoch"])
        ScimEnding.objects.get_or_create(user=user, defaults={"ended_at": act.at})
        tokens.end_all(user, at=act.at, actor=act.actor)
        for session in UserSession.objects.filter(user=user):
            session.end()
        audit.record("sign-in-ended", actor=act.actor, at=act.at, about=_about(user))


def reopen(addresses: Iterable[str], act: Act) -> None:
    """Let whoever has one of these addresses sign in again, where it was the provider that had ended it."""
    for user in _users(addresses).filter(is_active=False, scim_ending__isnull=False).select_for_update(of=("self",)):
        user.is_active = True
        user.save(update_fields=["is_active"])
        ScimEnding.objects.filter(user=user).delete()
        audit.record("sign-in-reopened", actor=act.actor, at=act.at, about=_about(user))


def is_closed(address: str) -> bool:
    """Whether the provider pushed somebody of this address and says that they may not enter: ask at a first sign-in."""
    return ScimUser.objects.filter(user_key=key_of(address.strip()), active=False).exists()


def _users(addresses: Iterable[str]) -> QuerySet[User]:
    wanted = sorted({key_of(address.strip()) for address in addresses if address.strip()})
    keyed = User.objects.annotate(login_key=Lower("login"), email_key=Lower("email"))
    return keyed.filter(Q(login_key__in=wanted) | Q(email_key__in=wanted)) if wanted else keyed.none()


def _about(user: User) -> tuple[str, str]:
    return ("person", user.person_id) if user.person_id else ("user", str(user.pk))
