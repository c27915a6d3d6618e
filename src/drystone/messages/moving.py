"""What comes of a message that its channel did not bring: tried again, brought another way, or given up.

1. Nobody is at the address: that is remembered, and the next way is taken at once.
2. The channel cannot be used: what is urgent takes the next way at once, what is not, after an hour. Where there is no
   other way it waits for the channel, for three days.
3. This message was refused, or failed as often as the program says: the next way.
4. Where there is no way left it has failed. What is fixed to its channel never takes another way.
"""

from __future__ import annotations

import datetime as dt

from drystone.jobs import queue
from drystone.messages import breaker, ways
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.kinds import ONE_TIME
from drystone.messages.models import DeadAddress, Message

JOB = "send-messages"
#: How long what is not urgent waits for its channel before it takes another way; how long anything waits for one.
PATIENCE, GIVE_UP = dt.timedelta(hours=1), dt.timedelta(days=3)
_WAITS = (
    dt.timedelta(seconds=30), dt.timedelta(minutes=2), dt.timedelta(minutes=10), dt.timedelta(hours=1),
    dt.timedelta(hours=4),
)  # fmt: skip
_FORGET_DEAD = dt.timedelta(days=30)
_AT_ONCE = 200


def undelivered(message: Message, error: UndeliveredError, *, tries: int, to: str, now: dt.datetime) -> None:
    """Settle a message that its channel did not bring; ``tries`` is how often one that is refused is tried."""
    if error.nobody and to and message.person_id:
        dead = {"digest": ways.digest(to), "error": error.what, "at": now}
        DeadAddress.objects.update_or_create(person_id=message.person_id, channel=message.channel, defaults=dead)
    waited = now - message.due_at
    if error.away:
        if (message.urgent or waited >= PATIENCE) and move([message], error.what, now=now):
            return
        if waited < GIVE_UP:
            _later(message, error, now)
        else:
            end(message, "failed", error.what)
    elif not error.final and message.tries < tries:
        _later(message, error, now)
    elif not move([message], error.what, now=now):
        end(message, "failed", error.what)


def relieve(channel: str, error: str, *, now: dt.datetime) -> int:
    """Bring another way what has waited long enough for a closed channel, and give up what has for too long.

    Returns how many took another way; at most two hundred at once.
    """
    due = Message.objects.filter(channel=channel, status="waiting", not_before__lte=now)
    old = due.filter(due_at__lte=now - GIVE_UP).order_by("due_at")[:_AT_ONCE]
    stuck = list(due.filter(fixed=False, due_at__lte=now - PATIENCE).order_by("due_at")[:_AT_ONCE])
    hasty = list(due.filter(fixed=False, urgent=True).order_by("due_at")[:_AT_ONCE])
    moved = move(list({one.pk: one for one in (*hasty, *stuck)}.values()), error, now=now)
    for message in old:
        if message.pk not in moved:
            end(message, "failed", error)
    return len(moved)


def move(messages: list[Message], error: str, *, now: dt.datetime) -> set[int]:
    """Let messages that may take another way do so, and return which did; one question for all their people."""
    able = [one for one in messages if not one.fixed and one.person_id]
    if not able:
        return set()
    known = ways.ways(one.person_id for one in able)
    names = sorted({name for one in known.values() for name in one.channels})
    shut = {one.channel for one in breaker.standings(names, now=now) if one.state != "open"}
    moved = set()
    for message in able:
        tried = {message.channel, *message.passed}
        told = known.get(message.person_id)
        open_to = told.able(message.purpose) if told else ()
        another = next((one for one in open_to if one not in tried and one not in shut), "")
        if another:
            _take_another(message, another, error, now)
            moved.add(message.pk)
    if moved:
        queue.enqueue(JOB, now=now, unique=f"{JOB}:more")
    return moved


def _take_another(message: Message, channel: str, error: str, now: dt.datetime) -> None:
    Message.objects.filter(pk=message.pk).exclude(status__in=["sent", "withdrawn"]).update(
        channel=channel,
        passed=[*message.passed, message.channel],
        status="waiting",
        tries=0,
        again=False,
        taken="",
        not_before=now,
        error=error,
    )


def _later(message: Message, error: UndeliveredError, now: dt.datetime) -> None:
    again = now + max(error.wait, _WAITS[min(message.tries, len(_WAITS)) - 1])
    Message.objects.filter(pk=message.pk).update(
        status="waiting", not_before=again, error=error.what, taken="", again=message.again or error.away
    )
    queue.enqueue(JOB, now=now, at=again, unique=f"{JOB}:{again:%Y%m%d%H%M}")


def end(message: Message, status: str, error: str, *, sent_at: dt.datetime | None = None, receipt: str = "") -> None:
    """Note that a message no longer waits; no word of a one-time code stays."""
    more = {"text": "", "subject": "", "document": None} if message.purpose in ONE_TIME else {}
    Message.objects.filter(pk=message.pk).update(
        status=status, error=error, sent_at=sent_at, receipt=receipt, taken="", **more
    )


def forget_dead(now: dt.datetime) -> int:
    """Try addresses again at which nobody was a month ago; return how many."""
    return DeadAddress.objects.filter(at__lt=now - _FORGET_DEAD).delete()[0]
