"""The one door to the room that carries messages: another way of sending is a change of this file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drystone.messages import actions, interrupting, queries
from drystone.messages.document import Document
from drystone.messages.queries import Ways as Ways
from drystone.shell import site

#: The channel that waits for people to come by.
SCREEN = queries.SCREEN
#: What reminds is not optional; thanks, a lesson and one's week by themselves are, and whoever ended them gets none.
PURPOSE, THANKS, LESSON, WEEK = "reminder", "thanks", "lesson", "week"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for one person, which leaves once under its ``key``; ``first`` are the channels to try first."""

    person_id: str
    document: Document
    key: str
    urgent: bool
    purpose: str = PURPOSE
    first: tuple[str, ...] = ()
    calendar: Mapping[str, Any] | None = None


def can_send() -> bool:
    """Whether the program has a channel that reaches people."""
    return bool(site.program().settings.choice.order)


def hand_over(one: Outgoing, *, now: dt.datetime, until: dt.datetime) -> int:
    """Give a message to the outbox, in the caller's transaction, and return its number; 0 where no way leads there.

    Handing the same over again gives the number of the first.
    """
    telling = actions.Telling(
        one.person_id, one.purpose, one.document, key=one.key, urgent=one.urgent, between=(None, until),
        first=one.first, calendar=one.calendar,
    )  # fmt: skip
    return actions.tell(telling, now=now)


def ways(person_ids: Sequence[str]) -> dict[str, Ways]:
    """Return how these people are written to: by which channels, in which rhythm, and what they ended."""
    return queries.ways(person_ids)


def became(numbers: Sequence[int]) -> dict[int, str]:
    """Return what became of messages that were handed over: waiting, sending, sent, failed, expired or withdrawn."""
    return interrupting.became(numbers)


def other_interruptions(person_ids: Sequence[str], *, since: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """Return (person id, moment) of everything else that interrupted these people, but for what could not wait."""
    return interrupting.moments(person_ids, since=since, beside=[PURPOSE, THANKS, LESSON, WEEK])
