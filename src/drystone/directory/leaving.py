"""What happens to the way in of somebody who leaves: closed at once, deleted when the program's time is over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from drystone.audit import actions as audit
from drystone.directory import sessions
from drystone.directory.models import Person, User


def see_out(*, now: dt.datetime) -> int:
    """End the sessions of everybody who has left and remember since when; returns how many left since the last look.

    Somebody who came back is remembered no longer. Pages refuse leavers by themselves; this is for what lies in tables.
    """
    staying = Person.objects.exclude(status="left").values("person_id")
    User.objects.exclude(left_at=None).filter(person_id__in=staying).update(left_at=None)
    count = 0
    for user in _joined().filter(left_at=None).exclude(person_id__in=staying).order_by("pk"):
        with transaction.atomic():
            sessions.end(user)
            User.objects.filter(pk=user.pk).update(left_at=now)
            audit.record("way-in-closed", actor="the people data", at=now, about=("person", user.person_id))
        count += 1
    return count


def forget(*, before: dt.datetime) -> int:
    """Delete the ways in of everybody who left before a moment, with factors and grants; returns how many."""
    gone = list(_joined().filter(left_at__lt=before))
    for user in gone:
        user.delete()
    return len(gone)


def _joined() -> QuerySet[User]:
    return User.objects.exclude(person_id="")
