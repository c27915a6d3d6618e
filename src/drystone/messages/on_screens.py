"""What waits for people at shared screens: it has left when its person came and it was shown to them, not before.

That somebody came is kept as it is of a mail that left, and for no other use: so that what nobody was shown was not
said, is said another day, and nobody is restricted for something that they never heard of.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from drystone.messages import document as documents
from drystone.messages.document import Document
from drystone.messages.models import Message
from drystone.messages.ways import SCREEN

#: How long what was shown stays on its person's page, where it says no end of its own.
_STAYS = dt.timedelta(hours=20)
_MOST = 10


def shown(person_id: str, *, now: dt.datetime) -> list[Document]:
    """Return what their screen has to say to somebody today, newest first, at most ten, and note that these left."""
    if not person_id:
        return []
    mine = _current(now).filter(person_id=person_id)
    found = list(mine.order_by("-due_at", "-pk")[:_MOST])
    waiting = [one.pk for one in found if one.status == "waiting"]
    if waiting:
        Message.objects.filter(pk__in=waiting, status="waiting").update(status="sent", sent_at=now, taken="")
    return [
        documents.from_json(one.document) if one.document else documents.of_text(one.subject, one.text, _("Open it"))
        for one in found
    ]


def end_missed(*, now: dt.datetime) -> int:
    """Settle what nobody came for in its time, and return how many; whoever asked for it says it another day."""
    missed = Message.objects.filter(channel=SCREEN, status="waiting", expires__lte=now)
    return missed.update(status="expired", error="its person did not come by in its time")


def _current(now: dt.datetime) -> QuerySet[Message]:
    stands = Q(status="waiting") | Q(status="sent", sent_at__gt=now - _STAYS)
    in_time = Q(expires=None) | Q(expires__gt=now)
    return Message.objects.filter(stands & in_time, channel=SCREEN, due_at__lte=now)
