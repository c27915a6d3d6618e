"""Messages leave. The steps:

1. Decide: a row, in the transaction of whoever wants to say something (``actions``).
2. Mark, by counting its try: whoever counts first has the message, and nobody else for a quarter of an hour. What may
   wait for its reader's working hours goes back (``hours``).
3. Ask the directory where its person can be reached now, and hand it to its channel.
4. Confirm that the channel took it, or settle what else came of it (``moving``).

A process that dies between 2 and 4 leaves the message marked: when its time is over, it is sent ``again``. Channels
with a key (webhooks, Slack's bot) then bring nothing twice; by the others it may arrive twice, never not at all.
"""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from django.db.models import Case, F, Q, Value, When

from drystone.directory import addresses
from drystone.jobs import queue
from drystone.messages import breaker, hours, moving, on_screens, parcels, ways
from drystone.messages.carriers.delivery import Delivery
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.models import RANKS, Message
from drystone.messages.moving import JOB as JOB
from drystone.program.channel_model import Channel, ScreenChannel
from drystone.shell import site

KEEP = dt.timedelta(days=30)
_MOST = 50
#: How long whoever took a message has it for themselves; longer than ``_MOST`` slow servers take.
_HELD = dt.timedelta(minutes=15)
_OPEN = ("waiting", "sending")


def send_due(*, now: dt.datetime) -> int:
    """Send what is due, at most fifty messages a channel, and return how many left; where more are due, ask again."""
    program, served = site.program(), site.served()
    channels = program.settings.channels
    _give_up_without_channel(list(channels), now)
    sent, more = 0, False
    secret = Secrets(Path(program.root), served.environ)
    with Delivery(secret, now=now, name=program.settings.organisation.name) as delivery:
        for name, channel in channels.items():
            if isinstance(channel, ScreenChannel):
                on_screens.end_missed(now=now)
                continue
            left, full = _by_channel(name, channel, delivery, now)
            sent += left
            more = more or full
    if more:
        queue.enqueue(JOB, now=now, unique=f"{JOB}:more")
    return sent


def _by_channel(name: str, channel: Channel, delivery: Delivery, now: dt.datetime) -> tuple[int, bool]:
    """Send what is due by a channel; return how many left, and whether there may be more to do at once."""
    due = _due(name, now)[:_MOST]
    if not due:
        return 0, False
    may = breaker.allow(name, len(due), channel.a_minute, now=now)
    if not may:
        return 0, _waits_for(name, now)
    sent = 0
    taken = hours.now_only(_take(due[:may], now), now=now)
    reached = addresses.reach([one.person_id for one in taken])
    for number, message in enumerate(taken):
        to = ways.address(channel, message.person_id, reached.get(message.person_id))
        left, shut = _send(message, channel, to, delivery, now)
        sent += left
        if shut:
            _give_back(taken[number + 1 :], now)
            break
    return sent, len(due) == _MOST and may == len(due)


def _waits_for(name: str, now: dt.datetime) -> bool:
    """Relieve a closed channel of what need not wait for it; come back when its time, or the minute, is over."""
    [stands] = breaker.standings([name], now=now)
    again = stands.closed_until or now.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    queue.enqueue(JOB, now=now, at=again, unique=f"{JOB}:{again:%Y%m%d%H%M}")
    return stands.closed_until is not None and moving.relieve(name, stands.error, now=now) > 0


def _due(name: str, now: dt.datetime) -> list[int]:
    """Return the messages that are due by a channel: the lowest rank first, then those that wait longest."""
    found: list[int] = []
    for rank, status in ((rank, status) for rank in RANKS for status in _OPEN):
        rows = Message.objects.filter(status=status, channel=name, rank=rank, not_before__lte=now)
        if len(found) < _MOST:
            found += rows.order_by("not_before", "pk").values_list("pk", flat=True)[: _MOST - len(found)]
    return found


def _take(numbers: list[int], now: dt.datetime) -> list[Message]:
    """Mark messages as ours and return those that nobody else had marked before."""
    token = secrets.token_hex(16)
    Message.objects.filter(pk__in=numbers, status__in=_OPEN, not_before__lte=now).update(
        again=Case(When(status="sending", then=Value(True)), default=F("again")),
        status="sending",
        tries=F("tries") + 1,
        not_before=now + _HELD,
        taken=token,
    )
    return list(Message.objects.filter(taken=token).order_by("rank", "due_at", "pk"))


def _give_back(messages: list[Message], now: dt.datetime) -> None:
    """Unmark what was not tried: its channel is closed."""
    numbers = [one.pk for one in messages]
    Message.objects.filter(pk__in=numbers, status="sending").update(
        status="waiting", tries=F("tries") - 1, not_before=now, taken=""
    )


def _send(message: Message, channel: Channel, to: str, delivery: Delivery, now: dt.datetime) -> tuple[bool, bool]:
    """Send one message; return whether it left, and whether its channel is closed now."""
    if message.expires is not None and message.expires <= now:
        moving.end(message, "expired", "it was not worth sending any more")
        return False, False
    try:
        if message.person_id and not to:
            raise UndeliveredError("the people data hold no address for this", final=True)
        receipt = delivery.deliver(channel, parcels.parcel(message, to))
    except UndeliveredError as error:
        shut = False
        if error.away:
            counted = error.unclear and _failed_before(message)
            shut = breaker.failed(message.channel, error.what, now=now, wait=error.wait, counted=counted)
        elif to:
            breaker.worked(message.channel, now=now)
        moving.undelivered(message, error, tries=channel.tries, to=to, now=now)
        return False, shut
    moving.end(message, "sent", "", sent_at=now, receipt=receipt)
    breaker.worked(message.channel, now=now)
    return True, False


def _failed_before(message: Message) -> bool:
    """Whether something for the same person, this or another message, has failed by this channel already and waits."""
    if message.tries > 1:
        return True
    others = Message.objects.filter(person_id=message.person_id, channel=message.channel, status="waiting", tries__gt=0)
    return bool(message.person_id) and others.exists()


def _give_up_without_channel(names: list[str], now: dt.datetime) -> None:
    """Settle what waits for a channel that the program does not have any more."""
    for message in Message.objects.filter(status__in=_OPEN, not_before__lte=now).exclude(channel__in=names)[:_MOST]:
        error = f"the program has no channel {message.channel!r} any more"
        if not moving.move([message], error, now=now):
            moving.end(message, "failed", error)


def forget_old(now: dt.datetime) -> int:
    """Delete messages that no longer wait and are older than a month, and return how many."""
    over = Q(created_at__lt=now - KEEP) & ~Q(status__in=_OPEN)
    return Message.objects.filter(over).delete()[0]
