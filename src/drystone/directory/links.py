"""One-time links: made for one purpose, good until a moment, used once by whoever comes first."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import QuerySet

from drystone.audit import actions as audit
from drystone.directory.models import OneTimeLink

FIRST = "first"
PERSON = "person"
RESET = "reset"
#: Another first link, for when there are administrators and none of them gets in.
RESCUE = "rescue"
_GOOD_FOR = {
    FIRST: dt.timedelta(hours=24),
    RESCUE: dt.timedelta(hours=24),
    PERSON: dt.timedelta(days=3),
    RESET: dt.timedelta(hours=1),
}


def make(purpose: str, *, now: dt.datetime, by: str, person_id: str = "", reason: str = "") -> str:
    """Make a link and return its token, which is kept nowhere; earlier ones for the same are void.

    ``reason`` stands in the log, where the person that it is for reads it.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _open(purpose).filter(person_id=person_id).delete()
        OneTimeLink.objects.create(
            token_hash=_hash(token),
            purpose=purpose,
            person_id=person_id,
            made_by=by,
            made_at=now,
            expires_at=now + _GOOD_FOR[purpose],
        )
        about = ("person", person_id) if person_id else ("site", "")
        told = {"reason": reason} if reason else None
        audit.record(f"{purpose}-link-made", actor=by, at=now, about=about, payload=told)
    return token


def find(purpose: str, token: str, *, now: dt.datetime) -> OneTimeLink | None:
    """Return the link of a token where it can still be used."""
    return _open(purpose).filter(token_hash=_hash(token), expires_at__gt=now).first()


def use(link: OneTimeLink, *, now: dt.datetime) -> bool:
    """Use a link up; whether it was this call that did. Of two at once, one may."""
    return _open(link.purpose).filter(pk=link.pk, expires_at__gt=now).update(used_at=now) == 1


def void(purpose: str) -> int:
    """Delete the links of a purpose that nobody has used; returns how many."""
    return _open(purpose).delete()[0]


def forget(*, before: dt.datetime) -> int:
    """Delete links that ended before a moment; returns how many. The log keeps that they were made and used."""
    return OneTimeLink.objects.filter(expires_at__lt=before).delete()[0]


def _open(purpose: str) -> QuerySet[OneTimeLink]:
    return OneTimeLink.objects.filter(purpose=purpose, used_at=None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
