"""What people choose: by which channel and in which rhythm they are written to, what they end, their calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import addresses
from drystone.lib.errors import UsageError
from drystone.messages import kinds, ways
from drystone.messages.models import Calendar, Preference
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose ("" is as the program says), and among what they can; the usual one stands first."""

    channel: str
    rhythm: str
    off: frozenset[str]
    channels: tuple[str, ...]
    rhythms: tuple[str, ...]
    kinds: tuple[kinds.Kind, ...]
    invited: bool = False
    can_be_invited: bool = False


def choices(person_id: str) -> Choices:
    """Return what somebody chose, and among what they can choose."""
    choice = site.program().settings.choice
    row = Preference.objects.filter(person_id=person_id).values_list("channel", "rhythm", "off", "invited")
    channel, rhythm, off, invited = row.first() or ("", "", [], False)
    return Choices(
        channel if channel in choice.order else "",
        rhythm if rhythm in choice.rhythms else "",
        frozenset(off),
        choice.order,
        choice.rhythms,
        kinds.optional(),
        invited,
        "email" in choice.order,
    )


def choose(person_id: str, *, channel: str, rhythm: str, off: frozenset[str], invited: bool = False) -> None:
    """Keep what somebody chose. Raises UsageError for what the program does not offer."""
    choice = site.program().settings.choice
    for given, offered, where in ((channel, choice.order, "channel"), (rhythm, choice.rhythms, "rhythm")):
        if given and given not in offered:
            raise UsageError(_("“%(given)s” is not offered here") % {"given": given[:40]}, where=where)
    unknown = sorted(off - {one.kind for one in kinds.optional()})
    if unknown:
        raise UsageError(_("“%(given)s” cannot be ended") % {"given": unknown[0][:40]}, where="off")
    told = {"channel": channel, "rhythm": rhythm, "off": sorted(off), "invited": invited}
    Preference.objects.update_or_create(
        person_id=person_id, defaults=told, create_defaults={**told, "secret": secrets.token_hex(20)}
    )


def owner_of(secret: str, kind: str) -> str:
    """Return whose address this is, which ends a kind, or ""."""
    if not kinds.is_optional(kind):
        return ""
    return Preference.objects.filter(secret=secret).values_list("person_id", flat=True).first() or ""


def end(person_id: str, kind: str) -> None:
    """End a kind of message for somebody; ending it twice ends it."""
    row = Preference.objects.get(person_id=person_id)
    row.off = sorted({*row.off, kind})
    row.save(update_fields=["off"])


def calendar(person_id: str) -> Calendar | None:
    """Return somebody's calendar, or None; its secret is nowhere."""
    return Calendar.objects.filter(person_id=person_id).first()


def make_calendar(person_id: str, *, named: bool, now: dt.datetime) -> str:
    """Make somebody's calendar anew and return the secret of its address; the one before ends here."""
    secret = secrets.token_urlsafe(24)
    told = {"digest": _digest(secret), "named": named, "made_at": now}
    Calendar.objects.update_or_create(person_id=person_id, defaults=told)
    audit.record("calendar-made", actor=person_id, at=now, about=("person", person_id))
    return secret


def revoke_calendar(person_id: str, *, now: dt.datetime) -> bool:
    """End somebody's calendar; whether there was one."""
    gone = Calendar.objects.filter(person_id=person_id).delete()[0] > 0
    if gone:
        audit.record("calendar-revoked", actor=person_id, at=now, about=("person", person_id))
    return gone


def calendar_of(secret: str) -> Calendar | None:
    """Return the calendar whose address has this secret, or None."""
    return Calendar.objects.filter(digest=_digest(secret)).first()


def _digest(secret: str) -> str:
    """The secret has 192 bits of chance: a plain digest tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def forget_gone() -> int:
    """Delete what people chose who have left or are not known any more, and return of how many."""
    chose = {
        *Preference.objects.values_list("person_id", flat=True),
        *Calendar.objects.values_list("person_id", flat=True),
    }
    gone: set[str] = set()
    for batch in ways.batches(chose):
        gone |= set(batch) - set(addresses.reach(batch))
    for batch in ways.batches(gone):
        for model in (Preference, Calendar):
            model.objects.filter(person_id__in=batch).delete()
    return len(gone)
