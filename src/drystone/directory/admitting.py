"""Who may have a way in: people whom the directory knows and who have not left, and the administrators made by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import powers
from drystone.directory.models import Person, User
from drystone.directory.scim import ending
from drystone.lib.errors import UsageError
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody for whom a way in is made: one of the directory's people, or "" with a name of their own."""

    person_id: str
    email: str = ""
    name: str = ""


def may_sign_in(user: User) -> bool:
    """Whether a user may come in now: active, and no leaver. Whoever the people data no longer list has left."""
    if not user.is_active:
        return False
    if not user.person_id:
        return True
    return Person.objects.filter(person_id=user.person_id).exclude(status="left").exists()


def admit(newcomer: Newcomer, *, now: dt.datetime, by: str) -> User | None:
    """Return the user of a newcomer, made at their first sign-in and joined to their person; None where nobody may.

    A user that was made for the same address, before the people data knew the person or under a record that is gone,
    is joined to them.
    """
    person = Person.objects.filter(person_id=newcomer.person_id).exclude(status="left").first()
    if newcomer.person_id and person is None:
        return None
    if person and (known := User.objects.filter(person_id=person.person_id).first()):
        return known
    login = ((person.email if person else "") or newcomer.email or newcomer.person_id).lower()
    if ending.is_closed(login, person):  # The identity provider said so before we knew this person.
        return None
    try:
        with transaction.atomic():
            return _make(newcomer, login, person, now, by)
    except IntegrityError:  # Two first sign-ins at once: the other one made the user.
        return User.objects.filter(person_id=newcomer.person_id).first() if newcomer.person_id else None


def _make(newcomer: Newcomer, login: str, person: Person | None, now: dt.datetime, by: str) -> User:
    existing = User.objects.select_for_update().filter(login=login).first()
    if existing is not None:
        if not may_join(existing, person):
            raise IntegrityError
        existing.person_id = person.person_id if person else ""
        existing.save(update_fields=["person_id"])
        user, action = existing, "user-joined-to-person"
    else:
        user = User.objects.create_user(
            login=login,
            email=person.email if person else newcomer.email.lower(),
            name="" if person else newcomer.name,
            person_id=person.person_id if person else "",
            created_at=now,
        )
        action = "user-made"
    audit.record(action, actor=by, at=now, about=("person", user.person_id or f"user:{user.pk}"))
    return user


def without_factor(person_id: str, *, way: str, now: dt.datetime) -> User:
    """Return the user of somebody who shows a badge or a text code and nothing else.

    Raises UsageError for whom that is not enough: whoever holds a privileged power, by position or by hand, and
    whoever may not enter at all.
    """
    user = admit(Newcomer(person_id), now=now, by=way)
    if user is None or not may_sign_in(user):
        raise UsageError(_("This way in is closed."), do=_("Ask whoever runs Drystone for you."))
    if powers.is_privileged(user, site.program()):
        raise UsageError(
            _("You can decide things here that matter to others, so this way is not enough for you."),
            do=_("Sign in on a phone or computer of your own."),
        )
    return user


def may_join(user: User, person: Person | None) -> bool:
    """Whether a user of the same address is this person's: it belongs to nobody, or to a record that is gone."""
    if person is None:
        return False
    return not user.person_id or not Person.objects.filter(person_id=user.person_id).exists()


def without_person(addresses: list[str]) -> User | None:
    """Return the user with one of these addresses who never had a person: the first administrator."""
    return User.objects.filter(login__in=[one.lower() for one in addresses], person_id="", is_active=True).first()
