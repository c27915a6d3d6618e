"""The kinds of messages: what each is for, whether it is optional, and whether it interrupts.

Rooms further down register theirs. A kind that nobody registered is not optional and counts as an interruption.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

#: Somebody asked for these a moment ago and waits for them: they interrupt nobody, and no word of them is kept.
ONE_TIME = frozenset({"sign-in-code", "sign-in-link"})
#: What somebody asked for a moment ago interrupts nobody either, though its words may be kept.
ASKED_FOR = ONE_TIME | {"reset-password"}
#: The withdrawal of an invitation asks nothing of anybody: it gives time back, and calendars take it by themselves.
WITHDRAWAL = "invitation-withdrawn"
#: That something happened may wait for its reader's working hours and their return: pages show it all the same. What
#: two people write to each other does not wait, nor what may be urgent.
PATIENT = frozenset({"notice", "received"})
#: What comes too late where somebody has to come by for it.
NOT_AT_SCREENS = ASKED_FOR | {"alert"}
UNCOUNTED = ASKED_FOR | {WITHDRAWAL}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message that people can do without, in words for the page where they choose."""

    kind: str
    words: str | Promise


_optional: dict[str, Kind] = {}


def register_optional(kind: str, words: str | Promise) -> None:
    """Have a kind of message offered for ending; registering it again replaces its words."""
    _optional[kind] = Kind(kind, words)


def optional() -> tuple[Kind, ...]:
    """Return the kinds that people can end, in the order in which they were registered."""
    return tuple(_optional.values())


def is_optional(kind: str) -> bool:
    """Whether people can end a kind."""
    return kind in _optional
