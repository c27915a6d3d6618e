"""What a week of somebody's is made of, as the page, the API and the message show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from drystone.accountability.freeing import Decision


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to copy, ``of`` a kind, and ``to`` whom it is."""

    of: str
    to: str | Promise
    text: str


@dataclass(frozen=True, slots=True)
class Improved:
    """An activity that did better in a week than in the one before; None is withheld, or not known.

    ``closed`` gaps closed in the week, ``closed_before`` in the one before; ``failing`` answers of checks were not in
    order at its end, ``fewer`` than at the end of the one before.
    """

    activity_id: str
    name: str
    closed: int | None
    closed_before: int | None
    failing: int | None
    fewer: int | None


@dataclass(frozen=True, slots=True)
class Example:
    """One thing that waits, as whoever answers for it may open it; ``name`` is "" for what is named after people."""

    gap_id: str
    title: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """What waits for one thing. ``count`` is None where withheld; ``on`` names sources, positions or queues.

    ``titles`` are what is to be done, the most first; ``examples`` are of those that are due first.
    """

    reason: str
    words: str
    count: int | None
    on: tuple[str, ...]
    titles: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Limited:
    """Access that is limited now because of something that somebody answers for.

    ``people`` is None where too few. ``words`` say what it means for them, ``lifting`` that it is being lifted;
    ``failing`` is what the hook last answered wrongly.
    """

    check_id: str
    title: str
    words: str
    people: int | None
    since: dt.datetime
    lifting: bool
    failing: bool


@dataclass(frozen=True, slots=True)
class Led:
    """Those whom somebody leads: how many (None under the floor, 0 nobody), and what an agreement lets be said."""

    people: int | None = 0
    late: tuple[tuple[str, int], ...] = ()
    agreements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """Somebody's week. ``begins`` is the Monday of the week that ``improved`` tells of, None where none was kept.

    ``over``: that week is. ``closed`` and ``closed_before`` are over all they answer for, None where one part is
    withheld. ``due`` is how much of each check that others do is late, and due within a week. ``things`` came in
    order lately and are named after nobody. ``going`` is what is not stuck.
    ``of_first`` is 0 where all that is open was looked at; else what is stuck, and what would free the most, is of so
    many that are due first, and more stand open.
    """

    answers: bool
    begins: dt.date | None = None
    over: bool = False
    closed: int | None = None
    closed_before: int | None = None
    improved: tuple[Improved, ...] = ()
    things: tuple[str, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    going: int | None = 0
    decision: Decision | None = None
    limited: tuple[Limited, ...] = ()
    led: Led = field(default_factory=Led)
    drafts: tuple[Draft, ...] = ()
    due: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    of_first: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.improved or self.closed or self.things or self.stuck or self.limited)
