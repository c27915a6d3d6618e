"""What is known of one person when it is decided what to tell them, and in which words."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drystone.accountability.week import Week
from drystone.directory.whereabouts import Whereabouts
from drystone.gaps import everyone
from drystone.gaps.own import Mine
from drystone.gaps.steps import Reader
from drystone.habits.queries import Due
from drystone.reminders import sending
from drystone.reminders.deciding.choosing import Situation
from drystone.reminders.deciding.trying import Tried
from drystone.reminders.foretelling import Limit


@dataclass(frozen=True, slots=True)
class Case:
    """A person with everything that deciding and wording need. ``gaps`` are those of each thing to do.

    ``news`` is what happened lately to activities that they are told about. ``rhythm`` is the one they are written to
    in, ``channels`` by which, ``lesson`` what they may learn this week. ``led`` is what is late of those they lead,
    where that was agreed. ``limits`` is what would be said now of each gap that may end in a restriction, ``arms`` by
    which arm of a trial each thing to do is said. ``week`` is their week, read only where a message tells of it.
    ``way`` is how they are written to, None where that is not known.
    """

    where: Whereabouts
    zone: zoneinfo.ZoneInfo
    situation: Situation
    reader: Reader
    gaps: Mapping[str, list[Mine]] = field(default_factory=dict)
    behind: tuple[everyone.Behind, ...] = ()
    stranded: tuple[tuple[str, str, str], ...] = ()
    progress: everyone.Progress | None = None
    rhythm: str = ""
    channels: tuple[str, ...] = ()
    lesson: Due | None = None
    news: tuple[everyone.News, ...] = ()
    limits: Mapping[str, Limit] = field(default_factory=dict)
    led: tuple[everyone.Behind, ...] = ()
    arms: Mapping[str, Tried] = field(default_factory=dict)
    week: Week | None = None
    way: sending.Ways | None = None

    def by(self, first: Sequence[str] = ()) -> str:
        """Return the channel by which they are told, where these are to come first; "" where none reaches them."""
        return self.way.before(first) if self.way and self.way.channels else ""

    def brings_times(self, first: Sequence[str] = ()) -> bool:
        """Whether what they are told brings times for their calendar: they asked for that, and it is a mail."""
        return self.way is not None and self.way.invited and self.by(first) == "email"
