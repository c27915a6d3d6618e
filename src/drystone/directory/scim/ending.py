"""When the identity provider says that somebody may no longer enter: their sign-in, sessions and tokens end at once.

What was closed so is remembered, and only that is opened again when the provider says so: somebody whom an
administrator shut out stays out. Whoever never signed in is closed all the same: a closed user is made for them, so
that no way in makes an open one. Nobody is closed whom the provider pushed once more and lets in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from drystone.audit import actions as audit
from drystone.directory import tokens
from drystone.directory.models import Person, ScimEnding, ScimKey, User
from drystone.directory.scim import whom
from drystone.directory.scim.keys import key_of


@dataclass(frozen=True, slots=True)
class Act:
    """Who pushes, and when."""

    actor: str
    at: dt.datetime


def close(keys: Collection[str], act: Act, *, scim_id: str) -> None:
    """End the sign-in, the sessions and the tokens of whoever these keys mean, in this transaction.

    ``scim_id`` is the pushed user that says so; another one that is active speaks for those whom it means.
    """
    active = ScimKey.objects.filter(user__active=True).exclude(user_id=scim_id)
    means = set(keys) - set(active.filter(key__in=keys).values_list("key", flat=True))
    people = [one for one in whom.people(means) if not _speaks_for(active, one)]
    for person in people:
        _make_for(person, act)
    ids = [person.person_id for person in people]
    for user in _users(means, ids).filter(is_active=True).select_for_update():
        known = Person.objects.filter(person_id=user.person_id).first() if user.person_id not in ids else None
        if known is not None and _speaks_for(active, known):
            continue
        user.is_active = False
        user.epoch += 1  # No session comes back to life when they may enter again.
        user.save(update_fields=["is_active", "epoch"])
        ScimEnding.objects.get_or_create(user=user, defaults={"ended_at": act.at})
        tokens.end_all(user, at=act.at, actor=act.actor)
        for session in UserSession.objects.filter(user=user):
            session.end()
        audit.record("sign-in-ended", actor=act.actor, at=act.at, about=_about(user))


def reopen(keys: Collection[str], act: Act) -> None:
    """Let whoever these keys mean sign in again, where it was the provider that had ended it."""
    if not ScimEnding.objects.exists():
        return
    closed = _users(keys, [person.person_id for person in whom.people(keys)]).filter(
        is_active=False, scim_ending__isnull=False
    )
    for user in closed.select_for_update(of=("self",)):
        user.is_active = True
        user.save(update_fields=["is_active"])
        ScimEnding.objects.filter(user=user).delete()
        audit.record("sign-in-reopened", actor=act.actor, at=act.at, about=_about(user))


def is_closed(address: str, person: Person | None = None) -> bool:
    """Whether the provider pushed somebody of this address, or this person, and says that they may not enter.

    Asked at a first sign-in: whoever was known when the provider said so has a closed user.
    """
    keys = {key_of(address.strip()), *(whom.keys_of_person(person) if person else ())} - {""}
    pushed = ScimKey.objects.filter(key__in=keys)
    return pushed.filter(user__active=False).exists() and not pushed.filter(user__active=True).exists()


def _speaks_for(active: QuerySet[ScimKey], person: Person) -> bool:
    return active.filter(key__in=whom.keys_of_person(person)).exists()


def _make_for(person: Person, act: Act) -> None:
    """Make the user of somebody who never signed in, for ``close`` to close: nobody can sign in with nothing."""
    if User.objects.filter(person_id=person.person_id).exists():
        return
    taken = not person.email or User.objects.filter(login=person.email).exists()
    login = person.person_id if taken else person.email
    User.objects.create_user(login=login, email=person.email, person_id=person.person_id, created_at=act.at)


def _users(keys: Collection[str], person_ids: Collection[str]) -> QuerySet[User]:
    wanted = sorted(keys)
    keyed = User.objects.annotate(login_key=Lower("login"), email_key=Lower("email"))
    named = Q(login_key__in=wanted) | Q(email_key__in=wanted)
    return keyed.filter(named | Q(person_id__in=person_ids))


def _about(user: User) -> tuple[str, str]:
    return ("person", user.person_id) if user.person_id else ("user", str(user.pk))
