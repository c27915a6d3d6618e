"""Messages leave. The steps:

1. Take one message that is due, by counting its try: whoever counts first sends it, and nobody else for a while.
2. Ask the directory where its person can be reached now.
3. Hand it to its channel, and note what came of it. A one-time code is forgotten once it no longer waits.

A process that dies between 1 and 3 leaves the message waiting: it may arrive twice, never not at all.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db.models import Q

from drystone.directory import addresses, phones
from drystone.jobs import queue
from drystone.messages.channels import Delivery, UndeliveredError
from drystone.messages.models import Message
from drystone.program.model import EmailChannel, Program, TextChannel
from drystone.shell import site

JOB = "send-messages"
#: Of messages for these purposes no word is kept.
ONE_TIME = frozenset({"sign-in-code", "sign-in-link"})
KEEP = dt.timedelta(days=30)
_MOST = 50
#: How long whoever took a message has it for themselves; longer than ``_MOST`` slow servers take.
_HELD = dt.timedelta(minutes=15)
_WAITS = (
    dt.timedelta(seconds=30), dt.timedelta(minutes=2), dt.timedelta(minutes=10), dt.timedelta(hours=1),
    dt.timedelta(hours=4),
)  # fmt: skip


def send_due(*, now: dt.datetime) -> int:
    """Send what is due, at most fifty messages, and return how many left; where more are due, ask for another job."""
    program, served = site.program(), site.served()
    sent = taken = 0
    with Delivery(Path(program.root), served.environ) as delivery:
        while taken < _MOST and (message := _take(now)) is not None:
            taken += 1
            sent += _send(message, program, delivery, now)
    if taken == _MOST:
        queue.enqueue(JOB, now=now, unique=f"{JOB}:more")
    return sent


def _take(now: dt.datetime) -> Message | None:
    due = Message.objects.filter(status="waiting", not_before__lte=now).order_by("not_before", "pk")
    while (message := due.first()) is not None:
        mine = Message.objects.filter(pk=message.pk, status="waiting", tries=message.tries).update(
            tries=message.tries + 1, not_before=now + _HELD
        )
        if mine:
            message.tries += 1
            return message
    return None


def _send(message: Message, program: Program, delivery: Delivery, now: dt.datetime) -> bool:
    if message.expires is not None and message.expires <= now:
        _end(message, "expired", "it was not worth sending any more")
        return False
    channel = program.settings.channels.get(message.channel)  # type: ignore[call-overload] # An old row may name any.
    try:
        if channel is None:
            raise UndeliveredError(f"the program has no channel {message.channel!r} any more", final=True)
        to = _address(message, channel)
        delivery.deliver(channel, to, message.subject, message.text, f"{message.pk}.{message.created_at:%Y%m%d%H%M%S}")
    except UndeliveredError as error:
        _failed(message, error, channel.tries if channel is not None else 1, now)
        return False
    _end(message, "sent", "", sent_at=now)
    return True


def _address(message: Message, channel: EmailChannel | TextChannel) -> str:
    reached = addresses.reach([message.person_id]).get(message.person_id)
    if isinstance(channel, EmailChannel):
        address = reached.email if reached else ""
    else:
        address = phones.international(reached.phone, channel.country) if reached else ""
    if not address:
        raise UndeliveredError("the people data hold no address for this", final=True)
    return address


def _failed(message: Message, error: UndeliveredError, most: int, now: dt.datetime) -> None:
    if error.final or message.tries >= most:
        _end(message, "failed", error.what)
        return
    again = now + _WAITS[min(message.tries, len(_WAITS)) - 1]
    Message.objects.filter(pk=message.pk).update(not_before=again, error=error.what)
    queue.enqueue(JOB, now=now, at=again, unique=f"{JOB}:{again:%Y%m%d%H%M}")


def _end(message: Message, status: str, error: str, *, sent_at: dt.datetime | None = None) -> None:
    more = {"text": "", "subject": ""} if message.purpose in ONE_TIME else {}
    Message.objects.filter(pk=message.pk).update(status=status, error=error, sent_at=sent_at, **more)


def forget_old(now: dt.datetime) -> int:
    """Delete messages that no longer wait and are older than a month, and return how many."""
    over = Q(status__in=["sent", "failed", "expired"], created_at__lt=now - KEEP)
    return Message.objects.filter(over).delete()[0]
