"""What this room has to say to people, and who carries it: the room ``messages``, which comes later, says that it does.

A code by text message begins here, and messages leave from a room that knows this one. So the carrier makes itself
known when Django starts, as handlers do to the queue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

#: In place of a channel: the first one that reaches somebody, as they chose.
OWN = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """Something for one person, by the channel "email" or "text", or by their ``OWN``; not sent after ``expires``."""

    person_id: str
    channel: str
    purpose: str
    subject: str
    text: str
    expires: dt.datetime | None = None


Carrier = Callable[[Letter, dt.datetime], bool]
_carriers: list[Carrier] = []


def carrier(function: Carrier) -> Carrier:
    """Register what carries letters; it must stand or fall with the caller's transaction."""
    _carriers[:] = [function]
    return function


def carry(letter: Letter, *, now: dt.datetime) -> bool:
    """Hand a letter over; whether there is a way. Raises UsageError where its channel is not set up."""
    if not _carriers:
        raise AssertionError("nobody carries letters: the room messages is not installed")
    return _carriers[0](letter, now)
