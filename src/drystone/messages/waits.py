"""The open questions of this room: conversations in which somebody waits for an answer.

Whoever was asked has three days. Then they are told once more, and have four; then whoever asked is told that no answer
came, and whom else to ask, and it waits no longer. Nobody else is let in: what was written is for those it was written
to.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _later

from drystone.directory import notices
from drystone.messages.models import Participant, Thread
from drystone.shell import clocks
from drystone.shell.clocks import Clock

ANSWER_WITHIN, AGAIN_WITHIN = dt.timedelta(days=3), dt.timedelta(days=4)
_STILL = (
    _later("A colleague still waits for your answer"),
    _later("A few words are enough, also “I don't know; ask somebody else”. Read it here:"),
)
_NONE = (
    _later("No answer came"),
    _later(
        "You asked something, and no answer came in a week. Ask somebody else, or the service desk. It stands here:"
    ),
)


def declare() -> None:
    """Declare what can be open here."""
    clocks.declare(
        Clock(
            "conversation", "drystone_messages.Thread", "participants__person_id", "waits_until",
            _later("A question to a colleague"),
            _later("They are told once more; then whoever asked is told that no answer came, and whom else to ask."),
            move_on, {"waits_until__isnull": False, "closed_at": None, "participants__role": "answers"},
        )
    )  # fmt: skip


def begin(thread: Thread, *, by: str, now: dt.datetime) -> None:
    """Let a conversation wait for an answer where whoever asked wrote last, else for nothing."""
    asks = Participant.objects.filter(thread=thread, person_id=by, role="asked").exists()
    until = (thread.waits_until or now + ANSWER_WITHIN) if asks else None
    if (until, thread.nudged and asks) != (thread.waits_until, thread.nudged):
        thread.waits_until, thread.nudged = until, thread.nudged and asks
        Thread.objects.filter(pk=thread.pk).update(waits_until=until, nudged=thread.nudged)


def move_on(now: dt.datetime) -> int:
    """Tell those asked once more, then whoever asked that no answer came; returns of how many conversations."""
    late = Thread.objects.filter(waits_until__lte=now, closed_at=None).order_by("waits_until", "pk")[:1_000]
    moved = 0
    for thread in list(late):
        again = not thread.nudged
        with transaction.atomic():
            mine = Thread.objects.filter(pk=thread.pk, waits_until=thread.waits_until, closed_at=None)
            if not mine.update(nudged=again, waits_until=now + AGAIN_WITHIN if again else None):
                continue
            role, words = ("answers", _STILL) if again else ("asked", _NONE)
            people = Participant.objects.filter(thread=thread, role=role).order_by("person_id")
            for person_id in people.values_list("person_id", flat=True):
                notices.tell(person_id, notices.of(*words, "messages:thread", thread.thread_id), now=now)
            moved += 1
    return moved
