"""The one door to the room that carries messages: another way of sending is a change of this file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from drystone.lib.errors import UsageError
from drystone.messages import actions, interrupting
from drystone.shell import site

PURPOSE = "reminder"
CHANNEL = "email"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for one person: the text says all that the HTML says."""

    person_id: str
    subject: str
    text: str
    html: str
    urgent: bool


def can_send() -> bool:
    """Whether the program has the channel."""
    return CHANNEL in site.program().settings.channels


def hand_over(one: Outgoing, *, now: dt.datetime, until: dt.datetime) -> int:
    """Give a message to the outbox, in the caller's transaction, and return its number. Raises UsageError."""
    if not can_send():
        raise UsageError("the program has no channel for reminders", where="drystone.toml", do="add [channels.email]")
    return actions.send(
        one.person_id,
        channel=CHANNEL,
        purpose=PURPOSE,
        subject=one.subject,
        text=one.text,
        now=now,
        between=(None, until),
    )


def became(numbers: Sequence[int]) -> dict[int, str]:
    """Return what became of messages that were handed over: waiting, sent, failed or expired."""
    return interrupting.became(numbers)


def other_interruptions(person_ids: Sequence[str], *, since: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """Return (person id, moment) of everything else that interrupted these people."""
    return interrupting.moments(person_ids, since=since, beside=[PURPOSE])
