"""Inviting somebody to a slot for something that takes time, by mail; taking it back when there is nothing to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from drystone.directory import addresses
from drystone.jobs import queue
from drystone.messages import calendars
from drystone.messages import document as documents
from drystone.messages.calendars import Slot
from drystone.messages.document import Document, Link
from drystone.messages.models import Invitation, Message, drawn
from drystone.messages.moving import JOB
from drystone.program.channel_model import EmailChannel
from drystone.shell import site

PURPOSE = "invitation"
KEEP = dt.timedelta(days=30)


def invite(person_id: str, slot: Slot, document: Document, *, now: dt.datetime) -> bool:
    """Invite somebody to a slot, or to its new time; whether a mail will leave.

    None leaves without [channels.email] or an address, nor where the same slot was offered already. A slot that moved
    is the same in their calendar. It stands or falls with the caller's transaction.
    """
    sender = _sender()
    reached = addresses.reach([person_id]).get(person_id)
    if not sender or reached is None or not reached.email:
        return False
    told = calendars.as_json(slot)
    with transaction.atomic():
        known = Invitation.objects.select_for_update().filter(person_id=person_id, key=slot.key).first()
        if known is not None and known.withdrawn_at is None and known.slot == told:
            return False
        if known is None:
            uid = calendars.uid(person_id, slot.key, now.isoformat())
            known = Invitation(person_id=person_id, key=slot.key, uid=uid, sequence=-1)
        known.slot, known.ends, known.withdrawn_at = told, slot.ends, None
        known.sequence += 1
        known.save()
        _mail(known, slot, document, "REQUEST", sender, now)
    return True


def withdraw(keys: Collection[str], *, now: dt.datetime) -> int:
    """Take back the invitations to slots of these keys that lie ahead, and return how many: the gap has closed.

    An invitation that did not leave yet never does, and whoever never heard of it hears nothing of its end.
    """
    sender = _sender()
    with transaction.atomic():
        open_ones = list(
            Invitation.objects.select_for_update().filter(key__in=set(keys), withdrawn_at=None, ends__gt=now)
        )
        languages = addresses.reach(one.person_id for one in open_ones)
        usual = site.program().settings.organisation.languages[0]
        for one in open_ones:
            one.withdrawn_at, one.sequence = now, one.sequence + 1
            one.save(update_fields=["withdrawn_at", "sequence"])
            heard = _unheard(one) == 0
            reached = languages.get(one.person_id)
            if heard and sender and reached is not None:
                slot = calendars.from_json(one.slot)
                _mail(one, slot, _nothing_to_do(slot, reached.language or usual), "CANCEL", sender, now)
    return len(open_ones)


def _unheard(one: Invitation) -> int:
    """Keep what waits from leaving; return how many words of the invitation that were, if none of it has left."""
    mine = Message.objects.filter(person_id=one.person_id, purpose=PURPOSE, calendar__uid=one.uid)
    stopped = mine.filter(status="waiting").update(status="withdrawn")
    return 0 if mine.filter(status__in=["sending", "sent"]).exists() else stopped


def _nothing_to_do(slot: Slot, language: str) -> Document:
    with translation.override(language):
        words = _("This is done already. The time in your calendar is yours again; there is nothing to do.")
        title = _("No longer needed: %(title)s") % {"title": slot.title}
        links = (Link(_("See it on your page"), slot.url),) if slot.url else ()
    return Document(title, (words,), links=links, language=language)


def _sender() -> str:
    channel = site.program().settings.channels.get("email")
    return channel.sender if isinstance(channel, EmailChannel) else ""


def _mail(known: Invitation, slot: Slot, document: Document, method: str, sender: str, now: dt.datetime) -> None:
    calendar = calendars.kept(slot, method=method, sequence=known.sequence, uid=known.uid, sender=sender, at=now)
    Message.objects.create(
        number=drawn(),
        person_id=known.person_id,
        channel="email",
        purpose=PURPOSE,
        subject=document.title,
        document=documents.as_json(document),
        calendar=calendar,
        created_at=now,
        due_at=now,
        not_before=now,
        expires=slot.ends,
    )
    queue.enqueue(JOB, now=now, unique=f"{JOB}:{now:%Y%m%d%H%M}")


def forget_old(now: dt.datetime) -> int:
    """Delete invitations to slots that ended a month ago, and return how many."""
    return Invitation.objects.filter(ends__lt=now - KEEP).delete()[0]
