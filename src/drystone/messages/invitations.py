"""Inviting somebody to a slot for something that takes time: along with a mail that leaves anyway; and taking it back.

1. Whoever chose it is invited to one time at once, for the most worthwhile of what their mail names.
2. A time that moved is the same in their calendar: one UID, and a higher SEQUENCE with every word about it (RFC 5546).
3. When there is nothing left to do the invitation is withdrawn by a mail of its own, which counts for no interruption.
   Whoever never heard of it hears nothing of its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import addresses
from drystone.jobs import queue
from drystone.messages import calendars, ways
from drystone.messages import document as documents
from drystone.messages.calendars import Slot
from drystone.messages.document import Document, Link
from drystone.messages.kinds import WITHDRAWAL
from drystone.messages.models import Invitation, Message, drawn
from drystone.messages.moving import JOB
from drystone.program.channel_model import EmailChannel
from drystone.shell import site

KEEP = dt.timedelta(days=30)
#: So long before it begins a time is offered at the latest.
NOTICE = dt.timedelta(hours=1)
_AT_ONCE = 500


def along(person_id: str, slot: Slot, *, now: dt.datetime) -> dict[str, Any] | None:
    """Return what a mail to somebody brings to invite them to a slot, or to its new time; None where it brings nothing.

    That is so without [channels.email] or where mail is not their first way, where they are invited to a time that lies
    ahead, and where this one begins too soon. The invitation stands or falls with the caller's transaction, which asks
    for the mail (``Telling.calendar``).
    """
    sender, way = _sender(), ways.ways([person_id]).get(person_id)
    if not sender or way is None or way.channels[:1] != ("email",) or slot.starts < now + NOTICE:
        return None
    with transaction.atomic():
        mine = Invitation.objects.select_for_update().filter(person_id=person_id)
        if mine.filter(withdrawn_at=None, ends__gt=now).exists():
            return None
        known = mine.filter(key=slot.key).first()
        if known is None:
            uid = calendars.uid(person_id, slot.key, now.isoformat())
            known = Invitation(person_id=person_id, key=slot.key, uid=uid, sequence=-1)
        known.slot, known.ends, known.withdrawn_at = calendars.as_json(slot), slot.ends, None
        known.sequence += 1
        known.save()
    return calendars.kept(slot, method="REQUEST", sequence=known.sequence, uid=known.uid, sender=sender, at=now)


def ahead(now: dt.datetime) -> Iterator[dict[str, list[str]]]:
    """Yield the keys of the slots that lie ahead and that people are invited to, by person, some people at a time."""
    after, standing = "", Invitation.objects.filter(withdrawn_at=None, ends__gt=now)
    while True:
        rows = standing.filter(person_id__gt=after).order_by("person_id")
        people = list(rows.values_list("person_id", flat=True).distinct()[:_AT_ONCE])
        if not people:
            return
        found: dict[str, list[str]] = {}
        for person_id, key in standing.filter(person_id__in=people).values_list("person_id", "key"):
            found.setdefault(person_id, []).append(key)
        yield found
        after = people[-1]


def withdraw(whens: Mapping[str, dt.datetime], *, now: dt.datetime) -> int:
    """Take back the invitations to the slots of these keys that lie ahead, and return how many: nothing is left to do.

    Each is told at the moment (aware) that stands beside its key. An invitation that did not leave yet never does.
    """
    sender = _sender()
    with transaction.atomic():
        open_ones = list(
            Invitation.objects.select_for_update().filter(key__in=set(whens), withdrawn_at=None, ends__gt=now)
        )
        reach = addresses.reach(one.person_id for one in open_ones)
        usual = site.program().settings.organisation.languages[0]
        for one in open_ones:
            one.withdrawn_at, one.sequence = now, one.sequence + 1
            one.save(update_fields=["withdrawn_at", "sequence"])
            heard, reached = _heard(one), reach.get(one.person_id)
            if heard and sender and reached is not None:
                slot = calendars.from_json(one.slot)
                told = calendars.kept(slot, method="CANCEL", sequence=one.sequence, uid=one.uid, sender=sender, at=now)
                words = _nothing_to_do(slot, reached.language or usual)
                _mail(one.person_id, told, words, now=now, between=(max(now, whens[one.key]), slot.ends))
    return len(open_ones)


def _heard(one: Invitation) -> bool:
    """Whether a mail brought the invitation, or is bringing it now; what waits leaves without it."""
    mine = Message.objects.filter(person_id=one.person_id, calendar__uid=one.uid)
    mine.filter(status="waiting").update(calendar=None)
    return mine.filter(channel="email", status__in=["sending", "sent"]).exists()


def _nothing_to_do(slot: Slot, language: str) -> Document:
    with translation.override(language):
        words = _("This is done already. The time in your calendar is yours again; there is nothing to do.")
        title = _("No longer needed: %(title)s") % {"title": slot.title}
        links = (Link(_("See it on your page"), slot.url),) if slot.url else ()
    return Document(title, (words,), links=links, language=language)


def _sender() -> str:
    channel = site.program().settings.channels.get("email")
    return channel.sender if isinstance(channel, EmailChannel) else ""


def _mail(
    person_id: str,
    calendar: Mapping[str, Any],
    document: Document,
    *,
    now: dt.datetime,
    between: tuple[dt.datetime, dt.datetime],
) -> None:
    at, expires = between
    Message.objects.create(
        number=drawn(),
        person_id=person_id,
        channel="email",
        purpose=WITHDRAWAL,
        subject=document.title,
        document=documents.as_json(document),
        calendar=dict(calendar),
        created_at=now,
        due_at=at,
        not_before=at,
        expires=expires,
    )
    queue.enqueue(JOB, now=now, at=at, unique=f"{JOB}:{at:%Y%m%d%H%M}")


def forget_old(now: dt.datetime) -> int:
    """Delete invitations to slots that ended a month ago, and return how many."""
    return Invitation.objects.filter(ends__lt=now - KEEP).delete()[0]
